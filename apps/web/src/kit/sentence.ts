import { isLanguage, type Language } from '@latchkey/domain/language';
import type { MailProblem } from '@latchkey/domain/mail';
import type { Refusal } from '@latchkey/domain/refusal';
import type { MessageId } from '@latchkey/messages/catalogue';
import { createContext, useCallback, useContext, useMemo } from 'react';
import { useIntl } from 'react-intl';
import { RefusedError } from './call.ts';
import { startingLanguage } from './language.ts';
import { distance } from './distance.ts';
import { factsOf } from './problem.ts';
import { recall } from './storage.ts';

type Facts = Record<string, string | number | Date>;
/** Says a sentence of the catalogue with its facts filled in, as plain text. */
export type Say = (id: MessageId, facts?: Facts) => string;

export type Speech = {
  language: Language;
  speak: (language: Language) => Promise<void>;
  /** Shows moments in a time zone; in the browser's own without one. */
  liveIn: (zone: string | null) => void;
};
/** Who speaks; filled by Speaking. */
export const SpeechContext = createContext<Speech>({
  language: 'en',
  speak: () => Promise.resolve(),
  liveIn: () => {},
});

/** The language this page starts in. */
export function languageAtStart(): Language {
  return startingLanguage(recall('latchkey.language'), navigator.languages);
}

/** The language on the screen, and how to change it. The choice is remembered in this browser. */
export function useLanguage(): Speech {
  return useContext(SpeechContext);
}

/** A tag like `fr` as one of our languages. */
export function asLanguage(value: string): Language {
  return isLanguage(value) ? value : 'en';
}

/** The speaker of the language on the screen. */
export function useSay(): Say {
  const intl = useIntl();
  return useCallback<Say>(
    (id, facts) => {
      // Sentences with arguments are compiled when the web is built; the others are what they say.
      const sentence = intl.messages[id];
      return typeof sentence === 'string' ? sentence : intl.formatMessage({ id }, facts);
    },
    [intl],
  );
}

const ZONED = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
} as const;

/** Dates and numbers in the language on the screen. */
export function useFormats() {
  const intl = useIntl();
  return useMemo(
    () => ({
      number: (value: number) => intl.formatNumber(value),
      /** "Sales, Support and Lab". */
      list: (names: readonly string[]) => intl.formatList(names, { type: 'conjunction' }),
      date: (moment: string | Date) => intl.formatDate(moment, { dateStyle: 'medium' }),
      dateTime: (moment: string | Date) => intl.formatDate(moment, { dateStyle: 'medium', timeStyle: 'short' }),
      /** A moment with its zone, for what must not be mistaken. */
      zoned: (moment: string) => intl.formatDate(moment, ZONED),
      /** From a moment to another, with their zone and without saying a day twice. */
      span: (from: string, to: string) => intl.formatDateTimeRange(from, to, ZONED),
      /** "3 days ago", "in 2 hours": as a person would say it. */
      ago: (moment: string | Date, now = Date.now()) => {
        const { value, unit } = distance(new Date(moment).getTime() - now);
        return intl.formatRelativeTime(value, unit, { numeric: 'auto' });
      },
    }),
    [intl],
  );
}

/** The sentence for a refusal (`refusal.<code>` with its facts; permissions by their name). */
export function sentenceOf(say: Say, refusal: Refusal): string {
  const facts = factsOf(refusal);
  if (refusal.code === 'not-permitted' || refusal.code === 'not-limitable')
    return say(`refusal.${refusal.code}`, { permission: say(`kit.permission.${refusal.permission}`) });
  if (refusal.code === 'mail-server-refused')
    return say('refusal.mail-server-refused', { reason: mailSentence(say, refusal) });
  return say(`refusal.${refusal.code}`, facts);
}

/** What is wrong with a mail or its server; what the server itself said is a quote, in whatever language it is. */
export function mailSentence(say: Say, { problem, quote }: MailProblem): string {
  const sentence = say(`mail-problem.${problem}`);
  return quote === null ? sentence : `${sentence} ${say('mail-problem.quote', { quote })}`;
}

/** The sentence for whatever a call threw: a refusal, or that the server could not be reached. */
export function useErrorSentence(): (error: unknown) => string {
  const say = useSay();
  return useCallback(
    (error) => (error instanceof RefusedError ? sentenceOf(say, error.refusal) : say('kit.unreachable')),
    [say],
  );
}
