import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import css from './Tabs.module.css';

export type Tab = { key: string; label: string; panel: ReactNode };

/** Some views of one thing, one in sight at a time; arrow keys, Home and End go through them. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly [Tab, ...Tab[]] }) {
  const id = useId();
  const [chosen, setChosen] = useState(tabs[0].key);
  const shown = tabs.find(({ key }) => key === chosen) ?? tabs[0];
  return (
    <div>
      <div className={css.list} role="tablist" aria-label={label}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}${tab.key}`}
            className={css.tab}
            aria-selected={tab === shown}
            aria-controls={`${id}panel`}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => setChosen(tab.key)}
            onKeyDown={onTabKey}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div id={`${id}panel`} role="tabpanel" className={css.panel} aria-labelledby={`${id}${shown.key}`}>
        {shown.panel}
      </div>
    </div>
  );
}

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function onTabKey(event: KeyboardEvent<HTMLElement>) {
  const step = steps[event.key];
  const list = event.currentTarget.parentElement;
  const tabs = [...(list?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])];
  const at = tabs.indexOf(event.currentTarget);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  const next = tabs[step(at, tabs.length)];
  next?.focus();
  next?.click();
}
