import type { Help } from '@latchkey/messages/help';
import { useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { SearchField } from '../kit/SearchField.tsx';
import { Hidden } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { EmptyState } from '../kit/States.tsx';
import css from './Help.module.css';
import { HelpLink } from './HelpLink.tsx';
import { focusAfter, indexOf, searchHelp, type Hit, type Piece } from './search.ts';

type HelpSearchProps = { help: Help; query: string; onChange: (query: string) => void; children: ReactNode };

/** The search through the help: results while somebody types, arrows lead through them; below stands what is there without a search. */
export function HelpSearch({ help, query, onChange, children }: HelpSearchProps) {
  const say = useSay();
  const place = useRef<HTMLDivElement>(null);
  const index = useMemo(() => indexOf(help), [help]);
  const hits = useMemo(() => searchHelp(index, query), [index, query]);
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      // What was typed a moment ago may not have been searched for yet.
      if (event.target.value.trim() === query) linksIn(place.current)[0]?.click();
      return;
    }
    const focused = focusAfter(
      event.key,
      linksIn(place.current).indexOf(document.activeElement as HTMLElement),
      hits.length,
    );
    if (focused === undefined) return;
    event.preventDefault();
    const field = place.current?.querySelector('input');
    (focused < 0 ? field : linksIn(place.current)[focused])?.focus();
  };
  return (
    // Keys that are typed in the field or on a result come up to here.
    <div ref={place} role="presentation" className={css.searched} onKeyDown={move}>
      <div className={css.field}>
        <SearchField label={say('help.search')} value={query} onChange={onChange} />
      </div>
      <p className={css.count} role="status">
        {query === '' ? <Hidden>{say('help.keys')}</Hidden> : say('help.count', { count: hits.length })}
      </p>
      {query === '' ? null : <Results hits={hits} />}
      {query !== '' && hits.length === 0 ? (
        <EmptyState icon="search" title={say('help.none.title', { query })}>
          <p>{say('help.none.text')}</p>
        </EmptyState>
      ) : null}
      {query === '' || hits.length === 0 ? children : null}
    </div>
  );
}

const RESULT = 'data-result';

function linksIn(place: HTMLElement | null): HTMLElement[] {
  return [...(place?.querySelectorAll<HTMLElement>(`[${RESULT}] a`) ?? [])];
}

function Results({ hits }: { hits: readonly Hit[] }) {
  return (
    <ol className={css.results}>
      {hits.map(({ slug, question, above, name, text }) => (
        <li key={`${slug}#${question ?? ''}`} {...{ [RESULT]: '' }}>
          <HelpLink slug={slug} question={question} className={css.result}>
            {above === undefined ? null : <span className={css.resultAbove}>{above}</span>}
            <span className={css.resultName}>
              <Found pieces={name} />
            </span>
            <span className={css.resultText}>
              <Found pieces={text} />
            </span>
          </HelpLink>
        </li>
      ))}
    </ol>
  );
}

function Found({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map(({ text, isHit }, at) => {
    const key = `${at} ${text}`;
    return isHit ? <mark key={key}>{text}</mark> : text;
  });
}
