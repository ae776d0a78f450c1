import { lazy, Suspense, useState } from 'react';
import { Icon } from './Icon.tsx';
import css from './PaletteButton.module.css';
import { withSentences } from './screen.ts';
import { useSay } from './sentence.ts';
import { useShortcut } from './shortcut.ts';

const load = withSentences(() => import('./CommandPalette.tsx'), ['palette']);
const CommandPalette = lazy(async () => ({ default: (await load()).CommandPalette }));

const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

/** Opens the search of everything, by a button or by Ctrl-K; it is loaded when somebody reaches for it. */
export function PaletteButton() {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  useShortcut('mod+k', () => setOpen(true));
  return (
    <>
      <button
        type="button"
        className={css.button}
        aria-haspopup="dialog"
        aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(true)}
      >
        <Icon name="search" size={17} />
        <span className={css.label}>{say('kit.palette.open')}</span>
        <kbd className={css.keys} aria-hidden="true">
          {isApple ? '⌘ K' : say('kit.palette.keys')}
        </kbd>
      </button>
      {isOpen ? (
        <Suspense fallback={null}>
          <CommandPalette onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
