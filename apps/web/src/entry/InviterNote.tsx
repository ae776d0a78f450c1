import css from './entry.module.css';
import type { OpenedInvitation } from './offers.ts';

/** The note of who invited. What they wrote is text and nothing else. */
export function InviterNote({ opened: { note, invited_by } }: { opened: OpenedInvitation }) {
  if (note === '') return null;
  return (
    <figure className={css.note}>
      <blockquote className={css.noteText}>{note}</blockquote>
      {invited_by === '' ? null : <figcaption className={css.noteBy}>{invited_by}</figcaption>}
    </figure>
  );
}
