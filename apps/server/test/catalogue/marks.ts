import type { Filled, Row, Side } from './fill.ts';

const SIDES: Side[] = ['ours', 'theirs'];

/** Which accounts show in the rows: by the ids, hashes or texts that they were filled with. */
export function sidesIn(rows: Row[], filled: Filled): Side[] {
  const shown = JSON.stringify(rows, (_, value: unknown) => hexOf(value) ?? value);
  return SIDES.filter((side) =>
    [`${side}-`, ...idsOf(filled, side), ...hashesOf(filled, side)].some((mark) => shown.includes(mark)),
  );
}

/** The side that has this account. */
export function sidesOf(filled: Filled, accountId: string | undefined): Side[] {
  return SIDES.filter((side) => filled[side]['account']?.['id'] === accountId);
}

/** Every id in a side's rows. */
export function idsOf(filled: Filled, side: Side): string[] {
  return [...new Set(valuesOf(filled, side).filter(isId))];
}

/** Whether a value is an id rather than any other text. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(value);
}

function hashesOf(filled: Filled, side: Side): string[] {
  return valuesOf(filled, side).flatMap((value) => (Buffer.isBuffer(value) ? [value.toString('hex')] : []));
}

function valuesOf(filled: Filled, side: Side): unknown[] {
  return Object.values(filled[side]).flatMap((row) => Object.values(row));
}

/** A buffer has become `{ type: 'Buffer', data }` by the time a replacer sees it. */
function hexOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('data' in value) || !Array.isArray(value.data)) return undefined;
  return Buffer.from(value.data as number[]).toString('hex');
}
