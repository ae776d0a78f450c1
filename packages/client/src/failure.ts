import type { CommonRefusalCode, Operations, Refusal, RefusalCode } from './operations.generated.ts';

/**
 * Latchkey said no (RFC 9457). `code` says why and stays the same for ever; `refusal` has it with its facts, typed by the code;
 * `title` is its sentence in the client's language, `message` all of it in a line for a log. A server newer than this package may have codes that it does not list.
 */
export class LatchkeyRefusal extends Error {
  override readonly name = 'LatchkeyRefusal';
  /** The operation that was refused. */
  readonly operation: keyof Operations;
  /** The sentence for people, in the language the client was opened with. */
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  readonly refusal: Refusal;

  constructor(operation: keyof Operations, problem: Problem) {
    const { type: _, title, status, ...refusal } = problem;
    super(`${operation} was refused (${problem.code}): ${title}`);
    this.operation = operation;
    this.title = title;
    this.status = status;
    this.refusal = refusal as Refusal;
  }

  get code(): RefusalCode {
    return this.refusal.code;
  }
}

/**
 * No answer came, or not one of Latchkey's: the network, a time-out, a proxy in between. `cause` has what happened. Whether a call
 * that changes something was carried out is unknown then.
 */
export class LatchkeyUnreachable extends Error {
  override readonly name = 'LatchkeyUnreachable';
}

/** The codes that a call of an operation may be refused with as a whole. */
export type RefusalCodeOf<Id extends keyof Operations> = Operations[Id]['refusals'] | CommonRefusalCode;

/** A refusal as it is on the wire. */
export type Problem = { type: string; title: string; status: number; code: string };

/** Whether a body is one of Latchkey's refusals. */
export function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { title, status, code } = body as Partial<Record<keyof Problem, unknown>>;
  return typeof title === 'string' && typeof status === 'number' && typeof code === 'string';
}
