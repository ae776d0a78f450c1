import type { Source } from './tree.ts';

/** Where a word of the audit log was found. */
export type Written = { act: string; path: string };

/** Every word that code of the server, or SQL of its migrations, writes into the audit log as a literal. */
export function actsWritten(tree: Source[]): Written[] {
  return tree.flatMap(({ path, text }) => {
    if (path.startsWith('apps/server/migrations/'))
      return wordsOf(path, text.matchAll(/perform note_act\(\s*[\w.]+,\s*'([\w.-]+)'/g));
    if (!path.startsWith('apps/server/src/') || !text.includes('writeAudit')) return [];
    // What is noted of a person beside any account is a log of its own.
    const ofAccounts = text.replaceAll(/insertInto\('person_event'\)\s*\.values\(\{[^}]*\}\)/g, '');
    return wordsOf(path, ofAccounts.matchAll(/\bact: '([a-z-]+\.[a-z-]+)'/g));
  });
}

/** The operations that write the audit log themselves, by the file of each: those outside of any account. */
export function writeTheirOwn(tree: Source[], ids: readonly string[]): string[] {
  const texts = new Map(tree.map(({ path, text }) => [path, text]));
  return ids.filter((id) => /\bact: \w+\.id\b/.test(texts.get(`apps/server/src/${id.replace('.', '/')}.ts`) ?? ''));
}

function wordsOf(path: string, found: Iterable<RegExpMatchArray>): Written[] {
  return [...found].map(([, act = '']) => ({ act, path }));
}
