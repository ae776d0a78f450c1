import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  base64url,
  bytesOf,
  concat,
  hex,
  isBytes,
  isUuid,
  isWord,
  lp,
  objectOf,
  textOf,
  utf8,
  uuidOf,
} from './bytes.ts';
import { transcript, type About } from './transcript.ts';

test('base64url is Node’s, and only the usual text of some bytes counts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(base64url(bytes), Buffer.from(bytes).toString('base64url'));
      assert.deepEqual(bytesOf(base64url(bytes)), bytes);
      assert.equal(hex(bytes), Buffer.from(bytes).toString('hex'));
      assert.equal(isBytes(base64url(bytes), bytes.length), true);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      const bytes = bytesOf(text);
      if (bytes) assert.equal(base64url(bytes), text);
    }),
  );
  for (const text of ['A', 'AB', 'AAB', 'AA==', 'A+', 'A/', ' AA', 'Aé']) assert.equal(bytesOf(text), undefined, text);
});

test('text goes through UTF-8 unchanged, and bytes that are none give nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(textOf(utf8(text)), text.toWellFormed())),
  );
  assert.equal(textOf(Uint8Array.of(0xff)), undefined);
  assert.equal(textOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), '\uFEFFa');
});

test('two lists of fields never make the same bytes', () => {
  const fields = fc.array(fc.string({ maxLength: 6 }), { maxLength: 5 });
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      const isSame =
        JSON.stringify(one.map((text) => [...utf8(text)])) === JSON.stringify(other.map((text) => [...utf8(text)]));
      assert.equal(hex(lp(...one)) === hex(lp(...other)), isSame);
    }),
  );
  assert.equal(hex(lp('ab', Uint8Array.of(1))), '0000000261620000000101');
  assert.deepEqual(concat(Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3)), Uint8Array.of(1, 2, 3));
});

test('every field that a handshake is about changes the transcript', () => {
  const about: About = {
    version: 1,
    purpose: 'code',
    computer_id: 'c',
    fingerprint: 'f',
    session_id: 's',
    epoch: 0,
    person_id: 'p',
    grant_id: 'g',
  };
  const changes: Partial<About>[] = [
    { version: 2 },
    { purpose: 'resume' },
    { computer_id: 'd' },
    { fingerprint: 'e' },
    { session_id: 't' },
    { epoch: 1 },
    { person_id: 'q' },
    { grant_id: 'h' },
    { computer_id: 's', session_id: 'c' },
  ];
  const all = [about, ...changes.map((change) => ({ ...about, ...change }))].map((one) => hex(transcript(one)));
  assert.equal(new Set(all).size, changes.length + 1);
});

test('only a JSON object is one, and only a short word of ours a word', () => {
  for (const text of ['', '[]', 'null', '3', '"a"', '{', '{"a":1}x', '['.repeat(100_000), undefined])
    assert.equal(objectOf(text), undefined);
  assert.deepEqual(objectOf('{"a":1}'), { a: 1 });
  for (const word of ['', 'A', '-a', 'a b', 'a'.repeat(41), 3, null]) assert.equal(isWord(word), false);
  assert.equal(isWord('signed-out'), true);
});

test('sixteen random bytes make an id of version 4, and only such a text in lower case is an id', () => {
  const made = uuidOf(new Uint8Array(16).fill(0xff));
  assert.equal(made, 'ffffffff-ffff-4fff-bfff-ffffffffffff');
  assert.equal(isUuid(made), true);
  for (const text of [made.toUpperCase(), `${made}0`, made.slice(1), made.replaceAll('-', ''), 4, null])
    assert.equal(isUuid(text), false);
});
