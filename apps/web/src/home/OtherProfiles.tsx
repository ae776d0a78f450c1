import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { lastUsedFirst, MOST_IN_MENU } from '../kit/profiles.ts';
import { useSay } from '../kit/sentence.ts';
import { profileName, type Profile } from '../kit/session.ts';

/** Offers the other profiles, of many those used last: what somebody misses here is often there (P3). */
export function OtherProfiles({ profiles }: { profiles: readonly Profile[] }) {
  const say = useSay();
  const all = profiles.length + 1;
  return (
    <Card title={say('home.others')}>
      <Stack>
        <Text dim>{say('home.others.text', { count: profiles.length })}</Text>
        <Row gap="tight">
          {lastUsedFirst(profiles)
            .slice(0, MOST_IN_MENU)
            .map((profile) => (
              <ButtonLink key={profile.account_id} to="/a/$accountId" params={{ accountId: profile.account_id }}>
                {say('home.others.switch', { profile: profileName(say, profile) })}
              </ButtonLink>
            ))}
        </Row>
        {profiles.length > MOST_IN_MENU ? (
          <Row>
            <ButtonLink to="/me" look="quiet" icon="right">
              {say('home.others.all', { count: all })}
            </ButtonLink>
          </Row>
        ) : null}
      </Stack>
    </Card>
  );
}
