import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ACCOUNT_NAME } from '../../src/kit/postgres/account.ts';
import { binFolder, findPackage, type Package } from '../../src/kit/postgres/binaries.ts';
import { nameLibrary } from '../../src/kit/postgres/nameless.ts';
import { startWith } from '../../src/kit/postgres/supervisor.ts';
import { isRoot, postmasterOf, rowsOf, scratch, seeded, startSmallServer, start, stopAfter } from './scratch.ts';

const quiet = () => {};
const asRoot = { skip: !isRoot && 'needs root, to become somebody else' };
/** A user id without an entry in /etc/passwd. */
const NAMELESS = 54_321;

test(
  'Started as root, the database runs as a system user that cannot sign in and cannot write beside its data',
  asRoot,
  async (t) => {
    const dataDir = await seeded(t);
    const database = await start(t, { dataDir });
    t.after(() => database.stop());
    const { uid } = statSync(join(dataDir, 'postgres/data'));
    assert.notEqual(uid, 0);
    const entry = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${ACCOUNT_NAME}:`));
    assert.match(entry ?? '', new RegExp(`^${ACCOUNT_NAME}:[^:]*:${uid}:.*/(nologin|false)$`));
    const status = readFileSync(`/proc/${postmasterOf(dataDir)}/status`, 'utf8');
    assert.match(status, new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}\\s`, 'm'));
    assert.match(status, /^Groups:\s*$/m, 'no group of root is kept');
    for (const name of ['.', 'conf', 'lock', 'postgres.log', 'owner.password']) {
      assert.equal(statSync(join(dataDir, 'postgres', name)).uid, 0, name);
    }
  },
);

test(
  'Data under a folder of root alone: the database is kept elsewhere, says so and is found again',
  asRoot,
  async (t) => {
    const base = scratch(t);
    const closed = join(base, 'root');
    mkdirSync(closed, { mode: 0o700 });
    const [dataDir, elsewhere] = [join(closed, 'repository/.latchkey'), join(base, 'var')];
    mkdirSync(elsewhere);
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    const first = await start(t, { dataDir, say, elsewhere });
    await rowsOf(first.owner, 'create table kept (id int)');
    await first.stop();
    const root = readFileSync(join(dataDir, 'postgres/elsewhere'), 'utf8').trim();
    assert.equal(dirname(root), elsewhere);
    assert.ok(
      said.includes(`${closed} is closed to the user the database runs as, so the database is kept in ${root}.`),
    );
    assert.equal(statSync(closed).mode & 0o777, 0o700, 'the folder stays closed');

    const second = await start(t, { dataDir, say, elsewhere });
    assert.deepEqual(await rowsOf(second.owner, 'select count(*)::int as rows from kept'), [{ rows: 0 }]);
    await second.stop();

    rmSync(root, { recursive: true });
    await assert.rejects(start(t, { dataDir, say, elsewhere }), {
      name: 'PostgresRefusal',
      message: /database is missing/,
    });
  },
);

test('Data that was reachable once and no longer is, is refused with the remedy', asRoot, async (t) => {
  const dataDir = await seeded(t, 'open/data');
  const base = dirname(dataDir);
  chmodSync(base, 0o700);
  await assert.rejects(start(t, { dataDir }), {
    name: 'PostgresRefusal',
    message: new RegExp(`chmod o\\+x ${base}\\)`),
  });
});

test('Programs without their library links, in a folder that cannot be written: a copy with links runs', async (t) => {
  const dataDir = await seeded(t, 'data');
  const base = dirname(dataDir);
  const bare = packageIn(join(base, 'package'), { links: false });
  assert.notEqual(
    spawnSync(join(bare.folder, 'native/bin/postgres'), ['--version']).status,
    0,
    'it cannot run as it is',
  );
  const database = stopAfter(
    t,
    await startWith(
      { dataDir, say: quiet },
      { programs: ({ root, account }) => binFolder(bare, root, account), extra: [] },
    ),
  );
  await rowsOf(database.owner, 'create extension pg_trgm');
  const links = JSON.parse(readFileSync(join(bare.folder, 'native/pg-symlinks.json'), 'utf8')) as { target: string }[];
  const copy = join(base, 'data/postgres/software-bare');
  for (const { target } of links) {
    assert.equal(existsSync(join(bare.folder, target)), false, 'the package is as it was');
    assert.ok(lstatSync(join(copy, target)).isSymbolicLink());
  }
});

test('Programs under a folder of root alone are copied, and an older copy goes', asRoot, async (t) => {
  const dataDir = await seeded(t, 'data');
  const base = dirname(dataDir);
  const hidden = packageIn(join(base, 'root/package'), { links: true });
  chmodSync(join(base, 'root'), 0o700);
  mkdirSync(join(dataDir, 'postgres/software-older'), { recursive: true });
  const programs = { programs: binOf(hidden), extra: [] };
  const database = stopAfter(t, await startWith({ dataDir, say: quiet }, programs));
  assert.deepEqual(await rowsOf(database.owner, 'select 1 as one'), [{ one: 1 }]);
  assert.ok(existsSync(join(dataDir, 'postgres/software-bare/native/bin/postgres')));
  assert.equal(
    statSync(join(dataDir, 'postgres/software-bare/native/bin/postgres')).uid,
    0,
    'its user cannot change its programs',
  );
  assert.equal(existsSync(join(dataDir, 'postgres/software-older')), false);
});

test(
  'A user that has a number but no name can start the database, and root and that user can take turns',
  asRoot,
  async (t) => {
    if (!reachableFor(t, NAMELESS)) return;
    const dataDir = join(scratch(t), 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    chownSync(dataDir, NAMELESS, NAMELESS);
    for (const uid of [NAMELESS, 0, NAMELESS]) {
      const server = startSmallServer(t, dataDir, { uid: uid });
      const { owner } = await server.first('owner');
      assert.equal(statSync(`/proc/${postmasterOf(dataDir)}`).uid, NAMELESS);
      assert.deepEqual(await rowsOf(owner as Parameters<typeof rowsOf>[0], 'select 1 as one'), [{ one: 1 }]);
      server.child.kill('SIGTERM');
      assert.deepEqual(await server.exit, { code: 0, signal: null });
    }
    assert.equal(statSync(dataDir).mode & 0o777, 0o700, 'nothing was opened');
  },
);

test('Data of somebody else is refused by an ordinary user with a sentence', asRoot, async (t) => {
  if (!reachableFor(t, NAMELESS)) return;
  const dataDir = await seeded(t);
  const server = startSmallServer(t, dataDir, { uid: NAMELESS });
  const { refused } = await server.first('refused');
  assert.match(String(refused), /cannot be used.*belong to the user that starts Latchkey|belongs to another user/);
  await server.exit;
});

test('The library that gives a name exists for both processors we ship, and for no other', () => {
  for (const arch of ['x64', 'arm64']) {
    const library = nameLibrary(arch, 1234, 5678);
    assert.equal(library?.subarray(1, 4).toString(), 'ELF');
  }
  assert.equal(nameLibrary('riscv64', 1, 1), undefined);
});

function binOf(from: Package): Parameters<typeof startWith>[1]['programs'] {
  return ({ root, account }) => binFolder(from, root, account);
}

/** A copy of the package whose libraries' folder is closed to writing, with or without the links its install script makes. */
function packageIn(folder: string, { links }: { links: boolean }): Package {
  const native = join(findPackage().folder, 'native');
  mkdirSync(folder, { recursive: true });
  // Hard links where the temporary folder is on the same disk.
  const { status } = spawnSync('cp', ['-al', native, folder]);
  if (status !== 0) assert.equal(spawnSync('cp', ['-a', native, folder]).status, 0);
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  if (!links) for (const { target } of list) rmSync(join(folder, target), { force: true });
  chmodSync(join(folder, 'native/lib'), 0o555);
  return { folder, version: 'bare' };
}

/** Whether that user can run this repository at all; otherwise the test is skipped with the reason. */
function reachableFor(t: TestContext, uid: number): boolean {
  const { status } = spawnSync(process.execPath, ['--check', join(import.meta.dirname, 'small-server.ts')], {
    uid,
    gid: uid,
    cwd: '/',
  });
  if (status !== 0) t.skip('the repository is in a folder that other users may not enter');
  return status === 0;
}
