import { refusePassword } from '@latchkey/domain/password';
import type { Refusal } from '@latchkey/domain/refusal';
import { isBreached } from '../kit/breached.ts';

/** Says why a password may not be set, or nothing: the Standard strength and the offline list of leaked ones (A2). */
export function refuseNewPassword(password: string): Refusal | undefined {
  return refusePassword(password, isBreached(password));
}
