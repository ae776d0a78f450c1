import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matching, withChosen } from './picks.ts';

const [ann, bea, zoe] = ['Ann', 'Bea', 'Zoë'].map((label) => ({ id: label, label })) as [Named, Named, Named];
type Named = { id: string; label: string };

test('what is chosen stays in sight, first and once, whatever is searched', () => {
  assert.deepEqual(withChosen([ann, bea], [bea]), [bea, ann]);
  assert.deepEqual(withChosen([], [zoe]), [zoe]);
});

test('a search finds whatever the case and the accents', () => {
  assert.deepEqual(matching([ann, bea, zoe], 'ZOE'), [zoe]);
  assert.deepEqual(matching([ann, bea, zoe], ''), [ann, bea, zoe]);
});
