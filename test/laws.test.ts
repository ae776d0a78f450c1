import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathOf } from '@latchkey/contract/operation';
import { refusalStatus } from '@latchkey/contract/refusals';
import { operations } from '@latchkey/contract/operations';
import { openClient } from '../packages/client/src/client.ts';
import { operations as clientOperations } from '../packages/client/src/operations.generated.ts';
import { languages, sentencesOf } from '../scripts/catalogues.ts';
import { kitFilesWithManyLibraries, leafImports, trespasses } from './laws/rooms.ts';
import { breakers, looseVersions, namedHosts, repeatedTestNames, styleLaws } from './laws/style.ts';
import { readTree } from './laws/tree.ts';

const tree = readTree();
const leaves = new Set(operations.filter(({ method }) => method !== 'GET').map(({ id }) => leafOf(id)));

test('every file stands in a room and imports only what its room may', () => {
  none(trespasses(tree, leaves));
});

test('each file of the server’s kit hides one library', () => {
  none(kitFilesWithManyLibraries(tree));
});

for (const law of styleLaws) {
  test(`the whole tree obeys: ${law.name}`, () => none(breakers(law, tree)));
}

test('no two tests have the same name', () => {
  none(repeatedTestNames(tree));
});

test('every dependency is pinned to one exact version', () => {
  none(tree.filter(({ path }) => /(?:^|\/)package\.json$/.test(path)).flatMap(looseVersions));
});

test('the lockfile names no host', () => {
  none(namedHosts(textOf('package-lock.json')));
});

test('every operation of the contract is bound exactly once', async () => {
  const { bindings } = await import('../apps/server/src/operations.ts');
  assert.deepEqual(bindings.map(({ operation }) => operation.id).toSorted(), operations.map(({ id }) => id).toSorted());
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
});

test('every write operation lives in the file of its name', () => {
  const paths = new Set(tree.map(({ path }) => path));
  none([...leaves].filter((path) => !paths.has(path)));
});

test('the file of a write operation is imported by the list of operations only', () => {
  none(leafImports(tree, leaves));
});

test('the client package has every operation of the contract as a method, at its place, and depends on nothing', () => {
  const client: Record<string, Record<string, unknown>> = openClient({ url: 'https://latchkey.example' });
  const missing = operations.filter(({ id }) => {
    const [noun = '', verb = ''] = id.split('.');
    const method = verb.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    return typeof client[noun]?.[method] !== 'function';
  });
  none(missing.map(({ id }) => id));
  const places = Object.entries(clientOperations).map(([id, { method, path }]) => `${id} ${method} ${path}`);
  assert.deepEqual(
    places,
    operations.map((one) => `${one.id} ${one.method} ${pathOf(one)}`),
  );
  none(Object.keys(JSON.parse(textOf('packages/client/package.json'))).filter((key) => /dependencies$/i.test(key)));
});

test('every refusal has a status', () => {
  none(Object.entries(refusalStatus).flatMap(([code, status]) => (status >= 400 && status < 600 ? [] : [code])));
  none(
    operations.flatMap(({ id, refusals }) => refusals.filter((c) => !(c in refusalStatus)).map((c) => `${id}: ${c}`)),
  );
});

for (const language of languages()) {
  test(`every refusal has a sentence in the language ${language}, and no other`, () => {
    const sentences = Object.entries(sentencesOf(language)).filter(([key]) => key.startsWith('refusal.'));
    none(sentences.filter(([, sentence]) => sentence.trim() === '').map(([key]) => key));
    const codes = Object.keys(refusalStatus).map((code) => `refusal.${code}`);
    assert.deepEqual(sentences.map(([key]) => key).toSorted(), codes.toSorted());
  });
}

/** The file in which a write operation lives. */
function leafOf(id: string): string {
  return `apps/server/src/${id.replace('.', '/')}.ts`;
}

function textOf(wanted: string): string {
  return tree.find(({ path }) => path === wanted)?.text ?? '';
}

function none(violations: string[]): void {
  assert.deepEqual(violations, []);
}
