import type { Language } from '@latchkey/domain/language';
import { catalogueOf, type Catalogue } from '@latchkey/messages/catalogue';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { IntlProvider } from 'react-intl';
import { SpeechContext } from './sentence.ts';
import { remember } from './storage.ts';

type SpeakingProps = { start: { language: Language; catalogue: Catalogue }; children: ReactNode };

/** Speaks the first language to everything below; another is loaded when somebody chooses it. */
export function Speaking({ start, children }: SpeakingProps) {
  const [spoken, setSpoken] = useState(start);
  const wanted = useRef(start.language);
  const speak = useCallback(async (language: Language) => {
    wanted.current = language;
    remember('latchkey.language', language);
    const catalogue = await catalogueOf(language);
    // Of two quick choices the last one counts, whichever catalogue arrives first.
    if (wanted.current === language) setSpoken({ language, catalogue });
  }, []);
  const speech = useMemo(() => ({ language: spoken.language, speak }), [spoken.language, speak]);
  useEffect(() => {
    document.documentElement.lang = spoken.language;
  }, [spoken.language]);
  return (
    <SpeechContext value={speech}>
      <IntlProvider locale={spoken.language} messages={spoken.catalogue} onError={ignore}>
        {children}
      </IntlProvider>
    </SpeechContext>
  );
}

// Missing sentences are found by a test over the catalogues, not by somebody's console.
function ignore() {}
