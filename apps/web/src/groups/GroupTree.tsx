import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import type { MenuEntry } from '../kit/MenuEntries.tsx';
import type { OpenMenu } from '../kit/RowMenu.tsx';
import { useSay } from '../kit/sentence.ts';
import { GroupLine } from './GroupLine.tsx';
import css from './Groups.module.css';
import { lineNamed, stepOf, type Line } from './tree.ts';

const RowMenu = lazy(async () => ({ default: (await import('../kit/RowMenu.tsx')).RowMenu }));

type TreeProps = {
  accountId: string;
  lines: readonly Line[];
  onToggle: (groupId: string) => void;
  /** The acts on one group, for who may do any. */
  menuOf: ((line: Line) => readonly MenuEntry[]) | undefined;
};

/** All groups as a tree with columns: one line is in the order of Tab at a time, arrows go through the lines, open and close them. */
export function GroupTree({ accountId, lines, onToggle, menuOf }: TreeProps) {
  const say = useSay();
  const place = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState<string>();
  const [menu, setMenu] = useState<OpenMenu<string>>();
  const at = Math.max(
    lines.findIndex(({ group }) => group.id === wanted),
    0,
  );
  const openMenu = useCallback((row: string, button: HTMLElement) => setMenu({ row, at: button }), []);
  const closeMenu = useCallback(() => setMenu(undefined), []);
  const toggle = useLatest(onToggle);
  const onKeyDown = useTreeKeys({ accountId, lines, at, place, onToggle });
  const onFocus = ({ target }: FocusEvent) => {
    const id = lineAround(target)?.dataset['line'];
    // The open menu is heard here as well, but is no line.
    if (id !== undefined) setWanted(id);
  };
  const opened = lines.find(({ group }) => group.id === menu?.row);
  return (
    <div
      ref={place}
      role="treegrid"
      tabIndex={-1}
      aria-label={say('groups.title')}
      className={css.tree}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      data-menu={menuOf !== undefined || undefined}
    >
      <div role="rowgroup" className={css.heads}>
        <div role="row" className={css.head}>
          <span role="columnheader">{say('groups.column.name')}</span>
          <span role="columnheader">{say('groups.column.members')}</span>
          <span role="columnheader" className={css.opens}>
            {say('groups.column.opens')}
          </span>
          <span role="columnheader" className={css.brings}>
            {say('groups.column.brings')}
          </span>
          {menuOf === undefined ? null : <span role="columnheader" aria-label={say('kit.table.acts')} />}
        </div>
      </div>
      <div role="rowgroup">
        {lines.map((line, index) => (
          <GroupLine
            key={line.group.id}
            {...line}
            accountId={accountId}
            isCurrent={index === at}
            isMenuOpen={menu?.row === line.group.id}
            onToggle={toggle}
            onMenu={menuOf === undefined ? undefined : openMenu}
          />
        ))}
      </div>
      {menu === undefined || opened === undefined || menuOf === undefined ? null : (
        <Suspense fallback={null}>
          <RowMenu open={menu} entries={menuOf(opened)} onClose={closeMenu} />
        </Suspense>
      )}
    </div>
  );
}

/** The latest of a function under one name, so that lines that stay as they are are not drawn again. */
function useLatest(act: (id: string) => void): (id: string) => void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  return useCallback((id) => latest.current(id), []);
}

function lineAround(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-line]') : null;
}

/** As long as somebody types one name. */
const PAUSE_MS = 600;

type Keys = Pick<TreeProps, 'accountId' | 'lines' | 'onToggle'> & {
  at: number;
  place: { current: HTMLElement | null };
};

/** What the keys do in the tree. */
function useTreeKeys({ accountId, lines, at, place, onToggle }: Keys) {
  const navigate = useNavigate();
  const typed = useRef({ text: '', until: 0 });
  const goTo = (index: number | undefined) => {
    const id = index === undefined ? undefined : lines[index]?.group.id;
    if (id !== undefined) place.current?.querySelector<HTMLElement>(`[data-line="${id}"]`)?.focus();
  };
  const nameTyped = (letter: string) => {
    const now = performance.now();
    const text = now < typed.current.until ? typed.current.text + letter : letter;
    typed.current = { text, until: now + PAUSE_MS };
    return text;
  };
  return (event: KeyboardEvent) => {
    const line = lineAround(event.target) === null ? undefined : lines[at];
    if (line === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const isOnLine = event.target === lineAround(event.target);
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const button = lineAround(event.target)?.querySelector<HTMLElement>('[aria-haspopup]');
      // After this key: an open menu closes by any that is pressed outside of it.
      setTimeout(() => button?.click());
    } else if (event.key === 'Enter' && isOnLine) {
      void navigate({ to: '/a/$accountId/groups/$groupId', params: { accountId, groupId: line.group.id } });
    } else if (isOnLine && event.key.length === 1 && /[\p{Letter}\p{Number}]/u.test(event.key)) {
      goTo(lineNamed(nameTyped(event.key), at, lines));
    } else {
      const step = stepOf(event.key, at, lines);
      if (step === undefined) return;
      if ('go' in step) goTo(step.go);
      else onToggle(line.group.id);
    }
    event.preventDefault();
  };
}
