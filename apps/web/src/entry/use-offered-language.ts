import type { Language } from '@latchkey/domain/language';
import { useEffect, useRef } from 'react';
import { useLanguage } from '../kit/sentence.ts';

/** Speaks the language of what is offered, unless the reader has chosen one on this page. Gives what hears the choice. */
export function useOfferedLanguage(offered: Language | undefined): () => void {
  const { speak } = useLanguage();
  const hasChosen = useRef(false);
  useEffect(() => {
    if (offered !== undefined && !hasChosen.current) void speak(offered);
  }, [offered, speak]);
  return () => {
    hasChosen.current = true;
  };
}
