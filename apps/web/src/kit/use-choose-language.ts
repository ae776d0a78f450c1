import { edit } from '@latchkey/contract/person';
import type { Language } from '@latchkey/domain/language';
import { useCallback } from 'react';
import { call } from './call.ts';
import { useErrorSentence, useLanguage } from './sentence.ts';
import { toastFailed } from './toast.ts';

/** Changes the language of who is signed in: at once on the screen, and for all their profiles (P1). */
export function useChooseLanguage(): (language: Language) => void {
  const { speak } = useLanguage();
  const sentence = useErrorSentence();
  return useCallback(
    (language) => {
      void speak(language);
      call(edit, { body: { language } }).catch((error: unknown) => toastFailed(sentence(error)));
    },
    [speak, sentence],
  );
}
