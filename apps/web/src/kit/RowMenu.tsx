import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import { Menu as MantineMenu } from '@mantine/core';
import { useEffect } from 'react';
import { MenuEntries, type MenuEntry } from './MenuEntries.tsx';
import css from './Table.module.css';

/** The row whose menu is open, and the button that opened it. */
export type OpenMenu<Row> = { row: Row; at: HTMLElement };

type RowMenuProps<Row> = { open: OpenMenu<Row>; entries: readonly MenuEntry[]; onClose: () => void };

/** The one menu that all rows of a table share: it stands at the button that opened it and gives the focus back. */
export function RowMenu<Row>({ open, entries, onClose }: RowMenuProps<Row>) {
  const place = open.at.getBoundingClientRect();
  useEffect(() => {
    window.addEventListener('scroll', onClose, { passive: true, once: true });
    return () => window.removeEventListener('scroll', onClose);
  }, [onClose]);
  return (
    <MantineMenu
      opened
      withInitialFocusPlaceholder={false}
      onClose={() => {
        onClose();
        open.at.focus({ preventScroll: true });
      }}
      position="bottom-end"
      shadow="md"
      transitionProps={{ duration: 0 }}
      returnFocus={false}
    >
      <MantineMenu.Target>
        <button
          type="button"
          className={css.menuPlace}
          aria-label={open.at.getAttribute('aria-label') ?? undefined}
          aria-hidden="true"
          tabIndex={-1}
          style={{ left: place.left, top: place.top, width: place.width, height: place.height }}
        />
      </MantineMenu.Target>
      <MantineMenu.Dropdown>
        <MenuEntries entries={entries} />
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}
