import { isLanguage } from '@latchkey/domain/language';
import { grantableRoles } from '@latchkey/domain/role';
import { accessKinds } from '@latchkey/domain/computer';
import { noAccess, type AccessDraft } from '../kit/access.ts';
import type { Draft, Typed } from './invite.ts';

/** What of the browser keeps a draft: its memory of this tab. */
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const NAME = 'latchkey.invite';

/** What the page holds: the fields, and the access to computers that was chosen. */
export type Kept = { draft: Draft; access: AccessDraft };

/** What a tab had typed for an account when the page was loaded anew, or nothing. `memberId` is who typed it: nobody else gets to see it. */
export function recallDraft(store: Store | undefined, memberId: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(store?.getItem(NAME) ?? 'null');
    if (!isDraftOf(kept, memberId)) return undefined;
    return { draft: kept.draft, access: isAccess(kept.access) ? kept.access : noAccess };
  } catch {
    return undefined;
  }
}

/** Keeps what is typed as long as the tab lives; nothing typed is nothing kept. */
export function keepDraft(
  store: Store | undefined,
  memberId: string,
  { draft, access }: { draft: Typed | Draft; access: AccessDraft },
): void {
  try {
    if (draft.text === '' && draft.note === '') store?.removeItem(NAME);
    else store?.setItem(NAME, JSON.stringify({ memberId, draft, access }));
  } catch {
    // Strict settings refuse, and so does a store that is full; the draft then lasts as long as the page.
  }
}

function isDraftOf(kept: unknown, memberId: string): kept is { draft: Draft; access?: unknown } {
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

function isAccess(kept: unknown): kept is AccessDraft {
  if (typeof kept !== 'object' || kept === null) return false;
  const { kind, groups, computers } = kept as Partial<Record<keyof AccessDraft, unknown>>;
  return accessKinds.some((one) => one === kind) && arePicks(groups) && arePicks(computers);
}

function arePicks(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((one: unknown) => {
      const { id, label } = (one ?? {}) as { id?: unknown; label?: unknown };
      return typeof id === 'string' && typeof label === 'string';
    })
  );
}
