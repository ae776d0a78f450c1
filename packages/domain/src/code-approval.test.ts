import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Approval, refuseAnswer, refuseAsker, refuseTelling } from './code-approval.ts';

const now = new Date('2026-01-02T03:04:05Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

test('C6: what waits is answered once, within its time', () => {
  const answer = (changes: Partial<Approval>) =>
    refuseAnswer({ state: 'waiting', expires_at: later(1), now, ...changes })?.code;
  assert.equal(answer({}), undefined);
  assert.equal(answer({ expires_at: now }), 'approval-expired');
  assert.equal(answer({ state: 'approved' }), 'approval-used');
  assert.equal(
    answer({ state: 'approved', expires_at: later(-9) }),
    'approval-used',
    'what was approved is not expired',
  );
  assert.equal(answer({ state: 'declined' }), 'approval-declined');
});

test('C6: a computer hears once and in time that something was approved, and whenever it asks that it was declined', () => {
  const told = (changes: Partial<Parameters<typeof refuseTelling>[0]>) =>
    refuseTelling({ state: 'approved', expires_at: later(1), now, told_at: null, ...changes })?.code;
  assert.equal(told({}), undefined);
  assert.equal(told({ state: 'waiting' }), undefined);
  assert.equal(told({ told_at: later(-1) }), 'approval-used');
  assert.equal(told({ expires_at: now }), 'approval-expired');
  assert.equal(told({ state: 'waiting', expires_at: now }), 'approval-expired');
  assert.equal(told({ state: 'declined', expires_at: now, told_at: now }), undefined);
});

test('C2: a computer is listened to while it is in its account, with a key that is its alone and a moment that is about now', () => {
  const asks = (changes: Partial<Parameters<typeof refuseAsker>[0]>) =>
    refuseAsker({ status: 'active', is_quarantined: false, at: now, now, ...changes })?.code;
  for (const minutes of [-5, 0, 5]) assert.equal(asks({ at: later(minutes) }), undefined);
  for (const minutes of [-5.01, 5.01, 60, -600]) assert.equal(asks({ at: later(minutes) }), 'clock-differs');
  assert.equal(asks({ status: 'waiting' }), undefined);
  assert.equal(asks({ status: 'removed', is_quarantined: true }), 'computer-removed');
  assert.equal(asks({ is_quarantined: true }), 'computer-quarantined');
});
