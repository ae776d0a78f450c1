import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gone, isRunning, postmasterOf, rowsOf, seeded, startSmallServer, start } from './scratch.ts';

const posix = { skip: process.platform === 'win32' && 'signals are a POSIX matter' };

test(
  'Kill -9 of the server under load: the orphaned database is stopped first and every acknowledged write is there',
  posix,
  async (t) => {
    const dataDir = await seeded(t);
    const server = startSmallServer(t, dataDir, { mode: 'write' });
    await server.first('acknowledged');
    await new Promise((resolve) => setTimeout(resolve, 150));
    const orphan = postmasterOf(dataDir);
    server.child.kill('SIGKILL');
    await server.exit;
    const acknowledged = server.told.flatMap((message) => ('acknowledged' in message ? [message['acknowledged']] : []));
    assert.ok(acknowledged.length > 10);
    assert.ok(isRunning(orphan), 'PostgreSQL outlives the kill');

    const said: string[] = [];
    const database = await start(t, { dataDir, say: (line) => said.push(line) });
    t.after(() => database.stop());
    assert.ok(!isRunning(orphan));
    assert.match(
      said.join('\n'),
      new RegExp(`Stopping the database that an earlier Latchkey left running \\(process ${orphan}\\)`),
    );
    const written = new Set((await rowsOf(database.owner, 'select id from written')).map(({ id }) => id));
    assert.deepEqual(
      acknowledged.filter((id) => !written.has(id)),
      [],
    );
  },
);

test(
  'Kill -9 of server and database under load: the stale pid file does not matter and every acknowledged write is there',
  posix,
  async (t) => {
    const dataDir = await seeded(t);
    const server = startSmallServer(t, dataDir, { mode: 'write' });
    await server.first('acknowledged');
    await new Promise((resolve) => setTimeout(resolve, 150));
    const pid = postmasterOf(dataDir);
    server.child.kill('SIGKILL');
    process.kill(-pid, 'SIGKILL');
    await Promise.all([server.exit, gone(pid)]);
    const acknowledged = server.told.flatMap((message) => ('acknowledged' in message ? [message['acknowledged']] : []));
    assert.equal(postmasterOf(dataDir), pid, 'the pid file stayed behind');

    const database = await start(t, { dataDir });
    t.after(() => database.stop());
    const written = new Set((await rowsOf(database.owner, 'select id from written')).map(({ id }) => id));
    assert.deepEqual(
      acknowledged.filter((id) => !written.has(id)),
      [],
    );
  },
);

test(
  'A stale pid file whose id some other program has by now stops neither the start nor that program',
  posix,
  async (t) => {
    const dataDir = await seeded(t);
    const first = await start(t, { dataDir });
    const file = join(dataDir, 'postgres/data/postmaster.pid');
    const content = readFileSync(file, 'utf8');
    const { uid, gid } = statSync(file);
    await first.stop();
    // The same user as the database's, because PostgreSQL does not mind the processes of others anyway.
    const other = spawn('sleep', ['60'], {
      ...(process.getuid?.() === 0 ? { uid, gid } : {}),
      cwd: '/',
      stdio: 'ignore',
    });
    t.after(() => other.kill('SIGKILL'));
    writeFileSync(file, content.replace(/^\d+/, String(other.pid)), { mode: 0o600 });
    chownSync(file, uid, gid);

    const database = await start(t, { dataDir });
    t.after(() => database.stop());
    assert.deepEqual(await rowsOf(database.owner, 'select 1 as one'), [{ one: 1 }]);
    assert.ok(other.pid !== undefined && isRunning(other.pid));
  },
);

test('An end of the database that nobody asked for is told with its reason', posix, async (t) => {
  const dataDir = await seeded(t);
  const database = await start(t, { dataDir });
  process.kill(postmasterOf(dataDir), 'SIGKILL');
  assert.match(await database.ended, /ended unexpectedly \(signal SIGKILL\).*postgres\.log/);
  await database.stop();
  const again = await start(t, { dataDir });
  assert.deepEqual(await rowsOf(again.owner, 'select 1 as one'), [{ one: 1 }]);
});

test('SIGTERM to the server ends the database in order', posix, async (t) => {
  const dataDir = await seeded(t);
  const server = startSmallServer(t, dataDir);
  await server.first('owner');
  const pid = postmasterOf(dataDir);
  server.child.kill('SIGTERM');
  assert.deepEqual(await server.exit, { code: 0, signal: null });
  assert.ok(!isRunning(pid));
  assert.match(readFileSync(join(dataDir, 'postgres/postgres.log'), 'utf8'), /database system is shut down/);
});

test('A Ctrl-C in the terminal does not reach the database: it is in a process group of its own', posix, async (t) => {
  const dataDir = await seeded(t);
  await start(t, { dataDir });
  const pid = postmasterOf(dataDir);
  process.kill(-pid, 0);
  assert.notEqual(pid, process.pid);
});

test('An exception that nobody catches ends the database too', posix, async (t) => {
  const dataDir = await seeded(t);
  const server = startSmallServer(t, dataDir, { mode: 'throw' });
  await server.first('owner');
  const pid = postmasterOf(dataDir);
  const { code } = await server.exit;
  assert.notEqual(code, 0);
  await gone(pid);
  assert.match(readFileSync(join(dataDir, 'postgres/postgres.log'), 'utf8'), /database system is shut down/);
});
