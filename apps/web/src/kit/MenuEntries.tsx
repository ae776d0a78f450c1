import { Menu as MantineMenu } from '@mantine/core';
import { Icon, type IconName } from './Icon.tsx';

/** One act of a menu. */
export type MenuEntry = { key: string; label: string; icon?: IconName; danger?: boolean; onPick: () => void };

/** The acts as menu items, for the menus that hold them. */
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
