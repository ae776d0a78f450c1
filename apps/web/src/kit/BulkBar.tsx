import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { Button, IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';
import type { MenuEntry } from './MenuEntries.tsx';
import { useSay } from './sentence.ts';
import { useShortcut } from './shortcut.ts';
import css from './Table.module.css';
import type { Selection } from './use-selection.ts';

const RowMenu = lazy(async () => ({ default: (await import('./RowMenu.tsx')).RowMenu }));

type BarProps = {
  selection: Selection;
  /** What is chosen, where that is more than the rows on the screen. */
  said?: string | undefined;
  /** A way to choose more, which always has its place. */
  more?: ReactNode;
  /** What may be done, the most wanted first. */
  acts: readonly MenuEntry[];
};

/** What may be done with the chosen rows, above the table while any are chosen. It is one line: what has no room there is in a menu. */
export function BulkBar({ selection, said, more, acts }: BarProps) {
  const say = useSay();
  useShortcut('Escape', selection.clear);
  return (
    <div className={css.bulk}>
      <strong role="status" className={css.chosen}>
        {said ?? say('kit.table.selected', { count: selection.ids.size })}
      </strong>
      {more}
      {/* Other acts are another line, whose room is measured anew. */}
      <Acts key={acts.map(({ key }) => key).join()} acts={acts} />
      <span className={css.unchoose}>
        <IconButton icon="close" label={say('kit.table.clear')} onClick={selection.clear} />
      </span>
    </div>
  );
}

function Acts({ acts }: Pick<BarProps, 'acts'>) {
  const line = useRef<HTMLDivElement>(null);
  const fitting = useFitting(line, acts.length);
  return (
    <>
      <div ref={line} className={css.acts}>
        {acts.map(({ key, label, refused, onPick }, index) => (
          // Out of sight it is clipped, and out of reach as well.
          <span key={key} inert={index >= fitting}>
            <Button small refused={refused} onClick={onPick}>
              {label}
            </Button>
          </span>
        ))}
      </div>
      {fitting < acts.length ? <MoreActs acts={acts.slice(fitting)} areAll={fitting === 0} /> : null}
    </>
  );
}

/** How many acts stand on the first line; those that were wrapped to the lines below, which nobody sees, have no room. */
function useFitting(line: { current: HTMLDivElement | null }, count: number): number {
  const [fitting, setFitting] = useState(count);
  useEffect(() => {
    const place = line.current;
    if (place === null) return undefined;
    const acts = [...place.children].filter((act) => act instanceof HTMLElement);
    const watch = new ResizeObserver(() => {
      const fit = acts.filter((act) => act.offsetTop === acts[0]?.offsetTop && act.offsetWidth <= place.clientWidth);
      setFitting(fit.length);
    });
    // The acts as well: in another language they need other room.
    for (const one of [place, ...acts]) watch.observe(one);
    return () => watch.disconnect();
  }, [line]);
  return fitting;
}

/** The menu of what has no room. It takes some room itself, so what did not fit without it does not fit with it either. */
function MoreActs({ acts, areAll }: Pick<BarProps, 'acts'> & { areAll: boolean }) {
  const say = useSay();
  const [at, setAt] = useState<HTMLElement>();
  return (
    <span className={css.moreActs}>
      <button
        type="button"
        className={css.moreButton}
        aria-haspopup="menu"
        aria-expanded={at !== undefined}
        onClick={(event) => setAt(event.currentTarget)}
      >
        {say(areAll ? 'kit.table.acts' : 'kit.table.more-acts')}
        <Icon name="down" size={14} />
      </button>
      {at === undefined ? null : (
        <Suspense fallback={null}>
          <RowMenu open={{ row: undefined, at }} entries={acts} onClose={() => setAt(undefined)} />
        </Suspense>
      )}
    </span>
  );
}
