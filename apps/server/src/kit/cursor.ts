import { Refused } from './refused.ts';

/** A cursor of a keyset page: the sort values of the last row, opaque to clients. */
export function writeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The sort values behind a cursor. @throws Refused `invalid` when it is none of ours or has not `length` values */
export function readCursor(cursor: string, length: number): string[] {
  const values = parsed(cursor);
  const whole =
    Array.isArray(values) &&
    values.length === length &&
    values.every((value) => typeof value === 'string' && !value.includes('\0'));
  if (!whole) throw new Refused({ code: 'invalid', problems: [{ path: 'cursor', problem: 'invalid' }] });
  return values as string[];
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The reply of a list that asked for one row more than the page: its rows, the next cursor, and the count that is exact to 1,000. */
export function pageOf<R>(rows: R[], limit: number, keyOf: (row: R) => string[]) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next_cursor: rows.length > limit && last !== undefined ? writeCursor(keyOf(last)) : null };
}

/** A count that was taken with a cap of 1,001. */
export function totalOf(counted: number): { count: number; more: boolean } {
  return { count: Math.min(counted, 1000), more: counted > 1000 };
}
