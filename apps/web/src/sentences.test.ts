import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';
import { areas, type Area } from '@latchkey/messages/areas';

/** A part of the web that is loaded by itself, with the areas of sentences that are there when it is drawn. */
type Part = { path: string; spoken: readonly string[] };

const CORE = ['kit', 'refusal'];
const ROUTES = ['routes.tsx', 'entry-routes.tsx'];
const ids = await readIds();

test('every screen is loaded with all the sentences it says', () => {
  const parts = [
    ...ROUTES.flatMap((path) => [...partsIn(path, CORE), { path, spoken: CORE }]),
    { path: 'main.tsx', spoken: CORE },
  ];
  assert.ok(parts.length > 10);
  assert.deepEqual(
    parts.flatMap((part) => unsaid(part, new Set())),
    [],
  );
});

test('a screen that says a sentence nobody loads with it is named', () => {
  const part = { path: 'users/UsersPage.tsx', spoken: CORE };
  assert.ok(unsaid(part, new Set()).includes('users/UsersPage.tsx says users.title without the area “users”'));
});

/** What a part and everything that is loaded with it say from areas that nobody loads. */
function unsaid({ path, spoken }: Part, seen: Set<string>): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  const here = saidIn(text).filter(({ area }) => !spoken.includes(area));
  const inside = [...importsIn(path, text).map((to) => ({ path: to, spoken })), ...partsIn(path, spoken)];
  return [
    ...here.map(({ id, area }) => `${path} says ${id} without the area “${area}”`),
    ...inside.flatMap((part) => (ROUTES.includes(path) ? [] : unsaid(part, seen))),
  ];
}

/** The ids in a text, whole or as the beginning of a template, each with its area. */
function saidIn(text: string): { id: string; area: string }[] {
  const literals = [...text.matchAll(/'([\w-]+\.[\w.-]+)'/g)].flatMap(([, id = '']) => ids.get(id) ?? []);
  const beginnings = [...text.matchAll(/`([\w-]+\.[\w.-]*)\$\{/g)].flatMap(([, start = '']) => {
    return [...ids].find(([id]) => id.startsWith(start))?.[1] ?? [];
  });
  return [...literals, ...beginnings];
}

/** What comes with a file: what it imports but for types, and what it loads later without naming sentences. */
function importsIn(path: string, text: string): string[] {
  const parts = partsIn(path, []).map((part) => part.path);
  return [...text.replaceAll(/^import type [^;]*;/gm, '').matchAll(/(?:from|import\() ?'(\.[^']+\.tsx?)'/g)]
    .map(([, to = '']) => posix.join(posix.dirname(path), to))
    .filter((to) => !parts.includes(to));
}

/** The parts that a file loads with sentences of their own: `screen(() => import('…'), 'Name', ['users'])`. */
function partsIn(path: string, spoken: readonly string[]): Part[] {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  const calls = text.matchAll(/(?:screen|withSentences)\(\s*\(\) => import\('([^']+)'\),(?:\s*'\w+',?)?([^)]*)\)/g);
  return [...calls].map(([, to = '', list = '']) => ({
    path: posix.join(posix.dirname(path), to),
    spoken: [...spoken, ...[...list.matchAll(/'(\w+)'/g)].map(([, area = '']) => area)],
  }));
}

async function readIds(): Promise<Map<string, { id: string; area: string }>> {
  const names = Object.keys(areas) as Area[];
  const files = await Promise.all(names.map(async (area) => ({ area, file: (await areas[area]('en')).default })));
  return new Map(files.flatMap(({ area, file }) => Object.keys(file).map((id) => [id, { id, area }] as const)));
}
