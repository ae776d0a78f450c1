import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startingLanguage } from './language.ts';

test('the language chosen in this browser wins (U4)', () => {
  assert.equal(startingLanguage('fr', ['de-CH', 'en']), 'fr');
});

test('without a choice the page speaks the first language of the browser that we speak', () => {
  assert.equal(startingLanguage(undefined, ['rm', 'it-CH', 'de']), 'it');
  assert.equal(startingLanguage('klingon', ['pt-BR']), 'pt');
});

test('whoever speaks none of ours is spoken to in English', () => {
  assert.equal(startingLanguage(undefined, ['ja']), 'en');
  assert.equal(startingLanguage(undefined, []), 'en');
});
