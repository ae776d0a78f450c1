import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
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
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { AttemptEvent } from '@latchkey/wire/attempts';
import { baseOf, codeFor, setBase } from '@latchkey/wire/codes';
import {
  chargeAttempt,
  failAttempt,
  keepLockScope,
  nextHelloCounter,
  openAttempt,
  unlockAttempts,
} from './store-attempts.ts';
import type { Identity } from './store-shapes.ts';
import { StoreTrouble } from './store-trouble.ts';
import { createStore, isEnrolled, openStore, removeStore, type Store } from './store.ts';

const identity: Identity = {
  computer_id: randomUUID(),
  account: 'Müller & Söhne',
  public_url: 'https://lk.example.com',
  origins: ['https://lk.example.com'],
  tls_pin: null,
  device_key: 'key',
  opaque_setup: 'setup',
};
const owner = { person_id: randomUUID(), name: 'Olga', is_suspended: false };
const [ann, bob] = [randomUUID(), randomUUID()];

test('C2: an enrolled computer refuses to be enrolled again, and is what it was', async (t) => {
  const folder = await enrolled(t);
  await refused('exists', createStore(folder, { ...identity, account: 'Other' }, null));
  const store = await opened(t, folder);
  assert.deepEqual(store.identity, identity);
  assert.deepEqual(store.state().codes.owner, owner);
});

test('the folder is for its owner only, and so is every file in it', async (t) => {
  const folder = await enrolled(t);
  const store = await opened(t, folder);
  await nextHelloCounter(store);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  const names = readdirSync(folder).map((name) => name.replace(/\d+\.lock$/, 'X.lock'));
  assert.deepEqual(names.toSorted(), [`agent.${process.pid}.X.lock`, 'codes.json', 'counters.json', 'identity.json']);
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
});

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

test('what was changed is there after a restart: counters, codes, locks, running time and the setting', async (t) => {
  const folder = await enrolled(t);
  const first = await opened(t, folder);
  assert.deepEqual([await nextHelloCounter(first), await nextHelloCounter(first)], [1, 2]);
  await setBaseCode(first, 'c1');
  await keepLockScope(first, true);
  for (let n = 0; n < 3; n++) await failOnce(first, ann);
  const before = first.state();
  const ran = first.stamp().running_ms;
  await first.close();

  const second = await opened(t, folder);
  assert.deepEqual(second.state(), before);
  assert.ok(second.stamp().running_ms >= ran);
  assert.equal(await nextHelloCounter(second), 3);
  assert.equal(await chargeAttempt(second, { person_id: ann, session_id: randomUUID() }), 'locked');
});

test('C7: an attempt is on the disk before its charge is answered, and found pending it is a failure', async (t) => {
  const folder = await enrolled(t);
  const store = await opened(t, folder);
  const session = randomUUID();
  assert.equal(await chargeAttempt(store, { person_id: ann, session_id: session }), undefined);
  assert.match(readFileSync(join(folder, 'counters.json'), 'utf8'), new RegExp(session));
  await store.close();
  const told: AttemptEvent[] = [];
  const next = await opened(t, folder, told);
  assert.deepEqual(told, [{ t: 'failed', session_id: session, person_id: ann, fails: 1 }]);
  assert.deepEqual(next.state().attempts.counts, [{ person_id: ann, count: 1 }]);
});

test('S5: three wrong codes over eight sockets at once make one lock, told once, and the right fourth is refused', async (t) => {
  const told: AttemptEvent[] = [];
  const store = await opened(t, await enrolled(t), told);
  const sessions = Array.from({ length: 8 }, () => randomUUID());
  const answers = await Promise.all(sessions.map((session_id) => chargeAttempt(store, { person_id: ann, session_id })));
  assert.deepEqual(answers.filter((answer) => answer === undefined).length, 3);
  await Promise.all(sessions.map((session) => failAttempt(store, session)));
  assert.deepEqual(
    told.map((event) => event.t),
    ['failed', 'failed', 'failed', 'locked'],
  );
  assert.equal(await chargeAttempt(store, { person_id: bob, session_id: randomUUID() }), 'locked');
  const lock = store.state().attempts.locks[0]?.lock_id ?? '';
  assert.deepEqual([await unlockAttempts(store, lock), await unlockAttempts(store, lock)], [true, false]);
  assert.equal(await chargeAttempt(store, { person_id: bob, session_id: randomUUID() }), undefined);
});

test('C12: the first success gives the charge back and takes the copy, both durably', async (t) => {
  const folder = await enrolled(t);
  const store = await opened(t, folder);
  await setBaseCode(store, 'c1');
  const claim = { person_id: ann, grant_id: randomUUID(), cred_id: null, is_owner: false };
  const code = codeFor(store.state().codes, claim, store.stamp());
  assert.ok(code);
  const session = randomUUID();
  await chargeAttempt(store, { person_id: ann, session_id: session });
  assert.equal(await openAttempt(store, session, { claim, code }), true);
  assert.equal(await openAttempt(store, session, { claim, code }), false, 'once');
  await store.close();
  const again = await opened(t, folder);
  assert.deepEqual(again.state().attempts.pending, []);
  assert.equal(again.state().codes.grants[0]?.cred_id, baseOf(again.state().codes)?.cred_id);
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
  assert.equal(winners.length, 1, 'of twenty at once one gets it');
  await winners[0]?.close();
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

test('changes that wait together are flushed together, in the order of their calls', async (t) => {
  const folder = await enrolled(t);
  const store = await opened(t, folder);
  const order: number[] = [];
  await Promise.all(Array.from({ length: 500 }, async () => order.push(await nextHelloCounter(store))));
  assert.deepEqual(
    order,
    Array.from({ length: 500 }, (_, index) => index + 1),
  );
});

test('when the disk refuses, a change has not happened, and the next one can', async (t) => {
  const told: AttemptEvent[] = [];
  const folder = await enrolled(t);
  const store = await opened(t, folder, told);
  await failOnce(store, ann);
  const obstacle = join(folder, '.counters.json.new');
  mkdirSync(obstacle);
  const before = store.state();
  const results = await Promise.allSettled([
    chargeAttempt(store, { person_id: ann, session_id: randomUUID() }),
    nextHelloCounter(store),
  ]);
  assert.deepEqual(
    results.map((result) => result.status),
    ['rejected', 'rejected'],
  );
  assert.equal(store.state(), before);
  rmSync(obstacle, { recursive: true });
  assert.equal(await nextHelloCounter(store), 1);
  assert.equal(told.length, 1);
});

test('C2: removing takes keys, codes and counters, leaves what is somebody else’s, and the computer can be enrolled again', async (t) => {
  const folder = await enrolled(t);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  await removeStore(folder);
  assert.deepEqual(readdirSync(folder), ['notes.txt']);
  assert.equal(await isEnrolled(folder), false);
  await createStore(folder, identity, null);
  assert.equal(await isEnrolled(folder), true);
});

const stores = new WeakMap<TestContext, Store[]>();

async function enrolled(t: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'latchkey-store-'));
  t.after(async () => {
    for (const store of stores.get(t) ?? []) await store.close();
    rmSync(parent, { recursive: true, force: true });
  });
  const folder = join(parent, 'agent');
  await createStore(folder, identity, owner);
  return folder;
}

async function opened(t: TestContext, folder: string, told: AttemptEvent[] = []): Promise<Store> {
  const store = await openStore(folder, (event) => told.push(event));
  stores.set(t, [...(stores.get(t) ?? []), store]);
  return store;
}

async function refused(code: string, doing: Promise<unknown>): Promise<void> {
  await assert.rejects(doing, (error) => error instanceof StoreTrouble && error.code === code);
}

async function failOnce(store: Store, person: string): Promise<void> {
  const session = randomUUID();
  await chargeAttempt(store, { person_id: person, session_id: session });
  await failAttempt(store, session);
}

async function setBaseCode(store: Store, record: string): Promise<void> {
  await store.change((state, stamp) => {
    const codes = setBase(state.codes, { cred_id: randomUUID(), record }, owner.person_id, stamp);
    assert.ok(codes);
    return { state: { ...state, codes }, result: undefined };
  });
}

function contentsOf(folder: string): [string, string][] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(folder, entry.name), 'utf8')]);
}
