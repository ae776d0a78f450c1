import { roles } from '@latchkey/domain/role';
import type { MessageId } from '@latchkey/messages/catalogue';
import { useIntl } from 'react-intl';
import { changesOf, droppedIn, limitsIn, type Entry } from './activity.ts';
import css from './ActivityCells.module.css';
import { Link } from './Link.tsx';
import { useAccountId } from './query.ts';
import { useFormats, useSay } from './sentence.ts';
import { howFar } from './may.ts';
import { useMine } from './session.ts';

type CellProps = { entry: Entry };

/** When, exactly: in a log "an hour ago" is too little. */
export function At({ entry }: CellProps) {
  const { dateTime, zoned } = useFormats();
  return (
    <time className={css.at} dateTime={entry.at} title={zoned(entry.at)}>
      {dateTime(entry.at)}
    </time>
  );
}

/** Who did it, and with which token. */
export function Actor({ entry }: CellProps) {
  const say = useSay();
  const { kind, name, token } = entry.actor;
  return (
    <span className={css.words}>
      <span>{kind === 'member' ? (name ?? say('activity.deleted')) : say(`activity.actor.${kind}`)}</span>
      {token === null ? null : <span className={css.dim}>{say('activity.token', { name: token.name ?? '' })}</span>}
    </span>
  );
}

/** What was done, with what changed by it; on a phone also when and by whom. */
export function Act({ entry }: CellProps) {
  const say = useSay();
  const intl = useIntl();
  const { dateTime } = useFormats();
  const id = `activity.act.${entry.act}`;
  const word = (value: string) => (isRole(value) ? say(`kit.role.${value}`) : value);
  const role = changesOf(entry).find(({ field }) => field === 'role');
  const who =
    entry.actor.kind === 'member'
      ? (entry.actor.name ?? say('activity.deleted'))
      : say(`activity.actor.${entry.actor.kind}`);
  return (
    <span className={`${css.words} ${css.act}`}>
      {/* An act of a newer version has no sentence here yet; its own word says more than nothing. */}
      <span>{intl.messages[id] === undefined ? entry.act : say(id as MessageId)}</span>
      {role === undefined ? null : (
        <span className={css.dim}>{say('activity.role', { from: word(role.from), to: word(role.to) })}</span>
      )}
      {limitsIn(entry).map(({ side, count }) => (
        <span key={side} className={css.dim}>
          {say(`activity.limited.${side}`, { count })}
        </span>
      ))}
      {droppedIn(entry).map((part) => (
        <span key={part} className={css.dim}>
          {say(`activity.dropped.${part}`)}
        </span>
      ))}
      <span className={css.below}>
        {who} · {dateTime(entry.at)}
      </span>
    </span>
  );
}

function isRole(value: string): value is (typeof roles)[number] {
  return (roles as readonly string[]).includes(value);
}

/** As many are named in one row. */
const MOST_NAMED = 3;

/** Whom it concerns besides who did it, and which user groups or role. */
export function Whom({ entry }: CellProps) {
  const say = useSay();
  const users = entry.targets.filter((target) => target.id !== entry.actor.id);
  const others = [
    ...users.map((user) => <UserRef key={user.id} user={user} />),
    ...entry.groups.map((group) => <GroupRef key={group.id} group={group} isThere={entry.act !== 'group.delete'} />),
    ...(entry.role === null ? [] : [<span key="role">{entry.role}</span>]),
  ];
  return (
    <span className={css.words}>
      {others.slice(0, MOST_NAMED)}
      {others.length > MOST_NAMED ? (
        <span className={css.dim}>{say('activity.others', { count: others.length - MOST_NAMED })}</span>
      ) : null}
    </span>
  );
}

/** A user by name, leading to their page for who may see users. */
function UserRef({ user }: { user: Entry['targets'][number] }) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const maySee = howFar(useMine(), 'users.view') === 'wholly';
  if (user.name === null) return <span>{say('activity.deleted')}</span>;
  if (!maySee) return <span>{user.name}</span>;
  return (
    <Link to="/a/$accountId/users/$memberId" params={{ accountId, memberId: user.id }} className={css.to ?? ''}>
      {user.name}
    </Link>
  );
}

type GroupRefProps = { group: Entry['groups'][number]; isThere: boolean };

/** A user group by name, leading to its page for who may see users. */
function GroupRef({ group, isThere }: GroupRefProps) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const maySee = howFar(useMine(), 'users.view') === 'wholly';
  if (group.name === null) return <span>{say('activity.deleted-group')}</span>;
  if (!maySee || !isThere) return <span>{group.name}</span>;
  return (
    <Link to="/a/$accountId/groups/$groupId" params={{ accountId, groupId: group.id }} className={css.to ?? ''}>
      {group.name}
    </Link>
  );
}

/** The network address it came from. */
export function Origin({ entry }: CellProps) {
  return <span className={css.origin}>{entry.address ?? ''}</span>;
}
