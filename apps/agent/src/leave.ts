import { createPrivateKey, sign } from 'node:crypto';
import { base64url, lp } from '@latchkey/wire/bytes';
import { askServer, type Asking } from './ask.ts';
import type { Identity } from './code/store-shapes.ts';
import { refusalOf } from './enrol.ts';
import { trustOf } from './trust.ts';

/**
 * Tells the server that this computer was taken out of its account here (C2). Answers with nothing, or with why the server does not know
 * now; taking it out never waits for that.
 */
export async function tellLeft(identity: Identity): Promise<string | undefined> {
  try {
    const answer = await askServer(await signedAsking(identity, '/api/v1/leave', 'latchkey leave', []));
    return answer.status === 200 ? undefined : refusalOf(answer, new URL(identity.public_url).origin);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * A question that this computer signs with its device key: over what it is for, the server, itself, the moment and the fields, so that it
 * is worth nothing elsewhere and not for long.
 */
export async function signedAsking(
  identity: Identity,
  path: string,
  purpose: string,
  fields: readonly (readonly [name: string, value: string])[],
): Promise<Asking> {
  const { computer_id, public_url, tls_pin } = identity;
  const at = new Date().toISOString();
  const key = createPrivateKey({ key: Buffer.from(identity.device_key, 'base64url'), format: 'der', type: 'pkcs8' });
  const signed = lp(purpose, public_url, computer_id, at, ...fields.map(([, value]) => value));
  const body = { computer_id, at, ...Object.fromEntries(fields), signature: base64url(sign(null, signed, key)) };
  return { url: new URL(path, public_url), trust: await trustOf(public_url, tls_pin ?? undefined), body };
}
