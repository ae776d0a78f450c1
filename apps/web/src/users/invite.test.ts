import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendInvitation } from '@latchkey/contract/invitation';
import { permissionsOf } from '@latchkey/domain/role';
import { noAccess } from '../kit/access.ts';
import { fieldOf } from '../kit/problem.ts';
import {
  bodyOf,
  changedIn,
  emptyDraft,
  nextAccess,
  nextDraft,
  nextPermissions,
  nextToLookAt,
  places,
  previewOf,
  rolesToGive,
  senderOf,
  understoodIn,
} from './invite.ts';

const ROLE = '01a203ac-dcd4-7972-bea9-995abd380c76';

test('after an act the chosen computers stay chosen, all of them only for those who are left', () => {
  const chosen = { kind: 'chosen', groups: [], computers: [{ id: 'c', label: 'Desk' }] } as const;
  const all = { ...chosen, kind: 'all' } as const;
  assert.deepEqual([nextAccess(chosen, ''), nextAccess(all, 'b@')], [chosen, all]);
  assert.equal(nextAccess(all, '').kind, 'none');
});

test('only roles the inviter may give are offered, the harmless one first (G10)', () => {
  assert.deepEqual(rolesToGive(permissionsOf('holder')), ['member', 'admin', 'super_admin']);
  assert.deepEqual(rolesToGive(permissionsOf('admin')), ['member']);
});

test('a page starts with nobody, who are plain members and invited in the language of the inviter', () => {
  assert.deepEqual(emptyDraft('fr'), { text: '', language: 'fr', role: 'member', all: false, note: '' });
});

test('after an act the next one keeps language, role and note, and everything is granted again only to those left', () => {
  const typed = { text: 'a@example.com\nb@', language: 'de', role: 'admin', all: true, note: 'Hello' };
  const next = { language: 'de', role: 'admin', note: 'Hello' };
  assert.deepEqual(nextDraft(typed, ''), { ...next, text: '', all: false });
  assert.deepEqual(nextDraft(typed, 'b@'), { ...next, text: 'b@', all: true });
});

test('every line is counted once: invited now, over the limit of an act, to be looked at, or there twice', () => {
  const good = Array.from({ length: 502 }, (_, at) => `user-${at}@example.com`);
  const { lines, now, over, look, twice } = understoodIn([...good, 'nobody', 'USER-1@example.com'].join('\n'));
  assert.equal(lines.length, 504);
  assert.equal(now.length, 500);
  assert.deepEqual(
    [over, look, twice].map((some) => some.map(({ text }) => text)),
    [['user-500@example.com', 'user-501@example.com'], ['nobody'], ['USER-1@example.com']],
  );
});

test('one act invites each good line with its own name and with what is the same for all', () => {
  const typed = {
    ...emptyDraft('en'),
    text: 'Ada <ADA@example.com>\nnobody\nada@example.com\ngrace@example.com',
    note: 'Hi',
  };
  const terms = { language: 'en', role: 'member', note: 'Hi' };
  assert.deepEqual(bodyOf(typed).items, [
    { email: 'ada@example.com', name: 'Ada', ...terms },
    { email: 'grace@example.com', name: '', ...terms },
  ]);
});

test('what was understood as good is taken by the API', () => {
  const name = 'n'.repeat(100);
  const body = bodyOf({ ...emptyDraft('en'), text: `${name} <a@example.com>\n${name}n <b@example.com>` });
  assert.equal(body.items.length, 1);
  assert.ok(sendInvitation.body.safeParse(body).success);
});

test('to grant everything is to make Super admins with all computers, whatever role and access say (I2)', () => {
  const typed = { ...emptyDraft('en'), text: 'a@example.com', all: true };
  const [invitee] = bodyOf(typed, { kind: 'chosen', groups: [], computers: [{ id: 'c', label: 'C' }] }).items;
  assert.equal(invitee?.role, 'super_admin');
  assert.deepEqual(invitee?.access, { kind: 'all' });
});

test('a custom role goes to who is a Member otherwise, and own permissions beside it (I2, G5)', () => {
  const typed = { ...emptyDraft('en'), text: 'a@example.com', role: ROLE };
  const [invitee] = bodyOf(typed, noAccess, [], ['audit.view']).items;
  assert.deepEqual([invitee?.role, invitee?.custom_role_id, invitee?.permissions], ['member', ROLE, ['audit.view']]);
  const [everything] = bodyOf({ ...typed, all: true }, noAccess, [], ['audit.view']).items;
  assert.deepEqual(
    [everything?.role, everything?.custom_role_id, everything?.permissions],
    ['super_admin', undefined, undefined],
  );
  assert.equal(previewOf(typed, undefined)?.role, 'member');
  assert.equal(nextDraft({ ...typed, role: 'holder' }, '').role, 'member');
  assert.equal(nextDraft(typed, '').role, ROLE);
  assert.deepEqual([nextPermissions(['audit.view'], ''), nextPermissions(['audit.view'], 'b@')], [[], ['audit.view']]);
});

test('a role or a language that does not exist is never sent', () => {
  const typed = { ...emptyDraft('en'), text: 'a@example.com', role: 'holder', language: 'xx' };
  assert.deepEqual(bodyOf(typed).items[0], {
    email: 'a@example.com',
    name: '',
    role: 'member',
    language: 'en',
    note: '',
  });
});

test('what is wrong with an item is told where it was typed', () => {
  const fields = Object.keys(emptyDraft('en')) as (keyof ReturnType<typeof emptyDraft>)[];
  assert.equal(fieldOf('items.499.note', fields, places), 'note');
  assert.equal(fieldOf('items.3.email', fields, places), 'text');
  assert.equal(fieldOf('items', fields, places), 'text');
});

test('from one line that needs a look the next is gone to, and the first again after the last', () => {
  const understood = understoodIn('x\na@example.com\ny\na@example.com');
  assert.equal(nextToLookAt(understood, 0)?.line, 1);
  assert.equal(nextToLookAt(understood, 1)?.line, 3);
  assert.equal(nextToLookAt(understood, 3)?.line, 1);
  assert.equal(nextToLookAt(understoodIn('a@example.com'), 0), undefined);
});

test('a line is changed only while the text still has it where it was shown', () => {
  const shown = { line: 2, text: 'b@', name: '' };
  const to = { text: 'b@example.com', name: '' };
  assert.equal(changedIn('a@example.com\nb@', shown, to), 'a@example.com\nb@example.com');
  assert.equal(changedIn('a@example.com\nc@\nb@', shown, to), 'a@example.com\nc@\nb@');
});

test('the mail is shown while the address is still being typed, because its text does not name it (I3)', () => {
  const typed = { ...emptyDraft('en'), note: 'Hi' };
  const terms = { role: 'member', language: 'en', note: 'Hi' };
  assert.deepEqual(previewOf(typed, undefined), { email: 'anybody@example.com', name: '', ...terms });
  const line = { email: 'ada@example.com', name: 'Ada' };
  assert.deepEqual(previewOf(typed, line), { ...line, ...terms });
});

test('a note that can’t be sent has no mail to show', () => {
  assert.equal(previewOf({ ...emptyDraft('en'), note: 'x'.repeat(2001) }, undefined), undefined);
});

test('without a mail server the sender is the name alone', () => {
  assert.equal(senderOf('Acme <>'), 'Acme');
  assert.equal(senderOf('Acme <mail@acme.example>'), 'Acme <mail@acme.example>');
});
