// Control characters, line and paragraph separators, and the marks that reorder text (Unicode TR 9): none belongs in a name.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
// Joiners, fillers and the blank braille pattern: signs that nobody sees when they stand alone.
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Z}\u2800]*$/u;

/**
 * A one-line text as it is kept: trimmed, runs of spaces folded, in Unicode form NFC; empty when nothing of it can be seen,
 * `undefined` when a character in it can't be shown.
 */
export function cleanLine(typed: string): string | undefined {
  if (UNPRINTABLE.test(typed)) return undefined;
  const line = typed.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  return INVISIBLE.test(line) ? '' : line;
}

/** A text of several lines as it is kept: like a line, but line breaks stay as `\n`. */
export function cleanText(typed: string): string | undefined {
  const lines = typed.replaceAll('\r\n', '\n').split('\n');
  if (lines.some((line) => UNPRINTABLE.test(line.replaceAll('\t', ' ')))) return undefined;
  return lines
    .map((line) => line.normalize('NFC').trimEnd())
    .join('\n')
    .trim();
}

/** By what a name of a group or a role is compared with others: not by its case, nor by how its characters are composed (NFKC, UAX #15). */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
