/**
 * Why the state of this computer can't be used. `missing`: never enrolled · `exists`: enrolled already · `unfinished`: an enrolment broke
 * off · `unreadable`: a file is torn, misshapen or can't be read · `exposed`: others can read the folder · `held`: another agent uses it.
 */
export type StoreTroubleCode = 'missing' | 'exists' | 'unfinished' | 'unreadable' | 'exposed' | 'held';

/** Thrown while a store is opened. The message is a sentence for whoever administers the computer; nothing has been overwritten. */
export class StoreTrouble extends Error {
  readonly code: StoreTroubleCode;

  constructor(code: StoreTroubleCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreTrouble';
    this.code = code;
  }
}
