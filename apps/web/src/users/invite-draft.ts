import { isLanguage } from '@latchkey/domain/language';
import { grantableRoles } from '@latchkey/domain/role';
import type { Draft, Typed } from './invite.ts';

/** What of the browser keeps a draft: its memory of this tab. */
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const NAME = 'latchkey.invite';

/** What a tab had typed for an account when the page was loaded anew, or nothing. `memberId` is who typed it: nobody else gets to see it. */
export function recallDraft(store: Store | undefined, memberId: string): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(store?.getItem(NAME) ?? 'null');
    return isDraftOf(kept, memberId) ? kept.draft : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what is typed as long as the tab lives; nothing typed is nothing kept. */
export function keepDraft(store: Store | undefined, memberId: string, draft: Typed | Draft): void {
  try {
    if (draft.text === '' && draft.note === '') store?.removeItem(NAME);
    else store?.setItem(NAME, JSON.stringify({ memberId, draft }));
  } catch {
    // Strict settings refuse, and so does a store that is full; the draft then lasts as long as the page.
  }
}

function isDraftOf(kept: unknown, memberId: string): kept is { draft: Draft } {
  if (typeof kept !== 'object' || kept === null || !('memberId' in kept) || kept.memberId !== memberId) return false;
  const draft = 'draft' in kept ? (kept.draft as Partial<Record<keyof Draft, unknown>> | null) : null;
  return (
    typeof draft?.text === 'string' &&
    typeof draft.note === 'string' &&
    typeof draft.all === 'boolean' &&
    typeof draft.language === 'string' &&
    isLanguage(draft.language) &&
    grantableRoles.some((role) => role === draft.role)
  );
}
