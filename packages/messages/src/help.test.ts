import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { languages, type Language } from '@latchkey/domain/language';
import { type Help, type HelpArticle, helpGroups, helpOf, helpSlugs, relatedArticles } from './help.ts';

const helps = await readAll();
const others = languages.filter((language) => language !== 'en');

test('the help has the same articles and questions, in the same order, in every language (H1)', () => {
  for (const language of languages) {
    assert.deepEqual(Object.keys(helps[language]), helpSlugs());
    for (const slug of helpSlugs()) {
      const { questions } = helps[language][slug];
      assert.deepEqual(Object.keys(questions), Object.keys(helps.en[slug].questions), `${language} ${slug}`);
    }
  }
});

test('questions have names that can stand in an address, and no other part of a page is called like one', () => {
  const names = helpSlugs().flatMap((slug) => Object.keys(helps.en[slug].questions));
  assert.deepEqual(
    names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name) || ['content', 'root', 'plain'].includes(name)),
    [],
  );
});

test('each file of the help holds the articles of its group', () => {
  for (const language of languages) {
    for (const [group, slugs] of Object.entries(helpGroups)) {
      const file = readJson(`${language}/help/${group}.json`);
      assert.deepEqual(Object.keys(file), [...slugs], `${language} ${group}`);
    }
  }
});

test('answers have the same shape in every language: as many paragraphs, lists and points', () => {
  for (const language of others) {
    for (const [name, { answer }] of questionsOf(helps[language])) {
      assert.deepEqual(shapeOf(answer), shapeOf(questionOf(helps.en, name).answer), `${language} ${name}`);
    }
  }
});

test('every article answers four to ten questions, each in a few sentences', () => {
  for (const slug of helpSlugs()) {
    const count = Object.keys(helps.en[slug].questions).length;
    assert.ok(count >= 4 && count <= 10, `${slug} answers ${count}`);
  }
  for (const language of languages) {
    for (const [name, { ask, answer }] of questionsOf(helps[language])) {
      const length = answer.flat().join(' ').length;
      assert.ok(ask.length <= 110 && length > 20 && length <= 800, `${language} ${name}: ${ask.length}, ${length}`);
    }
  }
});

test('where to read on is never the article itself, and never twice the same', () => {
  for (const [slug, related] of Object.entries(relatedArticles)) {
    assert.ok(related.length > 0);
    assert.ok(!(related as readonly string[]).includes(slug), slug);
    assert.equal(new Set(related).size, related.length, slug);
  }
});

test('no text of the help is left in English', () => {
  for (const language of others) {
    for (const slug of helpSlugs()) {
      const left = textsOf(helps[language][slug]).filter((text, index) => text === textsOf(helps.en[slug])[index]);
      // A single word, like “Home”, may be the same in both.
      assert.deepEqual(
        left.filter((text) => text.includes(' ')),
        [],
        `${language} ${slug}`,
      );
    }
  }
});

test('every article is written in its language, to be told by its little words', () => {
  for (const language of languages) {
    for (const slug of helpSlugs()) {
      assert.equal(languageOf(textsOf(helps[language][slug]).join(' ')), language, `${language} ${slug}`);
    }
  }
});

test('the help speaks to the reader formally', () => {
  for (const [language, familiar] of Object.entries(FAMILIAR) as [Language, RegExp][]) {
    for (const slug of helpSlugs()) {
      const said = textsOf(helps[language][slug]).filter((text) => familiar.test(text));
      assert.deepEqual(said, [], `${language} ${slug}`);
    }
  }
});

test('a word of a screen stands in the help as it stands on the screen, in every language', () => {
  const screens = Object.fromEntries(languages.map((language) => [language, sentencesOf(language)]));
  const wrong = languages.flatMap((language) =>
    questionsOf(helps[language]).flatMap(([name, { answer }]) => {
      const wanted = wordsIn(questionOf(helps.en, name).answer).map((word) => idsOf(screens['en'] ?? {}, word));
      const said = wordsIn(answer).map((word) => ({ word, ids: idsOf(screens[language] ?? {}, word) }));
      const unknown = said.filter(({ ids }) => !wanted.some((one) => one.some((id) => ids.includes(id))));
      const missing = wanted.filter((one) => !said.some(({ ids }) => one.some((id) => ids.includes(id))));
      return [
        ...unknown.map(({ word }) => `${language} ${name}: no screen says “${word}” there`),
        ...missing.map((ids) => `${language} ${name}: does not say ${ids.join(' or ')}`),
      ];
    }),
  );
  assert.deepEqual(wrong, []);
});

test('what is typed is the same in every language, and marks are closed', () => {
  for (const language of languages) {
    for (const [name, { answer }] of questionsOf(helps[language])) {
      assert.deepEqual(typedIn(answer), typedIn(questionOf(helps.en, name).answer), `${language} ${name}`);
      for (const text of answer.flat()) {
        assert.equal(text.split('**').length % 2, 1, `${language} ${name}: ${text}`);
        assert.equal(text.split('`').length % 2, 1, `${language} ${name}: ${text}`);
      }
    }
  }
});

/** Words that address somebody familiarly. */
const FAMILIAR: Partial<Record<Language, RegExp>> = {
  fr: /(?:^|[^\p{L}])(?:tu|toi|ton|tes)(?=$|[^\p{L}])/iu,
  it: /(?:^|[^\p{L}])(?:tu|tuo|tua|tuoi|tue|hai|puoi|sei)(?=$|[^\p{L}])/iu,
  de: /(?:^|[^\p{L}])(?:du|dich|dir|dein\p{L}*)(?=$|[^\p{L}])/iu,
  es: /(?:^|[^\p{L}])(?:tú|tu|tus|ti|puedes|tienes)(?=$|[^\p{L}])/iu,
  pt: /(?:^|[^\p{L}])(?:tu|teu|tua|teus|tuas|ti|podes|tens)(?=$|[^\p{L}])/iu,
  nl: /(?:^|[^\p{L}])(?:je|jij|jou|jouw|jullie)(?=$|[^\p{L}])/iu,
};

/** Little words that stand in every text of their language and hardly in the others. */
const LITTLE: Record<Language, readonly string[]> = {
  en: ['the', 'and', 'you', 'your', 'with', 'this', 'what', 'they'],
  fr: ['les', 'des', 'vous', 'votre', 'est', 'une', 'et', 'pas', 'qui', 'du'],
  it: ['il', 'gli', 'della', 'che', 'è', 'non', 'di', 'si', 'per'],
  de: ['der', 'die', 'und', 'sie', 'nicht', 'eine', 'mit', 'wird', 'ist', 'das'],
  es: ['el', 'los', 'las', 'su', 'y', 'una', 'con', 'del', 'qué', 'se'],
  pt: ['os', 'não', 'uma', 'e', 'do', 'da', 'com', 'é', 'sua', 'ao'],
  nl: ['het', 'een', 'van', 'en', 'u', 'uw', 'niet', 'wordt', 'is', 'dat'],
};

function languageOf(text: string): Language {
  const words = text.toLowerCase().split(/[^\p{L}’]+/u);
  const counts = languages.map((language) => ({
    language,
    count: words.filter((word) => LITTLE[language].includes(word)).length,
  }));
  return counts.toSorted((a, b) => b.count - a.count)[0]!.language;
}

async function readAll(): Promise<Record<Language, Help>> {
  const all = await Promise.all(languages.map(async (language) => [language, await helpOf(language)] as const));
  return Object.fromEntries(all) as Record<Language, Help>;
}

function questionsOf(help: Help) {
  return helpSlugs().flatMap((slug) =>
    Object.entries(help[slug].questions).map(([key, question]) => [`${slug}#${key}`, question] as const),
  );
}

function questionOf(help: Help, name: string) {
  const found = questionsOf(help).find(([each]) => each === name);
  assert.ok(found, name);
  return found[1];
}

function textsOf({ title, lead, questions }: HelpArticle): string[] {
  return [title, lead, ...Object.values(questions).flatMap(({ ask, answer }) => [ask, ...answer.flat()])];
}

function shapeOf(answer: HelpArticle['questions'][string]['answer']): number[] {
  return answer.map((part) => (typeof part === 'string' ? 0 : part.length));
}

function wordsIn(answer: HelpArticle['questions'][string]['answer']): string[] {
  return answer.flat().flatMap((text) => [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, word = '']) => word));
}

function typedIn(answer: HelpArticle['questions'][string]['answer']): string[] {
  const typed = answer.flat().flatMap((text) => [...text.matchAll(/`(.+?)`/g)].map(([, code = '']) => code));
  return typed.toSorted();
}

function idsOf(sentences: Record<string, string>, word: string): string[] {
  return Object.keys(sentences).filter((id) => sentences[id] === word);
}

/** Everything the screens say in a language. */
function sentencesOf(language: Language): Record<string, string> {
  const areas = readdirSync(new URL(`${language}/`, import.meta.url)).filter((name) => name.endsWith('.json'));
  return Object.assign({}, ...areas.map((name) => readJson(`${language}/${name}`))) as Record<string, string>;
}

function readJson(path: string): Record<string, string> {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Record<string, string>;
}
