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

const limitFields = { users: 'user_group_ids', computers: 'computer_group_ids' } as const;

/** To how many groups a role was limited by what was done, on each side where that changed; to none where it is not any more (G5). */
export function limitsIn({ act, before, after }: Pick<Entry, 'act' | 'before' | 'after'>) {
  if (!act.startsWith('role.')) return [];
  return (['users', 'computers'] as const).flatMap((side) => {
    const [was, is] = [before, after].map((row) => idsIn(row?.[limitFields[side]]));
    if (after === null || !(limitFields[side] in after) || was === is) return [];
    return { side, count: is === undefined ? 0 : is.split(' ').length };
  });
}

function idsIn(value: unknown): string | undefined {
  return Array.isArray(value) ? value.map(String).toSorted().join(' ') : undefined;
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
