import { isLanguage } from '@latchkey/domain/language';
import { grantablePermissions } from '@latchkey/domain/role';
import { accessKinds } from '@latchkey/domain/computer';
import { noAccess, type AccessDraft } from '../kit/access.ts';
import type { Grantable } from '../kit/permission-areas.ts';
import type { GroupPick } from './invite-groups.ts';
import { isRoleToGive, type Draft, type Typed } from './invite.ts';

/** What of the browser keeps a draft: its memory of this tab. */
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const NAME = 'latchkey.invite';

/** What the page holds: the fields, and the access to computers, the user groups and the own permissions that were chosen. */
export type Kept = {
  draft: Draft;
  access: AccessDraft;
  groups: readonly GroupPick[];
  permissions: readonly Grantable[];
};

/** What a tab had typed for an account when the page was loaded anew, or nothing. `memberId` is who typed it: nobody else gets to see it. */
export function recallDraft(store: Store | undefined, memberId: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(store?.getItem(NAME) ?? 'null');
    if (!isDraftOf(kept, memberId)) return undefined;
    const groups = areGroups(kept.groups) ? kept.groups : [];
    const access = isAccess(kept.access) ? kept.access : noAccess;
    return { draft: kept.draft, access, groups, permissions: permissionsIn(kept.permissions) };
  } catch {
    return undefined;
  }
}

/** Keeps what is typed as long as the tab lives; nothing typed is nothing kept. */
export function keepDraft(
  store: Store | undefined,
  memberId: string,
  { draft, ...given }: Omit<Kept, 'draft'> & { draft: Typed | Draft },
): void {
  try {
    if (draft.text === '' && draft.note === '') store?.removeItem(NAME);
    else store?.setItem(NAME, JSON.stringify({ memberId, draft, ...given }));
  } catch {
    // Strict settings refuse, and so does a store that is full; the draft then lasts as long as the page.
  }
}

type Read = { draft: Draft; access?: unknown; groups?: unknown; permissions?: unknown };

function isDraftOf(kept: unknown, memberId: string): kept is Read {
  if (typeof kept !== 'object' || kept === null || !('memberId' in kept) || kept.memberId !== memberId) return false;
  const draft = 'draft' in kept ? (kept.draft as Partial<Record<keyof Draft, unknown>> | null) : null;
  return (
    typeof draft?.text === 'string' &&
    typeof draft.note === 'string' &&
    typeof draft.all === 'boolean' &&
    typeof draft.language === 'string' &&
    isLanguage(draft.language) &&
    typeof draft.role === 'string' &&
    isRoleToGive(draft.role)
  );
}

function isAccess(kept: unknown): kept is AccessDraft {
  if (typeof kept !== 'object' || kept === null) return false;
  const { kind, groups, computers } = kept as Partial<Record<keyof AccessDraft, unknown>>;
  return accessKinds.some((one) => one === kind) && arePicks(groups) && arePicks(computers);
}

function areGroups(kept: unknown): kept is GroupPick[] {
  return (
    arePicks(kept) && (kept as { opens?: unknown }[]).every(({ opens }) => accessKinds.some((one) => one === opens))
  );
}

function permissionsIn(kept: unknown): Grantable[] {
  return Array.isArray(kept) ? grantablePermissions.filter((one) => kept.includes(one)) : [];
}

function arePicks(list: unknown): list is { id: string; label: string }[] {
  return (
    Array.isArray(list) &&
    list.every((one: unknown) => {
      const { id, label } = (one ?? {}) as { id?: unknown; label?: unknown };
      return typeof id === 'string' && typeof label === 'string';
    })
  );
}

/** What may be kept of it by who invites into their own groups only: they give no roles and permissions (G10). */
export function withoutPowers(kept: Kept): Kept {
  return { ...kept, draft: { ...kept.draft, role: 'member', all: false }, permissions: [] };
}
