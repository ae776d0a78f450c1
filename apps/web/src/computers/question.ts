import type { RefusedLine } from '../kit/bulk-lines.ts';
import type { Computer } from '../kit/computer.ts';
import type { ConsequenceList } from '../kit/Dialog.tsx';
import type { Act } from './acts.ts';

/** What would follow from an act (P9): who loses or gains what, and which computers stay as they are. */
export type Forecast = { consequences: ConsequenceList; kept: readonly RefusedLine<Computer>[] };

/** Stands for no group and for no owner where one is picked. */
export const NONE = 'none';

/** Something that is being asked about before it is done. */
export type Question = {
  act: Act;
  computers: readonly Computer[];
  /** The id of the group or the owner, or `NONE`; undefined until one is picked. */
  picked: string | undefined;
  forecast: Forecast | undefined;
  error: unknown;
  isActing: boolean;
};

/** What is asked about: how many, and the name of one alone. Those of which it is known that they stay are not meant. */
export function askedOf({ computers, forecast }: Pick<Question, 'computers' | 'forecast'>): {
  count: number;
  name: string;
} {
  const kept = new Set(forecast?.kept.map(({ item }) => item));
  const meant = computers.filter((computer) => !kept.has(computer));
  const [first] = meant.length > 0 ? meant : computers;
  return { count: Math.max(meant.length, 1), name: first?.name ?? '' };
}

/** What was picked, as the API takes it. */
export function idOf(picked: string | undefined): string | null {
  return picked === undefined || picked === NONE ? null : picked;
}
