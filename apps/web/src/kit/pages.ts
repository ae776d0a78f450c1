import type { Permission } from '@latchkey/domain/role';
import type { MessageId } from '@latchkey/messages/catalogue';
import type { LinkProps } from '@tanstack/react-router';
import type { IconName } from './Icon.tsx';
import { howFar, type Mine } from './may.ts';

/** A page of a left menu (N1); the search of everything offers it as well. */
export type MenuPage = {
  to: NonNullable<LinkProps['to']>;
  label: MessageId;
  icon: IconName;
  /** Shown only to who may use it; the server decides anyway. */
  needs?: Permission;
  /** Shown only to who may do one of these besides. */
  needsOne?: readonly Permission[];
  /** Says beside it how much waits there. */
  counted?: true;
  /** Open to who may do that in chosen groups only, too (G5). */
  inside?: true;
  /** Marked as the present one only at its very address, not on the pages below it that have no entry of their own. */
  exact?: true;
  /** Belongs to the page above it. */
  below?: true;
};

/** The pages of an account. */
const accountPages: readonly MenuPage[] = [
  { to: '/a/$accountId', label: 'kit.nav.home', icon: 'home', exact: true },
  { to: '/a/$accountId/computers', label: 'kit.nav.computers', icon: 'computer' },
  { to: '/a/$accountId/sessions', label: 'kit.nav.sessions', icon: 'connect' },
  { to: '/a/$accountId/users', label: 'kit.nav.users', icon: 'users', needs: 'users.view', inside: true },
  {
    to: '/a/$accountId/users/invite',
    label: 'kit.nav.invite',
    icon: 'invite',
    needs: 'users.manage',
    inside: true,
    below: true,
  },
  { to: '/a/$accountId/groups', label: 'kit.nav.groups', icon: 'tree', needs: 'users.view', inside: true, below: true },
  { to: '/a/$accountId/roles', label: 'kit.nav.roles', icon: 'role', needs: 'users.view', below: true },
  {
    to: '/a/$accountId/requests',
    label: 'kit.nav.requests',
    icon: 'mail',
    needs: 'users.view',
    needsOne: ['access.grant', 'users.manage', 'computers.unlock'],
    below: true,
    counted: true,
  },
  { to: '/a/$accountId/activity', label: 'kit.nav.activity', icon: 'clock', needs: 'audit.view' },
  { to: '/a/$accountId/settings', label: 'kit.nav.settings', icon: 'gear', needs: 'account.manage' },
  { to: '/a/$accountId/tokens', label: 'kit.nav.tokens', icon: 'key', needs: 'tokens.manage', below: true },
];

/** The pages of a person. */
export const personPages: readonly MenuPage[] = [
  { to: '/', label: 'kit.nav.home', icon: 'home', exact: true },
  { to: '/me', label: 'kit.menu.me', icon: 'person' },
  { to: '/me/security', label: 'kit.nav.security', icon: 'key' },
  { to: '/me/data', label: 'kit.nav.data', icon: 'outbox' },
];

/** The pages of the operator. */
export const operatorPages: readonly MenuPage[] = [
  { to: '/', label: 'kit.nav.home', icon: 'home', exact: true },
  { to: '/operator', label: 'kit.nav.mail', icon: 'mail' },
  { to: '/operator/outbox', label: 'kit.nav.outbox', icon: 'outbox' },
  { to: '/operator/notices', label: 'kit.nav.notices', icon: 'notice' },
];

/** The pages of an account that somebody may use. */
export function accountPagesFor(mine: Mine): MenuPage[] {
  return accountPages.filter(({ needs, needsOne = [], inside = false }) => {
    const may = (permission: Permission) => {
      const far = howFar(mine, permission);
      return far === 'wholly' || (far === 'inside' && inside);
    };
    return (needs === undefined || may(needs)) && (needsOne.length === 0 || needsOne.some(may));
  });
}

/** The entry for an address: of those it lies at or below the nearest one. */
export function presentPage(pages: readonly MenuPage[], path: string): MenuPage | undefined {
  const here = partsOf(path);
  const isFor = ({ to, exact }: MenuPage) => {
    const parts = partsOf(to);
    if (exact && parts.length !== here.length) return false;
    return parts.every((part, at) => part === here[at] || (part.startsWith('$') && here[at] !== undefined));
  };
  return pages.filter(isFor).toSorted((one, other) => partsOf(other.to).length - partsOf(one.to).length)[0];
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
