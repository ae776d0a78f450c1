import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from '@latchkey/domain/language';
import type { Area, Sentences } from '@latchkey/messages/areas';
import { newSentenceBook } from './sentence-book.ts';

test('a page starts with the sentences that everything needs and gets those of a screen with it', async () => {
  const { book, asked } = library();
  const sentences = await book.open('de');
  assert.deepEqual({ ...sentences }, { 'kit.of': 'de', 'refusal.of': 'de' });
  await book.need(['users']);
  assert.equal(sentences['users.of'], 'de');
  assert.deepEqual(asked, ['kit de', 'refusal de', 'users de']);
});

test('another language has everything that was needed so far, and nothing is asked for twice (U4)', async () => {
  const { book, asked } = library();
  await book.open('en');
  await Promise.all([book.need(['users']), book.need(['users', 'home'])]);
  assert.deepEqual(Object.keys(await book.open('fr')), ['kit.of', 'refusal.of', 'users.of', 'home.of']);
  await book.open('fr');
  await book.need(['home']);
  assert.equal(new Set(asked).size, asked.length);
});

test('a screen opened while the language changes speaks the old one and the new one', async () => {
  const { book } = library();
  const english = await book.open('en');
  const change = book.open('pt');
  await book.need(['users']);
  assert.equal(english['users.of'], 'en');
  assert.equal((await change)['users.of'], 'pt');
});

test('once the language has changed, later screens are loaded in it alone', async () => {
  const { book, asked } = library();
  await book.open('en');
  await book.open('it');
  book.settle('it');
  await book.need(['users']);
  assert.deepEqual(
    asked.filter((one) => one.startsWith('users')),
    ['users it'],
  );
});

test('going back to an earlier language brings what was needed meanwhile', async () => {
  const { book } = library();
  await book.open('en');
  await book.open('nl');
  book.settle('nl');
  await book.need(['home']);
  assert.equal((await book.open('en'))['home.of'], 'en');
});

test('what could not be loaded is asked for again the next time', async () => {
  let isDown = true;
  const book = newSentenceBook(
    async (area, language) => {
      if (isDown && area === 'users') throw new Error('offline');
      return sentencesOf(area, language);
    },
    ['kit'],
  );
  const sentences = await book.open('en');
  await assert.rejects(book.need(['users']), /offline/);
  isDown = false;
  await book.need(['users']);
  assert.equal(sentences['users.of'], 'en');
});

function sentencesOf(area: Area, language: Language): Sentences {
  return { [`${area}.of`]: language };
}

function library() {
  const asked: string[] = [];
  const load = async (area: Area, language: Language) => {
    asked.push(`${area} ${language}`);
    return sentencesOf(area, language);
  };
  return { book: newSentenceBook(load, ['kit', 'refusal']), asked };
}
