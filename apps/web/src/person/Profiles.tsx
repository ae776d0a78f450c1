import { useState } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { Button } from '../kit/Button.tsx';
import { Card, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink, Link } from '../kit/Link.tsx';
import { useFormats, useSay } from '../kit/sentence.ts';
import { profileName, type Me, type Profile } from '../kit/session.ts';
import { LeaveDialog } from './LeaveDialog.tsx';
import css from './Person.module.css';

/** The companies the person is in (P2), or what to do when there is none (P15). */
export function Profiles({ me }: { me: Me }) {
  const say = useSay();
  if (me.profiles.length === 0) return <NoProfiles email={me.email} />;
  return (
    <Card title={say('person.profiles')}>
      <Stack gap="tight">
        <Text dim>{say('person.profiles.text')}</Text>
        <ul className={css.profiles}>
          {me.profiles.map((profile) => (
            <ProfileLine key={profile.account_id} profile={profile} />
          ))}
        </ul>
      </Stack>
    </Card>
  );
}

function ProfileLine({ profile }: { profile: Profile }) {
  const say = useSay();
  const { ago, dateTime } = useFormats();
  const [isLeaving, setLeaving] = useState(false);
  const name = profileName(say, profile);
  const at = profile.last_entered_at;
  const params = { accountId: profile.account_id };
  return (
    <li className={css.profile}>
      <div className={css.words}>
        <strong>{name}</strong>
        <span className={css.dim} title={at === null ? undefined : dateTime(at)}>
          {at === null ? say('person.profiles.never') : say('person.profiles.last', { when: ago(at) })}
        </span>
        <span className={css.dim}>
          <Link
            to="/a/$accountId/tokens"
            params={params}
            aria-label={say('person.profiles.tokens-of', { profile: name })}
          >
            {say('kit.nav.tokens')}
          </Link>
        </span>
      </div>
      {profile.role === 'holder' || profile.role === 'member' ? null : <Badge>{say(`kit.role.${profile.role}`)}</Badge>}
      <ButtonLink
        to="/a/$accountId"
        params={params}
        small
        aria-label={say('person.profiles.open-of', { profile: name })}
      >
        {say('person.profiles.open')}
      </ButtonLink>
      <Button
        small
        look="quiet"
        aria-label={say('person.leave.of', { company: profile.company_name })}
        onClick={() => setLeaving(true)}
      >
        {say('person.leave')}
      </Button>
      {isLeaving ? <LeaveDialog profile={profile} onClose={() => setLeaving(false)} /> : null}
    </li>
  );
}

function NoProfiles({ email }: { email: string }) {
  const say = useSay();
  return (
    <Card title={say('person.nobody.title')}>
      <Stack>
        <Text>{say('person.nobody.text', { email })}</Text>
        <Text dim>{say('person.nobody.invited')}</Text>
        <Text dim>{say('person.nobody.ask', { email })}</Text>
      </Stack>
    </Card>
  );
}
