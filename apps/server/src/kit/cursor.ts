import { Refused } from './refused.ts';

/** A cursor of a keyset page: the sort values of the last row, opaque to clients. */
export function writeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** What a sort value of a cursor is; a cursor comes from outside, so each is looked at before the database is asked. */
export type CursorPart = keyof typeof fits;

const fits = {
  text: (value: string) => value.isWellFormed() && !value.includes('\0'),
  id: (value: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  moment: (value: string) => /^[1-9]\d{3}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value)),
};

/** The sort values behind a cursor. @throws Refused `invalid` when it is none of ours: other parts, or more or fewer of them */
export function readCursor<const P extends readonly CursorPart[]>(
  cursor: string,
  parts: P,
): { [place in keyof P]: string } {
  const values = parsed(cursor);
  const whole =
    Array.isArray(values) &&
    values.length === parts.length &&
    parts.every((part, place) => typeof values[place] === 'string' && fits[part](values[place]));
  if (!whole) throw new Refused({ code: 'invalid', problems: [{ path: 'cursor', problem: 'invalid' }] });
  return values as { [place in keyof P]: string };
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
