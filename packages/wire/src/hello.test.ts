import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import test from 'node:test';
import fc from 'fast-check';
import { base64url } from './bytes.ts';
import { helloBytes, type HelloClaims } from './hello.ts';

const claims: HelloClaims = {
  version: 1,
  public_url: 'https://lk.example.com',
  computer_id: '018f0000-0000-7000-8000-000000000001',
  nonce: base64url(new Uint8Array(32).fill(1)),
  agent_nonce: base64url(new Uint8Array(32).fill(2)),
  boot_id: '5f0e0000-0000-4000-8000-000000000002',
  counter: 41,
};

test('a hello signed for one server, nonce, start, counter or version is worth nothing for another', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const signature = sign(null, helloBytes(claims) ?? new Uint8Array(), privateKey);
  assert.ok(verify(null, helloBytes(claims) ?? new Uint8Array(), publicKey, signature));
  const others: Partial<HelloClaims>[] = [
    { version: 2 },
    { public_url: 'https://evil.example.com' },
    { computer_id: claims.computer_id.replace('1', '2') },
    { nonce: claims.agent_nonce, agent_nonce: claims.nonce },
    { boot_id: claims.boot_id.replace('2', '3') },
    { counter: 42 },
  ];
  for (const other of others)
    assert.equal(
      verify(null, helloBytes({ ...claims, ...other }) ?? new Uint8Array(), publicKey, signature),
      false,
      JSON.stringify(other),
    );
});

test('no two hellos have the same bytes, however text moves between their fields', () => {
  const text = fc.string({ maxLength: 4 });
  const pair = fc.record({
    public_url: text,
    computer_id: text,
    boot_id: text,
    counter: fc.nat(20),
    version: fc.nat(20),
  });
  fc.assert(
    fc.property(pair, pair, (one, other) => {
      const isSame = Buffer.from(helloBytes({ ...claims, ...one }) ?? []).equals(
        helloBytes({ ...claims, ...other }) ?? new Uint8Array(),
      );
      assert.equal(isSame, JSON.stringify(Object.values(one)) === JSON.stringify(Object.values(other)));
    }),
  );
});

test('a nonce that is not base64url signs nothing', () => {
  assert.equal(helloBytes({ ...claims, nonce: 'a+b' }), undefined);
  assert.equal(helloBytes({ ...claims, agent_nonce: '=' }), undefined);
});
