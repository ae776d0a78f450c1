// Control characters, line and paragraph separators, and the marks that reorder text (Unicode TR 9): none belongs in a name.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** A one-line text as it is kept: trimmed, runs of spaces folded, in Unicode form NFC; nothing when a character in it can't be shown. */
export function cleanLine(typed: string): string | undefined {
  if (UNPRINTABLE.test(typed)) return undefined;
  return typed.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
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
