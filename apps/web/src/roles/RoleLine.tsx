import { permissions as all, type Permission } from '@latchkey/domain/role';
import type { ReactNode } from 'react';
import { Icon } from '../kit/Icon.tsx';
import { PermissionTerms } from '../kit/PermissionTerms.tsx';
import { useSay } from '../kit/sentence.ts';
import { goneIn, limitsOf, type LimitedRole } from '../kit/role-limits.ts';
import css from './Roles.module.css';
import { useExtent } from '../kit/role-extent.ts';

type LineProps = Partial<LimitedRole> & {
  name: string;
  permissions: readonly Permission[];
  members: number;
  isLocked?: boolean;
  /** What can be done with it. */
  children?: ReactNode;
};

/** A role with how many have it, for whom it counts and what it holds: in a line, and opened with what each permission lets somebody do. */
export function RoleLine({ name, permissions, members, isLocked = false, children, ...limited }: LineProps) {
  const say = useSay();
  const limits = limitsOf({ user_groups: null, computer_groups: null, ...limited });
  const { ofRole, ofPermission } = useExtent(limits);
  const holds =
    permissions.length === 0
      ? say('roles.holds.none')
      : permissions.length === all.length
        ? say('roles.holds.all')
        : permissions.map((one) => say(`kit.permission.${one}`)).join(' · ');
  return (
    <details className={css.role}>
      <summary className={css.head}>
        <span className={css.mark}>
          <Icon name="right" size={16} />
        </span>
        <span className={css.name}>
          {name}
          {isLocked ? <Icon name="lock" size={14} /> : null}
        </span>
        <span className={css.users}>{say('roles.users', { count: members })}</span>
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
  );
}
