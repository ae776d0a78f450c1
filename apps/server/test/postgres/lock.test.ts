import assert from 'node:assert/strict';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { takeLock } from '../../src/kit/postgres/lock.ts';
import { startOf } from '../../src/kit/postgres/process.ts';
import { rowsOf, scratch, seeded, startSmallServer, start } from './scratch.ts';

const quiet = () => {};

test('A second server on the same data is refused by the process id of the first, which goes on', async (t) => {
  const dataDir = await seeded(t);
  const first = startSmallServer(t, dataDir);
  const { owner } = await first.first('owner');
  await assert.rejects(start(t, { dataDir }), {
    name: 'PostgresRefusal',
    message: `Another Latchkey server (process ${first.child.pid}) is using this data directory: stop it first, or give this one a data directory of its own.`,
  });
  assert.deepEqual(await rowsOf(owner as Parameters<typeof rowsOf>[0], 'select 1 as one'), [{ one: 1 }]);
  first.child.kill('SIGTERM');
  await first.exit;
});

test('Of several servers that start at once on new data, exactly one has it', async (t) => {
  const dataDir = scratch(t);
  const servers = Array.from({ length: 4 }, () => startSmallServer(t, dataDir));
  const outcomes = await Promise.all(
    servers.map((server) =>
      Promise.race([server.first('owner'), server.first('refused')]).then((message) => 'owner' in message),
    ),
  );
  const winner = servers[outcomes.indexOf(true)];
  winner?.child.kill('SIGTERM');
  await Promise.all(servers.map((server) => server.exit));
  assert.equal(outcomes.filter(Boolean).length, 1);
});

test('Of twenty that race for the lock, never two have it and somebody gets it', async (t) => {
  const folder = join(scratch(t), 'lock');
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(folder, quiet)));
  assert.ok(outcomes.filter(({ status }) => status === 'fulfilled').length <= 1);
  for (const outcome of outcomes) if (outcome.status === 'fulfilled') outcome.value();
  (await takeLock(folder, quiet))();
  assert.deepEqual(readdirSync(folder), [], 'no claim is left');
});

test('A claim dies with its process, also when another process has its id by now', async (t) => {
  const folder = join(scratch(t), 'lock');
  (await takeLock(folder, quiet))();
  const release = await takeLock(folder, quiet);
  const [mine = ''] = readdirSync(folder);
  release();
  const [space] = mine.split('.');
  const reused = `${space}.${process.ppid}.1.abc`;
  assert.notEqual(startOf(process.ppid), '1');
  for (const name of [reused, `${space}.4194303.77.abc`]) writeFileSync(join(folder, name), '');
  (await takeLock(folder, quiet))();
  assert.deepEqual(readdirSync(folder), []);
});

test('The claim of another container counts while it is fresh, and no longer', async (t) => {
  const folder = join(scratch(t), 'lock');
  (await takeLock(folder, quiet))();
  const claim = join(folder, 'elsewhere.7.1.abc');
  writeFileSync(claim, '');
  const almostOld = new Date(Date.now() - 14_000);
  utimesSync(claim, almostOld, almostOld);
  const said: string[] = [];
  const began = performance.now();
  const release = await takeLock(folder, (line) => said.push(line));
  t.after(release);
  assert.ok(performance.now() - began > 500);
  assert.match(said.join('\n'), /Another machine or container/);
});
