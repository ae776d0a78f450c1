import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mock, test } from 'node:test';
import { chargeAttempt, failAttempt, openAttempt, unlockAttempts } from '../src/code/store-attempts.ts';
import { enrolled, opened } from '../src/code/store-fixture.ts';
import type { Store } from '../src/code/store.ts';

const DAY_MS = 24 * 3_600_000;

test('C7: what is counted over a day of running time does not move with the clock that people set, in either direction', async (t) => {
  const folder = await enrolled(t);
  const now = Date.now();
  const ann = randomUUID();
  let store = await opened(t, folder);
  for (let n = 0; n < 9; n++) {
    assert.equal(await wrong(store, ann), undefined);
    for (const { lock_id } of store.state().attempts.locks) await unlockAttempts(store, lock_id);
  }
  for (const days of [400, -400, 4_000]) {
    mock.timers.enable({ apis: ['Date'], now: now + days * DAY_MS });
    assert.equal(await wrong(store, ann), 'capped', `${days} days away`);
    await store.close();
    store = await opened(t, folder);
    assert.equal(await wrong(store, ann), 'capped', `${days} days away, after a restart`);
    mock.timers.reset();
  }
});

test('C7: a clock that jumps makes no failure of an attempt under way, and lets none wait longer', async (t) => {
  const store = await opened(t, await enrolled(t));
  const claim = { person_id: randomUUID(), grant_id: randomUUID(), cred_id: null, is_owner: false };
  for (const days of [1, -1]) {
    const session = randomUUID();
    const answer = await chargeAttempt(store, session, claim);
    assert.ok('code' in answer);
    mock.timers.enable({ apis: ['Date'], now: Date.now() + days * DAY_MS });
    assert.equal(await openAttempt(store, session, { claim, code: answer.code }), true);
    mock.timers.reset();
  }
});

/** A wrong code; nothing, or why it could not even be tried. */
async function wrong(store: Store, person_id: string): Promise<string | undefined> {
  const session = randomUUID();
  const answer = await chargeAttempt(store, session, {
    person_id,
    grant_id: person_id,
    cred_id: null,
    is_owner: false,
  });
  await failAttempt(store, session);
  return 'refusal' in answer ? answer.refusal : undefined;
}
