import { DEEPEST_GROUP } from '@latchkey/domain/group';
import type { Refusal } from '@latchkey/domain/refusal';

/** What can be done with one group, in the order of its menu. */
export const acts = ['new', 'rename', 'move', 'delete'] as const;
export type Act = (typeof acts)[number];

/** Where a group stands: on which level, and whether others stand below it. */
export type Standing = {
  level: number;
  isParent: boolean;
  /** Whether it is the uppermost one that somebody looks after: it stands among others that are not theirs. */
  isOwnTop?: boolean;
};

/** Says why something can't be done with a group: the same rules as the server's (G1), which decides. */
export function refuseAct(act: Act, { level, isParent, isOwnTop = false }: Standing): Refusal | undefined {
  if (act === 'new' && level >= DEEPEST_GROUP) return { code: 'groups-too-deep', maximum: DEEPEST_GROUP };
  if (act !== 'new' && isOwnTop) return { code: 'reaches-further' };
  if (act === 'delete' && isParent) return { code: 'group-has-groups' };
  return undefined;
}

/** What an act on groups may change besides the groups themselves: what their members reach and may do, and what was done. */
export const CHANGED = ['member', 'role', 'computer', 'session', 'audit'];
