import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isLanguage, languageNames, languages, preferredLanguage } from './language.ts';

test('U4: seven languages, each called by its own name', () => {
  assert.equal(languages.length, 7);
  assert.deepEqual(Object.keys(languageNames).toSorted(), [...languages].toSorted());
});

test('U4: the first language of the browser that we speak is taken', () => {
  assert.equal(preferredLanguage('fr'), 'fr');
  assert.equal(preferredLanguage('pt-BR,pt;q=0.9,en;q=0.8'), 'pt');
  assert.equal(preferredLanguage('ja,sv;q=0.9,nl;q=0.5'), 'nl');
  assert.equal(preferredLanguage('DE-at'), 'de');
});

test('U4: the wish with the greater weight goes first, and weight nought is a no', () => {
  assert.equal(preferredLanguage('en;q=0.3, it;q=0.9'), 'it');
  assert.equal(preferredLanguage('de;q=0, es;q=0.1'), 'es');
  assert.equal(preferredLanguage('de; q=0.2, es; q=0.4'), 'es');
});

test('U4: a language whose name only begins like one of ours is another language', () => {
  assert.equal(preferredLanguage('frr,de;q=0.5'), 'de');
  assert.equal(preferredLanguage('itl'), 'en');
});

test('U4: English where nothing fits or nothing is said', () => {
  for (const accepted of [undefined, '', '*', 'ja', ';;q=,', 'q=1']) assert.equal(preferredLanguage(accepted), 'en');
});

test('U4: no header, however broken, gives anything but a language we speak', () => {
  const broken = fc.array(fc.oneof(fc.string(), fc.constantFrom(...languages, ';q=', ',', '0.5', '-', 'q=1e9', '*')));
  fc.assert(fc.property(broken, (parts) => assert.ok(isLanguage(preferredLanguage(parts.join(''))))));
});
