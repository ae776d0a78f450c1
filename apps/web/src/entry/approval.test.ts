import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupedDigits, overBy } from './approval.ts';

test('C6: used, expired, declined and foreign are told apart; a fault is none of them', () => {
  assert.equal(overBy({ code: 'approval-used' })?.title, 'approval.used');
  assert.equal(overBy({ code: 'approval-expired' })?.title, 'approval.expired');
  assert.equal(overBy({ code: 'approval-declined' })?.title, 'approval.declined');
  assert.deepEqual(overBy({ code: 'not-found' })?.isForeign, true);
  assert.equal(overBy({ code: 'busy' }), undefined);
});

test('the digits stand in two groups, leading zeros too', () => {
  assert.equal(groupedDigits('004217'), '004 217');
});
