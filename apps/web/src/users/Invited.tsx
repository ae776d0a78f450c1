import { readMember } from '@latchkey/contract/member';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { givenIn, type AccessDraft } from '../kit/access.ts';
import { Badge } from '../kit/Badge.tsx';
import { Button } from '../kit/Button.tsx';
import { Icon } from '../kit/Icon.tsx';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink, Link } from '../kit/Link.tsx';
import { askOf, useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import type { GroupPick } from './invite-groups.ts';
import { leftOf, type InvitedUser, type Sent } from './invite-result.ts';
import { InviteBox } from './InviteBox.tsx';
import { InviteLeft } from './InviteLeft.tsx';
import css from './Invited.module.css';
import { invitationBadge, mailMeaning } from './list.ts';

/** What everybody in the act was promised. */
type Given = { access: AccessDraft; groups: readonly GroupPick[] };

/** Says what became of an act, line by line: what was not sent and what to do about it, who is invited and how their mails stand. */
export function Invited({ sent, given, onAgain }: { sent: Sent; given: Given; onAgain: () => void }) {
  const say = useSay();
  const place = useRef<HTMLElement>(null);
  const accountId = useAccountId() ?? '';
  const left = leftOf(sent).length;
  const title = say('invite.invited.title', { count: sent.invited.length });
  // The form is gone, and with it the place of the keyboard.
  useEffect(() => place.current?.focus(), []);
  return (
    <section ref={place} tabIndex={-1} className={css.invited} aria-label={title}>
      <Stack>
        <Card title={title}>
          <Stack>
            {sent.invited.length === 0 ? null : (
              <InviteBox label={title} count={sent.invited.length}>
                {sent.invited.map((user) => (
                  <InvitedLine key={user.member_id} user={user} accountId={accountId} />
                ))}
              </InviteBox>
            )}
            {sent.invited.length === 0 ? null : <GivenText given={given} />}
            <Row>
              <Button look="primary" icon="invite" onClick={onAgain}>
                {left > 0 ? say('invite.invited.remaining', { count: left }) : say('invite.invited.another')}
              </Button>
              <ButtonLink to="/a/$accountId/users" params={{ accountId }}>
                {say('invite.invited.list')}
              </ButtonLink>
            </Row>
          </Stack>
        </Card>
        <InviteLeft sent={sent} />
      </Stack>
    </section>
  );
}

/** What they reach as soon as they accept, and the groups they are in then. */
function GivenText({ given: { access, groups } }: { given: Given }) {
  const say = useSay();
  const { kind } = givenIn(access);
  const isOpened = groups.some(({ opens }) => opens !== 'none');
  return (
    <div>
      {kind === 'none' && isOpened ? null : <Text dim>{say(`invite.access.${kind}`)}</Text>}
      {isOpened && kind !== 'all' ? <Text dim>{say('invite.access.groups')}</Text> : null}
      {groups.length === 0 ? null : (
        <Text dim>
          {say('invite.invited.groups', {
            count: groups.length,
            groups: groups.map(({ label }) => label).join(', '),
          })}
        </Text>
      )}
    </div>
  );
}

function InvitedLine({ user, accountId }: { user: InvitedUser; accountId: string }) {
  const say = useSay();
  const place = useRef<HTMLLIElement>(null);
  const isSeen = useSeen(place);
  const [isOut, setOut] = useState(false);
  const { data: row } = useQuery({
    ...askOf(readMember, { accountId, params: { member_id: user.member_id } }),
    // News of every mail read it again until its own is out.
    enabled: isSeen && !isOut,
  });
  const isOperator = useMe()?.is_operator ?? false;
  const mail = row?.invitation?.mail;
  if (!isOut && (mail === 'sent' || mail === 'bounced')) setOut(true);
  const badge = row?.invitation ? invitationBadge(row.invitation) : undefined;
  return (
    <li ref={place} className={css.line}>
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
            <Link to="/operator/outbox">{say('invite.invited.outbox')}</Link>
          </Text>
        ) : null}
      </span>
      {badge === undefined ? null : <Badge tone={badge.tone}>{say(badge.id)}</Badge>}
    </li>
  );
}

/** Whether something has been in sight: of 500 lines only those that somebody sees ask how their mail stands. */
function useSeen(place: React.RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (place.current === null) return undefined;
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    watcher.observe(place.current);
    return () => watcher.disconnect();
  }, [place]);
  return isSeen;
}
