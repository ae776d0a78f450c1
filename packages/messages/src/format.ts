import type { Language } from '@latchkey/domain/language';
import { IntlMessageFormat } from 'intl-messageformat';
import { catalogueOf, type MessageId } from './catalogue.ts';

/** Says a sentence with its values filled in, as plain text. */
export type Say = (id: MessageId, values?: Record<string, string | number | Date>) => string;

const compiled = new Map<string, IntlMessageFormat>();

/** A speaker of one language, for mails and refusals outside the browser. */
export async function speakerOf(language: Language): Promise<Say> {
  const catalogue = await catalogueOf(language);
  return (id, values) => {
    const key = `${language} ${id}`;
    const format = compiled.get(key) ?? new IntlMessageFormat(catalogue[id], language, undefined, { ignoreTag: true });
    compiled.set(key, format);
    return String(format.format(values));
  };
}
