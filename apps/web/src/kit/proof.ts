import { RefusedError } from './call.ts';

/** Somebody was asked to prove who they are and did not want to: the act did not happen, and nothing went wrong. */
export class CancelledError extends Error {
  constructor() {
    super('cancelled');
    this.name = 'CancelledError';
  }
}

/** Why somebody is asked: an act wants a password proved just now, or an admin signed them out of this profile. */
export type WhyProof = 'stale' | 'signed-out';

/** Answers whether the person has proved who they are. */
export type Prover = (why: WhyProof) => Promise<boolean>;

/**
 * Performs an act; when it asks for a fresh sign-in, has the person prove who they are and performs it once more.
 * Throws CancelledError when they don't want to, and otherwise what the act throws.
 */
export async function freshly<T>(perform: () => Promise<T>, prove: Prover): Promise<T> {
  try {
    return await perform();
  } catch (error) {
    if (!wantsProof(error)) throw error;
    if (!(await prove(isSignedOutHere(error) ? 'signed-out' : 'stale'))) throw new CancelledError();
    return perform();
  }
}

/** Whether the person proving who they are is all that is missing. */
function wantsProof(error: unknown): boolean {
  return error instanceof RefusedError && (error.refusal.code === 'not-fresh' || isSignedOutHere(error));
}

/** Whether an admin signed the person out of this profile: the password leads in again, for reading too. */
export function isSignedOutHere(error: unknown): boolean {
  return error instanceof RefusedError && error.refusal.code === 'signed-out-here';
}

/** What went wrong with an act, for its screen: that somebody thought better of it is nothing to show. */
export function faultOf(error: Error | null): Error | null {
  return error instanceof CancelledError ? null : error;
}

/** Where acts ask for a proof and the dialog that gets one hears of it; several acts that ask at once share one question. */
export type ProofDesk = {
  ask: Prover;
  /** Calls back with how to answer whenever a proof is wanted, until the returned function is called. Without anybody listening the answer is no. */
  attend: (onAsked: (answer: (isProved: boolean) => void, why: WhyProof) => void) => () => void;
};

/** A desk with nobody at it. */
export function newProofDesk(): ProofDesk {
  let question: Promise<boolean> | undefined;
  let onAsked: Parameters<ProofDesk['attend']>[0] | undefined;
  return {
    ask(why) {
      question ??= new Promise<boolean>((resolve) =>
        onAsked === undefined ? resolve(false) : onAsked(resolve, why),
      ).finally(() => (question = undefined));
      return question;
    },
    attend(callback) {
      onAsked = callback;
      return () => {
        if (onAsked === callback) onAsked = undefined;
      };
    },
  };
}

/** Asks for what is read by itself again and again: who says no is left in peace until they touch the page. */
export function inPeace(ask: Prover, nextTouch: () => Promise<unknown>): Prover {
  let isLeft = false;
  return async (why) => {
    if (isLeft) return false;
    const isProved = await ask(why);
    if (isProved) return true;
    isLeft = true;
    void nextTouch().then(() => (isLeft = false));
    return false;
  };
}

/** The desk of this page. */
export const proofDesk = newProofDesk();
