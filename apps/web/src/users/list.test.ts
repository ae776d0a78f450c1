import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  actsOn,
  bulkActs,
  initialsOf,
  invitationBadge,
  mailAdvice,
  mailMeaning,
  nameOf,
  searchOf,
  type User,
  type Viewer,
} from './list.ts';

describe('the address of the users page', () => {
  test('says which status is shown', () => {
    assert.deepEqual(searchOf({ status: 'invited' }), { status: 'invited' });
  });

  test('shows everybody when it says nothing, or what nobody understands', () => {
    assert.deepEqual(searchOf({}), {});
    assert.deepEqual(searchOf({ status: 'removed' }), {});
    assert.deepEqual(searchOf({ status: ['active'] }), {});
  });
});

describe('what is offered on a user', () => {
  test('somebody invited can get the mail again or have it withdrawn, somebody active can be deleted (I6, P7)', () => {
    assert.deepEqual(actsOn(admin(), user({ status: 'invited' })), ['resend', 'withdraw']);
    assert.deepEqual(actsOn(admin(), user({ status: 'active' })), ['delete']);
    assert.deepEqual(actsOn(admin(), user({ status: 'suspended' })), ['delete']);
  });

  test('nothing on the holder (P11) and nothing on oneself', () => {
    assert.deepEqual(actsOn(holder(), user({ role: 'holder' })), []);
    assert.deepEqual(actsOn(superAdmin(), user({ id: ME, role: 'super_admin' })), []);
  });

  test('an admin is offered nothing on another admin, a super admin is (G10)', () => {
    assert.deepEqual(actsOn(admin(), user({ role: 'admin' })), []);
    assert.deepEqual(actsOn(admin(), user({ role: 'admin', status: 'invited' })), []);
    assert.deepEqual(actsOn(superAdmin(), user({ role: 'admin' })), ['delete']);
  });

  test('who only sees users is offered nothing', () => {
    assert.deepEqual(actsOn({ ...admin(), mayManage: false }, user({})), []);
  });
});

describe('what is offered on many', () => {
  test('a selection of invited ones only is withdrawn, a mixed one is a deletion that withdraws (I11)', () => {
    const invited = user({ status: 'invited' });
    assert.equal(bulkActs(admin(), [invited, invited]).removal, 'withdraw');
    assert.equal(bulkActs(admin(), [invited, user({})]).removal, 'delete');
  });

  test('only those count on whom the act is possible', () => {
    const { resend, remove } = bulkActs(admin(), [user({ status: 'invited' }), user({}), user({ role: 'holder' })]);
    assert.deepEqual([resend.length, remove.length], [1, 2]);
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

const ME = 'me';

function viewer(role: Viewer['role']): Viewer {
  return { member_id: ME, role, mayManage: true };
}
const holder = () => viewer('holder');
const superAdmin = () => viewer('super_admin');
const admin = () => viewer('admin');

function user(given: Partial<User>): User {
  const plain = { id: 'u', email: 'u@example.com', name: 'U', role: 'member', status: 'active' } as const;
  return { ...plain, last_entered_at: null, invitation: null, ...given };
}

function invitation(given: Partial<NonNullable<User['invitation']>>): NonNullable<User['invitation']> {
  const moment = '2026-01-01T00:00:00.000Z';
  return { id: 'i', sent_at: moment, expires_at: moment, expired: false, mail: 'sent', ...given };
}
