import { Button as MantineButton } from '@mantine/core';
import { createLink, type LinkComponent } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ComponentProps, ReactNode, Ref } from 'react';
import { buttonClasses, lookOf, type Look } from './Button.tsx';
import { Icon, type IconName } from './Icon.tsx';
import css from './Link.module.css';

type AnchorProps = AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> };

function Anchor({ className, children, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={className ?? css.link}>
      {children}
    </a>
  );
}

type ButtonAnchorProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'color'> & {
  look?: Look;
  icon?: IconName;
  wide?: boolean;
  small?: boolean;
  children?: ReactNode;
  ref?: Ref<HTMLAnchorElement>;
};

function ButtonAnchor({ look = 'plain', icon, wide = false, small = false, ...rest }: ButtonAnchorProps) {
  return (
    <MantineButton
      component="a"
      {...lookOf(look)}
      {...rest}
      classNames={buttonClasses}
      size={small ? 'xs' : 'sm'}
      fullWidth={wide}
      leftSection={icon === undefined ? undefined : <Icon name={icon} size={small ? 15 : 17} />}
    />
  );
}

const AnchorLink = createLink(Anchor);
const unmarked = {};

/** A typed link within the application; with `className` it looks as that says. */
export const Link = ((props: ComponentProps<typeof AnchorLink>) => (
  // The router would give a link to where one is a class of its own in place of ours; aria-current says it here.
  <AnchorLink activeProps={unmarked} {...props} />
)) as LinkComponent<typeof Anchor>;

/** A link to what is not a page of the application. */
export function OuterLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className={css.link}>
      {children}
    </a>
  );
}

/** A typed link that looks like a button. */
export const ButtonLink: LinkComponent<typeof ButtonAnchor> = createLink(ButtonAnchor);
