import { permissions as all, type Permission } from '@latchkey/domain/role';
import type { ReactNode } from 'react';
import { Icon } from '../kit/Icon.tsx';
import { PermissionTerms } from '../kit/PermissionTerms.tsx';
import { Link } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { goneIn, limitsOf, type LimitedRole } from '../kit/role-limits.ts';
import css from './Roles.module.css';
import { useExtent } from '../kit/role-extent.ts';

type LineProps = Partial<LimitedRole> & {
  name: string;
  permissions: readonly Permission[];
  members: number;
  isLocked?: boolean;
  /** The filter of the users list that shows who has it; none where no filter shows exactly those. */
  filter?: Readonly<Record<string, string>> | undefined;
  /** What can be done with it. */
  children?: ReactNode;
};

/** A role with how many have it, for whom it counts and what it holds: in a line, and opened with what each permission lets somebody do. */
export function RoleLine({ name, permissions, members, isLocked = false, filter, children, ...limited }: LineProps) {
  const say = useSay();
  const limits = limitsOf({ user_groups: null, computer_groups: null, ...limited });
  const { ofRole, ofPermission } = useExtent(limits);
  const accountId = useAccountId() ?? '';
  const users = say('roles.users', { count: members });
  const isLink = filter !== undefined && members > 0;
  const holds =
    permissions.length === 0
      ? say('roles.holds.none')
      : permissions.length === all.length
        ? say('roles.holds.all')
        : permissions.map((one) => say(`kit.permission.${one}`)).join(' · ');
  return (
    <div className={css.line}>
      <details className={css.role}>
        <summary className={css.head}>
          <span className={css.mark}>
            <Icon name="right" size={16} />
          </span>
          <span className={css.name}>
            {name}
            {isLocked ? <Icon name="lock" size={14} /> : null}
          </span>
          {/* Where it leads to them only its place is kept: nothing that can be pressed stands inside of what opens the line. */}
          <span className={css.users} data-beside={isLink || undefined}>
            {users}
          </span>
          {ofRole === undefined ? null : (
            <span className={css.extent} data-gone={goneIn(limits).length > 0 || undefined}>
              {ofRole}
            </span>
          )}
          <span className={css.holds}>{holds}</span>
        </summary>
        <div className={css.body}>
          {permissions.length === 0 ? (
            <p className={css.dim}>{holds}</p>
          ) : (
            <PermissionTerms permissions={permissions} countsFor={ofPermission} known={ofRole} />
          )}
          {children}
        </div>
      </details>
      {isLink ? (
        <span className={css.to}>
          <Link to="/a/$accountId/users" params={{ accountId }} search={filter} aria-label={`${users}: ${name}`}>
            {users}
          </Link>
        </span>
      ) : null}
    </div>
  );
}
