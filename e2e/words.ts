import type { Language } from '@latchkey/domain/language';
import { catalogueOf } from '@latchkey/messages/catalogue';
import type { Page } from 'playwright-core';

/** Sentences of the English catalogue that another language says in other words. */
type OnlyEnglish = {
  plain: ReadonlySet<string>;
  /** Sentences with a simple argument or two; plurals and selections show themselves by the words around them. */
  patterns: readonly RegExp[];
};

const learnt = new Map<Language, Promise<OnlyEnglish>>();

/** Words that stand in nearly every English sentence. */
const GIVEAWAYS = ['the', 'you', 'your', 'and', 'with', 'this', 'will', 'they', 'of', 'is'];
/** Which of them are words of another language, too. */
const NATIVE: Partial<Record<Language, readonly string[]>> = { de: ['will'], nl: ['will', 'of', 'is'] };

async function onlyEnglishBeside(language: Language): Promise<OnlyEnglish> {
  const [english, other] = await Promise.all([catalogueOf('en'), catalogueOf(language)]);
  const spoken = new Set<string>(Object.values(other));
  const only = Object.values<string>(english).filter((sentence) => !spoken.has(sentence));
  return {
    plain: new Set(only.filter((sentence) => !sentence.includes('{'))),
    patterns: only
      .filter((sentence) => /^[^{}]*[a-z]{3}[^{}]*(\{\w+(, number)?\}[^{}]*)+$/i.test(sentence))
      .map(patternOf),
  };
}

function patternOf(sentence: string): RegExp {
  const literal = sentence.split(/\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.+')}$`);
}

/** What is still English on a page in another language: text, names of controls, hints and the title of the tab. */
export async function englishOn(page: Page, spoken: Language): Promise<string[]> {
  const { language, texts } = await page.evaluate(wordsOf);
  const known = learnt.get(spoken) ?? onlyEnglishBeside(spoken);
  learnt.set(spoken, known);
  const { plain, patterns } = await known;
  const left = texts.filter(
    (text) => plain.has(text) || patterns.some((one) => one.test(text)) || givesItselfAway(text, spoken),
  );
  return language === spoken ? left : [`the page says it is in “${language}”`, ...left];
}

function givesItselfAway(text: string, spoken: Language): boolean {
  const words = GIVEAWAYS.filter((word) => !NATIVE[spoken]?.includes(word));
  return new RegExp(`(^|\\s)(${words.join('|')})(?=[\\s.,:;?!]|$)`, 'i').test(text);
}

/** Runs in the page: everything that is shown or read out. */
function wordsOf(): { language: string; texts: string[] } {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) texts.push(node.getAttribute(name) ?? '');
    } else if (node.parentElement?.closest('script, style, option, noscript') === null) {
      texts.push(node.textContent ?? '');
    }
  }
  const said = texts.map((text) => text.trim()).filter((text) => text !== '');
  return { language: document.documentElement.lang, texts: Array.from(new Set(said)) };
}
