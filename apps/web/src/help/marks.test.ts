import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpOf, helpSlugs } from '@latchkey/messages/help';
import { marksOf, plainOf } from './marks.ts';

test('a text of the help shows words of screens and what is typed apart from the rest', () => {
  assert.deepEqual(marksOf('Choose **Sign out**, or run `doctor`.'), [
    { kind: 'plain', text: 'Choose ' },
    { kind: 'word', text: 'Sign out' },
    { kind: 'plain', text: ', or run ' },
    { kind: 'typed', text: 'doctor' },
    { kind: 'plain', text: '.' },
  ]);
});

test('what is typed may hold stars, and a single mark is a letter like others', () => {
  assert.deepEqual(marksOf('`a **b** c`'), [{ kind: 'typed', text: 'a **b** c' }]);
  assert.deepEqual(marksOf('2 ** 3'), [{ kind: 'plain', text: '2 ** 3' }]);
});

test('without its marks no text of the help has any left', async () => {
  const help = await helpOf('en');
  const texts = helpSlugs().flatMap((slug) =>
    Object.values(help[slug].questions).flatMap(({ answer }) => answer.flat()),
  );
  assert.ok(texts.length > 100);
  assert.deepEqual(
    texts.map(plainOf).filter((text) => /\*\*|`/.test(text)),
    [],
  );
});
