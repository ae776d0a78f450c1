import { fold } from './rank.ts';

/** One of many that can be picked. */
export type Pick = {
  id: string;
  label: string;
  hint?: string | undefined;
  /** Why it can't be picked: greyed, but can be reached, so that the reason is read. */
  refused?: string | undefined;
};

/** What a pick list shows: what was found for the search, and how many more there are. */
export type Picks = {
  options: readonly Pick[];
  search: string;
  onSearch: (search: string) => void;
  isPending: boolean;
  more: number;
};

/** What is found with those already chosen in front, each once: who has chosen sees what, whatever is searched next. */
export function withChosen(found: readonly Pick[], chosen: readonly Pick[]): Pick[] {
  const ids = new Set(chosen.map(({ id }) => id));
  return [...chosen, ...found.filter(({ id }) => !ids.has(id))];
}

/** Those whose label has the searched text in it, whatever its case and accents. */
export function matching(all: readonly Pick[], search: string): Pick[] {
  const wanted = fold(search);
  return all.filter(({ label }) => fold(label).includes(wanted));
}
