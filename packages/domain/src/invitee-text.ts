import { foldEmail } from './email.ts';
import { cleanLine } from './text.ts';

/** An address as it was typed, and the name that stands with it. */
export type Found = { text: string; name: string };

// Every expression here is met by texts of a megabyte: none may look at a character more than a few times.
const QUOTES_OR_ANGLES = /"[^"]*"|<[^<>]*>/gu;
const WORD = /[^\s<>()[\]":,;，；、]+/gu;
/** Longer words are no addresses, and are not looked at more closely. */
const LONGEST_WORD = 400;

/** Whether a text holds an address, or what should be one: an @, or something in angle brackets at its end or before a name in quotes. */
export function hasAddress(text: string): boolean {
  return text.includes('@') || /^<[^<>]+>\s*"/u.test(text) || endsInAngles(text);
}

function endsInAngles(text: string): boolean {
  const open = text.lastIndexOf('<');
  if (open < 0 || text.indexOf('>', open) !== text.length - 1) return false;
  return text.slice(open + 1, -1).trim() !== '';
}

/** The addresses in a text without separators but spaces: `First Last <a@b.c>`, `a@b.c First Last`, `a@b.c d@e.f`, `mailto:a@b.c`. */
export function addressesIn(text: string): Found[] {
  const angles = anglesIn(text);
  if (angles.length === 0) return plainIn(text);
  let from = 0;
  const found = angles.flatMap(({ 0: angle, index }) => {
    const before = text.slice(from, index);
    from = index + angle.length;
    return angledIn(before, angle);
  });
  const rest = text.slice(from);
  if (rest.includes('@') && !isQuoted(rest)) return [...found, ...plainIn(rest)];
  const last = found.at(-1);
  // Behind the address a name stands as it is; nobody writes their family name first there.
  if (last?.name === '' && rest.trim() !== '')
    return [...found.slice(0, -1), { ...last, name: notAnAddress(nameIn(rest)) }];
  return found;
}

/** What stands in angle brackets as an address, quotes left aside. Without any @ the last is meant as one. */
function anglesIn(text: string): RegExpExecArray[] {
  const all = [...text.matchAll(QUOTES_OR_ANGLES)].filter(([part]) => part.startsWith('<') && meantIn(part) !== '');
  return text.includes('@') ? all.filter(([part]) => part.includes('@')) : all.slice(-1);
}

function meantIn(angle: string): string {
  return angle.replaceAll(/[<>",;\t，；、]/gu, ' ').trim();
}

/** What is written before an address in angle brackets is its name, or the address once more, or an address of its own and then a name. */
function angledIn(before: string, angle: string): Found[] {
  const address = angle.match(WORD)?.find((word) => word.includes('@'));
  const text = address === undefined ? meantIn(angle) : bare(address);
  const words = isQuoted(before) ? [] : wordsWithAt(before);
  const [first, second] = words;
  if (first === undefined) return [{ text, name: notAnAddress(writtenName(before)) }];
  const rest = without(before, words);
  if (second === undefined && nameIn(rest) === '') return [{ text, name: '' }];
  const cutAt = before.lastIndexOf('@');
  const name = before.slice(cutAt).replace(/^\S*/u, '');
  return [...plainIn(before.slice(0, before.length - name.length)), { text, name: writtenName(name) }];
}

/** Addresses among words without angle brackets. One has the other words for its name; of several, whose name is whose shows at the ends. */
function plainIn(text: string): Found[] {
  const words = wordsWithAt(text);
  if (words.length === 0) return [{ text, name: '' }];
  const different = new Map(words.map((word) => [foldEmail(bare(word)) ?? bare(word), bare(word)]));
  const [only, second] = different.values();
  if (only !== undefined && second === undefined) return [{ text: only, name: nameIn(without(text, words)) }];
  const all = text.split(/\s+/u).filter((word) => word !== '');
  const namesFirst = !all.at(0)?.includes('@') && all.at(-1)?.includes('@');
  const namesLast = all.at(0)?.includes('@') && !all.at(-1)?.includes('@');
  return namesFirst || namesLast
    ? neighbours(all, namesFirst === true)
    : words.map((word) => ({ text: bare(word), name: '' }));
}

function neighbours(words: readonly string[], namesFirst: boolean): Found[] {
  const found: Found[] = [];
  let names: string[] = [];
  for (const word of namesFirst ? words : words.toReversed()) {
    if (!word.includes('@')) names.push(word);
    else {
      const name = nameIn((namesFirst ? names : names.toReversed()).join(' '));
      for (const address of wordsWithAt(word)) found.push({ text: bare(address), name });
      names = [];
    }
  }
  return namesFirst ? found : found.toReversed();
}

function wordsWithAt(text: string): string[] {
  return (text.match(WORD) ?? []).filter((word) => word.includes('@'));
}

/** The text without some of its words, which stand in it in this order. */
function without(text: string, words: readonly string[]): string {
  const kept: string[] = [];
  let from = 0;
  for (const word of words) {
    const at = text.indexOf(word, from);
    kept.push(text.slice(from, at));
    from = at + word.length;
  }
  return [...kept, text.slice(from)].join('');
}

const AROUND_FRONT = "'`‘’‚‛“”„«»‹›{|*_";
const AROUND_END = "'`‘’‚‛“”„«»‹›}|*.!?…";

/** A word without the quotes and the punctuation around it, and without what a `mailto:` link asks for. */
function bare(word: string): string {
  if (word.length > LONGEST_WORD) return word;
  const question = word.indexOf('?', word.indexOf('@'));
  let end = question > 0 ? question : word.length;
  let from = 0;
  while (from < end && AROUND_FRONT.includes(word.charAt(from))) from += 1;
  while (end > from && AROUND_END.includes(word.charAt(end - 1))) end -= 1;
  return end > from ? word.slice(from, end) : word;
}

function notAnAddress(name: string): string {
  return foldEmail(name) === undefined ? name : '';
}

/** A name before its address: "Byron, Ada" in quotes is turned around, as a greeting wants it. */
function writtenName(text: string): string {
  const name = nameIn(text);
  return isQuoted(text) ? turnedAround(name) : name;
}

function isQuoted(text: string): boolean {
  const quoted = text.trim();
  return quoted.length > 1 && quoted.startsWith('"') && quoted.endsWith('"');
}

/** A cell that holds a name only. */
export function cellName(text: string): string {
  return turnedAround(nameIn(text));
}

// "Acme, Inc." and "King, Jr." are not families with first names.
const TITLE = /^(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|dr|mba|esq|inc|ltd|llc|llp|gmbh|ag|kg|se|sa|srl|spa|bv|nv|lda)\.?$/iu;

function turnedAround(name: string): string {
  const [family = '', given, more] = name.split(',', 3).map((part) => part.trim());
  if (given === undefined || more !== undefined || family === '' || given === '' || TITLE.test(given)) return name;
  return `${given} ${family}`;
}

const EMPTY_BRACKETS = /\(\s?\)|\[\s?\]|<\s?>|"\s?"/gu;
const LABEL = /^[\p{L}-]{1,12}\s?:/u;
const LIST_MARK = /^(?:[-–—*•·>#|/]+|\d{1,4}[.)])(?=\s|$)/u;
const pairs = new Set(['()', '[]', '<>', "''", '‘’', '‚‘', '“”', '„“', '«»', '‹›']);

/** The name in what is left of a text when its address is taken out; quotes keep what is in them as it is. */
function nameIn(text: string): string {
  const left = text.trim();
  if (isQuoted(left))
    return invitedName(left.slice(1, -1).replaceAll(/""|\\(["\\])/gu, (_, escaped?: string) => escaped ?? '"'));
  const words = left
    .replaceAll(/mailto:/giu, '')
    .replaceAll(EMPTY_BRACKETS, '')
    .trim()
    .replace(LABEL, '')
    .trimStart()
    .replace(LIST_MARK, '')
    .trim();
  const name =
    words.length > 1 && pairs.has(words.charAt(0) + words.charAt(words.length - 1)) ? words.slice(1, -1) : words;
  return invitedName(/\p{L}|\p{N}/u.test(name) ? name : '');
}

/** A name as it is kept: one line, nothing in it that can't be shown. */
export function invitedName(name: string): string {
  return cleanLine(name) ?? '';
}

const PLAIN_NAME = /^\p{L}[\p{L}\p{M}\p{N} .'’-]*$/u;

/** An invitee as text in which exactly they are found again. */
export function written({ text, name }: Found): string {
  const address = text.trim();
  const clean = invitedName(name);
  if (clean === '' || address === '') return address === '' ? clean : address;
  if (PLAIN_NAME.test(clean)) return `${clean} <${address}>`;
  const quoted = `"${clean.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`;
  return clean.includes(',') ? `<${address}> ${quoted}` : `${quoted} <${address}>`;
}
