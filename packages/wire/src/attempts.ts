/**
 * What a host remembers of wrong codes (C7, S5): plain data, and functions that give the next state. Every time is the host's accrued
 * running time, which only grows and is persisted by the caller, so that no change of the clock gives an attempt back.
 */

/** A moment at the host: its accrued running time, and the clock that people read, both in milliseconds. */
export type Moment = { running_ms: number; at: number };

/** An attempt that was charged and of which it is not yet known whether the code was right. */
export type Pending = { session_id: string; person_id: string; charged_ms: number };

/** A lock; `is_personal` when it keeps out only the person who failed. */
export type Lock = { lock_id: string; person_id: string; session_id: string; at: number; is_personal: boolean };

/** Everything that is remembered. `failures` are those of the last 24 h, for the caps; `counts` are failures in a row, for the lock. */
export type Attempts = {
  pending: readonly Pending[];
  counts: readonly { person_id: string; count: number }[];
  failures: readonly { person_id: string; charged_ms: number }[];
  locks: readonly Lock[];
  locks_person_only: boolean;
};

/** What came of a step and the server is told. */
export type AttemptEvent =
  | { t: 'failed'; session_id: string; person_id: string; fails: number }
  | { t: 'locked'; lock: Lock };

/** Why an attempt may not begin. `busy` passes by itself within 30 s. */
export type AttemptRefusal = 'locked' | 'busy' | 'capped';

/** The next state, and what the server is told of it. */
export type Step = { attempts: Attempts; events: readonly AttemptEvent[] };

/** The moment of a step, and where the id of a lock comes from, should one be made. */
export type Stamp = Moment & { newId: () => string };

export const FAILURES_TO_LOCK = 3;
export const PENDING_MS = 30_000;
export const CAP_WINDOW_MS = 24 * 3_600_000;
export const CAP_COMPUTER = 30;
export const CAP_PERSON = 9;
/** So many locks stand at once; the last of them keeps out everybody, whatever the setting, so that there are no more. */
export const MAX_LOCKS = 64;
// The caps let at most 30 persons a day fail: this many are remembered, those who failed last.
const MAX_COUNTS = 1_000;

/** The attempts of a computer where nobody tried yet. */
export const NO_ATTEMPTS: Attempts = { pending: [], counts: [], failures: [], locks: [], locks_person_only: false };

/** How many codes in a row this person had wrong. */
export function failsOf(attempts: Attempts, personId: string): number {
  return attempts.counts.find((entry) => entry.person_id === personId)?.count ?? 0;
}

/** The lock that keeps this person out, if there is one. */
export function lockFor(attempts: Attempts, personId: string): Lock | undefined {
  return attempts.locks.find((lock) => !lock.is_personal || lock.person_id === personId);
}

/**
 * Charges an attempt before its answer is sent, or says why it may not begin. The caller makes the new state durable before anything
 * goes out. Failed and pending attempts of one person are never more than three, and both caps count the pending ones too.
 */
export function charge(
  before: Attempts,
  person: { person_id: string; session_id: string },
  stamp: Stamp,
): Step & { refusal: AttemptRefusal | undefined } {
  const step = expire(before, stamp);
  const refusal = refuseCharging(step.attempts, person);
  if (refusal) return { ...step, refusal };
  const pending: Pending = { session_id: person.session_id, person_id: person.person_id, charged_ms: stamp.running_ms };
  return { ...step, attempts: { ...step.attempts, pending: [...step.attempts.pending, pending] }, refusal: undefined };
}

/**
 * The code was right: the charge is given back and this person's count is cleared, nobody else's. `mayOpen` is false when the charge
 * had become a failure before (30 s), or when the computer has been locked in the meantime: then no screen may be shown.
 */
export function giveBack(before: Attempts, sessionId: string, stamp: Stamp): Step & { mayOpen: boolean } {
  const { attempts, events } = expire(before, stamp);
  const charged = attempts.pending.find((entry) => entry.session_id === sessionId);
  if (!charged) return { attempts, events, mayOpen: false };
  const after = {
    ...attempts,
    pending: attempts.pending.filter((entry) => entry !== charged),
    counts: attempts.counts.filter((entry) => entry.person_id !== charged.person_id),
  };
  return { attempts: after, events, mayOpen: lockFor(after, charged.person_id) === undefined };
}

/** The attempt of this session is over without the right code: wrong, or hung up before it was shown. Nothing when it has no pending one. */
export function fail(before: Attempts, sessionId: string, stamp: Stamp): Step {
  return failAll(before, stamp, (entry) => entry.session_id === sessionId);
}

/** Makes failures of what has been pending for 30 s, and forgets what the caps no longer count. The same state when there is nothing. */
export function expire(before: Attempts, stamp: Stamp): Step {
  const step = failAll(before, stamp, (entry) => stamp.running_ms - entry.charged_ms >= PENDING_MS);
  const failures = step.attempts.failures.filter((entry) => stamp.running_ms - entry.charged_ms < CAP_WINDOW_MS);
  if (failures.length === step.attempts.failures.length) return step;
  return { ...step, attempts: { ...step.attempts, failures } };
}

/** What a host does first when it starts: whatever was pending when it stopped is a failure. */
export function failFoundAtStart(before: Attempts, stamp: Stamp): Step {
  return failAll(expire(before, stamp).attempts, stamp, () => true);
}

/** Lifts this lock, if it still is one, and clears every count. Another lock, made before or later, stays. */
export function unlock(before: Attempts, lockId: string): { attempts: Attempts; isUnlocked: boolean } {
  const locks = before.locks.filter((lock) => lock.lock_id !== lockId);
  if (locks.length === before.locks.length) return { attempts: before, isUnlocked: false };
  return { attempts: { ...before, locks, counts: [] }, isUnlocked: true };
}

/** Sets whether the next lock keeps out everybody or only the person who failed; locks that are there stay as they are. */
export function setLockScope(before: Attempts, locksPersonOnly: boolean): Attempts {
  return before.locks_person_only === locksPersonOnly ? before : { ...before, locks_person_only: locksPersonOnly };
}

/** The running time at which `expire` has something to do, if it will. */
export function expiryOf(attempts: Attempts): number | undefined {
  if (attempts.pending.length === 0) return undefined;
  return Math.min(...attempts.pending.map((entry) => entry.charged_ms)) + PENDING_MS;
}

function refuseCharging(
  attempts: Attempts,
  person: { person_id: string; session_id: string },
): AttemptRefusal | undefined {
  const isHis = (entry: { person_id: string }): boolean => entry.person_id === person.person_id;
  if (lockFor(attempts, person.person_id)) return 'locked';
  const failed = { all: attempts.failures.length, his: attempts.failures.filter(isHis).length };
  if (failed.all >= CAP_COMPUTER || failed.his >= CAP_PERSON) return 'capped';
  const pending = { all: attempts.pending.length, his: attempts.pending.filter(isHis).length };
  if (failsOf(attempts, person.person_id) + pending.his >= FAILURES_TO_LOCK) return 'busy';
  // Those pending may yet be given back, so this is not the cap's last word.
  if (failed.all + pending.all >= CAP_COMPUTER || failed.his + pending.his >= CAP_PERSON) return 'busy';
  if (attempts.pending.some((entry) => entry.session_id === person.session_id)) return 'busy';
  return undefined;
}

function failAll(before: Attempts, stamp: Stamp, isOver: (entry: Pending) => boolean): Step {
  let attempts = before;
  const events: AttemptEvent[] = [];
  for (const entry of before.pending.filter(isOver)) {
    const step = failOne(attempts, entry, stamp);
    attempts = step.attempts;
    events.push(...step.events);
  }
  return { attempts, events };
}

function failOne(before: Attempts, over: Pending, stamp: Stamp): Step {
  const { session_id, person_id, charged_ms } = over;
  const fails = failsOf(before, person_id) + 1;
  const others = before.counts.filter((entry) => entry.person_id !== person_id).slice(1 - MAX_COUNTS);
  const attempts: Attempts = {
    ...before,
    pending: before.pending.filter((entry) => entry !== over),
    counts: [...others, { person_id, count: fails }],
    failures: [...before.failures, { person_id, charged_ms }],
  };
  const failed: AttemptEvent = { t: 'failed', session_id, person_id, fails };
  if (fails < FAILURES_TO_LOCK || lockFor(attempts, person_id)) return { attempts, events: [failed] };
  const is_personal = before.locks_person_only && before.locks.length < MAX_LOCKS - 1;
  const lock: Lock = {
    lock_id: stamp.newId(),
    person_id,
    session_id,
    at: stamp.at,
    is_personal,
  };
  return { attempts: { ...attempts, locks: [...attempts.locks, lock] }, events: [failed, { t: 'locked', lock }] };
}
