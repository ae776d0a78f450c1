import { areas, type Area } from '@latchkey/messages/areas';
import { lazyRouteComponent } from '@tanstack/react-router';
import { newSentenceBook } from './sentence-book.ts';

/** The sentences of this page; begins with what the kit itself says on any screen. */
export const book = newSentenceBook(
  async (area, language) => (await areas[area](language)).default,
  ['kit', 'refusal'],
);

/** Loads a part of the web together with the areas of sentences it speaks from. */
export function withSentences<M>(load: () => Promise<M>, spoken: readonly Area[]): () => Promise<M> {
  return async () => {
    const [part] = await Promise.all([load(), book.need(spoken)]);
    return part;
  };
}

/** A screen as a chunk of its own, drawn once its sentences are there: the component of a route. */
export function screen<M extends Record<string, unknown>, N extends keyof M & string>(
  load: () => Promise<M>,
  name: N,
  spoken: readonly Area[] = [],
) {
  return lazyRouteComponent(withSentences(load, spoken), name);
}
