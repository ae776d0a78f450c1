/* oxlint-disable typescript/consistent-type-imports -- so that an area is one line and not two */
import type { Language } from '@latchkey/domain/language';
import { areas, json, type Loader, type Sentences } from './areas.ts';

/** What only the server says: mails and the status page. None of it is ever sent to a browser as a catalogue. */
const ofServer = {
  mail: ((of) => import(`./${of}/mail.json`, json)) as Loader<typeof import('./en/mail.json')>,
  status: ((of) => import(`./${of}/status.json`, json)) as Loader<typeof import('./en/status.json')>,
};

const loaders = { ...areas, ...ofServer };
type Loaders = typeof loaders;

/** The id of a sentence: a key of the English files, so that an unknown one does not compile. */
export type MessageId = { [A in keyof Loaders]: keyof Awaited<ReturnType<Loaders[A]>>['default'] }[keyof Loaders];
export type Catalogue = Sentences<MessageId>;

const catalogues = new Map<Language, Promise<Catalogue>>();

/** Every sentence in one language, of all areas; loaded when first asked for. */
export function catalogueOf(language: Language): Promise<Catalogue> {
  const catalogue = catalogues.get(language) ?? readAll(language);
  catalogues.set(language, catalogue);
  return catalogue;
}

async function readAll(language: Language): Promise<Catalogue> {
  const files = await Promise.all(Object.values(loaders).map((load) => load(language)));
  return Object.assign({}, ...files.map((file) => file.default)) as Catalogue;
}
