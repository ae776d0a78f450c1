import { useMemo } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import type { Column } from '../kit/Table.tsx';
import { initialsOf, invitationBadge, mailAdvice, nameOf, statusBadge, type User } from './list.ts';
import css from './Users.module.css';

/** The columns of the users list; `me` is the member who looks at it. */
export function useColumns(me: string | undefined): readonly Column<User>[] {
  const say = useSay();
  return useMemo(
    () => [
      {
        key: 'user',
        head: say('users.column.user'),
        width: 'grow',
        sort: 'name',
        cell: (user) => <UserCell user={user} me={me} />,
      },
      {
        key: 'role',
        head: say('users.column.role'),
        width: 'fit',
        wideOnly: true,
        cell: (user) => user.custom_role?.name ?? say(`kit.role.${user.role}`),
      },
      { key: 'status', head: say('users.column.status'), width: 'fit', cell: (user) => <StatusCell user={user} /> },
      {
        key: 'invitation',
        head: say('users.column.invitation'),
        width: 'fit',
        wideOnly: true,
        cell: (user) => <InvitationCell user={user} />,
      },
      {
        key: 'activity',
        head: say('users.column.activity'),
        width: 'fit',
        wideOnly: true,
        sort: 'last_activity',
        cell: (user) => <ActivityCell user={user} />,
      },
      {
        key: 'added',
        head: say('users.column.added'),
        width: 'fit',
        wideOnly: true,
        sort: 'added',
        cell: (user) => <AddedCell user={user} />,
      },
    ],
    [say, me],
  );
}

function UserCell({ user, me }: { user: User; me: string | undefined }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  return (
    <div className={css.user}>
      <span className={css.face} aria-hidden="true">
        {initialsOf(user)}
      </span>
      <span className={css.who} title={user.email}>
        <span className={css.name}>
          <Link to="/a/$accountId/users/$memberId" params={{ accountId, memberId: user.id }} className={css.to ?? ''}>
            {nameOf(user)}
          </Link>
          {user.id === me ? <span className={css.you}>{say('users.you')}</span> : null}
        </span>
        {user.name === '' ? null : <span className={css.email}>{user.email}</span>}
      </span>
    </div>
  );
}

/** The status; where there is no room for the invitation's column, its mail below. */
function StatusCell({ user }: { user: User }) {
  const say = useSay();
  const { id, tone } = statusBadge(user.status);
  return (
    <>
      <Badge tone={tone}>{say(id)}</Badge>
      {user.inactive ? (
        <span className={css.inactive} title={say('users.inactive.meaning')}>
          <Badge>{say('users.inactive')}</Badge>
        </span>
      ) : null}
      {user.no_access ? (
        <span className={css.noAccess} title={say('users.no-access.meaning')}>
          <Badge>{say('users.no-access')}</Badge>
        </span>
      ) : null}
      {user.invitation === null ? null : <span className={css.below}>{say(invitationBadge(user.invitation).id)}</span>}
    </>
  );
}

function InvitationCell({ user }: { user: User }) {
  const say = useSay();
  const { date, dateTime } = useFormats();
  if (user.invitation === null) return null;
  const { id, tone } = invitationBadge(user.invitation);
  const advice = mailAdvice(user.invitation);
  const { expires_at: expiresAt, expired } = user.invitation;
  return (
    <span className={css.invitation}>
      <span title={advice === undefined ? undefined : say(advice)}>
        <Badge tone={tone}>{say(id)}</Badge>
      </span>
      <time className={css.until} dateTime={expiresAt} title={dateTime(expiresAt)}>
        {say(expired ? 'users.expired' : 'users.expires', { when: date(expiresAt) })}
      </time>
    </span>
  );
}

function ActivityCell({ user }: { user: User }) {
  const say = useSay();
  const { ago, dateTime } = useFormats();
  if (user.status === 'invited') return null;
  if (user.last_entered_at === null) {
    return (
      <span className={css.dim} title={say('users.never-opened')}>
        {say('users.never')}
      </span>
    );
  }
  return (
    <time dateTime={user.last_entered_at} title={dateTime(user.last_entered_at)}>
      {ago(user.last_entered_at)}
    </time>
  );
}

function AddedCell({ user }: { user: User }) {
  const { date, dateTime } = useFormats();
  return (
    <time dateTime={user.made_at} title={dateTime(user.made_at)}>
      {date(user.made_at)}
    </time>
  );
}
