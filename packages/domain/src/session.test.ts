import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endingFor, isShut, type SessionEnding, sessionEndings } from './session.ts';

const ofOpenOnes: SessionEnding[] = ['lost', 'idle', 'no-screen', 'fault', 'restarted'];

test('C11: a session that nobody got into was not lost: no code came, a wrong one did, or the computer let nobody in', () => {
  const found = ofOpenOnes.map((noticed) => [false, true].map((hasFailed) => told(noticed, { hasFailed })));
  const expected = ofOpenOnes.map((noticed) =>
    noticed === 'no-screen' ? ['refused', 'refused'] : ['unopened', 'failed'],
  );
  assert.deepEqual(found, expected);
  assert.deepEqual([told('unopened'), told('unopened', { hasFailed: true })], ['unopened', 'failed']);
});

test('C11: a session that was open is never told as one that nobody got into', () => {
  for (const noticed of sessionEndings) {
    const ending = told(noticed, { wasOpen: true, hasFailed: true });
    assert.equal(ending, noticed === 'unopened' || noticed === 'failed' ? 'lost' : noticed);
  }
});

test('C9: a right that was lost is told as that, whether or not anybody had got in', () => {
  for (const noticed of ['revoked', 'suspended', 'removed', 'signed-out', 'left', 'locked', 'ended'] as const)
    assert.deepEqual([told(noticed), told(noticed, { wasOpen: true })], [noticed, noticed]);
});

test('Only what kept somebody out is told as a session that did not open', () => {
  assert.deepEqual(sessionEndings.filter(isShut), ['refused', 'unopened', 'failed']);
});

function told(noticed: SessionEnding, of: { wasOpen?: boolean; hasFailed?: boolean } = {}): SessionEnding {
  return endingFor(noticed, { wasOpen: false, hasFailed: false, ...of });
}
