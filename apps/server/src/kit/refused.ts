import { refusalStatus } from '@latchkey/contract/refusals';
import type { Refusal } from '@latchkey/domain/refusal';

/** A rule said no: carries the refusal up to the one `catch`, rolling back the transaction on its way. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Whether what a handler gave is a refusal; no reply of the contract has a field named `code`. */
export function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    value.code in refusalStatus
  );
}

/** Gives the value on, or throws the refusal it is. */
export function orRefuse<T>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Refused(value);
  return value;
}
