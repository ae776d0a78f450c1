import { helpSlugs, type Help, type HelpSlug } from '@latchkey/messages/help';
import { fold } from '../kit/rank.ts';
import { plainOf } from './marks.ts';

/** A part of a text that is searched, and whether it is what was searched for. */
export type Piece = { text: string; isHit: boolean };

/** Something of the help that answers a search: a question, or an article as a whole. */
export type Hit = {
  slug: HelpSlug;
  question: string | undefined;
  above: string | undefined;
  name: Piece[];
  text: Piece[];
};

/** A text beside its folded form; `at` gives the place in the text of every place in the folded form. */
type Folded = { text: string; folded: string; at: readonly number[] };
type Entry = { slug: HelpSlug; question: string | undefined; above: Folded | undefined; name: Folded; text: Folded };

/** The help, prepared for searching. */
export type HelpIndex = readonly Entry[];

/** As many results as anybody looks at. */
const MOST = 20;
/** How much of what was typed has to be found, by the weight of its words: who asks in whole sentences finds something, too. */
const ENOUGH = 0.45;
/** How rare a word has to be, beside the rarest that was typed, to be marked in what was found. */
const TELLING = 0.5;
/** How many letters of a text a result shows. */
const SHOWN = 190;

/** Prepares the help for searching: each article, and each of its questions. */
export function indexOf(help: Help): HelpIndex {
  return helpSlugs().flatMap((slug) => {
    const { title, lead, questions } = help[slug];
    const above = foldedOf(title);
    const article: Entry = { slug, question: undefined, above: undefined, name: above, text: foldedOf(lead) };
    const asked = Object.entries(questions).map(([question, { ask, answer }]): Entry => {
      const text = foldedOf(answer.flat().map(plainOf).join(' '));
      return { slug, question, above, name: foldedOf(ask), text };
    });
    return [article, ...asked];
  });
}

/** What answers a search, best first. Case and accents don't matter, words may be in any order, and rare ones count for more. */
export function searchHelp(index: HelpIndex, query: string): Hit[] {
  const words = [...new Set(fold(query).split(' '))].filter((word) => word !== '');
  const weighted = words.map((word) => ({ word, weight: weightOf(word, index) })).filter(({ weight }) => weight > 0);
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const scored = index.flatMap((entry) => {
    const found = weighted.map(({ word, weight }) => ({ weight, score: scoreOf(word, entry) }));
    const covered = found.reduce((sum, { weight, score }) => sum + (score > 0 ? weight : 0), 0);
    const score = found.reduce((sum, one) => sum + one.weight * one.score, 0);
    return total > 0 && covered >= ENOUGH * total ? [{ entry, score }] : [];
  });
  const best = scored.toSorted((one, two) => two.score - one.score).slice(0, MOST);
  const most = Math.max(0, ...weighted.map(({ weight }) => weight));
  const telling = weighted.filter(({ weight }) => weight > most * TELLING).map(({ word }) => word);
  return best.map(({ entry }) => hitOf(entry, telling));
}

/** What is focused after a key in a list of `count` results; -1 is the field above them. Nothing when the key does not move it. */
export function focusAfter(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowDown') return Math.min(at + 1, count - 1);
  if (key === 'ArrowUp') return Math.max(at - 1, -1);
  if (key === 'Home' && at >= 0) return 0;
  if (key === 'End' && at >= 0) return count - 1;
  if (key === 'Escape' && at >= 0) return -1;
  return undefined;
}

/** The rarer a word is in the help, the more it says about what is meant; 0 when it is not there at all, in no form. */
function weightOf(word: string, index: HelpIndex): number {
  const asTyped = index.filter(({ name, text }) => fitOf(word, name) > 0.5 || fitOf(word, text) > 0.5).length;
  const count = asTyped > 0 ? asTyped : index.filter((entry) => scoreOf(word, entry) > 0).length;
  return count === 0 ? 0 : Math.log(1 + index.length / count);
}

function scoreOf(word: string, { above, name, text }: Entry): number {
  return Math.max(4 * fitOf(word, name), above === undefined ? 0 : 1.5 * fitOf(word, above), fitOf(word, text));
}

/** 1 for a whole word, less for the beginning of one, for another form of it, and least for a part of one, as in German. */
function fitOf(word: string, { folded }: Folded): number {
  if (` ${folded} `.includes(` ${word} `)) return 1;
  if (` ${folded}`.includes(` ${word}`)) return 0.8;
  if (` ${folded}`.includes(` ${stemOf(word)}`)) return 0.5;
  return word.length > 2 && folded.includes(word) ? 0.4 : 0;
}

/** What the forms of a word have in common in most of our languages: all but its last two letters, where enough is left to tell it. */
function stemOf(word: string): string {
  return word.length < 6 ? word : word.slice(0, -2);
}

function hitOf({ slug, question, above, name, text }: Entry, words: readonly string[]): Hit {
  return {
    slug,
    question,
    above: above?.text,
    name: piecesOf(name.text, rangesIn(name, words)),
    text: shownOf(text, rangesIn(text, words)),
  };
}

type Range = { from: number; to: number };

/** Where the words stand in the text: at beginnings, or within where they begin nothing; one or two letters only as whole words. Ranges don't overlap. */
function rangesIn({ folded, at, text }: Folded, words: readonly string[]): Range[] {
  const said = words.map((word) => (folded.includes(word) ? word : stemOf(word)));
  const all = said.flatMap((word) => {
    const starts = placesOf(word, folded);
    const begun = starts.filter((start) => start === 0 || folded[start - 1] === ' ');
    const whole = begun.filter((start) => (folded[start + word.length] ?? ' ') === ' ');
    const meant = word.length < 3 ? whole : begun.length > 0 ? begun : starts;
    return meant.map((start) => ({ from: at[start] ?? 0, to: at[start + word.length] ?? text.length }));
  });
  const sorted = all.toSorted((one, two) => one.from - two.from || two.to - one.to);
  return sorted.filter((range, index) => sorted.slice(0, index).every(({ to }) => to <= range.from));
}

function placesOf(word: string, folded: string): number[] {
  const places: number[] = [];
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) places.push(at);
  return places;
}

/** The part of a text around the first words that were found, cut between words. */
function shownOf({ text }: Folded, ranges: readonly Range[]): Piece[] {
  const first = ranges[0]?.from ?? 0;
  const start = first < SHOWN / 2 ? 0 : text.indexOf(' ', first - SHOWN / 3) + 1;
  const space = text.lastIndexOf(' ', start + SHOWN);
  const end = text.length - start <= SHOWN || space <= start ? text.length : space;
  const inside = ranges.filter(({ from, to }) => from >= start && to <= end);
  const shifted = inside.map(({ from, to }) => ({ from: from - start, to: to - start }));
  const pieces = piecesOf(text.slice(start, end), shifted);
  const ellipsis = { text: '…', isHit: false };
  return [...(start > 0 ? [ellipsis] : []), ...pieces, ...(end < text.length ? [ellipsis] : [])];
}

function piecesOf(text: string, ranges: readonly Range[]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { from, to } of ranges) {
    pieces.push({ text: text.slice(done, from), isHit: false }, { text: text.slice(from, to), isHit: true });
    done = to;
  }
  pieces.push({ text: text.slice(done), isHit: false });
  return pieces.filter((piece) => piece.text !== '');
}

function foldedOf(text: string): Folded {
  let folded = '';
  const at: number[] = [];
  let place = 0;
  for (const letter of text) {
    const isMark = /\p{Mark}/u.test(letter);
    const one = isMark ? '' : fold(letter) || ' ';
    const isSecondSpace = one === ' ' && (folded === '' || folded.endsWith(' '));
    if (!isSecondSpace) {
      folded += one;
      for (const _ of one) at.push(place);
    }
    place += letter.length;
  }
  return { text, folded: folded.trimEnd(), at: [...at, text.length] };
}
