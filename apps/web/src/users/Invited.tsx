import { readMember } from '@latchkey/contract/member';
import { useEffect, useRef } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import { Card, Row, Text } from '../kit/Layout.tsx';
import { ButtonLink, Link } from '../kit/Link.tsx';
import { useAccountId, useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import css from './Invite.module.css';
import { invitationBadge, mailMeaning } from './list.ts';

export type InvitedUser = { member_id: string; email: string };

/** Says what became of the invitations: that they are made, how their mails stand, and where to go from here. */
export function Invited({ users, onAgain }: { users: readonly InvitedUser[]; onAgain: () => void }) {
  const say = useSay();
  const place = useRef<HTMLDivElement>(null);
  const accountId = useAccountId() ?? '';
  // The form is gone, and with it the place of the keyboard.
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className={css.invited}>
      <Card title={say('users.invited.title', { count: users.length })}>
        <div role="status">
          <ul className={css.lines}>
            {users.map((user) => (
              <InvitedLine key={user.member_id} user={user} />
            ))}
          </ul>
        </div>
        <Row>
          <Button look="primary" icon="invite" onClick={onAgain}>
            {say('users.invited.another')}
          </Button>
          <ButtonLink to="/a/$accountId/users" params={{ accountId }}>
            {say('users.invited.list')}
          </ButtonLink>
        </Row>
      </Card>
    </div>
  );
}

function InvitedLine({ user }: { user: InvitedUser }) {
  const say = useSay();
  const { data: row } = useCall(readMember, { params: { member_id: user.member_id } });
  const isOperator = useMe()?.is_operator ?? false;
  const mail = row?.invitation?.mail;
  const badge = row?.invitation ? invitationBadge(row.invitation) : undefined;
  return (
    <li className={css.line}>
      <span className={css.tick}>
        <Icon name="check" size={16} />
      </span>
      <span className={css.words}>
        <strong>{user.email}</strong>
        {mail === undefined ? null : (
          <Text dim small>
            {say(mailMeaning(mail, isOperator))}
          </Text>
        )}
        {mail === 'no_mail_server' && isOperator ? (
          <Text small>
            <Link to="/operator">{say('users.invited.set-mail')}</Link> ·{' '}
            <Link to="/operator/outbox">{say('users.invited.outbox')}</Link>
          </Text>
        ) : null}
      </span>
      {badge === undefined ? null : <Badge tone={badge.tone}>{say(badge.id)}</Badge>}
    </li>
  );
}
