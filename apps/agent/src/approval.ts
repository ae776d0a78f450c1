import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { base64url, lp } from '@latchkey/wire/bytes';
import { misshapen, nullable, object, oneOf, type Shaped, uuid } from '@latchkey/wire/link-shape';
import { type Answer, askServer } from './ask.ts';
import type { Identity } from './code/store-shapes.ts';
import { refusalOf } from './enrol.ts';
import { signedAsking } from './leave.ts';
import { Trouble } from './trouble.ts';

const NONCE_BYTES = 32;
const APPROVED_WITHIN_MS = 5 * 60_000;
const ASKS_EVERY_MS = 2_000;
const DIGITS = 6;

/** Who approved, and the grant whose code is theirs; an owner needs none. */
export type Approver = { person_id: string; grant_id: string | null };

const stateShape = object({
  state: oneOf('waiting', 'approved', 'declined'),
  person_id: nullable(uuid),
  grant_id: nullable(uuid),
});

/**
 * Lets somebody prove in their browser who they are (C6): tells the server a nonce, shows where to approve it and what must stand there,
 * and waits. What is typed here afterwards stays here. @throws Trouble when the server refuses, or nobody approves in five minutes
 */
export async function askApproval(identity: Identity, say: (line: string) => void): Promise<Approver> {
  const nonce = randomBytes(NONCE_BYTES);
  const fields = [['nonce', base64url(nonce)]] as const;
  const asking = () => signedAsking(identity, '/api/v1/code-approvals', 'latchkey code approval', fields);
  readState(await askServer(await asking()), identity);
  say(`Open ${identity.public_url}/approve-code#${base64url(nonce)} in your browser and sign in as yourself.`);
  say(`Approve only if the page shows: ${comparisonOf(identity, nonce)}`);
  for (const end = performance.now() + APPROVED_WITHIN_MS; performance.now() < end;) {
    await sleep(ASKS_EVERY_MS);
    const { state, person_id, grant_id } = readState(await askServer(await asking()), identity);
    if (state === 'declined') throw new Trouble('It was declined in the browser. Nothing was changed.');
    if (state === 'approved' && person_id !== null) return { person_id, grant_id };
  }
  throw new Trouble('Nobody approved it within five minutes. Nothing was changed.');
}

/** What both screens show, so that nobody approves for another machine or another asking: six digits of a hash over all three. */
function comparisonOf(of: Pick<Identity, 'public_url' | 'computer_id'>, nonce: Uint8Array): string {
  const hash = createHash('sha256')
    .update(lp('latchkey code approval', of.public_url, of.computer_id, nonce))
    .digest();
  const digits = String(hash.readUInt32BE(0) % 10 ** DIGITS).padStart(DIGITS, '0');
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

function readState(answer: Answer, { public_url }: Identity): Shaped<typeof stateShape> {
  const state = answer.status === 200 ? stateShape(answer.body) : misshapen;
  if (state !== misshapen) return state;
  throw new Trouble(`The server approves no new code. ${refusalOf(answer, new URL(public_url).origin)}`);
}
