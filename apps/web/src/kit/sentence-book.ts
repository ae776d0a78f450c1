import type { Language } from '@latchkey/domain/language';
import type { Area, Sentences } from '@latchkey/messages/areas';

/** The sentences that this page has needed so far, in the language it speaks. */
export type SentenceBook = {
  /** Everything needed so far in a language. Sentences that are needed later are added to the same object before whoever needs them is drawn. */
  open: (language: Language) => Promise<Sentences>;
  /** Only this language is spoken from now on: what is needed later is not loaded in others. */
  settle: (language: Language) => void;
  /** Loads some areas, in the language that is spoken and in the one that is just being changed to. */
  need: (areas: readonly Area[]) => Promise<void>;
};

type Load = (area: Area, language: Language) => Promise<Sentences>;
type Chapter = { sentences: Record<string, string>; arrived: Set<Area>; coming: Map<Area, Promise<void>> };

/** A book that starts with the areas everything needs. What could not be loaded is asked for again the next time. */
export function newSentenceBook(load: Load, core: readonly Area[]): SentenceBook {
  const needed = new Set(core);
  const chapters = new Map<Language, Chapter>();
  const spoken = new Set<Language>();

  const chapterOf = (language: Language): Chapter => {
    const chapter = chapters.get(language) ?? { sentences: {}, arrived: new Set(), coming: new Map() };
    chapters.set(language, chapter);
    return chapter;
  };
  const bring = (area: Area, language: Language): Promise<void> => {
    const chapter = chapterOf(language);
    if (chapter.arrived.has(area)) return Promise.resolve();
    const coming = chapter.coming.get(area) ?? arrive(area, language, chapter);
    chapter.coming.set(area, coming);
    return coming;
  };
  const arrive = async (area: Area, language: Language, chapter: Chapter) => {
    try {
      Object.assign(chapter.sentences, await load(area, language));
      chapter.arrived.add(area);
    } finally {
      chapter.coming.delete(area);
    }
  };
  return {
    async open(language) {
      spoken.add(language);
      const { arrived, sentences } = chapterOf(language);
      // Another area may come to be needed while the first ones are on their way.
      while ([...needed].some((area) => !arrived.has(area))) {
        await Promise.all([...needed].map((area) => bring(area, language)));
      }
      return sentences;
    },
    settle(language) {
      spoken.clear();
      spoken.add(language);
    },
    async need(areas) {
      for (const area of areas) needed.add(area);
      await Promise.all([...spoken].flatMap((language) => areas.map((area) => bring(area, language))));
    },
  };
}
