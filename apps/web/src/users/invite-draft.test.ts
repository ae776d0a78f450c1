import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepDraft, recallDraft } from './invite-draft.ts';
import { emptyDraft } from './invite.ts';

const draft = { ...emptyDraft('de'), text: 'Ada <ada@example.com>\nnobody', note: 'Hello' };

test('what was typed is there again after the page was loaded anew, for who typed it', () => {
  const store = tab();
  keepDraft(store, 'me', draft);
  assert.deepEqual(recallDraft(store, 'me'), draft);
  assert.equal(recallDraft(store, 'somebody else'), undefined);
});

test('once everything is sent nothing is kept', () => {
  const store = tab();
  keepDraft(store, 'me', draft);
  keepDraft(store, 'me', emptyDraft('de'));
  assert.equal(recallDraft(store, 'me'), undefined);
  assert.equal(store.size, 0);
});

test('what another version kept, or nobody can read, is left aside', () => {
  for (const kept of [
    '',
    'null',
    '7',
    '{}',
    '{"memberId":"me"}',
    JSON.stringify({ memberId: 'me', draft: { ...draft, role: 'holder' } }),
  ]) {
    const store = tab();
    store.setItem('latchkey.invite', kept);
    assert.equal(recallDraft(store, 'me'), undefined, kept);
  }
});

test('without a memory the page works all the same', () => {
  keepDraft(undefined, 'me', draft);
  assert.equal(recallDraft(undefined, 'me'), undefined);
  const full = { ...tab(), setItem: () => assert.fail('full') };
  keepDraft(full, 'me', draft);
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
