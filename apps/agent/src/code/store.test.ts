import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { AttemptEvent } from '@latchkey/wire/attempts';
import {
  chargeAttempt,
  failAttempt,
  keepLockScope,
  nextHelloCounter,
  openAttempt,
  unlockAttempts,
} from './store-attempts.ts';
import { keepGrants, keepOwner, setCode } from './store-codes.ts';
import { enrolled, identity, opened, owner, refused, setBaseCode } from './store-fixture.ts';
import { createStore, isEnrolled, removeStore, type Store } from './store.ts';

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

test('what was changed is there after a restart: counters, codes, locks, running time and the setting', async (t) => {
  const folder = await enrolled(t);
  const first = await opened(t, folder);
  assert.deepEqual([await nextHelloCounter(first), await nextHelloCounter(first)], [1, 2]);
  await setBaseCode(first, 'c2');
  await keepLockScope(first, true);
  for (let n = 0; n < 3; n++) await failOnce(first, ann);
  const before = first.state();
  const ran = first.stamp().running_ms;
  await first.close();

  const second = await opened(t, folder);
  assert.deepEqual(second.state(), before);
  assert.ok(second.stamp().running_ms >= ran);
  assert.equal(await nextHelloCounter(second), 3);
  assert.equal(await tryCode(second, ann, randomUUID()), 'locked');
});

test('C7: an attempt is on the disk before its charge is answered, and found pending it is a failure', async (t) => {
  const folder = await enrolled(t);
  const store = await opened(t, folder);
  const session = randomUUID();
  assert.equal(await tryCode(store, ann, session), undefined);
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
  const answers = await Promise.all(sessions.map((session_id) => tryCode(store, ann, session_id)));
  assert.deepEqual(answers.filter((answer) => answer === undefined).length, 3);
  await Promise.all(sessions.map((session) => failAttempt(store, session)));
  assert.deepEqual(
    told.map((event) => event.t),
    ['failed', 'failed', 'failed', 'locked'],
  );
  assert.equal(await tryCode(store, bob, randomUUID()), 'locked');
  const lock = store.state().attempts.locks[0]?.lock_id ?? '';
  assert.deepEqual([await unlockAttempts(store, lock), await unlockAttempts(store, lock)], [true, false]);
  assert.equal(await tryCode(store, bob, randomUUID()), undefined);
});

test('C12: the first success gives the charge back and takes the copy, both durably', async (t) => {
  const folder = await enrolled(t);
  const store = await opened(t, folder);
  const claim = { person_id: ann, grant_id: randomUUID(), cred_id: null, is_owner: false };
  const session = randomUUID();
  const answer = await chargeAttempt(store, session, claim);
  assert.ok('code' in answer);
  assert.equal(await openAttempt(store, session, { claim, code: answer.code }), true);
  assert.equal(await openAttempt(store, session, { claim, code: answer.code }), false, 'once');
  await setBaseCode(store, 'c2');
  await store.close();
  const again = await opened(t, folder);
  assert.deepEqual(again.state().attempts.pending, []);
  assert.equal(again.state().codes.grants[0]?.cred_id, answer.code.cred_id);
  assert.deepEqual(await chargeAttempt(again, randomUUID(), claim), {
    code: { ...answer.code, standing: 'superseded', superseded_at: again.state().codes.codes[0]?.superseded_at },
  });
});

test('C7: counts survive a code change, a revocation and a new grant', async (t) => {
  const store = await opened(t, await enrolled(t));
  for (let n = 0; n < 2; n++) await failOnce(store, ann);
  await setCode(store, { person_id: ann, grant_id: ann, is_owner: false }, { cred_id: randomUUID(), record: 'own' });
  const revoked = { grant_id: ann, person_id: ann, cred_id: null };
  assert.deepEqual(await keepGrants(store, { revision: 1, base_cred_id: null, items: [revoked], is_last: true }), [
    ann,
  ]);
  await setBaseCode(store, 'c2');
  const regranted = { person_id: ann, grant_id: randomUUID(), cred_id: null, is_owner: false };
  const session = randomUUID();
  assert.ok('code' in (await chargeAttempt(store, session, regranted)));
  await failAttempt(store, session);
  assert.equal(await tryCode(store, bob, randomUUID()), 'locked');
});

test('C12, C13: where no code opens anything an attempt is refused and charges nothing', async (t) => {
  const store = await opened(t, await enrolled(t));
  await keepOwner(store, { ...owner, is_suspended: true });
  assert.equal(await tryCode(store, ann, randomUUID()), 'no-code');
  await keepOwner(store, null);
  assert.equal(await tryCode(store, ann, randomUUID()), 'no-code');
  assert.deepEqual(store.state().attempts.pending, []);
  const byOwner = { person_id: owner.person_id, grant_id: randomUUID(), is_owner: true };
  assert.equal(await setCode(store, byOwner, { cred_id: randomUUID(), record: 'r' }), false, 'no longer theirs to set');
  assert.equal(await setCode(store, null, { cred_id: randomUUID(), record: 'r' }), true);
  assert.equal(await tryCode(store, ann, randomUUID()), undefined);
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
  const results = await Promise.allSettled([tryCode(store, ann, randomUUID()), nextHelloCounter(store)]);
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

/** Charges an attempt of a member; nothing, or why not. */
async function tryCode(store: Store, person: string, session: string): Promise<string | undefined> {
  const claim = { person_id: person, grant_id: person, cred_id: null, is_owner: false };
  const answer = await chargeAttempt(store, session, claim);
  return 'refusal' in answer ? answer.refusal : undefined;
}

async function failOnce(store: Store, person: string): Promise<void> {
  const session = randomUUID();
  await tryCode(store, person, session);
  await failAttempt(store, session);
}
