import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import { Menu as MantineMenu } from '@mantine/core';
import type { ReactElement } from 'react';
import { Icon, type IconName } from './Icon.tsx';

/** One act of a menu. */
export type MenuEntry = { key: string; label: string; icon?: IconName; danger?: boolean; onPick: () => void };

/** A button that opens a menu of acts. The target is a Button or IconButton. */
export function Menu({ target, entries }: { target: ReactElement; entries: readonly MenuEntry[] }) {
  return (
    <MantineMenu
      withInitialFocusPlaceholder={false}
      position="bottom-end"
      withinPortal
      shadow="md"
      transitionProps={{ duration: 80 }}
    >
      <MantineMenu.Target>{target}</MantineMenu.Target>
      <MantineMenu.Dropdown>
        <MenuEntries entries={entries} />
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}

/** The acts as menu items, for menus that are built elsewhere. */
export function MenuEntries({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map(({ key, label, icon, danger = false, onPick }) => (
    <MantineMenu.Item
      key={key}
      onClick={onPick}
      leftSection={icon === undefined ? undefined : <Icon name={icon} size={16} />}
      {...(danger ? { c: 'var(--lk-bad)' } : {})}
    >
      {label}
    </MantineMenu.Item>
  ));
}
