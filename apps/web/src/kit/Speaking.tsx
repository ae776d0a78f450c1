import type { Language } from '@latchkey/domain/language';
import type { Sentences } from '@latchkey/messages/areas';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { IntlProvider } from 'react-intl';
import { book } from './screen.ts';
import { SpeechContext } from './sentence.ts';
import { remember } from './storage.ts';

type SpeakingProps = { start: { language: Language; sentences: Sentences }; children: ReactNode };

/** Speaks the first language to everything below; another is loaded when somebody chooses it. */
export function Speaking({ start, children }: SpeakingProps) {
  const [spoken, setSpoken] = useState(start);
  const wanted = useRef(start.language);
  const speak = useCallback(async (language: Language) => {
    wanted.current = language;
    remember('latchkey.language', language);
    const sentences = await book.open(language);
    // Of two quick choices the last one counts, whichever arrives first.
    if (wanted.current !== language) return;
    book.settle(language);
    setSpoken((before) => (before.language === language ? before : { language, sentences }));
  }, []);
  const [zone, setZone] = useState<string | null>(null);
  const speech = useMemo(() => ({ language: spoken.language, speak, liveIn: setZone }), [spoken.language, speak]);
  useEffect(() => {
    document.documentElement.lang = spoken.language;
  }, [spoken.language]);
  return (
    <SpeechContext value={speech}>
      <IntlProvider
        locale={spoken.language}
        messages={spoken.sentences}
        onError={ignore}
        {...(zone === null ? {} : { timeZone: zone })}
      >
        {children}
      </IntlProvider>
    </SpeechContext>
  );
}

// Missing sentences are found by a test over the catalogues, not by somebody's console.
function ignore() {}
