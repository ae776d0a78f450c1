import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseNotice } from './notice.ts';

const now = new Date('2026-08-14T12:00:00Z');
const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

test('O2: a notice needs no times, may have begun already and may be announced', () => {
  for (const times of [
    { starts_at: null, ends_at: null },
    { starts_at: at(-2), ends_at: null },
    { starts_at: at(-2), ends_at: at(1) },
    { starts_at: at(48), ends_at: at(50) },
  ])
    assert.equal(refuseNotice(times, now), undefined);
});

test('O2: a notice that ends before it begins, or has ended before anybody reads it, is none', () => {
  for (const times of [
    { starts_at: at(2), ends_at: at(1) },
    { starts_at: at(2), ends_at: at(2) },
    { starts_at: null, ends_at: at(-1) },
    { starts_at: at(-2), ends_at: now },
  ])
    assert.deepEqual(refuseNotice(times, now), {
      code: 'invalid',
      problems: [{ path: 'ends_at', problem: 'invalid' }],
    });
});
