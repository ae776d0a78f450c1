import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fold, ranked, scoreOf } from './rank.ts';

describe('a search finds', () => {
  const found: [query: string, text: string][] = [
    ['benutzer', 'Benutzer'],
    ['mullerstrasse', 'Müllerstraße'],
    ['MÜLLER', 'Thomas Mueller-Müller'],
    ['definicoes', 'Definições'],
    ['lodz', 'Łódź'],
    ['mc', 'Marie Curie'],
    ['curie mar', 'Marie Curie'],
    ['acme', 'User of Acme & Co.'],
    ['invt', 'Invite users'],
    ['example', 'ada@example.com'],
    ['vite', 'Invite'],
  ];
  for (const [query, text] of found) test(`“${text}” by “${query}”`, () => assert.ok(scoreOf(query, text) > 0));
});

describe('a search does not find', () => {
  const missed: [query: string, text: string][] = [
    ['zz', 'Benutzer'],
    ['ada grace', 'Ada Byron'],
    ['us', 'Audit log'],
    ['stings', 'Users of this installation, all of them, in groups'],
    ['', 'Anything'],
    ['  ', 'Anything'],
  ];
  for (const [query, text] of missed) test(`“${text}” by “${query}”`, () => assert.equal(scoreOf(query, text), 0));
});

test('the whole name comes before its beginning, the beginning of a later word, initials, a part, and letters left out', () => {
  const order = ['set', 'Settings', 'Account settings', 'Some early things', 'Reset a password', 'Sweet'];
  assert.deepEqual(names('set', order.toReversed()), order);
});

test('of two that fit as well the shorter comes first, and equals stay in their order', () => {
  assert.deepEqual(names('user', ['Users and their groups', 'Users']), ['Users', 'Users and their groups']);
  assert.deepEqual(names('a', ['Ab', 'Ac']), ['Ab', 'Ac']);
});

test('another word for a thing finds it, but its own name comes first', () => {
  const things = [
    ['Appearance', 'dark mode'],
    ['Dark Star Ltd', ''],
  ] as const;
  const result = ranked('dark', things, ([name, ...others]) => [name, ...others]);
  assert.deepEqual(
    result.map(({ thing }) => thing[0]),
    ['Dark Star Ltd', 'Appearance'],
  );
});

test('folding keeps scripts without case', () => {
  assert.equal(fold(' Ёлка  東京 '), 'елка 東京');
});

function names(query: string, texts: readonly string[]): string[] {
  return ranked(query, texts, (text) => [text]).map(({ thing }) => thing);
}
