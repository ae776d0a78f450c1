import { grantableRoles, permissionsOf, type Permission } from '@latchkey/domain/role';
import { Icon } from '../kit/Icon.tsx';
import { Link } from '../kit/Link.tsx';
import { nowhere, type Grantable } from '../kit/permission-areas.ts';
import { PermissionChecklist } from '../kit/PermissionChecklist.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import css from './Invite.module.css';
import { useCustomRoles } from './use-custom-roles.ts';

const nothing: readonly Grantable[] = [];

type PermissionsProps = { role: string; chosen: readonly Grantable[]; onChoose: (chosen: Grantable[]) => void };

/** What those invited may do besides what their role holds: what the inviter lacks is locked, as what the role brings (I2, G10). */
export function InvitePermissions({ role, chosen, onChoose }: PermissionsProps) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const of = useRoleHeld(role);
  const inherited =
    of === undefined
      ? nowhere
      : new Map(of.held.map((permission) => [permission, [say('roles.source.role', { role: of.name })]] as const));
  return (
    <details className={css.own}>
      <summary>
        <span className={css.ownMark}>
          <Icon name="right" size={15} />
        </span>
        <span className={css.ownName}>{say('roles.invite.own')}</span>
        <span className={css.tickHint}>{say('roles.invite.own.count', { count: chosen.length })}</span>
      </summary>
      <PermissionChecklist chosen={chosen} start={nothing} inherited={inherited} onChoose={onChoose} />
      <p className={css.ownHelp}>
        <Link to="/a/$accountId/help/$slug" params={{ accountId, slug: 'roles' }} target="_blank">
          {say('roles.help')}
        </Link>
      </p>
    </details>
  );
}

/** What a role that was chosen is called and holds; nothing while that is on its way. */
function useRoleHeld(chosen: string): { name: string; held: readonly Permission[] } | undefined {
  const say = useSay();
  const custom = useCustomRoles()?.find(({ id }) => id === chosen);
  const builtIn = grantableRoles.find((role) => role === chosen);
  if (builtIn !== undefined) return { name: say(`kit.role.${builtIn}`), held: permissionsOf(builtIn) };
  return custom === undefined ? undefined : { name: custom.name, held: custom.permissions };
}
