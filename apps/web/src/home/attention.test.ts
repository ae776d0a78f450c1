import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mattersOf } from './attention.ts';

const nothing = {
  bounced: 0,
  without_mail_server: 0,
  expiring: 0,
  expired: 0,
  never_opened: 0,
  inactive: 0,
  suspended: 0,
  waiting_computers: 0,
  locked_computers: 0,
};

test('N2: what is as it should be needs no attention; suspended users are meant to be so', () => {
  assert.deepEqual(mattersOf({ ...nothing, suspended: 3 }), []);
});

test('N2: each matter leads to where it is looked after, the most pressing first', () => {
  const matters = mattersOf({ ...nothing, inactive: 2, bounced: 1, waiting_computers: 4 });
  assert.deepEqual(
    matters.map(({ key, count, page, search }) => [key, count, page, search]),
    [
      ['waiting_computers', 4, 'computers', { state: 'waiting' }],
      ['bounced', 1, 'users', { mail: 'bounced' }],
      ['inactive', 2, 'users', { status: 'inactive' }],
    ],
  );
});
