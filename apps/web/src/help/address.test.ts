import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpSearchOf } from './address.ts';

test('what was searched for in the help stands in the address and comes back from it', () => {
  assert.deepEqual(helpSearchOf({ search: 'resend' }), { search: 'resend' });
  assert.deepEqual(helpSearchOf({ search: ' resend ' }), { search: 'resend' });
  assert.deepEqual(helpSearchOf({ search: 24 }), { search: '24' });
});

test('an address without a search, or with something else in its place, shows the list of articles', () => {
  for (const search of [undefined, '', '  ', null, ['a'], { a: 1 }]) assert.deepEqual(helpSearchOf({ search }), {});
  assert.equal(helpSearchOf({ search: 'x'.repeat(500) }).search?.length, 100);
});
