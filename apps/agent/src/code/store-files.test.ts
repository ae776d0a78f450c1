import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { nextHelloCounter } from './store-attempts.ts';
import { enrolled, identity, opened, refused } from './store-fixture.ts';
import { readDurable, writeDurable } from './store-files.ts';
import { codesFile, countersFile, identityFile } from './store-shapes.ts';
import { createStore, openStore, removeStore } from './store.ts';

test('a folder that others may enter, or that is none, is refused', async (t) => {
  const folder = await enrolled(t);
  chmodSync(folder, 0o750);
  await refused(
    'exposed',
    openStore(folder, () => undefined),
  );
  await refused(
    'missing',
    openStore(join(folder, 'none'), () => undefined),
  );
  await refused(
    'unreadable',
    openStore(join(folder, 'identity.json'), () => undefined),
  );
});

test('a second agent on the same folder is refused, and the first goes on', async (t) => {
  const folder = await enrolled(t);
  const store = await opened(t, folder);
  await refused(
    'held',
    openStore(folder, () => undefined),
  );
  await refused('held', removeStore(folder));
  assert.equal(await nextHelloCounter(store), 1);
  await store.close();
  writeFileSync(join(folder, 'agent.1.0.lock'), JSON.stringify({ pid: 2 ** 30, started: 'x' }));
  const starters = await Promise.allSettled(Array.from({ length: 20 }, () => openStore(folder, () => undefined)));
  const winners = starters.flatMap((starter) => (starter.status === 'fulfilled' ? [starter.value] : []));
  assert.ok(winners.length <= 1, 'of twenty at once never two get it');
  await winners[0]?.close();
  await opened(t, folder);
});

test('the lock of a process that is gone, or whose id is another’s now, keeps nobody out', async (t) => {
  const folder = await enrolled(t);
  for (const stale of [
    { pid: 2 ** 30, started: 'x' },
    { pid: process.pid, started: 'another start' },
  ]) {
    writeFileSync(join(folder, 'agent.1.0.lock'), JSON.stringify(stale));
    await (await openStore(folder, () => undefined)).close();
  }
  assert.deepEqual(readdirSync(folder).toSorted(), ['codes.json', 'counters.json', 'identity.json']);
  writeFileSync(join(folder, 'agent.1.0.lock'), '');
  await refused(
    'unreadable',
    openStore(folder, () => undefined),
  );
});

test('a torn, changed, missing or unreadable file is said plainly, and nothing is overwritten', async (t) => {
  for (const name of ['identity.json', 'counters.json', 'codes.json']) {
    const spoilers: ((path: string) => void)[] = [
      (path) => truncateSync(path, statSync(path).size - 5),
      (path) => truncateSync(path, 0),
      (path) => appendFileSync(path, '\n'),
      (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"format":1', '"format":2')),
      (path) => rmSync(path),
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ];
    for (const [index, spoil] of spoilers.entries()) {
      const folder = await enrolled(t);
      spoil(join(folder, name));
      const before = contentsOf(folder);
      const isGone = index === 4 && name === 'identity.json';
      await refused(
        isGone ? 'missing' : 'unreadable',
        openStore(folder, () => undefined),
      );
      await refused(isGone ? 'unfinished' : 'exists', createStore(folder, identity, null));
      assert.deepEqual(contentsOf(folder), before);
    }
  }
});

test('a file in which a single byte is another is not read, wherever it is', async (t) => {
  const folder = await enrolled(t);
  for (const file of [identityFile, countersFile, codesFile]) {
    const path = join(folder, file.name);
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 7) {
      const spoiled = Buffer.from(whole);
      spoiled[at] = (whole[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path, spoiled);
      await refused('unreadable', readDurable<unknown>(folder, file));
    }
    writeFileSync(path, whole);
    await readDurable<unknown>(folder, file);
  }
});

test('what could not be read again is not written', async (t) => {
  const folder = await enrolled(t);
  const before = contentsOf(folder);
  for (const value of [{}, { format: 2 }, { format: 1, codes: { codes: [], grants: [], owner: null, revision: -1 } }])
    await assert.rejects(writeDurable(folder, [{ file: codesFile, value }]), /readable/);
  assert.deepEqual(contentsOf(folder), before);
});

function contentsOf(folder: string): [string, string][] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(folder, entry.name), 'utf8')]);
}
