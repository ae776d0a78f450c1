import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDue, refuseAccepting, refuseCancelling, refuseHandover } from './handover.ts';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-02T12:00:00Z');
const offered = { from_member: 'h', to_member: 's', accepted_at: null, expires_at: later, takes_effect_at: null };
const accepted = { ...offered, accepted_at: now, takes_effect_at: later };

test('P11: the account is offered only to an active member other than the holder, once at a time', () => {
  const successor = { id: 's', status: 'active', role: 'member' } as const;
  assert.equal(refuseHandover(successor, false), undefined);
  assert.equal(refuseHandover(successor, true)?.code, 'handover-under-way');
  assert.equal(refuseHandover({ ...successor, status: 'suspended' }, false)?.code, 'not-active');
  assert.equal(refuseHandover({ ...successor, status: 'invited' }, false)?.code, 'not-active');
  assert.equal(refuseHandover({ ...successor, role: 'holder' }, false)?.code, 'not-yourself');
  assert.equal(refuseHandover(undefined, false)?.code, 'not-found');
});

test('P11: only the successor accepts, once, while the offer stands', () => {
  assert.equal(refuseAccepting(offered, 's', now), undefined);
  assert.equal(refuseAccepting(offered, 'h', now)?.code, 'not-found');
  assert.equal(refuseAccepting(offered, 's', later)?.code, 'not-found');
  assert.equal(refuseAccepting(accepted, 's', now)?.code, 'handover-under-way');
  assert.equal(refuseAccepting(undefined, 's', now)?.code, 'not-found');
});

test('P11: either of the two may cancel, nobody else', () => {
  for (const open of [offered, accepted]) {
    assert.equal(refuseCancelling(open, 'h'), undefined);
    assert.equal(refuseCancelling(open, 's'), undefined);
    assert.equal(refuseCancelling(open, 'x')?.code, 'not-found');
  }
});

test('P11: a handover takes effect when both have confirmed and a day has passed', () => {
  assert.equal(isDue(offered, later), false);
  assert.equal(isDue(accepted, now), false);
  assert.equal(isDue(accepted, later), true);
});
