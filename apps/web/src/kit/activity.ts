import type { listAudit } from '@latchkey/contract/audit';
import type { Reply } from '@latchkey/contract/operation';
import { promisedParts, type NotBrought } from './not-brought.ts';

/** Something that happened in an account. */
export type Entry = Reply<typeof listAudit>['items'][number];

/** What changed, field by field, where a row says it: before and after of the same name. */
export function changesOf({
  before,
  after,
}: Pick<Entry, 'before' | 'after'>): { field: string; from: string; to: string }[] {
  if (before === null || after === null) return [];
  const fields = Object.keys(before).filter((field) => field in after && before[field] !== after[field]);
  return fields.map((field) => ({ field, from: wordOf(before[field]), to: wordOf(after[field]) }));
}

/** What an accepted invitation could not bring any more (I10). */
export function droppedIn({ after }: Pick<Entry, 'after'>): NotBrought {
  return promisedParts.filter((part) => after?.[part] === 'dropped');
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
