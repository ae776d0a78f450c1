import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionEndings } from '@latchkey/domain/session';
import { agentEndings, sessionRefusals } from '@latchkey/wire/link-messages';
import { fingerprintOf, overOf } from './endings.ts';

test('every reason that a computer or the server ends a session for has words of its own (C9, C11)', () => {
  const ids = [...agentEndings, ...sessionEndings, 'locked', 'no-crypto', 'mine'].map(
    (reason) => overOf({ reason }, true).id,
  );
  assert.ok(!ids.includes('viewer.over.other'));
  assert.equal(overOf({ reason: 'of-tomorrow' }, true).id, 'viewer.over.other');
});

test('every refusal of a computer has words of its own (C7, C12)', () => {
  const ids = [...sessionRefusals, 'version'].map((code) => overOf({ reason: 'refused', code }, false).id);
  assert.equal(new Set(ids).size, sessionRefusals.length + 1);
  assert.ok(!ids.includes('viewer.over.refused'));
  assert.equal(overOf({ reason: 'refused', code: 'of-tomorrow' }, false).id, 'viewer.over.refused');
});

test('a wrong code and another key are told alike (C5)', () => {
  assert.deepEqual(overOf({ reason: 'wrong-code' }, false), overOf({ reason: 'other-key' }, false));
  assert.equal(overOf({ reason: 'wrong-code' }, false).at, 'form');
});

test('what went wrong before the screen opened is said above the code, what ended a session on a page of its own', () => {
  assert.equal(overOf({ reason: 'refused', code: 'busy' }, false).at, 'form');
  assert.equal(overOf({ reason: 'lost' }, false).at, 'form');
  assert.equal(overOf({ reason: 'lost' }, true).at, 'page');
  assert.equal(overOf({ reason: 'revoked' }, false).at, 'page');
});

test('connecting again is offered where it may help', () => {
  assert.equal(overOf({ reason: 'idle' }, true).mayRetry, true);
  assert.equal(overOf({ reason: 'revoked' }, true).mayRetry, false);
});

test('a fingerprint is 20 bytes of SHA-256 in groups of four digits (C5)', async () => {
  assert.equal(await fingerprintOf(new Uint8Array(0)), 'e3b0 c442 98fc 1c14 9afb f4c8 996f b924 27ae 41e4');
});
