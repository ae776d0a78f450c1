import { ActionIcon, Button as MantineButton, Loader } from '@mantine/core';
import type { MouseEvent, ReactNode, Ref } from 'react';
import css from './Button.module.css';
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
  /** Why it can't be done: greyed, takes no click, but can be reached, so that the reason is read. */
  refused?: string | undefined;
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
};

/** How our buttons differ from Mantine's: a long label wraps instead of being cut off. */
export const buttonClasses = { root: css.root ?? '', label: css.text ?? '' };

/** A button. One `primary` a page; `danger` only for the last step of what can't be undone. */
export function Button({ look = 'plain', icon, wide = false, small = false, busy = false, ...rest }: ButtonProps) {
  const { children, onClick, refused, ...others } = rest;
  const isIdle = busy || refused !== undefined;
  return (
    <MantineButton
      {...looks[look]}
      type="button"
      {...others}
      // Not disabled while it works: that would throw the focus away.
      {...(isIdle ? { 'aria-disabled': true } : {})}
      {...(refused === undefined ? {} : { title: refused, 'aria-description': refused, 'data-refused': true })}
      onClick={isIdle ? undefined : onClick}
      classNames={buttonClasses}
      size={small ? 'xs' : 'sm'}
      fullWidth={wide}
      leftSection={icon === undefined ? undefined : <Icon name={icon} size={small ? 15 : 17} />}
    >
      <span className={css.label} data-busy={busy || undefined}>
        {children}
      </span>
      {busy ? (
        <span className={css.loader}>
          <Loader size={18} color="currentColor" />
        </span>
      ) : null}
    </MantineButton>
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
