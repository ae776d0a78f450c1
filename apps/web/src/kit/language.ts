import { isLanguage, preferredLanguage, type Language } from '@latchkey/domain/language';

/** The language a page starts in: the one chosen in this browser, else the first the browser prefers that we speak, else English (U4). */
export function startingLanguage(chosen: string | undefined, preferred: readonly string[]): Language {
  if (chosen !== undefined && isLanguage(chosen)) return chosen;
  return preferredLanguage(preferred.join(','));
}
