import css from './entry.module.css';
import type { Opened } from './InvitationPage.tsx';

/** The note of who invited. What they wrote is text and nothing else. */
export function Offer({ opened: { note, invited_by } }: { opened: Opened }) {
  if (note === '') return null;
  return (
    <figure className={css.note}>
      <blockquote className={css.noteText}>{note}</blockquote>
      {invited_by === '' ? null : <figcaption className={css.noteBy}>{invited_by}</figcaption>}
    </figure>
  );
}
