import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** A file of the repository: its path from the root, with slashes, and what it says. */
export type Source = { path: string; text: string };

/** One import, export-from or dynamic import, told by where it leads. */
export type Import = { specifier: string; target: string; typeOnly: boolean };

const ROOT = dirname(dirname(import.meta.dirname));
const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.latchkey', 'artefacts']);
const TEXT =
  /\.(?:ts|tsx|mjs|json|jsonc|sql|md|css|html|svg|txt|yml|yaml)$|(?:^|\/)(?:run|LICENSE|\.\w+(?:rc|ignore))$/;

/** Every text file of the repository that is written by us. */
export function readTree(folder = ''): Source[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (NOT_OURS.has(entry.name)) return [];
    if (entry.isDirectory()) return readTree(path);
    if (!entry.isFile() || !TEXT.test(entry.name)) return [];
    return [{ path, text: readFileSync(join(ROOT, path), 'utf8') }];
  });
}

/** Whether a file holds code that the laws speak about. */
export function isCode({ path }: Pick<Source, 'path'>): boolean {
  return /\.(?:ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts');
}

/** Whether a file is a test, or stands where only tests use it. */
export function isTest({ path }: Pick<Source, 'path'>): boolean {
  return path.endsWith('.test.ts') || /^(?:test|e2e|bench|apps\/\w+\/test)\//.test(path);
}

/**
 * What a file imports. Targets are `npm:<package>`, `node:<module>` or the path of a file of the repository; a dynamic
 * import of something computed leads to `computed`.
 */
export function importsOf({ path, text }: Source): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) =>
    found.push({ specifier, target: targetOf(path, specifier), typeOnly });
  for (const [, type, specifier = ''] of text.matchAll(FROM)) add(specifier, type !== undefined);
  for (const [, specifier = ''] of text.matchAll(/^\s*import\s*['"]([^'"\n]+)['"]/gm)) add(specifier, false);
  for (const [, argument = ''] of text.matchAll(/(?<![.\w`])import\(\s*([^)]*?)\s*\)/g)) {
    // A template leads into the folder that it begins with.
    const literal = /^['"]([^'"]+)['"]$|^`(\.\.?\/(?:[\w-]+\/)*)\$\{/.exec(argument)?.slice(1).find(Boolean);
    if (literal) add(literal, false);
    else found.push({ specifier: argument, target: 'computed', typeOnly: false });
  }
  return found;
}

/** Statements only, which begin their line: an import in the middle of a sentence or a string is none. */
const FROM = /^\s*(?:import|export)\b(\s+type\b(?!\s*,|\s+from\b))?[^'";()=]*?\bfrom\s*['"]([^'"\n]+)['"]/gm;

function targetOf(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), specifier));
  if (specifier.startsWith('node:')) return specifier;
  const ours = /^@latchkey\/([\w-]+)\/(.+)$/.exec(specifier);
  if (ours) return `packages/${ours[1]}/src/${ours[2]}.ts`;
  const [first = '', second = ''] = specifier.split('/');
  return `npm:${first.startsWith('@') ? `${first}/${second}` : first}`;
}
