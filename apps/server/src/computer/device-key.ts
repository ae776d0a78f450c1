import { createPublicKey, verify } from 'node:crypto';
import { lp } from '@latchkey/wire/bytes';

// RFC 8410: what stands before the 32 bytes of an Ed25519 key.
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether the private half of a computer's key made a signature (base64url) over what was said. Nonsense is no signature. */
export function isSignedBy(deviceKey: Buffer, said: Uint8Array, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, deviceKey]), format: 'der', type: 'spki' });
  return verify(null, said, key, Buffer.from(signature, 'base64url'));
}

/** The same over fields, each after its length (docs/protocol.md). */
export function hasSigned(deviceKey: Buffer, fields: readonly (string | Uint8Array)[], signature: string): boolean {
  return isSignedBy(deviceKey, lp(...fields), signature);
}
