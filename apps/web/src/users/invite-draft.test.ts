import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noAccess, type AccessDraft } from '../kit/access.ts';
import { keepDraft, recallDraft } from './invite-draft.ts';
import { emptyDraft } from './invite.ts';

const draft = { ...emptyDraft('de'), text: 'Ada <ada@example.com>\nnobody', note: 'Hello' };
const access: AccessDraft = { kind: 'chosen', groups: [{ id: 'g', label: 'Sales' }], computers: [] };
const groups = [{ id: 'u', label: 'Help › Support', opens: 'chosen' as const }];
const permissions = ['sessions.view' as const];
const kept = { draft, access, groups, permissions };

test('what was typed is there again after the page was loaded anew, for who typed it', () => {
  const store = tab();
  keepDraft(store, 'me', kept);
  assert.deepEqual(recallDraft(store, 'me'), kept);
  assert.equal(recallDraft(store, 'somebody else'), undefined);
});

test('once everything is sent nothing is kept', () => {
  const store = tab();
  keepDraft(store, 'me', kept);
  keepDraft(store, 'me', { ...kept, draft: emptyDraft('de') });
  assert.equal(recallDraft(store, 'me'), undefined);
  assert.equal(store.size, 0);
});

test('what another version kept, or nobody can read, is left aside', () => {
  for (const text of [
    '',
    'null',
    '7',
    '{}',
    '{"memberId":"me"}',
    JSON.stringify({ memberId: 'me', draft: { ...draft, role: 'holder' } }),
  ]) {
    const store = tab();
    store.setItem('latchkey.invite', text);
    assert.equal(recallDraft(store, 'me'), undefined, text);
  }
});

test('access that nobody can read is none: the rest is there all the same', () => {
  for (const odd of [undefined, 'all', { kind: 'every', groups: [], computers: [] }, { kind: 'chosen', groups: [7] }]) {
    const store = tab();
    store.setItem('latchkey.invite', JSON.stringify({ memberId: 'me', draft, access: odd, groups }));
    assert.deepEqual(recallDraft(store, 'me'), { draft, access: noAccess, groups, permissions: [] });
  }
});

test('user groups that nobody can read are none: the rest is there all the same', () => {
  for (const odd of [undefined, 'all', [7], [{ id: 'u', label: 'Support' }], [{ ...groups[0], opens: 'some' }]]) {
    const store = tab();
    store.setItem('latchkey.invite', JSON.stringify({ memberId: 'me', draft, access, groups: odd }));
    assert.deepEqual(recallDraft(store, 'me'), { draft, access, groups: [], permissions: [] });
  }
});

test('permissions that there are not are none: the rest is there all the same', () => {
  for (const odd of [undefined, 'all', [7], ['everything']]) {
    const store = tab();
    store.setItem('latchkey.invite', JSON.stringify({ memberId: 'me', draft, access, groups, permissions: odd }));
    assert.deepEqual(recallDraft(store, 'me'), { draft, access, groups, permissions: [] });
  }
});

test('without a memory the page works all the same', () => {
  keepDraft(undefined, 'me', kept);
  assert.equal(recallDraft(undefined, 'me'), undefined);
  const full = { ...tab(), setItem: () => assert.fail('full') };
  keepDraft(full, 'me', kept);
});

function tab() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
    get size() {
      return kept.size;
    },
  };
}
