import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import { hashOf, isNewer, isReleasedBy, releaseBytes, releaseShape } from '../src/release.ts';

const ours = generateKeyPairSync('ed25519');
const theirs = generateKeyPairSync('ed25519');
const KEYS = [spki(theirs.publicKey), spki(ours.publicKey)];
const said = { file: 'latchkey-agent-linux-x64', version: '1.2.3', sha256: hashOf(Buffer.from('the agent')) };

test('a release is believed when somebody known signed exactly it', () => {
  const release = signedBy(ours.privateKey);
  assert.ok(isReleasedBy(KEYS, release));
  assert.ok(!isReleasedBy([], release));
  assert.ok(!isReleasedBy(KEYS, signedBy(generateKeyPairSync('ed25519').privateKey)));
  for (const changed of [{ file: 'other' }, { version: '1.2.4' }, { sha256: hashOf(Buffer.from('evil')) }])
    assert.ok(!isReleasedBy(KEYS, { ...release, ...changed }));
});

test('a release is read strictly', () => {
  const release = signedBy(ours.privateKey);
  assert.deepEqual(releaseShape(JSON.parse(JSON.stringify(release))), release);
  for (const wrong of [{ sha256: 'x' }, { signature: '' }, { file: '../x y' }, { version: 3 }])
    assert.equal(typeof releaseShape({ ...release, ...wrong }), 'symbol');
});

test('only a newer version is an update', () => {
  for (const [newer, older] of [
    ['1.0.0', '0.9.9'],
    ['0.10.0', '0.9.0'],
    ['1.0.1', '1.0.0'],
    ['1.0.0', '1.0.0-beta.1'],
  ] as const) {
    assert.ok(isNewer(newer, older), `${newer} ${older}`);
    assert.ok(!isNewer(older, newer), `${older} ${newer}`);
    assert.ok(!isNewer(newer, newer));
  }
});

function signedBy(key: KeyObject) {
  return { ...said, signature: sign(null, releaseBytes(said), key).toString('base64url') };
}

function spki(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64url');
}
