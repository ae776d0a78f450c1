import { roles } from '@latchkey/domain/role';
import type { MessageId } from '@latchkey/messages/catalogue';
import { useIntl } from 'react-intl';
import { useFormats, useSay } from '../kit/sentence.ts';
import css from './Activity.module.css';
import { changesOf, type Entry } from './activity.ts';

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
    <span className={css.words}>
      {/* An act of a newer version has no sentence here yet; its own word says more than nothing. */}
      <span>{intl.messages[id] === undefined ? entry.act : say(id as MessageId)}</span>
      {role === undefined ? null : (
        <span className={css.dim}>{say('activity.role', { from: word(role.from), to: word(role.to) })}</span>
      )}
      <span className={css.below}>
        {who} · {dateTime(entry.at)}
      </span>
    </span>
  );
}

function isRole(value: string): value is (typeof roles)[number] {
  return (roles as readonly string[]).includes(value);
}

/** Whom it concerns besides who did it. */
export function Whom({ entry }: CellProps) {
  const say = useSay();
  const others = entry.targets.filter((target) => target.id !== entry.actor.id);
  return (
    <span className={css.words}>
      {others.slice(0, 3).map((target) => (
        <span key={target.id}>{target.name ?? say('activity.deleted')}</span>
      ))}
      {others.length > 3 ? (
        <span className={css.dim}>{say('activity.others', { count: others.length - 3 })}</span>
      ) : null}
    </span>
  );
}

/** The network address it came from. */
export function Origin({ entry }: CellProps) {
  return <span className={css.origin}>{entry.address ?? ''}</span>;
}
