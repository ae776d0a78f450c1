import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeOf, typedOf, type Settings } from './settings.ts';

const read: Settings = {
  version: 7,
  settings: [
    setting('company_name', 'Acme'),
    setting('language', 'en'),
    setting('invitation_days', 14),
    setting('inactivity_days', 90),
    setting('sender_name', null),
    setting('reply_to', 'people@acme.test'),
    setting('support_contact', null),
    setting('members_may_enrol', false),
    setting('session_idle_minutes', 15),
    setting('lock_only_person', false),
  ],
};

test('N4: what is not set stands empty in the form', () => {
  assert.deepEqual(typedOf(read), {
    company_name: 'Acme',
    language: 'en',
    invitation_days: '14',
    inactivity_days: '90',
    sender_name: '',
    reply_to: 'people@acme.test',
    support_contact: '',
    members_may_enrol: 'false',
    session_idle_minutes: '15',
    lock_only_person: 'false',
  });
});

test('N4: only what was changed is sent, with the version it was read at', () => {
  assert.deepEqual(changeOf(read, typedOf(read)), { version: 7 });
  assert.deepEqual(changeOf(read, { ...typedOf(read), inactivity_days: '30', reply_to: ' ' }), {
    version: 7,
    inactivity_days: 30,
    reply_to: null,
  });
});

test('C1, C11, S5: what is said of computers is sent as yes, no and a number', () => {
  const typed = { ...typedOf(read), members_may_enrol: 'true', session_idle_minutes: '30' };
  assert.deepEqual(changeOf(read, typed), { version: 7, members_may_enrol: true, session_idle_minutes: 30 });
});

test('P4: an emptied company name is sent as it is, so that it is refused and not forgotten', () => {
  assert.deepEqual(changeOf(read, { ...typedOf(read), company_name: '' }), { version: 7, company_name: '' });
});

function setting(name: Settings['settings'][number]['name'], value: string | number | boolean | null) {
  return { name, value, fallback: null, changed_at: null, changed_by: null };
}
