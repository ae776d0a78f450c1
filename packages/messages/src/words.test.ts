import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages, type Language } from '@latchkey/domain/language';
import { IntlMessageFormat } from 'intl-messageformat';
import { catalogueOf } from './catalogue.ts';
import { helpOf } from './help.ts';

const texts = await readAll();

test('one thing has one word in every language, on screens, in mails and in the help (U4)', () => {
  const wrong = languages.flatMap((language) =>
    WORDS[language].flatMap(([other, word]) => {
      const said = texts[language].filter(({ text }) => other.test(text));
      return said.map(({ name, text }) => `${language} ${name}: say “${word}” in: ${text}`);
    }),
  );
  assert.deepEqual(wrong, []);
});

test('quotation marks and apostrophes are those of the language, and never straight', () => {
  const wrong = languages.flatMap((language) =>
    texts[language].flatMap(({ name, text }) => {
      const marks = [...text.matchAll(/["'«»“”„‘’‚]/g)].map(([mark]) => mark);
      const foreign = marks.filter((mark) => !MARKS[language].includes(mark));
      return foreign.map((mark) => `${language} ${name}: ${mark} in: ${text}`);
    }),
  );
  assert.deepEqual(wrong, []);
});

test('French has narrow no-break spaces before ; ? and !, and no-break spaces before : and inside guillemets', () => {
  const wrong = texts.fr.filter(({ text }) => /[ \u00a0][;?!]|[ \u202f]:|«[^\u00a0]|[^\u00a0]»/.test(text));
  assert.deepEqual(wrong, []);
});

test('a plural has every form that the language has, and no other', () => {
  const wrong = languages.flatMap((language) => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted().join(' ');
    return texts[language].flatMap(({ name, text }) => {
      if (!text.includes(', plural,')) return [];
      const forms = pluralsIn(text, language).filter((each) => each.split(' ').includes('one'));
      return forms.filter((each) => each !== needed).map((each) => `${language} ${name}: ${each}`);
    });
  });
  assert.deepEqual(wrong, []);
});

/** What is not said, and the word that is said for it instead. */
const WORDS: Record<Language, readonly [other: RegExp, word: string][]> = {
  en: [
    [/\btaken back\b/, 'withdrawn'],
    [/\brights\b/, 'permissions'],
  ],
  fr: [
    [/réglages?/i, 'paramètres'],
    [/\bexploitant/i, 'opérateur'],
    [/\bdécliné/i, 'refusé'],
    [/\bce message\b|\bmessages\b/i, 'e-mail'],
    [/\bdroits\b/i, 'autorisations'],
  ],
  it: [
    [/(?<!\p{L})(?:Lei|Suo|Sua|Suoi|Sue)(?!\p{L})/u, 'nothing: the catalogue is impersonal'],
    [/\bgestore\b/i, 'operatore'],
    [/\bcessione\b|\bcedere\b/i, 'passaggio, passare'],
    [/\bpermess[oi]\b|\bdiritt[oi]\b/i, 'autorizzazione'],
    [/\b(?:ri)?spedit[oi]\b/i, 'inviato'],
  ],
  de: [
    [/Administrator/, 'Admin'],
    [/(?<!-)\bMails?\b|gemailt/, 'E-Mail, gesendet'],
    [/\bRechte\b/, 'Berechtigungen'],
    [/\b(?:ver)?schick(?:t|en)\b/i, 'senden'],
    [/\bbekomm(?:t|en)\b/, 'erhalten'],
  ],
  es: [
    [/\bderechos?\b/i, 'permisos'],
    [/\brestablec/i, 'reactivar'],
    [/\brebotad/i, 'devuelto'],
    [/correo electrónico/i, 'dirección de correo'],
  ],
  pt: [
    [/\bdireitos\b/i, 'permissões'],
    [/\bpapel\b/i, 'função'],
    [/\b(?:esta|outra|a) ligação (?:já|na|expir)|ligações/i, 'link'],
    [/(?<!área de )\btransferência/i, 'entrega'],
    [/tokens? da API/i, 'token de API'],
    [/servidor de correio/i, 'servidor de e-mail'],
    [/\blíngua\b/i, 'idioma'],
  ],
  nl: [
    [/\b(?:de|deze|die) (?:Latchkey-)?account\b/i, 'het account'],
    [/machtiging/i, 'recht'],
    [/aanvaard/i, 'accepteren'],
    [/\baanmeld/i, 'inloggen, toegang, sessie'],
    [/(?<![-@])\bmails?\b|\bmailbox/, 'e-mail, postvak'],
    [/superbeheerder|exploitant/i, 'superadmin, beheerder'],
  ],
};

/** The quotation marks of a language, and its apostrophe. */
const MARKS: Record<Language, string> = {
  en: '“”’',
  fr: '«»’',
  it: '«»’',
  de: '„“',
  es: '«»',
  pt: '«»',
  nl: '‘’',
};

/** The forms of each plural in a sentence, without those for exact numbers. */
function pluralsIn(text: string, language: Language): string[] {
  const forms: string[] = [];
  JSON.stringify(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst(), (key, value) => {
    if (key === 'options') {
      const names = Object.keys(value as object).filter((name) => !name.startsWith('='));
      forms.push(names.toSorted().join(' '));
    }
    return value as unknown;
  });
  return forms;
}

type Text = { name: string; text: string };

async function readAll(): Promise<Record<Language, Text[]>> {
  const all = await Promise.all(languages.map(async (language) => [language, await readOne(language)] as const));
  return Object.fromEntries(all) as Record<Language, Text[]>;
}

async function readOne(language: Language): Promise<Text[]> {
  const said = Object.entries(await catalogueOf(language)).map(([name, text]) => ({ name, text }));
  const helped = Object.entries(await helpOf(language)).flatMap(([slug, { title, lead, questions }]) => {
    const answers = Object.values(questions).flatMap(({ ask, answer }) => [ask, ...answer.flat()]);
    return [title, lead, ...answers].map((text) => ({ name: `help ${slug}`, text }));
  });
  return [...said, ...helped];
}
