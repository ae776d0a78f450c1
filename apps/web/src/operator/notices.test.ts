import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentOf, noticeOf, nothingTyped, problemsOfNotice } from './notices.ts';

const now = new Date('2026-08-14T12:00:00Z');

test('O2: times are typed in the zone of the browser and sent in UTC; none is none', () => {
  const typed = { ...nothingTyped, text: 'New disks', starts_at: '2026-08-14T22:00' };
  assert.deepEqual(noticeOf(typed), {
    kind: 'maintenance',
    text: 'New disks',
    starts_at: new Date(2026, 7, 14, 22, 0).toISOString(),
    ends_at: null,
  });
});

test('half a moment is none', () => {
  assert.equal(momentOf('2026-08-14T'), null);
});

test('O2: a notice that ends before it begins is faulty before it is sent', () => {
  const times = { starts_at: '2026-08-20T22:00', ends_at: '2026-08-20T21:00' };
  assert.deepEqual(problemsOfNotice({ ...nothingTyped, ...times }, now), {
    ends_at: { id: 'operator.notices.ends.problem' },
  });
  assert.deepEqual(problemsOfNotice({ ...nothingTyped, ...times, ends_at: '2026-08-20T23:00' }, now), {});
  assert.deepEqual(problemsOfNotice(nothingTyped, now), {});
});
