import type { ConsequenceList } from './Dialog.tsx';
import type { Refusal } from '@latchkey/domain/refusal';

/** What came of one line of a bulk act, as the API answers. */
export type LineResult<R> = { index: number; result: R } | { index: number; refusal: { code: string } };
export type BulkAnswer<R> = { results: LineResult<R>[]; consequences?: ConsequenceList | undefined };

/** As many as the API takes in one call. */
const LINES_A_CALL = 500;

/** A line that was refused, with the item it was about and why. */
export type RefusedLine<T> = { item: T; refusal: Refusal };
/** What came of a bulk act: nothing of it is lost. */
export type Outcome<T, R> = {
  done: readonly { item: T; result: R }[];
  refused: readonly RefusedLine<T>[];
  consequences: ConsequenceList | undefined;
};

/** Cuts items into calls the API takes. */
export function callsOf<T>(items: readonly T[]): T[][] {
  const calls: T[][] = [];
  for (let at = 0; at < items.length; at += LINES_A_CALL) calls.push(items.slice(at, at + LINES_A_CALL));
  return calls;
}

/** Puts the answer to a call beside the items it was about. */
export function outcomeOf<T, R>(items: readonly T[], answer: BulkAnswer<R>): Outcome<T, R> {
  const done: { item: T; result: R }[] = [];
  const refused: RefusedLine<T>[] = [];
  for (const line of answer.results) {
    const item = items[line.index];
    if (item === undefined) continue;
    if ('result' in line) done.push({ item, result: line.result });
    // The API names every refusal of the operation in its contract; their union is closed.
    else refused.push({ item, refusal: line.refusal as Refusal });
  }
  return { done, refused, consequences: answer.consequences };
}

/** The refused lines that the forecast had not told already: nobody has to read the same reason twice. */
export function unforeseen<T>(refused: readonly RefusedLine<T>[], told: readonly RefusedLine<T>[]): RefusedLine<T>[] {
  return refused.filter(
    ({ item, refusal }) => !told.some((line) => line.item === item && line.refusal.code === refusal.code),
  );
}

/** The outcomes of several calls as that of one act. */
export function together<T, R>(outcomes: readonly Outcome<T, R>[]): Outcome<T, R> {
  const lists = outcomes.flatMap(({ consequences }) => (consequences === undefined ? [] : [consequences]));
  return {
    done: outcomes.flatMap(({ done }) => done),
    refused: outcomes.flatMap(({ refused }) => refused),
    consequences: lists.length === 0 ? undefined : merged(lists.flat()),
  };
}

function merged(list: ConsequenceList): ConsequenceList {
  const byKind = new Map<string, ConsequenceList[number]>();
  for (const one of list) {
    const key = `${one.kind} ${one.change}`;
    const before = byKind.get(key) ?? { ...one, total: 0, first50: [] };
    const first50 = [...before.first50, ...one.first50].slice(0, 50);
    byKind.set(key, { ...before, total: before.total + one.total, first50 });
  }
  return [...byKind.values()];
}
