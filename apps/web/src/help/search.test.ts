import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Language } from '@latchkey/domain/language';
import { helpOf } from '@latchkey/messages/help';
import { focusAfter, indexOf, type Piece, searchHelp } from './search.ts';

describe('what people type leads to the answer (H1)', () => {
  const asked: [language: Language, query: string, answer: string][] = [
    ['en', 'I cannot see my computers', 'profiles#computers'],
    ['en', 'forgot password', 'signing-in#forgotten'],
    ['en', 'bounced', 'inviting#bounced'],
    ['en', 'how do I invite many people at once', 'inviting#many'],
    ['en', '24 hours', 'handover#why'],
    ['en', 'never opened', 'user#never'],
    ['en', 'delete myself', 'my-account#delete'],
    ['en', 'SMTP_URL', 'mail-server#settings'],
    ['en', 'doctor', 'notices#doctor'],
    ['de', 'passwort vergessen', 'signing-in#forgotten'],
    ['de', 'ich sehe keine Computer', 'profiles#computers'],
    ['de', 'ubergeben', 'handover'],
    ['fr', 'mot de passe oublie', 'signing-in#forgotten'],
    ['fr', 'je ne vois pas mes ordinateurs', 'profiles#computers'],
    ['it', 'vecchia casella', 'my-account#lost-mailbox'],
    ['es', 'cuanto vale una invitacion', 'inviting#expired'],
    ['pt', 'definicoes', 'settings'],
    ['pt', 'funcao', 'user#role'],
    ['nl', 'wachtwoord vergeten', 'signing-in#forgotten'],
  ];
  for (const [language, query, answer] of asked) {
    test(`“${query}” (${language}) leads to ${answer}`, async () => {
      assert.ok((await found(language, query)).slice(0, 3).includes(answer), (await found(language, query)).join(' '));
    });
  }
});

test('case, accents and punctuation don’t matter', async () => {
  const plain = await found('pt', 'função');
  assert.ok(plain.length > 0);
  for (const query of ['FUNÇÃO', 'funcao', ' função? ']) assert.deepEqual(await found('pt', query), plain);
});

test('the beginning of a word is enough, so that results come while one types', async () => {
  assert.ok((await found('en', 'handov')).includes('handover#stops'));
});

test('another form of a word finds it, too', async () => {
  assert.ok((await found('en', 'invite')).slice(0, 8).includes('inviting'));
  assert.ok((await found('es', 'invitacion caducada')).slice(0, 3).includes('inviting#expired'));
});

test('nothing typed and nothing known find nothing', async () => {
  for (const query of ['', '   ', '?', 'qqqqzz']) assert.deepEqual(await found('en', query), []);
});

test('a word that is nowhere does not spoil the others', async () => {
  assert.deepEqual(await found('en', 'bounced qqqqzz'), await found('en', 'bounced'));
});

test('a result marks what was found, in its own spelling', async () => {
  const hits = searchHelp(indexOf(await helpOf('fr')), 'oublie mot');
  assert.deepEqual(marked(hits[0]!.name), ['oublié', 'mot']);
  assert.equal(hits[0]!.name.map(({ text }) => text).join(''), 'J’ai oublié mon mot de passe.');
});

test('words that are everywhere are looked for, but not marked', async () => {
  const hits = searchHelp(indexOf(await helpOf('en')), 'how do I invite many people');
  assert.ok(hits.length > 3);
  assert.deepEqual(marked(hits[0]!.name), ['invite', 'many', 'people']);
});

test('a long answer is shown around what was found, cut between words', async () => {
  const hits = searchHelp(indexOf(await helpOf('en')), 'afresh');
  const shown = hits[0]!.text.map(({ text }) => text).join('');
  assert.match(shown, /^….* that person starts afresh\.$/);
  assert.ok(shown.length < 200);
});

test('the arrows lead from the field through the results and back, Escape back to the field', () => {
  assert.equal(focusAfter('ArrowDown', -1, 3), 0);
  assert.equal(focusAfter('ArrowDown', 2, 3), 2);
  assert.equal(focusAfter('ArrowUp', 0, 3), -1);
  assert.equal(focusAfter('End', 0, 3), 2);
  assert.equal(focusAfter('Home', 2, 3), 0);
  assert.equal(focusAfter('Escape', 1, 3), -1);
});

test('in the field Home, End and Escape stay what they are, and without results no arrow leads anywhere', () => {
  assert.equal(focusAfter('Home', -1, 3), undefined);
  assert.equal(focusAfter('End', -1, 3), undefined);
  assert.equal(focusAfter('Escape', -1, 3), undefined);
  assert.equal(focusAfter('ArrowDown', -1, 0), -1);
  assert.equal(focusAfter('x', 1, 3), undefined);
});

async function found(language: Language, query: string): Promise<string[]> {
  const hits = searchHelp(indexOf(await helpOf(language)), query);
  return hits.map(({ slug, question }) => (question === undefined ? slug : `${slug}#${question}`));
}

function marked(pieces: readonly Piece[]): string[] {
  return pieces.filter(({ isHit }) => isHit).map(({ text }) => text);
}
