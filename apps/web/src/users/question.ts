import type { GrantableRole } from '@latchkey/domain/role';
import type { MessageId } from '@latchkey/messages/catalogue';
import type { ConsequenceList } from '../kit/Dialog.tsx';
import { refuseAct, type Act, type Viewer } from './acts.ts';
import type { RefusedLine } from '../kit/bulk-lines.ts';
import { nameOf, type MemberFilter, type User } from './list.ts';

/** How many a list has: exact up to 1,000, `more` beyond. */
export type Total = { count: number; more: boolean };

/** With whom something is done: with some users, or as a job with all that match. */
export type Whom = { users: readonly User[] } | { filter: MemberFilter; total: Total };

/** What would follow from an act (P9): to how many it is done, who loses or gains what, and on whom nothing is done. */
export type Forecast = { count: number; consequences: ConsequenceList; kept: readonly RefusedLine<User>[] };

/** Something that is being asked about before it is done. */
export type Question = {
  act: Act;
  whom: Whom;
  /** The role to give, where roles are changed. */
  role: GrantableRole;
  /** The custom role to give, to who is a Member otherwise. */
  customRole?: string | undefined;
  /** The group, where users are put into one or taken out; undefined until it is picked. */
  group: string | undefined;
  /** What would follow, once it is known. */
  forecast: Forecast | undefined;
  error: unknown;
  isActing: boolean;
};

/** What the rules say beforehand, where an act takes nothing from anybody and so has no dry run. */
export function foreseenByRules(act: Act, viewer: Viewer, users: readonly User[]): Forecast {
  const kept = users.flatMap((item) => {
    const refusal = refuseAct(act, viewer, item);
    return refusal === undefined ? [] : [{ item, refusal }];
  });
  return { count: users.length - kept.length, consequences: [], kept };
}

/** About whom is asked: how many, and the name of one alone. Before it is known to whom it is done, about all that were chosen. */
export function askedOf({ whom, forecast }: Pick<Question, 'whom' | 'forecast'>): { count: number; name: string } {
  if ('filter' in whom) return { count: forecast?.count ?? whom.total.count, name: '' };
  const kept = new Set(forecast?.kept.map(({ item }) => item));
  const meant = whom.users.filter((user) => !kept.has(user));
  const [first] = meant.length > 0 ? meant : whom.users;
  return { count: Math.max(meant.length, 1), name: first === undefined ? '' : nameOf(first) };
}

/** Whether what is deleted may hold invitations, which are withdrawn instead (I11). */
export function isMixed({ act, whom }: Pick<Question, 'act' | 'whom'>): boolean {
  if (act !== 'delete') return false;
  if ('users' in whom) return whom.users.some(({ status }) => status === 'invited');
  const { status = [] } = whom.filter;
  return status.length === 0 || status.includes('invited');
}

const sentences: Record<Act, MessageId> = {
  resend: 'users.done.resent',
  withdraw: 'users.done.withdrawn',
  delete: 'users.done.deleted',
  suspend: 'users.done.suspended',
  reinstate: 'users.done.reinstated',
  'send-reset': 'users.done.reset',
  'sign-out': 'users.done.signed-out',
  'change-role': 'users.done.role',
  'add-to-group': 'users.done.added-to-group',
  'remove-from-group': 'users.done.removed-from-group',
};

/** What was done, each kind with how many: a deletion says of its lines which were withdrawals. */
export function doneOf(
  act: Act,
  lines: readonly ('deleted' | 'withdrawn' | undefined)[],
): { id: MessageId; count: number }[] {
  const withdrawn = lines.filter((was) => was === 'withdrawn').length;
  const parts = [
    { id: sentences[act], count: lines.length - withdrawn },
    { id: sentences.withdraw, count: withdrawn },
  ];
  return parts.filter(({ count }) => count > 0);
}
