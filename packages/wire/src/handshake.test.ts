import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from './bytes.ts';
import { isPaired, readAnswer, readKe1, readKe3, writeHandshake, writeJoin } from './handshake.ts';
import {
  isRecordSized,
  nonceOf,
  plainOf,
  readPlain,
  screenParts,
  MAX_PAYLOAD_BYTES,
  MAX_RECORD_BYTES,
} from './record.ts';

const ke1 = { t: 'ke1', version: 1, purpose: 'code', epoch: 0, request: 'A'.repeat(128) } as const;
const ke2 = { t: 'ke2', host_key: 'A'.repeat(43), response: 'A'.repeat(426) + 'A' } as const;
const ke3 = { t: 'ke3', finish: 'A'.repeat(86) } as const;

test('what is written is read', () => {
  assert.deepEqual(readKe1(writeHandshake(ke1)), ke1);
  assert.deepEqual(readKe1(writeHandshake({ ...ke1, purpose: 'resume', epoch: 7 })), {
    ...ke1,
    purpose: 'resume',
    epoch: 7,
  });
  assert.deepEqual(readAnswer(writeHandshake(ke2)), ke2);
  assert.deepEqual(readAnswer(writeHandshake({ t: 'no', code: 'busy' })), { t: 'no', code: 'busy' });
  assert.deepEqual(readKe3(writeHandshake(ke3)), ke3);
  assert.deepEqual(readKe1(utf8(JSON.stringify({ ...ke1, later: 1 }))), ke1);
  assert.equal(isPaired('{"t":"paired"}'), true);
  assert.deepEqual(JSON.parse(writeJoin('secret')), { t: 'join', ticket: 'secret' });
});

test('a field that is missing, misshapen or too long makes the message none', () => {
  const wrong: Record<string, unknown>[] = [
    { t: 'ke2' },
    { version: '1' },
    { version: 1.5 },
    { version: -1 },
    { purpose: 'restart' },
    { purpose: 'resume' },
    { epoch: 1 },
    { epoch: null },
    { request: 'A'.repeat(127) },
    { request: 'A'.repeat(129) },
    { request: `${'A'.repeat(127)}=` },
    { request: 5 },
    { padding: 'x'.repeat(5000) },
  ];
  for (const change of wrong)
    assert.equal(readKe1(utf8(JSON.stringify({ ...ke1, ...change }))), undefined, JSON.stringify(change));
  for (const field of Object.keys(ke1))
    assert.equal(readKe1(utf8(JSON.stringify({ ...ke1, [field]: undefined }))), undefined);
  for (const change of [{ host_key: 'A'.repeat(42) }, { host_key: `${'A'.repeat(42)}B` }, { response: '' }])
    assert.equal(readAnswer(utf8(JSON.stringify({ ...ke2, ...change }))), undefined);
  for (const code of [undefined, 3, '', 'Not a word', 'x'.repeat(50)])
    assert.equal(readAnswer(utf8(JSON.stringify({ t: 'no', code }))), undefined);
  assert.equal(readKe3(utf8(JSON.stringify({ ...ke3, finish: 'é'.repeat(86) }))), undefined);
});

test('no bytes at all make a reader throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(utf8)), (bytes) => {
      for (const read of [readKe1, readAnswer, readKe3, readPlain, isRecordSized]) read(bytes);
    }),
  );
});

test('a record’s nonce is its number as 96 bits, and no two numbers share one', () => {
  assert.deepEqual([...nonceOf(2 ** 32 + 258)], [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2]);
  assert.deepEqual(
    [...nonceOf(0)],
    Array.from({ length: 12 }, () => 0),
  );
});

test('a record is of a known kind, whole, and copied from what it was made of', () => {
  const payload = utf8('picture');
  const plain = plainOf(1, payload);
  payload.fill(0);
  assert.deepEqual(readPlain(plain), { type: 1, payload: utf8('picture') });
  assert.deepEqual(readPlain(plainOf(3, utf8(''))), { type: 3, payload: utf8('') });
  for (const wrong of [[], [0, 1], [4, 1], [1], [2], [3, 0]])
    assert.equal(readPlain(Uint8Array.from(wrong)), undefined);
  const parts = screenParts(new Uint8Array(MAX_PAYLOAD_BYTES * 2 + 1));
  assert.deepEqual(
    parts.map((part) => part.length),
    [MAX_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES, 1],
  );
  assert.equal(isRecordSized(new Uint8Array(MAX_RECORD_BYTES + 1)), false);
  assert.equal(isRecordSized(new Uint8Array(16)), false);
  assert.equal(readPlain(plainOf(1, new Uint8Array(MAX_PAYLOAD_BYTES + 1))), undefined);
});
