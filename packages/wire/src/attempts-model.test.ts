import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  type Attempts,
  CAP_COMPUTER,
  CAP_PERSON,
  CAP_WINDOW_MS,
  charge,
  fail,
  failFoundAtStart,
  FAILURES_TO_LOCK,
  giveBack,
  NO_ATTEMPTS,
  PENDING_MS,
  setLockScope,
  type Stamp,
  type Step,
  unlock,
} from './attempts.ts';

type Act =
  | { do: 'charge'; person: number }
  | { do: 'give back' | 'fail' | 'unlock'; which: number }
  | { do: 'crash' }
  | { do: 'scope'; personal: boolean }
  | { do: 'wait'; ms: number };

/** What happened, in order: a host that recounts everything from its history, whenever it is asked. */
type Entry =
  | { is: 'charged'; person: string; session: string; at: number }
  | { is: 'failed'; person: string; session: string; since: number }
  | { is: 'returned'; person: string; session: string }
  | { is: 'locked'; person: string; lock: string; personal: boolean }
  | { is: 'unlocked'; lock: string };

const persons = 4;
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('charge' as const), person: fc.nat(persons - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('give back' as const, 'unlock' as const), which: fc.nat(5) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('fail' as const), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('scope' as const), personal: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1_000, 29_999, 30_000, 3_600_000, CAP_WINDOW_MS),
    }),
  },
);

test('C7, S5: whatever happens in whatever order, the host does what a recount of its history says', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200, size: 'max' }), (acts) => {
      const model = modelOf();
      for (const one of acts) model.play(one);
    }),
    { numRuns: 400 },
  );
});

function modelOf() {
  let attempts: Attempts = NO_ATTEMPTS;
  let now = 0;
  let ids = 0;
  let isPersonal = false;
  const history: Entry[] = [];
  const stamp = (): Stamp => ({ running_ms: now, at: 0, newId: () => `lock${ids++}` });

  const pending = () =>
    history.filter((entry) => entry.is === 'charged').filter((entry) => !isOver(history, entry.session));
  const locks = () =>
    history
      .filter((entry) => entry.is === 'locked')
      .filter((entry) => !history.some((other) => other.is === 'unlocked' && other.lock === entry.lock));
  const keepsOut = (person: string) => locks().some((lock) => !lock.personal || lock.person === person);
  const failed = (session: string) => {
    const entry = pending().find((one) => one.session === session);
    if (!entry) return;
    history.push({ is: 'failed', person: entry.person, session, since: entry.at });
    if (countOf(history, entry.person) < FAILURES_TO_LOCK || keepsOut(entry.person)) return;
    history.push({ is: 'locked', person: entry.person, lock: `lock${locksMade(history)}`, personal: isPersonal });
  };
  const expired = () => {
    for (const entry of pending()) if (now - entry.at >= PENDING_MS) failed(entry.session);
  };
  const refusal = (person: string) => {
    const recent = history
      .filter((entry) => entry.is === 'failed')
      .filter((entry) => now - entry.since < CAP_WINDOW_MS);
    const his = recent.filter((entry) => entry.person === person).length;
    const open = pending();
    const hisOpen = open.filter((entry) => entry.person === person).length;
    if (keepsOut(person)) return 'locked';
    if (recent.length >= CAP_COMPUTER || his >= CAP_PERSON) return 'capped';
    if (countOf(history, person) + hisOpen >= FAILURES_TO_LOCK) return 'busy';
    return recent.length + open.length >= CAP_COMPUTER || his + hisOpen >= CAP_PERSON ? 'busy' : undefined;
  };
  const take = <S extends Step>(step: S): S => {
    ({ attempts } = step);
    return step;
  };

  const perform = (one: Act): void => {
    if (one.do === 'wait') now += one.ms;
    if (one.do === 'charge') {
      const [person, session] = [`person ${one.person}`, `session ${history.length}`];
      expired();
      const expected = refusal(person);
      assert.equal(take(charge(attempts, { person_id: person, session_id: session }, stamp())).refusal, expected);
      if (!expected) history.push({ is: 'charged', person, session, at: now });
    }
    if (one.do === 'give back') {
      const entry = pending()[one.which];
      expired();
      const isInTime = entry !== undefined && !isOver(history, entry.session);
      const { mayOpen } = take(giveBack(attempts, entry?.session ?? 'none', stamp()));
      assert.equal(mayOpen, isInTime && !keepsOut(entry.person));
      if (isInTime) history.push({ is: 'returned', person: entry.person, session: entry.session });
    }
    if (one.do === 'fail') {
      const session = pending()[one.which]?.session ?? 'none';
      take(fail(attempts, session, stamp()));
      failed(session);
    }
    if (one.do === 'unlock') {
      const lock = history.filter((entry) => entry.is === 'locked')[one.which];
      const isLock = lock !== undefined && locks().includes(lock);
      const step = unlock(attempts, lock?.lock ?? 'none');
      assert.equal(step.isUnlocked, isLock);
      ({ attempts } = step);
      if (isLock) history.push({ is: 'unlocked', lock: lock.lock });
    }
    if (one.do === 'crash') {
      take(failFoundAtStart(attempts, stamp()));
      for (const entry of pending()) failed(entry.session);
    }
    if (one.do === 'scope') {
      isPersonal = one.personal;
      attempts = setLockScope(attempts, isPersonal);
    }
  };
  const compare = (): void => {
    assert.deepEqual(
      attempts.locks.map((lock) => lock.lock_id),
      locks().map((lock) => lock.lock),
    );
    assert.deepEqual(
      attempts.pending.map((entry) => entry.session_id),
      pending().map((entry) => entry.session),
    );
    for (let index = 0; index < persons; index++) {
      const person = `person ${index}`;
      const count = attempts.counts.find((entry) => entry.person_id === person)?.count ?? 0;
      assert.equal(count, countOf(history, person));
      assert.ok(count + attempts.pending.filter((entry) => entry.person_id === person).length <= FAILURES_TO_LOCK);
    }
    assert.ok(attempts.failures.length + attempts.pending.length <= CAP_COMPUTER);
  };
  return {
    play: (one: Act) => {
      perform(one);
      compare();
    },
  };
}

function isOver(history: readonly Entry[], session: string): boolean {
  return history.some((entry) => (entry.is === 'failed' || entry.is === 'returned') && entry.session === session);
}

function countOf(history: readonly Entry[], person: string): number {
  const last = history.findLastIndex(
    (entry) => entry.is === 'unlocked' || (entry.is === 'returned' && entry.person === person),
  );
  return history.slice(last + 1).filter((entry) => entry.is === 'failed' && entry.person === person).length;
}

function locksMade(history: readonly Entry[]): number {
  return history.filter((entry) => entry.is === 'locked').length;
}
