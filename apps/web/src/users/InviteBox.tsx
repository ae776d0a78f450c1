import type { ReactNode } from 'react';
import { MANY } from './invite.ts';
import css from './Invited.module.css';

/** Lines of a result; many of them stand in a box that scrolls, also by keyboard. */
export function InviteBox({ label, count, children }: { label: string; count: number; children: ReactNode }) {
  if (count <= MANY) return <ul className={css.lines}>{children}</ul>;
  return (
    // A region that scrolls has to be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={css.box} aria-label={label} tabIndex={0}>
      <ul className={css.lines}>{children}</ul>
    </section>
  );
}
