/** The languages of screens, mails and refusals (U4), in the order they are offered. */
export const languages = ['en', 'fr', 'it', 'de', 'es', 'pt', 'nl'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Record<Language, string> = {
  en: 'English',
  fr: 'Français',
  it: 'Italiano',
  de: 'Deutsch',
  es: 'Español',
  pt: 'Português',
  nl: 'Nederlands',
};

export function isLanguage(value: string): value is Language {
  return (languages as readonly string[]).includes(value);
}

/** The first language of a list like `Accept-Language` (RFC 9110, 12.5.4) that we speak; quality values are honoured; English if none. */
export function preferredLanguage(accepted: string | undefined): Language {
  const wishes = (accepted ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().split(';');
    const quality = parameters.map((p) => p.trim()).find((p) => p.startsWith('q='));
    return { tag: tag.toLowerCase().split('-')[0] ?? '', weight: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  const known = wishes.filter((wish) => isLanguage(wish.tag) && wish.weight > 0);
  const best = known.toSorted((a, b) => b.weight - a.weight)[0];
  return best && isLanguage(best.tag) ? best.tag : 'en';
}
