// Passwords are hashed with Argon2id (RFC 9106), as many at a time as there are cores, and never on the event loop.
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';

/** What one hash costs: memory in KiB and passes over it. */
export type Cost = { readonly memoryCost: number; readonly timeCost: number };

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
export const PRODUCTION_COST: Cost = { memoryCost: 19_456, timeCost: 2 };

/** Thrown when too many passwords wait already; the caller answers with the refusal `busy`. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

export type PasswordKit = {
  /** The hash of a new password, as a PHC string with its own salt. */
  readonly hashPassword: (password: string) => Promise<string>;
  /** Whether the password is the one behind the hash. */
  readonly verifyPassword: (hash: string, password: string) => Promise<boolean>;
  /** Costs what `verifyPassword` costs and is always false: for addresses without a person. */
  readonly dummyVerify: (password: string) => Promise<false>;
};

export type PasswordKitOptions = {
  /** Tests take a smaller one; production never sets it. */
  readonly cost?: Cost;
  /** How many hashes run at a time. More than there are cores gains nothing (measured) and fills libuv's threads. */
  readonly running?: number;
  /** How many may wait for their turn; one more is refused. */
  readonly waiting?: number;
};

/** Everything that hashes passwords. All three functions reject with BusyError instead of letting the queue grow. */
export function passwordKit(options: PasswordKitOptions = {}): PasswordKit {
  const cores = availableParallelism();
  const { cost = PRODUCTION_COST, running = cores, waiting = 16 * cores } = options;
  const inTurn = turns(running, waiting);
  const nobody = unknownHash(cost);
  return {
    hashPassword: (password) => inTurn(() => hash(foldPassword(password), { ...cost, parallelism: 1 })),
    verifyPassword: (known, password) => inTurn(() => verify(known, foldPassword(password))),
    dummyVerify: async (password) => {
      await inTurn(() => verify(nobody, foldPassword(password)));
      return false;
    },
  };
}

/**
 * A password as it is hashed: RFC 8265's OpaqueString, which is Unicode form NFC with every kind of space as the plain one,
 * so that the same keys pressed on two systems are the same password. Nothing else is changed.
 */
export function foldPassword(password: string): string {
  return password.replaceAll(/\p{Zs}/gu, ' ').normalize('NFC');
}

// A hash in form that no password was ever hashed to: salt and digest are random.
function unknownHash(cost: Cost): string {
  const part = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=1$${part(16)}$${part(32)}`;
}

// Lets `running` tasks run and `waiting` more wait in the order they came.
function turns(running: number, waiting: number) {
  const queue: (() => void)[] = [];
  let free = running;
  return async function inTurn<T>(task: () => Promise<T>): Promise<T> {
    if (free > 0) free -= 1;
    else if (queue.length < waiting) await new Promise<void>((resolve) => queue.push(resolve));
    else throw new BusyError(`${running} passwords are being checked and ${waiting} wait`);
    try {
      return await task();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
