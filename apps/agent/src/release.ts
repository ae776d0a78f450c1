import { createHash, createPublicKey, verify } from 'node:crypto';
import { bytesOf, lp } from '@latchkey/wire/bytes';
import { bytes, misshapen, object, type Shaped, token } from '@latchkey/wire/link-shape';

const SHA256 = /^[0-9a-f]{64}$/;

const sha256: (value: unknown) => string | typeof misshapen = (value) =>
  typeof value === 'string' && SHA256.test(value) ? value : misshapen;

/** What is said of a file that is released; `signature` is Ed25519 over `releaseBytes`. */
export const releaseShape = object({
  file: token(100),
  version: token(50),
  sha256,
  signature: bytes(64),
});
export type Release = Shaped<typeof releaseShape>;

/** What a release's signature is over: which file it is, its version, and its content. */
export function releaseBytes({ file, version, sha256: hash }: Omit<Release, 'signature'>): Uint8Array {
  return lp('latchkey agent release', file, version, hash);
}

/** Whether one of these keys (SubjectPublicKeyInfo in base64url) signed this. */
export function isReleasedBy(keys: readonly string[], release: Release): boolean {
  const signature = bytesOf(release.signature);
  if (!signature) return false;
  return keys.some((key) => {
    const known = createPublicKey({ key: Buffer.from(key, 'base64url'), format: 'der', type: 'spki' });
    return verify(null, releaseBytes(release), known, signature);
  });
}

/** Whether a version is newer than another: by number, part for part; one with a suffix comes before the one without (semver.org, 11). */
export function isNewer(version: string, than: string): boolean {
  const [a, b] = [partsOf(version), partsOf(than)];
  const at = a.numbers.findIndex((number, index) => number !== b.numbers[index]);
  if (at >= 0) return (a.numbers[at] ?? 0) > (b.numbers[at] ?? 0);
  if (a.suffix === '' || b.suffix === '') return a.suffix === '' && b.suffix !== '';
  return a.suffix > b.suffix;
}

function partsOf(version: string): { numbers: number[]; suffix: string } {
  const [, major = '0', minor = '0', patch = '0', suffix = ''] = /^(\d+)\.(\d+)\.(\d+)(?:-(.*))?$/.exec(version) ?? [];
  return { numbers: [major, minor, patch].map(Number), suffix };
}

/** SHA-256 in hexadecimal digits. */
export function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
