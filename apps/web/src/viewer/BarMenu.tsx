import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { IconButton } from '../kit/Button.tsx';
import type { IconName } from '../kit/Icon.tsx';
import css from './Viewer.module.css';

/** A menu of the bar behind one icon. */
export function BarMenu({ icon, label, children }: { icon: IconName; label: string; children: ReactNode }) {
  return (
    <Menu
      position="bottom-end"
      shadow="md"
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 80 }}
      zIndex={400}
    >
      <Menu.Target>
        <IconButton icon={icon} label={label} />
      </Menu.Target>
      <Menu.Dropdown mah="75dvh" className={css.menu ?? ''}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}

type ChoiceProps<T extends string> = {
  label: string;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
};

/** One of a few, within a menu. */
export function MenuChoice<T extends string>({ label, value, choices, onChange }: ChoiceProps<T>) {
  return (
    <>
      <Menu.Label>{label}</Menu.Label>
      <Menu.RadioGroup
        aria-label={label}
        value={value}
        onChange={(chosen) => {
          const found = choices.find((choice) => choice.value === chosen);
          if (found) onChange(found.value);
        }}
      >
        {choices.map((choice) => (
          <Menu.RadioItem key={choice.value} value={choice.value}>
            {choice.label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
