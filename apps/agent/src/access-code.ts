import { randomUUID } from 'node:crypto';
import { hex } from '@latchkey/wire/bytes';
import { type Codes, type NewCode, setBase, setOwn } from '@latchkey/wire/codes';
import type { HostCrypto } from '@latchkey/wire/host-session';
import type { Approver } from './approval.ts';
import { hostCrypto } from './code/crypto.ts';
import { openStore, type Store } from './code/store.ts';
import { Trouble } from './trouble.ts';

/** The shortest access code (C6). */
const SHORTEST_CODE = 8;
/** A code is typed by people; what is longer than this is a file that went astray. */
const LONGEST_CODE = 1_000;

/** Why a code can't be one, as a sentence; nothing else about it is judged here. */
export function refuseCode(code: string): string | undefined {
  if ([...code].length < SHORTEST_CODE) return `An access code has at least ${SHORTEST_CODE} characters.`;
  if (code.length > LONGEST_CODE) return `An access code has at most ${LONGEST_CODE} characters.`;
  return undefined;
}

/** A code that is set at the computer, and whose: the base code (null), or that of somebody who proved in a browser who they are. */
export type CodeToSet = { code: string; whose: Approver | null };

/**
 * Sets a code (C6, C12): the base code is the owner's, or, on a computer without owner, its administrator's; copies that others hold stay
 * as they are (S3). @throws Trouble when the code can't be one, or the person has none to set
 */
export async function setCode(store: Store, crypto: HostCrypto, { code, whose }: CodeToSet): Promise<void> {
  const refusal = refuseCode(code);
  if (refusal !== undefined) throw new Trouble(refusal);
  const cred_id = randomUUID();
  const serverIdentifier = hex(crypto.sha256(Buffer.from(crypto.hostKey, 'base64url')));
  const record = crypto.recordOf({ secret: code, purpose: 'code', userIdentifier: cred_id, serverIdentifier });
  const isSet = await store.change((state, stamp) => {
    const codes = withCode(state.codes, whose, { cred_id, record }, stamp);
    return { state: codes ? { ...state, codes } : state, result: codes !== undefined };
  });
  if (!isSet) throw new Trouble('You have no access to this computer, so there is no code of yours to set.');
}

function withCode(
  codes: Codes,
  whose: Approver | null,
  code: NewCode,
  now: { running_ms: number; at: number },
): Codes | undefined {
  const owner = codes.owner?.person_id ?? null;
  if (whose === null || whose.person_id === owner) return setBase(codes, code, owner, now);
  const { person_id, grant_id } = whose;
  return grant_id === null ? undefined : setOwn(codes, { grant_id, person_id }, code, now);
}

/** The same on the state of an agent that does not run. @throws StoreTrouble when one runs, or there is no state */
export async function setCodeIn(folder: string, toSet: CodeToSet): Promise<void> {
  const store = await openStore(folder, () => undefined);
  try {
    await setCode(store, await hostCrypto(store.identity.opaque_setup), toSet);
  } finally {
    await store.close();
  }
}
