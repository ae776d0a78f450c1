import { Menu as MantineMenu } from '@mantine/core';
import { Icon, type IconName } from './Icon.tsx';
import css from './Table.module.css';

/** One act of a menu. */
export type MenuEntry = {
  key: string;
  label: string;
  icon?: IconName;
  danger?: boolean;
  /** Why it can't be done: greyed with the reason below it, so that nobody has to guess. */
  refused?: string | undefined;
  onPick: () => void;
};

/** The acts as menu items, for the menus that hold them. */
export function MenuEntries({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map(({ key, label, icon, danger = false, refused, onPick }) => (
    <MantineMenu.Item
      key={key}
      leftSection={icon === undefined ? undefined : <Icon name={icon} size={16} />}
      {...(refused === undefined
        ? { onClick: onPick, ...(danger ? { c: 'var(--lk-bad)' } : {}) }
        : // Not `disabled`: the keys would pass it by, and with it the reason.
          { 'aria-disabled': true, closeMenuOnClick: false, className: css.refused ?? '' })}
    >
      {label}
      {refused === undefined ? null : <span className={css.reason}>{refused}</span>}
    </MantineMenu.Item>
  ));
}
