import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('the web reads of an operation only what the build leaves in it: its facts, and whether a body passes', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
    .map((path) => ({ path, text: readFileSync(`${import.meta.dirname}/${path}`, 'utf8') }));
  assert.ok(sources.length > 100);
  assert.deepEqual(sources.flatMap(misreadings), []);
});

test('reading a schema that the build leaves out is noticed', () => {
  const text = `import { me, edit as change } from '@latchkey/contract/person';\nme.reply.parse(x); change.body.shape; me.id;`;
  assert.deepEqual(misreadings({ path: 'a.ts', text }), ['a.ts reads me.reply', 'a.ts reads change.body.shape']);
});

/** Where a source reads what vite.config.ts cuts out of operations. */
function misreadings({ path, text }: { path: string; text: string }): string[] {
  return ['operation', ...operationsIn(text)].flatMap((name) => {
    const found = text.matchAll(
      new RegExp(`\\b${name}\\.(?:reply|refusals|summary|params|query|body\\.(?!safeParse\\b)\\w+)`, 'g'),
    );
    return [...found].map(([what]) => `${path} reads ${what}`);
  });
}

/** What a source imports from the contract, by the names it has there. */
function operationsIn(text: string): string[] {
  const imports = text.matchAll(/^import \{([^}]+)\} from '@latchkey\/contract\//gm);
  const names = [...imports].flatMap(([, list = '']) => list.split(','));
  return names
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.split(' as ').at(-1) ?? '');
}
