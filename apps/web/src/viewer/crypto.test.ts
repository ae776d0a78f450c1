import assert from 'node:assert/strict';
import { createCipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { nonceOf } from '@latchkey/wire/record';
import { opaqueBy, webCrypto } from './crypto.ts';

const plain = randomBytes(1000);

test('the browser’s hashes and keys are those of the computer', async () => {
  const [key, salt] = [randomBytes(64), randomBytes(32)];
  assert.deepEqual(Buffer.from(await webCrypto.sha256(plain)), createHash('sha256').update(plain).digest());
  const made = await webCrypto.hkdf(key, salt, 'viewer to host', 32);
  assert.deepEqual(Buffer.from(made), Buffer.from(hkdfSync('sha256', key, salt, 'viewer to host', 32)));
});

test('the browser’s records are those of the computer, and open with every byte only', async () => {
  const raw = randomBytes(32);
  const key = await webCrypto.keyOf(raw);
  const sealed = await webCrypto.seal(key, nonceOf(2 ** 32 + 5), plain);
  const cipher = createCipheriv('aes-256-gcm', raw, nonceOf(2 ** 32 + 5));
  const expected = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  assert.deepEqual(Buffer.from(sealed), expected);
  assert.deepEqual(Buffer.from((await webCrypto.open(key, nonceOf(2 ** 32 + 5), sealed)) ?? []), plain);
  assert.equal(await webCrypto.open(key, nonceOf(5), sealed), undefined);
  const altered = Uint8Array.from(sealed, (byte, index) => (index === 9 ? byte ^ 1 : byte));
  assert.equal(await webCrypto.open(key, nonceOf(2 ** 32 + 5), altered), undefined);
  assert.equal(await webCrypto.open(key, nonceOf(2 ** 32 + 5), new Uint8Array(3)), undefined);
});

test('the key of a record can’t be read by a script', async () => {
  const key = await webCrypto.keyOf(randomBytes(32));
  await assert.rejects(globalThis.crypto.subtle.exportKey('raw', key));
});

test('an answer that does not fit the code is nothing, a broken worker a rejection', async () => {
  const login = { state: 's', secret: 'x', purpose: 'code', response: 'r', serverIdentifier: 'f' } as const;
  assert.equal(await opaqueBy(() => Promise.resolve(undefined as never)).finish(login), undefined);
  await assert.rejects(opaqueBy(() => Promise.reject(new Error('no worker'))).start('x'));
});
