import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listStateOf } from '../kit/list-state.ts';
import {
  filterOf,
  initialsOf,
  invitationBadge,
  isPart,
  latestOf,
  mailAdvice,
  mailMeaning,
  nameOf,
  queryOf,
  rolesAfter,
  rolesChosen,
  sortAfter,
  usersAddress,
  usersList,
  usersListIn,
  type User,
} from './list.ts';

describe('the address of the users page', () => {
  test('what is searched, chosen and in which order is asked of the server (N1)', () => {
    const state = listStateOf(usersList, { search: 'ada', sort: '-added', status: 'active,inactive', role: 'admin' });
    assert.deepEqual(queryOf(state), {
      search: 'ada',
      status: ['active', 'inactive'],
      role: ['admin'],
      sort: 'added',
      order: 'desc',
    });
  });

  test('a bare address asks for everybody by name', () => {
    assert.deepEqual(queryOf(listStateOf(usersList, {})), { sort: 'name', order: 'asc' });
  });

  test('G1: a group in the address narrows the list to those in it, and what is no id does not', () => {
    const group = '01990000-0000-7000-8000-000000000001';
    const state = usersListIn({ group, status: 'active' });
    assert.deepEqual(filterOf(state), { status: ['active'], group_id: group });
    assert.equal(isPart(usersListIn({ group })), true);
    assert.equal(isPart(usersListIn({ status: 'active' })), true);
    for (const other of ['none', '', 7, undefined]) {
      assert.deepEqual(filterOf(usersListIn({ group: other })), {});
      assert.equal(isPart(usersListIn({ group: other })), false);
    }
  });

  const role = '01990000-0000-7000-8000-000000000002';

  test('G5: a custom role in the address narrows the list to those who have it, beside the rest, and what is no id does not', () => {
    const state = usersListIn({ custom_role: role, search: 'ada', sort: '-added' });
    assert.deepEqual(queryOf(state), { search: 'ada', role_id: role, sort: 'added', order: 'desc' });
    assert.equal(isPart(usersListIn({ custom_role: role })), true);
    for (const other of ['admin', '', 7, undefined]) {
      assert.deepEqual(filterOf(usersListIn({ custom_role: other })), {});
      assert.equal(isPart(usersListIn({ custom_role: other })), false);
    }
  });

  test('a change stays in the address beside what it says otherwise', () => {
    const group = '01990000-0000-7000-8000-000000000001';
    const address = { group, custom_role: role, status: 'active', help: 'roles' };
    assert.deepEqual(usersAddress(address, { search: 'ada' }), { ...address, search: 'ada' });
    assert.deepEqual(usersAddress(address, { group: undefined }), {
      custom_role: role,
      status: 'active',
      help: 'roles',
    });
    assert.deepEqual(usersAddress({}, { customRole: role }), { custom_role: role });
  });

  test('G5: ticked are built-in roles or one custom role, and the last tick decides which', () => {
    const other = '01990000-0000-7000-8000-000000000003';
    const after = (address: Record<string, unknown>, chosen: string[]) =>
      usersAddress(address, rolesAfter(usersListIn(address), chosen));
    assert.deepEqual(after({ status: 'active' }, ['admin']), { status: 'active', role: 'admin' });
    assert.deepEqual(after({ role: 'admin' }, ['holder', 'admin']), { role: 'holder,admin' });
    assert.deepEqual(after({ role: 'admin' }, ['admin', role]), { custom_role: role });
    assert.deepEqual(after({ custom_role: role }, [role, other]), { custom_role: other });
    assert.deepEqual(after({ custom_role: role }, ['admin', role]), { role: 'admin' });
    assert.deepEqual(after({ custom_role: role }, []), {});
    assert.deepEqual(after({ role: 'admin', custom_role: role }, [role]), { custom_role: role });
    assert.deepEqual(rolesChosen(usersListIn({ role: 'admin', custom_role: role })), ['admin', role]);
  });

  test('where Home leads to is understood (N2)', () => {
    assert.deepEqual(filterOf(listStateOf(usersList, { mail: 'bounced' })), { mail: 'bounced' });
    assert.deepEqual(filterOf(listStateOf(usersList, { status: 'inactive' })), { status: ['inactive'] });
    const never = listStateOf(usersList, { status: 'active', sort: 'last_activity' });
    assert.deepEqual(queryOf(never), { status: ['active'], sort: 'last_activity', order: 'asc' });
  });

  test('of moments the latest come first, of names the first; pressed again it is the other way round', () => {
    const bare = listStateOf(usersList, {});
    assert.deepEqual(sortAfter(bare, 'added'), { by: 'added', descending: true });
    assert.deepEqual(sortAfter(bare, 'name'), { by: 'name', descending: true });
    assert.deepEqual(sortAfter(listStateOf(usersList, { sort: '-added' }), 'name'), { by: 'name', descending: false });
    assert.equal(sortAfter(bare, 'password'), undefined);
  });

  test('where one of several is taken it is the last that was ticked', () => {
    assert.deepEqual(latestOf(['a'], ['a', 'b']), ['b']);
    assert.deepEqual(latestOf(['a'], []), []);
    assert.deepEqual(latestOf([], ['a']), ['a']);
  });
});

describe('how an invitation stands', () => {
  test('the state of its mail is told, and what to do when it is stuck (I12)', () => {
    assert.deepEqual(invitationBadge(invitation({ mail: 'sent' })), { id: 'users.mail.sent', tone: 'neutral' });
    assert.equal(mailAdvice(invitation({ mail: 'no_mail_server' })), 'users.mail.no_mail_server.meaning');
    assert.equal(mailAdvice(invitation({ mail: 'bounced' })), 'users.mail.bounced.meaning');
    assert.equal(mailAdvice(invitation({ mail: 'waiting' })), undefined);
  });

  test('that its time is over outranks its mail', () => {
    assert.equal(invitationBadge(invitation({ mail: 'bounced', expired: true })).id, 'users.mail.expired');
    assert.equal(mailAdvice(invitation({ mail: 'bounced', expired: true })), undefined);
  });
});

test('who operates the installation is not told to ask the operator', () => {
  assert.equal(mailMeaning('no_mail_server', true), 'users.mail.no_mail_server.operator');
  assert.equal(mailMeaning('no_mail_server', false), 'users.mail.no_mail_server.meaning');
  assert.equal(mailMeaning('sent', true), 'users.mail.sent.meaning');
});

test('somebody without a name is called by their address', () => {
  assert.equal(nameOf({ name: '', email: 'ada@example.com' }), 'ada@example.com');
  assert.equal(initialsOf({ name: '', email: 'ada.l@example.com' }), 'AL');
  assert.equal(initialsOf({ name: 'Émile  Zola', email: 'z@example.com' }), 'ÉZ');
  assert.equal(initialsOf({ name: '𝒜da', email: 'a@example.com' }), '𝒜');
});

function invitation(given: Partial<NonNullable<User['invitation']>>): NonNullable<User['invitation']> {
  const moment = '2026-01-01T00:00:00.000Z';
  return { id: 'i', sent_at: moment, expires_at: moment, expired: false, mail: 'sent', ...given };
}
