import { catalogueOf } from '@latchkey/messages/catalogue';
import type { Page } from 'playwright-core';

const english = await catalogueOf('en');
const french = await catalogueOf('fr');
const spokenInFrench = new Set<string>(Object.values(french));
const onlyEnglish = Object.values<string>(english).filter((sentence) => !spokenInFrench.has(sentence));

const plain = new Set(onlyEnglish.filter((sentence) => !sentence.includes('{')));
/** Sentences with a simple argument or two; plurals and selections show themselves by the words around them. */
const patterns = onlyEnglish
  .filter((sentence) => /^[^{}]*[a-z]{3}[^{}]*(\{\w+(, number)?\}[^{}]*)+$/i.test(sentence))
  .map(patternOf);
/** Words that stand in nearly every English sentence and in no French one. */
const GIVEAWAYS = /(^|\s)(the|you|your|and|with|this|will|they|of|is)(?=[\s.,:;?!]|$)/i;

function patternOf(sentence: string): RegExp {
  const literal = sentence.split(/\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.+')}$`);
}

/** What is still English on a French page: text, names of controls, hints and the title of the tab. */
export async function englishOn(page: Page): Promise<string[]> {
  const { language, texts } = await page.evaluate(wordsOf);
  const left = texts.filter(
    (text) => plain.has(text) || patterns.some((one) => one.test(text)) || GIVEAWAYS.test(text),
  );
  return language === 'fr' ? left : [`the page says it is in “${language}”`, ...left];
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
