import type { readAccess, setAccess } from '@latchkey/contract/computer-access';
import type { BodyInput, Reply } from '@latchkey/contract/operation';
import type { AccessKind } from '@latchkey/domain/computer';
import type { Pick } from './picks.ts';

/** Own access as somebody chooses it (G4): groups and computers count where it is `chosen`. */
export type AccessDraft = { kind: AccessKind; groups: readonly Pick[]; computers: readonly Pick[] };
type Access = Omit<
  Reply<typeof readAccess>,
  'owned' | 'reached' | 'only_own' | 'user_groups' | 'inherited' | 'unseen' | 'unseen_groups'
>;
type Given = Omit<BodyInput<typeof setAccess>['items'][number], 'member_id'>;

/** With what everybody starts (G4). */
export const noAccess: AccessDraft = { kind: 'none', groups: [], computers: [] };

/** What was read as something to choose from. */
export function draftOf({ kind, groups, computers }: Access): AccessDraft {
  const picks = (named: Access['groups']) => named.map(({ id, name }) => ({ id, label: name }));
  return { kind, groups: picks(groups), computers: picks(computers) };
}

/** What was chosen, as the API takes it; nothing chosen is no access. */
export function givenIn({ kind, groups, computers }: AccessDraft): Given {
  if (kind !== 'chosen') return { kind };
  if (groups.length + computers.length === 0) return { kind: 'none' };
  return { kind, group_ids: groups.map(({ id }) => id), computer_ids: computers.map(({ id }) => id) };
}

/** Access with one computer more; who reaches all of them anyway gets nothing. */
export function withComputer(access: AccessDraft, computer: Pick): AccessDraft {
  if (access.kind === 'all') return access;
  const others = access.computers.filter(({ id }) => id !== computer.id);
  return { kind: 'chosen', groups: access.groups, computers: [...others, computer] };
}

/** Access without one computer that was chosen. */
export function withoutComputer(access: AccessDraft, computerId: string): AccessDraft {
  return { ...access, computers: access.computers.filter(({ id }) => id !== computerId) };
}
