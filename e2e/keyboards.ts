import type { Language } from '@latchkey/domain/language';
import type { CDPSession } from 'playwright-core';

/** A keyboard: a text that people type on it, and where the keys lie that are not where an American keyboard has them. */
export type KeyboardOf = {
  text: string;
  /**
   * By what a key makes: its place, after `S ` with Shift, `G ` with AltGr, and after a dead key with its place and `+`: `S BracketLeft+KeyE`
   * is a dead key with Shift, then E.
   */
  places: Readonly<Record<string, string>>;
  /** The layout of the computer it is typed to: another one. */
  computer: string;
};

/** One keyboard for each language, as Linux has them. */
export const keyboards: Readonly<Record<Language, KeyboardOf>> = {
  en: {
    text: 'Quick "fox" @ £5? #~|\\',
    places: {
      '"': 'S Digit2',
      '@': 'S Quote',
      '£': 'S Digit3',
      '#': 'Backslash',
      '~': 'S Backslash',
      '\\': 'IntlBackslash',
      '|': 'S IntlBackslash',
    },
    computer: 'fr',
  },
  fr: {
    text: "Zoé a coûté 12,50 € ; ça va ? l'œuf où @#{[|",
    places: {
      a: 'KeyQ',
      q: 'KeyA',
      z: 'KeyW',
      Z: 'S KeyW',
      w: 'KeyZ',
      m: 'Semicolon',
      ',': 'KeyM',
      ';': 'Comma',
      '?': 'S KeyM',
      1: 'S Digit1',
      2: 'S Digit2',
      5: 'S Digit5',
      0: 'S Digit0',
      é: 'Digit2',
      è: 'Digit7',
      ç: 'Digit9',
      à: 'Digit0',
      "'": 'Digit4',
      ù: 'Quote',
      û: 'BracketLeft+KeyU',
      œ: 'G KeyO',
      '€': 'G KeyE',
      '@': 'G Digit0',
      '#': 'G Digit3',
      '{': 'G Digit4',
      '[': 'G Digit5',
      '|': 'G Digit6',
    },
    computer: 'us',
  },
  it: {
    text: 'Perché è così: più 1° § ç ò à @ # € [x]',
    places: {
      è: 'BracketLeft',
      é: 'S BracketLeft',
      ì: 'Equal',
      ù: 'Backslash',
      ò: 'Semicolon',
      à: 'Quote',
      '°': 'S Quote',
      '§': 'S Backslash',
      ç: 'S Semicolon',
      ':': 'S Period',
      '@': 'G Semicolon',
      '#': 'G Quote',
      '€': 'G KeyE',
      '[': 'G BracketLeft',
      ']': 'G BracketRight',
    },
    computer: 'de',
  },
  de: {
    text: 'Zwölf Äpfel für 3,50 €: "süß" / y @ {[]} ~ µ² \\ fête',
    places: {
      z: 'KeyY',
      Z: 'S KeyY',
      y: 'KeyZ',
      ö: 'Semicolon',
      ä: 'Quote',
      Ä: 'S Quote',
      ü: 'BracketLeft',
      ß: 'Minus',
      '/': 'S Digit7',
      '"': 'S Digit2',
      ':': 'S Period',
      '€': 'G KeyE',
      '@': 'G KeyQ',
      '{': 'G Digit7',
      '[': 'G Digit8',
      ']': 'G Digit9',
      '}': 'G Digit0',
      '\\': 'G Minus',
      '~': 'G BracketRight',
      µ: 'G KeyM',
      '²': 'G Digit2',
      ê: 'Backquote+KeyE',
    },
    computer: 'us',
  },
  es: {
    text: '¿Qué? ¡Añádelo! ÑAM 1ª ç @ # € pingüino',
    places: {
      ñ: 'Semicolon',
      Ñ: 'S Semicolon',
      '¿': 'S Equal',
      '¡': 'Equal',
      '?': 'S Minus',
      '!': 'S Digit1',
      ª: 'S Backquote',
      é: 'Quote+KeyE',
      á: 'Quote+KeyA',
      ü: 'S Quote+KeyU',
      ç: 'Backslash',
      '@': 'G Digit2',
      '#': 'G Digit3',
      '€': 'G KeyE',
    },
    computer: 'us',
  },
  pt: {
    text: 'Não, à ação: pêssego é 1º @ £ { € }',
    places: {
      ã: 'Backslash+KeyA',
      à: 'S BracketRight+KeyA',
      ç: 'Semicolon',
      ê: 'S Backslash+KeyE',
      é: 'BracketRight+KeyE',
      º: 'Quote',
      ':': 'S Period',
      '@': 'G Digit2',
      '£': 'G Digit3',
      '{': 'G Digit7',
      '}': 'G Digit0',
      '€': 'G KeyE',
    },
    computer: 'fr',
  },
  nl: {
    text: 'Eén coördinatie: € 5,00 (ën) ñ "ja"',
    places: {
      é: 'Quote+KeyE',
      ö: 'S Quote+KeyO',
      ë: 'S Quote+KeyE',
      ñ: 'S Backquote+KeyN',
      '€': 'G Digit5',
      ':': 'S Semicolon',
      '(': 'S Digit9',
      ')': 'S Digit0',
      '"': 'S Quote+Space',
    },
    computer: 'de',
  },
};

const SIGNS: Readonly<Record<string, string>> = { ' ': 'Space', ',': 'Comma', '.': 'Period' };
const SHIFT = { key: 'Shift', code: 'ShiftLeft' };
const ALT_GR = { key: 'AltGraph', code: 'AltRight' };
const CDP_SHIFT = 8;

/** Types the text as its keyboard does: the events that a browser hears, modifiers and dead keys among them. Then Enter. */
export async function typeOn(browser: CDPSession, { text, places }: KeyboardOf): Promise<void> {
  for (const character of text) await strike(browser, character, places[character] ?? usualPlace(character));
  await press(browser, { key: 'Enter', code: 'Enter' });
}

function usualPlace(character: string): string {
  if (/[a-z]/.test(character)) return `Key${character.toUpperCase()}`;
  if (/[A-Z]/.test(character)) return `S Key${character}`;
  if (/\d/.test(character)) return `Digit${character}`;
  return SIGNS[character] ?? character;
}

async function strike(browser: CDPSession, character: string, place: string): Promise<void> {
  const [code = '', last] = place.replace(/^[SG] /, '').split('+');
  const held = place.startsWith('S ') ? SHIFT : place.startsWith('G ') ? ALT_GR : undefined;
  const modifiers = held === SHIFT ? CDP_SHIFT : 0;
  if (held) await key(browser, 'rawKeyDown', { ...held, modifiers });
  await press(browser, { key: last === undefined ? character : 'Dead', code, modifiers });
  if (held) await key(browser, 'keyUp', held);
  if (last !== undefined) await press(browser, { key: character, code: last });
}

type KeyEvent = { key: string; code: string; modifiers?: number };

async function press(browser: CDPSession, event: KeyEvent): Promise<void> {
  await key(browser, 'rawKeyDown', event);
  await key(browser, 'keyUp', event);
}

async function key(browser: CDPSession, type: 'rawKeyDown' | 'keyUp', event: KeyEvent): Promise<void> {
  await browser.send('Input.dispatchKeyEvent', { type, ...event });
}
