/** Letters that are more than a letter with a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  þ: 'th',
};

/** A text as it is compared: without case, accents and what else nobody types when they search. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßøæœłđıþ]/g, (letter) => LETTERS[letter] ?? letter)
    .replaceAll(/[^\p{Letter}\p{Number}@.]+/gu, ' ')
    .trim();
}

/**
 * How well a text answers a search, from 0 (not at all) to 1 (it is what was typed). Every word typed has to be found: as a word, the
 * beginning of one, the initials of several, somewhere within, or with letters left out.
 */
export function scoreOf(query: string, text: string): number {
  const typed = fold(query);
  const folded = fold(text);
  if (typed === '') return 0;
  if (typed === folded) return 1;
  const scores = typed.split(' ').map((word) => scoreOfWord(word, folded));
  if (scores.includes(0)) return 0;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  // Of two that fit as well the shorter one was meant.
  return mean - Math.min(0.09, folded.length / 1000);
}

function scoreOfWord(word: string, text: string): number {
  if (text.startsWith(word)) return 0.97;
  const words = text.split(/[ .@]+/);
  if (words.includes(word)) return 0.95;
  if (words.some((one) => one.startsWith(word))) return 0.9;
  if (word.length > 1 && initialsOf(words).includes(word)) return 0.75;
  if (text.includes(word)) return 0.6;
  return word.length < 3 ? 0 : Math.max(...words.map((_, at) => scoreOfLetters(word, words.slice(at).join(' '))));
}

function initialsOf(words: readonly string[]): string {
  return words.map((word) => word.slice(0, 1)).join('');
}

/** For letters in their order with others between them, the first at the beginning: the closer together the better. */
function scoreOfLetters(word: string, text: string): number {
  if (text[0] !== word[0]) return 0;
  let at = 0;
  for (const letter of word.slice(1)) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return 0;
  }
  const density = word.length / (at + 1);
  return density < 0.5 ? 0 : 0.5 * density;
}

/** What answers a search, best first; what fits as well stays in its order. `textsOf` gives its name first, then other words for it. */
export function ranked<T>(
  query: string,
  things: readonly T[],
  textsOf: (thing: T) => readonly [string, ...string[]],
): { thing: T; score: number }[] {
  return things
    .map((thing) => {
      const [name, ...others] = textsOf(thing);
      const other = Math.max(0, ...others.map((text) => scoreOf(query, text)));
      return { thing, score: Math.max(scoreOf(query, name), other * 0.8) };
    })
    .filter(({ score }) => score > 0)
    .toSorted((one, two) => two.score - one.score);
}
