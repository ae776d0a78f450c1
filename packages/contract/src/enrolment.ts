import * as z from 'zod';
import { operation } from './operation.ts';
import { id, line } from './shapes.ts';

/** Bytes as base64url without padding, of exactly that many bytes. */
function bytes(count: number) {
  const characters = Math.ceil((count * 8) / 6);
  return z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${characters}}$`), { message: 'invalid' });
}

/** What a machine says of itself: shown as text, believed in nothing. */
const said = line(0, 200);

/** A new machine comes in with a code; it proves that it has the key that is its name from now on (C1, C2). */
export const enrolComputer = operation({
  id: 'computer.enrol',
  scope: 'public',
  method: 'POST',
  path: '/enrol',
  summary: 'Makes a machine a computer of the account that the code belongs to.',
  body: z.strictObject({
    /** However it is typed: with spaces, dashes and in any case. */
    code: z.string().regex(/^[\p{L}\p{N}\p{Pd}\s]{1,100}$/u, { message: 'invalid' }),
    /** Its public key, Ed25519. */
    device_key: bytes(32),
    /** Ed25519 over lp('latchkey enrol', code as sent, device_key as bytes), see docs/protocol.md. */
    signature: bytes(64),
    hostname: said,
    os: said,
    agent_version: said,
  }),
  reply: z.strictObject({
    account_id: id,
    company_name: z.string(),
    computer_id: id,
    name: z.string(),
    status: z.enum(['waiting', 'active']),
    /** Whose it is: their code is the base code, and the machine has to know before it first says hello. */
    owner: z.strictObject({ person_id: id, name: z.string() }).nullable(),
    public_url: z.string(),
    /** Servers that agents can dial. */
    node_urls: z.array(z.string()),
  }),
  refusals: [
    'code-unknown',
    'code-used',
    'code-expired',
    'code-withdrawn',
    'device-key-known',
    'wrong-signature',
    'no-free-licence',
  ],
});
