import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Menu.layer.css';
import { Menu } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import { IconButton } from '../kit/Button.tsx';
import type { IconName } from '../kit/Icon.tsx';
import css from './Viewer.module.css';

type BarMenuProps = {
  icon: IconName;
  label: string;
  /** What is chosen here leads on from the bar; otherwise back to the desktop, so that whoever types goes on there. */
  staysInBar?: boolean;
  children: ReactNode;
};

/** A menu of the bar behind one icon. */
export function BarMenu({ icon, label, staysInBar = false, children }: BarMenuProps) {
  const chosen = (event: MouseEvent) => {
    if (staysInBar || !(event.target instanceof Element) || !event.target.closest('[role^="menuitem"]')) return;
    document.querySelector<HTMLElement>('[data-desktop] canvas')?.focus({ preventScroll: true });
  };
  return (
    <Menu
      returnFocus={staysInBar}
      position="bottom-end"
      shadow="md"
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 80 }}
      zIndex={400}
    >
      <Menu.Target>
        <IconButton icon={icon} label={label} />
      </Menu.Target>
      <Menu.Dropdown mah="75dvh" className={css.menu ?? ''} onClick={chosen}>
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
          <Menu.RadioItem key={choice.value} value={choice.value} closeMenuOnClick>
            {choice.label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
