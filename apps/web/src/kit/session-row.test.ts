import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endingOf, lockBadge, minutesOf, sessionBadge } from './session-row.ts';

const OPENED = '2026-01-01T10:00:00.000Z';

test('C11: a session says how long it lasted, a live one how long by now', () => {
  assert.equal(minutesOf({ opened_at: OPENED, ended_at: '2026-01-01T10:07:59.000Z' }, 0), 7);
  assert.equal(minutesOf({ opened_at: OPENED, ended_at: null }, Date.parse(OPENED) + 61_000), 1);
  assert.equal(minutesOf({ opened_at: null, ended_at: OPENED }, 0), undefined);
});

test('why a session is over is said, with who ended it where somebody did', () => {
  assert.equal(endingOf({ ending: null, ended_by: null }), undefined);
  assert.equal(endingOf({ ending: 'idle', ended_by: null }), 'sessions.ending.idle');
  assert.equal(endingOf({ ending: 'ended', ended_by: { member_id: 'm', name: 'Ada' } }), 'sessions.ending.ended-by');
});

test('S5: a lock keeps everybody out, or only who caused it, until it is lifted', () => {
  assert.equal(lockBadge({ ended_at: null, is_personal: false }).id, 'sessions.lock.all');
  assert.equal(lockBadge({ ended_at: null, is_personal: true }).id, 'sessions.lock.personal');
  assert.equal(lockBadge({ ended_at: OPENED, is_personal: true }).id, 'sessions.lock.lifted');
  assert.equal(sessionBadge({ state: 'open' }).tone, 'good');
});
