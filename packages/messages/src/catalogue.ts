import type { Language } from '@latchkey/domain/language';
import type { messages as english } from './en.ts';

/** The id of a sentence: a key of the English catalogue, so that an unknown one does not compile. */
export type MessageId = keyof typeof english;
export type Catalogue = Readonly<Record<MessageId, string>>;

const loaders: Record<Language, () => Promise<{ messages: Catalogue }>> = {
  en: () => import('./en.ts'),
  fr: () => import('./fr.ts'),
  it: () => import('./it.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  pt: () => import('./pt.ts'),
  nl: () => import('./nl.ts'),
};

/** Every sentence in one language, ICU message syntax; loaded when first asked for. */
export async function catalogueOf(language: Language): Promise<Catalogue> {
  return (await loaders[language]()).messages;
}
