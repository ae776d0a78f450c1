import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import { Menu } from '@mantine/core';
import { useEffect, useEffectEvent, type ReactElement } from 'react';
import type { FilterMenuProps } from './FilterMenu.tsx';
import css from './FilterMenu.module.css';
import { useSay } from './sentence.ts';

type DropdownProps = Pick<FilterMenuProps<string>, 'choices' | 'chosen'> & {
  opened: boolean;
  /** Called once, when the menu stands around its button. */
  onReady: () => void;
  onToggle: (opened: boolean) => void;
  onChange: (chosen: string[]) => void;
  children: ReactElement;
};

/** The open menu of a filter; loaded when somebody reaches for it. It stays open while several are ticked. */
export function FilterDropdown({ choices, chosen, opened, onReady, onToggle, onChange, children }: DropdownProps) {
  const say = useSay();
  const ready = useEffectEvent(onReady);
  useEffect(() => ready(), []);
  return (
    <Menu
      withInitialFocusPlaceholder={false}
      position="bottom-start"
      shadow="md"
      transitionProps={{ duration: 80 }}
      opened={opened}
      onChange={onToggle}
    >
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown className={css.menu ?? ''}>
        <Menu.CheckboxGroup value={[...chosen]} onChange={onChange}>
          {choices.map(({ value, label }) => (
            <Menu.CheckboxItem key={value} value={value}>
              {label}
            </Menu.CheckboxItem>
          ))}
        </Menu.CheckboxGroup>
        {chosen.length > 0 ? (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => onChange([])}>{say('kit.filter.clear')}</Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
