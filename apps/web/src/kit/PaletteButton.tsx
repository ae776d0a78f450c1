import { useEffect, useState } from 'react';
import { Icon } from './Icon.tsx';
import { LazyPalette, loadPalette } from './LazyPalette.tsx';
import css from './PaletteButton.module.css';
import { useSay } from './sentence.ts';
import { useShortcut } from './shortcut.ts';

const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

/** Opens the search of everything, by a button or by Ctrl-K; it is loaded when somebody reaches for it. */
export function PaletteButton() {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  useShortcut('mod+k', () => setOpen(true));
  useEffect(loadWithModifier, []);
  return (
    <>
      <button
        type="button"
        className={css.button}
        aria-haspopup="dialog"
        aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
        onPointerEnter={() => void loadPalette()}
        onFocus={() => void loadPalette()}
        onClick={() => setOpen(true)}
      >
        <Icon name="search" size={17} />
        <span className={css.label}>{say('kit.palette.open')}</span>
        <kbd className={css.keys} aria-hidden="true">
          {isApple ? '⌘ K' : say('kit.palette.keys')}
        </kbd>
      </button>
      {isOpen ? <LazyPalette onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Begins to load when Ctrl or ⌘ goes down, which is a moment before the K. */
function loadWithModifier(): () => void {
  const listen = ({ key }: KeyboardEvent) => {
    if (key !== 'Control' && key !== 'Meta') return;
    document.removeEventListener('keydown', listen);
    void loadPalette();
  };
  document.addEventListener('keydown', listen);
  return () => document.removeEventListener('keydown', listen);
}
