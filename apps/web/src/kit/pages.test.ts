import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountPagesFor, operatorPages, personPages } from './pages.ts';

test('the menu holds only what one may use (N1)', () => {
  const labels = (...permissions: Parameters<typeof accountPagesFor>[0]) =>
    accountPagesFor(permissions).map(({ label }) => label);
  assert.deepEqual(labels(), ['kit.nav.home']);
  assert.ok(labels('users.view').includes('kit.nav.users'));
  assert.ok(!labels('users.view').includes('kit.nav.invite'));
  assert.ok(labels('users.view', 'users.manage').includes('kit.nav.invite'));
});

test('no menu leads to the same place twice', () => {
  for (const pages of [accountPagesFor(['users.view', 'users.manage']), personPages, operatorPages]) {
    assert.equal(new Set(pages.map(({ to }) => to)).size, pages.length);
  }
});
