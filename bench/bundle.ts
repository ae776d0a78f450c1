import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { languages } from '@latchkey/domain/language';
import { areas } from '@latchkey/messages/areas';
import { type Line, ratioOf } from './table.ts';

const LIMIT_KB = 200;
const DIST = fileURLToPath(new URL('../apps/web/dist/', import.meta.url));

/**
 * The JavaScript that has to arrive, gzipped: before anything can be drawn, as the first page names it in its head, and before the
 * fullest page stands that somebody opens first. What comes with the first act on a page is in neither.
 */
export function measureBundle(): Line[] {
  const html = readFileSync(`${DIST}index.html`, 'utf8');
  const head = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, path = '']) => path);
  const [page, kb] = fullestPage(head);
  return [line('JavaScript of the first page’s head, gzipped', kbOf(new Set(head))), line(`${page}, opened first`, kb)];
}

function line(what: string, kb: number): Line {
  const measured = `${kb.toFixed(1)} KB`;
  return { what, measured, reference: `${LIMIT_KB} KB limit`, ratio: ratioOf(kb, LIMIT_KB), aim: '≤ 1' };
}

/** The page that needs most: its chunk, that of the frame around it, the core sentences and the largest area, with all they import. */
function fullestPage(head: readonly string[]): [page: string, kb: number] {
  const assets = readdirSync(`${DIST}assets`).map((name) => `assets/${name}`);
  const chunks = (pattern: RegExp) => assets.filter((path) => pattern.test(path));
  const frame = chunks(/\/Places-[\w-]+\.js$/);
  const core = largest(chunks(new RegExp(`/(?:${languages.join('|')})-[\\w-]{8}\\.js$`)));
  const area = largest(
    Object.keys(areas).flatMap((name) => chunks(new RegExp(`/${name}-[\\w-]{8}\\.js$`)).filter(holds(`"${name}.`))),
  );
  const pages = chunks(/Page-[\w-]{8}\.js$/).map((page): [string, number] => {
    const needed = [...head, ...frame, core, area, page].flatMap((path) => [...importedBy(path)]);
    return [page.replace(/^assets\/|-[\w-]{8}\.js$/g, ''), kbOf(new Set(needed))];
  });
  return pages.toSorted(([, one], [, other]) => other - one)[0] ?? ['no page', 0];
}

function holds(text: string): (path: string) => boolean {
  return (path) => readFileSync(DIST + path, 'utf8').includes(text);
}

function largest(paths: readonly string[]): string {
  return paths.toSorted((one, other) => kbOf(new Set([other])) - kbOf(new Set([one])))[0] ?? '';
}

/** A chunk and everything it imports at once. */
function importedBy(path: string, found = new Set<string>()): Set<string> {
  if (path === '' || found.has(path)) return found;
  found.add(path);
  const imports = readFileSync(DIST + path, 'utf8').matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g);
  for (const [, name = ''] of imports) importedBy(`assets/${name}`, found);
  return found;
}

function kbOf(paths: ReadonlySet<string>): number {
  const bytes = [...paths].map((path) => gzipSync(readFileSync(DIST + path), { level: 9 }).length);
  return bytes.reduce((sum, size) => sum + size, 0) / 1024;
}
