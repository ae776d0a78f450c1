import type { Permission } from '@latchkey/domain/role';
import type { MessageId } from '@latchkey/messages/catalogue';
import type { LinkProps } from '@tanstack/react-router';
import type { IconName } from './Icon.tsx';

/** A page of a left menu (N1); the search of everything offers it as well. */
export type MenuPage = {
  to: NonNullable<LinkProps['to']>;
  label: MessageId;
  icon: IconName;
  /** Shown only to who may use it; the server decides anyway. */
  needs?: Permission;
  /** Marked as the present one only at its very address, not on the pages below it. */
  exact?: true;
  /** Belongs to the page above it. */
  below?: true;
};

/** The pages of an account. */
const accountPages: readonly MenuPage[] = [
  { to: '/a/$accountId', label: 'kit.nav.home', icon: 'home', exact: true },
  { to: '/a/$accountId/users', label: 'kit.nav.users', icon: 'users', needs: 'users.view', exact: true },
  { to: '/a/$accountId/users/invite', label: 'kit.nav.invite', icon: 'invite', needs: 'users.manage', below: true },
  { to: '/a/$accountId/activity', label: 'kit.nav.activity', icon: 'clock', needs: 'audit.view' },
  { to: '/a/$accountId/settings', label: 'kit.nav.settings', icon: 'gear', needs: 'account.manage' },
  { to: '/a/$accountId/tokens', label: 'kit.nav.tokens', icon: 'key', needs: 'tokens.manage', below: true },
];

/** The pages of a person. */
export const personPages: readonly MenuPage[] = [
  { to: '/', label: 'kit.nav.home', icon: 'home' },
  { to: '/me', label: 'kit.menu.me', icon: 'person', exact: true },
  { to: '/me/security', label: 'kit.nav.security', icon: 'key' },
  { to: '/me/data', label: 'kit.nav.data', icon: 'outbox' },
];

/** The pages of the operator. */
export const operatorPages: readonly MenuPage[] = [
  { to: '/', label: 'kit.nav.home', icon: 'home' },
  { to: '/operator', label: 'kit.nav.mail', icon: 'mail', exact: true },
  { to: '/operator/outbox', label: 'kit.nav.outbox', icon: 'outbox' },
  { to: '/operator/notices', label: 'kit.nav.notices', icon: 'notice' },
];

/** The pages of an account that somebody with these permissions may use. */
export function accountPagesFor(permissions: readonly Permission[]): MenuPage[] {
  return accountPages.filter(({ needs }) => needs === undefined || permissions.includes(needs));
}
