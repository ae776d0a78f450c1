import { ActionIcon, Button as MantineButton } from '@mantine/core';
import type { MouseEvent, ReactNode, Ref } from 'react';
import { Icon, type IconName } from './Icon.tsx';

const looks = {
  primary: { variant: 'filled' },
  plain: { variant: 'default' },
  quiet: { variant: 'subtle', color: 'gray' },
  danger: { variant: 'filled', color: 'red' },
} as const;
export type Look = keyof typeof looks;

/** Mantine's props for a look of ours, for buttons that are links. */
export function lookOf(look: Look) {
  return looks[look];
}

type ButtonProps = {
  look?: Look;
  icon?: IconName;
  type?: 'button' | 'submit';
  wide?: boolean;
  small?: boolean;
  /** Shows progress and takes no second click. */
  busy?: boolean;
  disabled?: boolean;
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
};

/** A button. One `primary` a page; `danger` only for the last step of what can't be undone. */
export function Button({ look = 'plain', icon, wide = false, small = false, busy = false, ...rest }: ButtonProps) {
  return (
    <MantineButton
      {...looks[look]}
      type="button"
      {...rest}
      size={small ? 'xs' : 'sm'}
      fullWidth={wide}
      loading={busy}
      leftSection={icon === undefined ? undefined : <Icon name={icon} size={small ? 15 : 17} />}
    />
  );
}

type IconButtonProps = {
  icon: IconName;
  label: string;
  onClick?: () => void;
  ref?: Ref<HTMLButtonElement>;
  pressed?: boolean;
};

/** A button of one icon; the label is what it is called. */
export function IconButton({ icon, label, onClick, ref, pressed, ...rest }: IconButtonProps) {
  return (
    <ActionIcon
      ref={ref}
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      {...(onClick === undefined ? {} : { onClick })}
      {...rest}
    >
      <Icon name={icon} />
    </ActionIcon>
  );
}
