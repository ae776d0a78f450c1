import assert from 'node:assert/strict';
import test from 'node:test';
import {
  CAP_WINDOW_MS,
  charge,
  expire,
  expiryOf,
  fail,
  failFoundAtStart,
  failsOf,
  giveBack,
  lockFor,
  MAX_LOCKS,
  NO_ATTEMPTS,
  PENDING_MS,
  setLockScope,
  type Stamp,
  unlock,
} from './attempts.ts';

const DAY = CAP_WINDOW_MS;

test('C7: an attempt is charged when it begins, and hanging up before the answer counts', () => {
  const host = hostOf();
  host.charge('ann', 's1');
  assert.equal(host.attempts.pending.length, 1);
  host.fail('s1');
  assert.equal(failsOf(host.attempts, 'ann'), 1);
  assert.deepEqual(host.told, ['failed ann 1']);
});

test('S5: the third wrong code in a row locks the computer for everybody, the owner and right codes included', () => {
  const host = hostOf();
  for (const session of ['s1', 's2', 's3']) host.wrong('ann', session);
  assert.deepEqual(host.told, ['failed ann 1', 'failed ann 2', 'failed ann 3', 'locked ann s3']);
  assert.equal(host.charge('ann', 's4'), 'locked');
  assert.equal(host.charge('bob', 's5'), 'locked');
});

test('S5: three wrong codes over eight parallel sockets make exactly one lock, and the fourth, right one is refused', () => {
  const host = hostOf();
  const sockets = Array.from({ length: 8 }, (_, index) => `s${index}`);
  assert.deepEqual(
    sockets.map((session) => host.charge('ann', session)),
    [undefined, undefined, undefined, 'busy', 'busy', 'busy', 'busy', 'busy'],
  );
  for (const session of sockets) host.fail(session);
  assert.equal(host.attempts.locks.length, 1);
  assert.equal(host.charge('ann', 'right'), 'locked');
});

test('S5: three honest connects at once do not lock', () => {
  const host = hostOf();
  for (const session of ['s1', 's2', 's3']) assert.equal(host.charge('ann', session), undefined);
  for (const session of ['s2', 's3', 's1']) assert.equal(host.giveBack(session), true);
  assert.deepEqual(host.attempts, NO_ATTEMPTS);
});

test('S5: two people with two wrong codes each do not lock', () => {
  const host = hostOf();
  for (const session of ['s1', 's2']) host.wrong('ann', session);
  for (const session of ['s3', 's4']) host.wrong('bob', session);
  assert.deepEqual(host.attempts.locks, []);
});

test('C7: a success clears the count of its person only', () => {
  const host = hostOf();
  for (const session of ['s1', 's2']) host.wrong('ann', session);
  for (const session of ['s3', 's4']) host.wrong('bob', session);
  host.charge('ann', 's5');
  assert.equal(host.giveBack('s5'), true);
  assert.equal(failsOf(host.attempts, 'ann'), 0);
  assert.equal(failsOf(host.attempts, 'bob'), 2);
});

test('C7: what has been pending for 30 s is a failure, and its right code comes too late', () => {
  const host = hostOf();
  host.charge('ann', 's1');
  assert.equal(expiryOf(host.attempts), PENDING_MS);
  host.runs(PENDING_MS - 1);
  host.expire();
  assert.equal(failsOf(host.attempts, 'ann'), 0);
  host.runs(1);
  assert.equal(host.giveBack('s1'), false);
  assert.equal(failsOf(host.attempts, 'ann'), 1);
});

test('C7: what was pending when the host stopped is a failure', () => {
  const host = hostOf();
  host.charge('ann', 's1');
  host.charge('bob', 's2');
  host.restart();
  assert.deepEqual(
    [failsOf(host.attempts, 'ann'), failsOf(host.attempts, 'bob'), host.attempts.pending.length],
    [1, 1, 0],
  );
});

test('S5: a right code that was being checked when another person locked the computer opens nothing, and costs nothing', () => {
  const host = hostOf();
  host.charge('bob', 'right');
  for (const session of ['s1', 's2', 's3']) host.wrong('ann', session);
  assert.equal(host.giveBack('right'), false);
  assert.equal(failsOf(host.attempts, 'bob'), 0);
});

test('S5: an unlock lifts its own lock and clears all counts, but no later lock', () => {
  const host = hostOf();
  host.wrong('bob', 's0');
  for (const session of ['s1', 's2', 's3']) host.wrong('ann', session);
  const first = host.attempts.locks[0]?.lock_id ?? '';
  assert.equal(host.unlock(first), true);
  assert.deepEqual(host.attempts.counts, []);
  for (const session of ['s4', 's5', 's6']) host.wrong('ann', session);
  assert.equal(host.unlock(first), false);
  assert.notEqual(lockFor(host.attempts, 'bob'), undefined);
  assert.equal(failsOf(host.attempts, 'ann'), 3);
});

test('C7: nine charged attempts of one person in 24 h of running time, whatever unlocks arrive', () => {
  const host = hostOf();
  for (let n = 0; n < 9; n++) {
    host.wrong('ann', `s${n}`);
    for (const lock of host.attempts.locks) host.unlock(lock.lock_id);
  }
  assert.equal(host.charge('ann', 's9'), 'capped');
  assert.equal(host.charge('bob', 's10'), undefined);
  host.runs(DAY - 1);
  assert.equal(host.charge('ann', 's11'), 'capped');
  host.runs(1);
  assert.equal(host.charge('ann', 's12'), undefined);
});

test('C7: thirty charged attempts on one computer in 24 h of running time', () => {
  const host = hostOf();
  for (let n = 0; n < 30; n++) {
    assert.equal(host.charge(`person ${n}`, `s${n}`), undefined);
    host.fail(`s${n}`);
  }
  assert.equal(host.charge('ann', 's30'), 'capped');
});

test('C7: attempts given back are not charged, so that nobody is capped for working', () => {
  const host = hostOf();
  for (let n = 0; n < 200; n++) {
    assert.equal(host.charge('ann', `s${n}`), undefined);
    assert.equal(host.giveBack(`s${n}`), true);
  }
});

test('C7: thirty honest connects at the same moment keep the next one waiting, not out', () => {
  const host = hostOf();
  for (let n = 0; n < 30; n++) host.charge(`person ${n}`, `s${n}`);
  assert.equal(host.charge('ann', 's30'), 'busy');
  for (let n = 0; n < 30; n++) assert.equal(host.giveBack(`s${n}`), true);
  assert.equal(host.charge('ann', 's30'), undefined);
});

test('C7: the clock that people set changes nothing', () => {
  const host = hostOf();
  for (const session of ['s1', 's2', 's3']) {
    host.wrong('ann', session);
    host.clockJumps(400 * DAY);
  }
  host.clockJumps(-4_000 * DAY);
  assert.equal(host.charge('ann', 's4'), 'locked');
});

test('S5 (+): with the setting, a lock keeps out only the person who failed, and one lock of each person', () => {
  const host = hostOf();
  host.attempts = setLockScope(host.attempts, true);
  for (const session of ['s1', 's2', 's3']) host.wrong('ann', session);
  assert.equal(host.charge('ann', 's4'), 'locked');
  for (const session of ['s5', 's6', 's7']) host.wrong('bob', session);
  assert.equal(host.attempts.locks.length, 2);
  assert.equal(host.charge('eve', 's8'), undefined);
  host.unlock(host.attempts.locks[0]?.lock_id ?? '');
  assert.deepEqual([host.charge('ann', 's9'), host.charge('bob', 's10')], [undefined, 'locked']);
});

test('S5 (+): locks of single persons do not pile up without end: the last that fits keeps out everybody', () => {
  const host = hostOf();
  host.attempts = setLockScope(host.attempts, true);
  for (let person = 0; person < 80; person++) {
    for (const session of ['a', 'b', 'c']) host.wrong(`person ${person}`, `${person}${session}`);
    host.runs(DAY);
  }
  assert.equal(host.attempts.locks.length, MAX_LOCKS);
  assert.equal(host.charge('ann', 'x'), 'locked');
});

test('one session has one attempt at a time', () => {
  const host = hostOf();
  assert.equal(host.charge('ann', 's1'), undefined);
  assert.equal(host.charge('bob', 's1'), 'busy');
});

/** A host with a clock of its own, and what it would tell the server. */
function hostOf() {
  let running = 0;
  let clock = 1_700_000_000_000;
  let ids = 0;
  const told: string[] = [];
  const stamp = (): Stamp => ({ running_ms: running, at: clock, newId: () => `lock ${++ids}` });
  const host = {
    attempts: NO_ATTEMPTS,
    told,
    charge: (person_id: string, session_id: string) =>
      take(charge(host.attempts, { person_id, session_id }, stamp())).refusal,
    giveBack: (session: string) => take(giveBack(host.attempts, session, stamp())).mayOpen,
    fail: (session: string) => take(fail(host.attempts, session, stamp())),
    expire: () => take(expire(host.attempts, stamp())),
    restart: () => take(failFoundAtStart(host.attempts, stamp())),
    wrong: (person: string, session: string) => {
      host.charge(person, session);
      host.fail(session);
    },
    unlock: (lockId: string) => take({ ...unlock(host.attempts, lockId), events: [] }).isUnlocked,
    runs: (ms: number) => (running += ms),
    clockJumps: (ms: number) => (clock += ms),
  };
  const take = <S extends ReturnType<typeof expire>>(step: S): S => {
    host.attempts = step.attempts;
    for (const event of step.events)
      told.push(
        event.t === 'failed'
          ? `failed ${event.person_id} ${event.fails}`
          : `locked ${event.lock.person_id} ${event.lock.session_id}`,
      );
    return step;
  };
  return host;
}
