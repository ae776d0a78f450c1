import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Permission } from '@latchkey/domain/role';
import { accountPagesFor, operatorPages, personPages, presentPage } from './pages.ts';

test('the menu holds only what one may use (N1)', () => {
  const labels = (...permissions: Permission[]) => accountPagesFor({ permissions }).map(({ label }) => label);
  assert.deepEqual(labels(), ['kit.nav.home', 'kit.nav.computers', 'kit.nav.sessions']);
  assert.ok(labels('users.view').includes('kit.nav.users'));
  assert.ok(labels('users.view').includes('kit.nav.groups'));
  assert.ok(!labels('users.view').includes('kit.nav.invite'));
  assert.ok(labels('users.view', 'users.manage').includes('kit.nav.invite'));
});

test('who looks after some groups finds the pages that show these, and no others (G5)', () => {
  const held: Permission[] = ['users.view', 'users.manage'];
  const limits = { permissions: held, user_groups: [{ id: 'sales', name: 'Sales' }], computer_groups: null };
  assert.deepEqual(
    accountPagesFor({ permissions: [], limits }).map(({ label }) => label),
    ['home', 'computers', 'sessions', 'users', 'invite', 'groups'].map((page) => `kit.nav.${page}`),
  );
});

test('no menu leads to the same place twice', () => {
  for (const pages of [accountPagesFor({ permissions: ['users.view', 'users.manage'] }), personPages, operatorPages]) {
    assert.equal(new Set(pages.map(({ to }) => to)).size, pages.length);
  }
});

test('the menu marks where one is: the entry of the page, else that of the page above it (N1)', () => {
  const all = accountPagesFor({ permissions: ['users.view', 'users.manage', 'account.manage'] });
  const at = (path: string) => presentPage(all, path)?.label;
  assert.equal(at('/a/acme'), 'kit.nav.home');
  assert.equal(at('/a/acme/users'), 'kit.nav.users');
  assert.equal(at('/a/acme/users/grace'), 'kit.nav.users');
  assert.equal(at('/a/acme/users/invite'), 'kit.nav.invite');
  assert.equal(at('/a/acme/groups/support'), 'kit.nav.groups');
  assert.equal(at('/a/acme/help/first-steps'), undefined);
  assert.equal(presentPage(personPages, '/me')?.label, 'kit.menu.me');
  assert.equal(presentPage(personPages, '/me/security')?.label, 'kit.nav.security');
  assert.equal(presentPage(operatorPages, '/operator/outbox')?.label, 'kit.nav.outbox');
});
