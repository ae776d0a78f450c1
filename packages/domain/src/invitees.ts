import { foldEmail } from './email.ts';
import { addressesIn, cellName, hasAddress, type Found, invitedName, written } from './invitee-text.ts';

/** The longest name an invitation takes, in characters. */
const NAME_MAX = 100;
const LONGEST_ADDRESS = 254;

/** What keeps a line from being sent as it stands; an address is looked at first, then its name. */
export type InviteeProblem = 'not-an-address' | 'duplicate' | 'name-too-long';

/** One invitee as found in what was pasted. */
export type PastedInvitee = {
  /** Its place in the text, from 1. */
  line: number;
  /** The row of the text it stands in, from 0; several may stand in one row. */
  row: number;
  /** What stands for the address, as it was typed. */
  text: string;
  /** The address, folded; left out where there is none. */
  email?: string;
  /** The name given with it, cleaned; empty where there is none. */
  name: string;
  problem?: InviteeProblem;
  /** The line that has the same address, where the problem is `duplicate`. */
  duplicateOf?: number;
};

/**
 * The invitees in a text that was pasted in any usual shape (I1): one a row or several with commas, semicolons or spaces between them,
 * `First Last <a@b.c>`, `"Last, First" <a@b.c>`, rows of a spreadsheet with names and address in either order, `mailto:`, brackets,
 * quotes and punctuation around. Every row that says anything gives at least one line. Takes time in proportion to the text.
 */
export function inviteesOf(pasted: string): PastedInvitee[] {
  const first = new Map<string, number>();
  const lines: PastedInvitee[] = [];
  for (const [row, text] of rowsOf(pasted).entries())
    for (const found of foundIn(text)) lines.push(lineOf(found, row, { line: lines.length + 1, first }));
  return lines;
}

/** What an invitee of the text is replaced with; nothing when it is taken out. */
export type Replacement = { text: string; name: string } | undefined;

/** The text with one of its invitees changed or taken out. Only the row it stands in is written anew; all others stay as they were typed. */
export function withInvitee(pasted: string, line: number, replacement: Replacement): string {
  const lines = inviteesOf(pasted);
  const row = lines[line - 1]?.row;
  if (row === undefined) return pasted;
  const rewritten = lines
    .filter((one) => one.row === row)
    .map((one) => (one.line === line ? replacement : one))
    .flatMap((one) => (one === undefined ? [] : [written(one)]))
    .filter((text) => text !== '');
  return rowsOf(pasted)
    .toSpliced(row, 1, ...rewritten)
    .join('\n');
}

/** Some invitees as a text in which they are found again. */
export function textOf(invitees: readonly { text: string; name: string }[]): string {
  return invitees.map(written).join('\n');
}

const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;

function rowsOf(pasted: string): string[] {
  return pasted.split(LINE_BREAK);
}

type Seen = { line: number; first: Map<string, number> };

function lineOf({ text, name }: Found, row: number, { line, first }: Seen): PastedInvitee {
  const email = foldEmail(text);
  const known = { line, row, text, name };
  if (email === undefined) return { ...known, problem: 'not-an-address' };
  const duplicateOf = first.get(email);
  if (duplicateOf !== undefined) return { ...known, email, problem: 'duplicate', duplicateOf };
  first.set(email, line);
  return name.length > NAME_MAX ? { ...known, email, problem: 'name-too-long' } : { ...known, email };
}

// What comes along from mail programs and text editors and nobody sees: soft hyphens, zero-width spaces, direction marks, the byte
// order mark, control characters but the tab, halves of characters. The joiners stay: names in some scripts need them.
const UNSEEN = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\p{Cs}]|(?!\t)\p{Cc}/gu;

function foundIn(row: string): Found[] {
  const text = row.replaceAll(UNSEEN, '').trim();
  if (text === '') return [];
  return hasAddress(text) ? foundAt(text, 0) : [{ text, name: '' }];
}

/** Cells before lists, lists of mail programs before those of people, outermost first. */
const separators = ['\t', ';；', ',，、'] as const;

/** What stands in a text, cut at the outermost separator it has. */
function foundAt(text: string, level: number): Found[] {
  const marks = separators[level];
  if (marks === undefined) return addressesIn(text);
  const parts = cut(text, marks);
  if (parts.length < 2) return foundAt(parts[0] ?? '', level + 1);
  const found = parts.map((part) => (hasAddress(part) ? foundAt(part, level + 1) : []));
  const [only, second] = found.filter((some) => some.length > 0);
  const [invitee, another] = only ?? [];
  if (invitee !== undefined && another === undefined && second === undefined) {
    const at = found.findIndex((some) => some.length > 0);
    return parts.flatMap((part, place) => {
      if (place === at) return [named(invitee, at, parts)];
      return level > 0 && isMeantAsAddress(part) ? [{ text: part, name: '' }] : [];
    });
  }
  if (level === 2) return foundInList(parts, found);
  return parts.flatMap((part, at) =>
    found[at]?.length || level === 0 ? (found[at] ?? []) : [{ text: part, name: '' }],
  );
}

/** Cuts a text at some characters, but not inside quotes that are closed again; leaves out what is empty. */
function cut(text: string, marks: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: mark, index } of text.matchAll(/"[^"]*"|[\t;；,，、]/gu)) {
    if (!marks.includes(mark)) continue;
    parts.push(text.slice(from, index));
    from = index + 1;
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== '');
}

/** An invitee in one cell of a row, with the name in the cells beside it: at most two, before the address rather than behind it. */
function named(invitee: Found, at: number, cells: readonly string[]): Found {
  const isName = (cell: string) => /\p{L}/u.test(cell) && !isMeantAsAddress(cell);
  const before = cells
    .slice(Math.max(0, at - 3), at)
    .filter(isName)
    .slice(-2);
  const beside =
    before.length > 0
      ? before
      : cells
          .slice(at + 1, at + 4)
          .filter(isName)
          .slice(0, 2);
  const [family] = before;
  // "Byron, Ada <ada@…>": the comma cut the name of a mail program in two.
  const isCutName = invitee.name !== '' && before.length === 1 && family !== undefined;
  if (isCutName) return { ...invitee, name: invitedName(`${invitee.name} ${family}`) };
  const name = [...beside.map(cellName), invitee.name].filter((part) => part !== '').join(' ');
  return { ...invitee, name: invitedName(name) };
}

/** Several addresses with commas between them. What has none is half of the name before `<…>`, or a line that needs a look. */
function foundInList(parts: readonly string[], found: readonly (readonly Found[])[]): Found[] {
  return parts.flatMap((part, at) => {
    const own = found[at] ?? [];
    const [next] = found[at + 1] ?? [];
    const isHalfName = own.length === 0 && next !== undefined && next.name !== '';
    if (isHalfName) return [];
    const before = at > 0 && found[at - 1]?.length === 0 ? parts[at - 1] : undefined;
    const [first, ...rest] = own;
    if (first === undefined) return [{ text: part, name: '' }];
    if (before === undefined || first.name === '') return own;
    return [{ ...first, name: invitedName(`${first.name} ${cellName(before)}`) }, ...rest];
  });
}

/** `ada.acme.test`: no name looks like this, so somebody forgot something. */
function isMeantAsAddress(cell: string): boolean {
  return cell.length <= LONGEST_ADDRESS && /^[^\s@]+\.\p{L}{2,}$/u.test(cell);
}
