import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';

const MESSAGES = join(ROOT, 'packages', 'messages', 'src');

/** Every language there is a catalogue for. */
export function languages(): string[] {
  const names = readdirSync(MESSAGES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names.map((entry) => entry.name).toSorted();
}

/** All sentences of one language by key: the areas of packages/messages/src/<language> put together. */
export function sentencesOf(language: string): Record<string, string> {
  const folder = join(MESSAGES, language);
  if (!existsSync(folder)) return {};
  const areas = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.assign({}, ...areas.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

/** Writes one file per language into a folder, as `formatjs verify` wants to read them, and answers with their paths. */
export function writeCatalogues(folder: string): string[] {
  return languages().map((language) => {
    const path = join(folder, `${language}.json`);
    writeFileSync(path, JSON.stringify(sentencesOf(language)));
    return path;
  });
}
