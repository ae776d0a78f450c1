import type { previewComputerBatch } from '@latchkey/contract/batch';
import type { BodyInput } from '@latchkey/contract/operation';
import type { RefusedLine } from '../kit/bulk-lines.ts';
import type { Computer } from '../kit/computer.ts';
import type { ConsequenceList } from '../kit/Dialog.tsx';
import type { Act } from './acts.ts';

/** Which computers are meant, as the API takes it: those of the list, or of a job over all that match. */
export type ComputerFilter = BodyInput<typeof previewComputerBatch>['filter'];

/** How many a list has: exact up to 1,000, `more` beyond. */
export type Total = { count: number; more: boolean };

/** With what something is done: with some computers, or as a job with all that match. */
export type Which = { computers: readonly Computer[] } | { filter: ComputerFilter; total: Total };

/** What would follow from an act (P9): to how many it is done, who loses or gains what, and which computers stay as they are. */
export type Forecast = { count: number; consequences: ConsequenceList; kept: readonly RefusedLine<Computer>[] };

/** Stands for no group and for no owner where one is picked. */
export const NONE = 'none';

/** Something that is being asked about before it is done. */
export type Question = {
  act: Act;
  which: Which;
  /** The id of the group or the owner, or `NONE`; undefined until one is picked. */
  picked: string | undefined;
  forecast: Forecast | undefined;
  error: unknown;
  isActing: boolean;
};

/** What is asked about: how many, and the name of one alone. Those of which it is known that they stay are not meant. */
export function askedOf({ which, forecast }: Pick<Question, 'which' | 'forecast'>): { count: number; name: string } {
  if ('filter' in which) return { count: forecast?.count ?? which.total.count, name: '' };
  const kept = new Set(forecast?.kept.map(({ item }) => item));
  const meant = which.computers.filter((computer) => !kept.has(computer));
  const [first] = meant.length > 0 ? meant : which.computers;
  return { count: Math.max(meant.length, 1), name: first?.name ?? '' };
}

/** What was picked, as the API takes it. */
export function idOf(picked: string | undefined): string | null {
  return picked === undefined || picked === NONE ? null : picked;
}

/** A job over all that match, as the API takes it. */
export function jobOf(
  act: Act,
  filter: ComputerFilter,
  picked: string | undefined,
): BodyInput<typeof previewComputerBatch> {
  if (act === 'move') return { act, filter, group_id: idOf(picked) };
  return act === 'owner' ? { act: 'set-owner', filter, owner_id: idOf(picked) } : { act, filter };
}
