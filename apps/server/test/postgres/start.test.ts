import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { boundLog } from '../../src/kit/postgres/log.ts';
import { PostgresRefusal } from '../../src/kit/postgres/refusal.ts';
import { rowsOf, scratch, seeded, start } from './scratch.ts';

test('The first start makes the database, a later one finds what was written', async (t) => {
  const dataDir = join(scratch(t), 'a folder, with "spaces" and \'quotes\'');
  const said: string[] = [];
  const first = await start(t, { dataDir, say: (line) => said.push(line) });
  await rowsOf(first.owner, 'create table kept (id int); insert into kept values (7)');
  await first.stop();
  await first.stop();
  assert.deepEqual(said, ['Making the database (first start).']);

  const second = await start(t, { dataDir, say: (line) => said.push(line) });
  assert.deepEqual(await rowsOf(second.owner, 'select id from kept'), [{ id: 7 }]);
  assert.equal(said.length, 1, 'a second start has nothing to say');
});

test('The database is as the design asks: durable, closed to the network, sorting alike everywhere', async (t) => {
  const dataDir = await seeded(t);
  const database = await start(t, { dataDir });
  const settings = Object.fromEntries(
    (await rowsOf(database.owner, 'select name, setting from pg_settings')).map(({ name, setting }) => [name, setting]),
  );
  assert.equal(settings['fsync'], 'on');
  assert.equal(settings['full_page_writes'], 'on');
  assert.equal(settings['synchronous_commit'], 'on');
  assert.equal(settings['password_encryption'], 'scram-sha-256');
  assert.equal(settings['data_checksums'], 'on');
  if (process.platform !== 'win32') assert.equal(settings['listen_addresses'], '');
  assert.deepEqual(
    await rowsOf(
      database.owner,
      `select datlocprovider, datlocale, pg_encoding_to_char(encoding) as encoding, pg_get_userbyid(datdba) as owner
         from pg_database where datname = current_database()`,
    ),
    [{ datlocprovider: 'b', datlocale: 'C.UTF-8', encoding: 'UTF8', owner: 'latchkey_owner' }],
  );
  assert.deepEqual(
    await rowsOf(
      database.owner,
      `select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user`,
    ),
    [{ rolsuper: false, rolcreaterole: true, rolcreatedb: false }],
  );
  await rowsOf(database.owner, 'create extension pg_trgm');
  await rowsOf(database.owner, `select 'a' < 'b' collate "und-x-icu"`);
});

test('Nobody gets in without the password, not even the user of the database itself', async (t) => {
  const database = await start(t, { dataDir: await seeded(t) });
  for (const user of ['latchkey_owner', 'postgres']) {
    await assert.rejects(
      rowsOf({ ...database.owner, user, password: 'a guess' }, 'select 1'),
      /password authentication failed/,
    );
  }
  const methods = await rowsOf(database.superuser, 'select distinct auth_method from pg_hba_file_rules');
  assert.deepEqual(methods, [{ auth_method: 'scram-sha-256' }]);
});

test('Secrets are random, in files of 0600, and nowhere else', async (t) => {
  const before = new Set(readdirSync(tmpdir()));
  const dataDir = scratch(t);
  const database = await start(t, { dataDir });
  await database.stop();
  const secrets = [database.owner.password, database.superuser.password];
  assert.notEqual(secrets[0], secrets[1]);
  const holders = filesIn(dataDir).filter((file) => secrets.some((secret) => readFileSync(file).includes(secret)));
  assert.deepEqual(holders.map((file) => file.slice(dataDir.length)).toSorted(), [
    '/postgres/owner.password',
    '/postgres/superuser.password',
  ]);
  for (const file of holders) assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(
    readdirSync(join(dataDir, 'postgres')).filter((name) => name.startsWith('new-')),
    [],
  );
  const left = readdirSync(tmpdir()).filter((name) => /^latchkey-[0-9a-f]{12}$/.test(name) && !before.has(name));
  assert.deepEqual(left, [], 'no temporary folder');
});

test('A lost password of the owner is replaced, a lost one of the superuser is said', async (t) => {
  const dataDir = await seeded(t);
  const first = await start(t, { dataDir });
  await first.stop();
  writeFileSync(join(dataDir, 'postgres/owner.password'), 'another one');
  const second = await start(t, { dataDir });
  assert.deepEqual(await rowsOf(second.owner, 'select 1 as one'), [{ one: 1 }]);
  await second.stop();
  writeFileSync(join(dataDir, 'postgres/superuser.password'), 'not the real one');
  await assert.rejects(start(t, { dataDir }), {
    name: 'PostgresRefusal',
    message: /superuser\.password/,
  });
});

test('A path too long for a socket gets one elsewhere, closed to others, and says so', async (t) => {
  const dataDir = await seeded(t, join('long'.repeat(20), 'deep'.repeat(10)));
  const said: string[] = [];
  const database = await start(t, { dataDir, say: (line) => said.push(line) });
  assert.deepEqual(await rowsOf(database.owner, 'select 1 as one'), [{ one: 1 }]);
  assert.ok(!database.owner.host.startsWith(dataDir));
  assert.equal(statSync(database.owner.host).mode & 0o777, 0o700);
  assert.match(said.join('\n'), /too long for a socket/);
  await database.stop();
  assert.equal(existsSync(database.owner.host), false, 'the folder goes with the socket');
});

test('A database of another version of PostgreSQL is left alone', async (t) => {
  for (const [version, advice] of [
    ['19', /made by PostgreSQL 19, and this is PostgreSQL 18\. Start the version of Latchkey that made it\.$/],
    ['17', /made by PostgreSQL 17, and this is PostgreSQL 18\..*take a dump/],
  ] as const) {
    const dataDir = await seeded(t);
    const before = readdirSync(join(dataDir, 'postgres/data'));
    writeFileSync(join(dataDir, 'postgres/data/PG_VERSION'), `${version}\n`);
    await assert.rejects(start(t, { dataDir }), { name: 'PostgresRefusal', message: advice });
    assert.deepEqual(readdirSync(join(dataDir, 'postgres/data')), before);
  }
});

test('What an interrupted first start left is removed, and the start succeeds', async (t) => {
  const dataDir = scratch(t);
  mkdirSync(join(dataDir, 'postgres/new-abc/data/base'), { recursive: true });
  writeFileSync(join(dataDir, 'postgres/new-abc/data/PG_VERSION'), '18\n');
  const database = await start(t, { dataDir });
  await database.stop();
  assert.equal(existsSync(join(dataDir, 'postgres/new-abc')), false);
});

test('A data directory that is a file is refused with a sentence', async (t) => {
  const file = join(scratch(t), 'file');
  writeFileSync(file, '');
  await assert.rejects(start(t, { dataDir: join(file, 'data') }), (error: unknown) => {
    assert.ok(error instanceof PostgresRefusal);
    assert.match(error.message, /cannot be used/);
    return true;
  });
});

test('The log is bounded', (t) => {
  const log = join(scratch(t), 'postgres.log');
  writeFileSync(log, Buffer.alloc(9 * 1024 * 1024, 'x'));
  assert.equal(boundLog(log), 0);
  assert.equal(statSync(log).size, 0);
  assert.equal(statSync(`${log}.1`).size, 9 * 1024 * 1024);
  writeFileSync(log, 'short');
  assert.equal(boundLog(log), 5);
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
