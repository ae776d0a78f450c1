import {
  type AttemptRefusal,
  charge,
  expire,
  fail,
  giveBack,
  PENDING_MS,
  setLockScope,
  type Step,
  unlock,
} from '@latchkey/wire/attempts';
import { type Claim, type Code, codeFor, takeCopy } from '@latchkey/wire/codes';
import type { Change, HostState, Store } from './store.ts';

/** What a session may use once it is charged, or why it may not begin; `no-code` charges nothing. */
export type ChargeAnswer = { code: Code } | { refusal: AttemptRefusal | 'no-code' };

/**
 * Charges an attempt and gives the code it is about, once the charge is durable; or says why it may not begin. Thirty seconds later it is
 * a failure, unless `openAttempt` or `failAttempt` came first. A session has one attempt at a time.
 */
export async function chargeAttempt(store: Store, sessionId: string, claim: Claim): Promise<ChargeAnswer> {
  const answer = await store.change<ChargeAnswer>((state, stamp) => {
    const code = codeFor(state.codes, claim, stamp);
    const step = charge(state.attempts, { person_id: claim.person_id, session_id: sessionId }, stamp);
    if (step.refusal) return { ...stepped(state, step), result: { refusal: step.refusal } };
    if (!code) return { state, result: { refusal: 'no-code' } };
    return { ...stepped(state, step), result: { code } };
  });
  if ('code' in answer) expireLater(store);
  return answer;
}

/**
 * The first record was opened with the right key: gives the charge back and, where the grant has no code yet, has it take the copy it
 * used. False when no screen may be shown: too late, or locked meanwhile.
 */
export async function openAttempt(
  store: Store,
  sessionId: string,
  used: { claim: Claim; code: Code },
): Promise<boolean> {
  return store.change((state, stamp) => {
    const step = giveBack(state.attempts, sessionId, stamp);
    const { state: after, events } = stepped(state, step);
    const codes = step.mayOpen ? takeCopy(after.codes, used.claim, used.code) : after.codes;
    return { state: codes === after.codes ? after : { ...after, codes }, events: events ?? [], result: step.mayOpen };
  });
}

/** The attempt is over without the right code: a wrong one, or hung up. No matter when it is over already. */
export async function failAttempt(store: Store, sessionId: string): Promise<void> {
  await store.change((state, stamp) => stepped(state, fail(state.attempts, sessionId, stamp)));
}

/** Makes failures of attempts that have been pending for 30 s. */
async function expireAttempts(store: Store): Promise<void> {
  await store.change((state, stamp) => stepped(state, expire(state.attempts, stamp)));
}

/** Lifts this lock and clears all counts; false when it is no lock of now. */
export async function unlockAttempts(store: Store, lockId: string): Promise<boolean> {
  return store.change((state) => {
    const { attempts, isUnlocked } = unlock(state.attempts, lockId);
    return { ...stepped(state, { attempts, events: [] }), result: isUnlocked };
  });
}

/** Takes over the account's setting "lock only the person who failed". */
export async function keepLockScope(store: Store, lockOnlyPerson: boolean): Promise<void> {
  await store.change((state) => stepped(state, { attempts: setLockScope(state.attempts, lockOnlyPerson), events: [] }));
}

/** The counter of the next hello, one above the last, durable before it is used. */
export async function nextHelloCounter(store: Store): Promise<number> {
  return store.change((state) => {
    const hello_counter = state.hello_counter + 1;
    return { state: { ...state, hello_counter }, result: hello_counter };
  });
}

function expireLater(store: Store): void {
  setTimeout(() => {
    // Should the disk refuse, or the store be closed, it is found pending by the next charge or the next start.
    expireAttempts(store).catch(() => undefined);
  }, PENDING_MS + 1).unref();
}

/** A step of the attempts as a change of the host. */
function stepped(state: HostState, { attempts, events }: Step): Change<undefined> {
  return { state: attempts === state.attempts ? state : { ...state, attempts }, events, result: undefined };
}
