import type { Kit } from '../kit/kit.ts';
import { codeOf, foldSetUpCode, hashToken } from '../kit/secrets.ts';

/** The code of an enrolment, as it is shown and mailed: derived, so that a mail that is tried again repeats it and no table holds it. */
export function enrolmentCodeOf(kit: Kit, id: string): string {
  return codeOf(Buffer.from(kit.secrets.linkToken('enrolment', id, 1), 'base64url'));
}

/** What is kept of a code, however it is typed. */
export function hashOfCode(typed: string): Buffer {
  return hashToken(foldSetUpCode(typed));
}
