import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent } from 'react';
import { Icon } from './Icon.tsx';
import css from './SearchField.module.css';
import { useSay } from './sentence.ts';
import { useShortcut } from './shortcut.ts';

/** How long somebody types without the list being asked again. */
const PAUSE_MS = 250;

type SearchFieldProps = {
  /** What is searched, like "Search users"; "Search" where that is clear. */
  label?: string;
  /** What is searched for now; another value from outside takes the place of what was typed. */
  value: string;
  /** Called when nothing was typed for a moment, at once when the field is cleared or left with Enter. */
  onChange: (value: string) => void;
};

/** The search of a list: `/` leads to it, Escape and its button clear it, and it waits until somebody has typed. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const say = useSay();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState({ text: value, of: value });
  if (typed.of !== value) setTyped({ text: typed.text.trim() === value ? typed.text : value, of: value });
  const name = label ?? say('kit.search');
  const wanted = typed.text.trim();
  const tell = useEffectEvent(() => onChange(wanted));
  useEffect(() => {
    if (wanted === value) return undefined;
    const timer = setTimeout(tell, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, value]);
  useShortcut('/', () => field.current?.select());
  const clear = () => {
    setTyped({ text: '', of: value });
    onChange('');
    field.current?.focus();
  };
  const onKey = ({ key }: KeyboardEvent) => {
    if (key === 'Escape' && typed.text !== '') clear();
    if (key === 'Enter' && wanted !== value) onChange(wanted);
  };
  return (
    <div className={css.search} role="search">
      <span className={css.icon}>
        <Icon name="search" size={17} />
      </span>
      <input
        ref={field}
        type="search"
        className={css.field}
        aria-label={name}
        aria-keyshortcuts="/"
        placeholder={name}
        value={typed.text}
        maxLength={100}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="search"
        onChange={(event) => setTyped({ text: event.currentTarget.value, of: value })}
        onKeyDown={onKey}
      />
      {typed.text === '' ? (
        <kbd className={css.hint} aria-hidden="true">
          /
        </kbd>
      ) : (
        <button type="button" className={css.clear} aria-label={say('kit.search.clear')} onClick={clear}>
          <Icon name="close" size={16} />
        </button>
      )}
    </div>
  );
}
