import type { ReactNode } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { Facts, Row, Stack, Text } from '../kit/Layout.tsx';
import { useFormats, useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import { useRoleName } from './use-custom-roles.ts';
import { invitationBadge, mailMeaning, statusBadge, type User } from './list.ts';

/** How a user stands in the account; of an invitation also how its mail is (I12). */
export function UserFacts({ user }: { user: User }) {
  const say = useSay();
  const { dateTime } = useFormats();
  const role = useRoleName();
  const facts: { term: string; is: ReactNode }[] = [
    { term: say('users.page.email'), is: user.email },
    { term: say('users.column.role'), is: role(user) },
    { term: say('users.column.status'), is: <Status user={user} /> },
    { term: say('users.page.added'), is: dateTime(user.made_at) },
    ...(user.status === 'invited' ? [] : [{ term: say('users.column.activity'), is: <Activity user={user} /> }]),
    ...(user.invitation === null
      ? []
      : [
          {
            term: say('users.page.invited'),
            is: <Sent at={user.invitation.sent_at} by={user.invited_by} />,
          },
          { term: say('users.page.mail'), is: <Mail invitation={user.invitation} /> },
        ]),
  ];
  return <Facts facts={facts} />;
}

function Status({ user }: { user: User }) {
  const say = useSay();
  const { id, tone } = statusBadge(user.status);
  return (
    <Row gap="tight">
      <Badge tone={tone}>{say(id)}</Badge>
      {user.inactive ? <Badge>{say('users.inactive')}</Badge> : null}
      {user.inactive ? (
        <Text dim small>
          {say('users.inactive.meaning')}
        </Text>
      ) : null}
    </Row>
  );
}

/** When they were last here; who never was may be in another profile of theirs (P3). */
function Activity({ user }: { user: User }) {
  const say = useSay();
  const { ago, dateTime } = useFormats();
  const at = user.last_entered_at;
  if (at === null) {
    return (
      <Stack gap="tight">
        <span>{say('users.never-opened')}</span>
        <Text dim small>
          {say('users.page.never.hint')}
        </Text>
      </Stack>
    );
  }
  return (
    <time dateTime={at} title={dateTime(at)}>
      {ago(at)}
    </time>
  );
}

function Sent({ at, by }: { at: string; by: string | null }) {
  const say = useSay();
  const { dateTime } = useFormats();
  const when = dateTime(at);
  return by === null ? when : say('users.page.invited-by', { when, name: by });
}

function Mail({ invitation }: { invitation: NonNullable<User['invitation']> }) {
  const say = useSay();
  const { date, dateTime } = useFormats();
  const isOperator = useMe()?.is_operator ?? false;
  const { id, tone } = invitationBadge(invitation);
  const { expires_at: expiresAt, expired, mail } = invitation;
  return (
    <Stack gap="tight">
      <Row gap="tight">
        <Badge tone={tone}>{say(id)}</Badge>
        <time dateTime={expiresAt} title={dateTime(expiresAt)}>
          {say(expired ? 'users.expired' : 'users.expires', { when: date(expiresAt) })}
        </time>
      </Row>
      {expired ? null : (
        <Text dim small>
          {say(mailMeaning(mail, isOperator))}
        </Text>
      )}
    </Stack>
  );
}
