import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { languages, type Language } from '@latchkey/domain/language';

const script = readFileSync(new URL('../public/first-paint.js', import.meta.url), 'utf8');
const page = readFileSync(new URL('../index.html', import.meta.url), 'utf8');

test('H3, U4: an older browser, and one in which the start failed, say so in each of the seven languages', () => {
  const said = languages.flatMap((language) => [shownIn(language, 'old'), shownIn(language, 'broken')]);
  assert.equal(new Set(said).size, languages.length * 2);
  assert.ok(said.every((text) => text.includes('Latchkey') && text.endsWith('.')));
});

test('what stands there before anything is loaded speaks as the rest does: in Italian of nobody, else formally', () => {
  const familiar: Partial<Record<Language, RegExp>> = {
    fr: /\b(?:ton|ta|tes|tu)\b/i,
    it: /\b(?:aggiorna|apri|ricarica|avvisa|consenti|tuo|tua|suo|sua)\b/i,
    de: /\b(?:du|dein|deine|deinem)\b/i,
    es: /\b(?:tu|tus|actualiza|recarga)\b/i,
    pt: /\b(?:teu|tua|atualiza|recarrega)\b/i,
    nl: /\b(?:je|jouw)\b/i,
  };
  for (const [language, word] of Object.entries(familiar) as [Language, RegExp][])
    for (const text of [shownIn(language, 'old'), shownIn(language, 'broken'), withoutScripts(language)])
      assert.doesNotMatch(text, word, language);
});

test('U4: that scripts are needed is said in each of the seven languages', () => {
  assert.deepEqual(
    languages.filter((language) => !withoutScripts(language).includes('JavaScript')),
    [],
  );
});

function withoutScripts(language: Language): string {
  return new RegExp(`<p lang="${language}">([^<]*)</p>`).exec(page)?.[1] ?? '';
}

/** What the script puts on the page in a browser that speaks a language, and is too old or whose application failed. */
function shownIn(language: Language, how: 'old' | 'broken'): string {
  const lines: string[] = [];
  const heard: Record<string, () => void> = {};
  const node = { setAttribute: () => undefined, getAttribute: () => null, appendChild: () => undefined, innerHTML: '' };
  const window = { addEventListener: (name: string, listener: () => void) => (heard[name] = listener) };
  const document = {
    documentElement: node,
    readyState: 'loading',
    getElementById: () => node,
    createElement: (tag: string) => (tag === 'script' ? { noModule: true } : node),
    createTextNode: (text: string) => lines.push(text),
  };
  const navigator = { language: `${language}-XX` };
  const modern = how === 'old' ? {} : { structuredClone: () => undefined };
  runInContext(
    script,
    createContext({ window, document, navigator, localStorage: { getItem: () => null }, ...modern }),
  );
  if (how === 'broken') heard['error']?.();
  heard['load']?.();
  return lines.join('\n');
}
