import { editRoles } from '@latchkey/contract/role';
import { refusePermissions } from '@latchkey/domain/role';
import { nameKeyOf } from '@latchkey/domain/text';
import { sql } from 'kysely';
import { endUnheld } from '../handover/authority.ts';
import { bulkWrite } from '../kit/operation.ts';
import { refuseWantedLimits, setLimits } from './limiting.ts';
import { refuseRoleName } from './naming.ts';
import { previewRoles } from './preview.ts';
import { membersWith, setHeld } from './permitting.ts';
import { lockRoles, refuseTaking, type RoleLimits } from './locking.ts';

export const edit = bulkWrite(
  editRoles,
  async ({ tx, now, me, item, note }) => {
    const { role_id: id, name, permissions } = item;
    const role = (await lockRoles(tx, me, [id])).get(id);
    if (!role) return { code: 'not-found' };
    if (role.version !== item.version) return { code: 'stale', version: role.version };
    const wanted = { id, permissions, ...limitsWanted(item, role.limits) };
    const refusal =
      refuseTaking(me.permissions, role) ??
      refusePermissions(me.permissions, permissions) ??
      (await refuseRoleName(tx, me, { name, except: id })) ??
      (await refuseWantedLimits(tx, me, wanted));
    if (refusal) return refusal;
    const version = role.version + 1;
    await sql`
    update custom_role set name = ${name}, name_key = ${nameKeyOf(name)}, version = ${version}
     where account_id = ${me.account_id} and id = ${id}`.execute(tx);
    await setHeld(tx, me.account_id, { id, permissions });
    await setLimits(tx, me, wanted);
    const ended = await endUnheld({ tx, now }, me.account_id, await membersWith(tx, me.account_id, [id]));
    note({
      before: { permissions: role.permissions, ...role.limits },
      personal: { before: role.name },
      targets: ended,
    });
    return { role_id: id, version };
  },
  previewRoles,
);

/** What is left out stays as it is. */
function limitsWanted(
  { user_group_ids, computer_group_ids }: { [L in keyof RoleLimits]?: RoleLimits[L] | undefined },
  now: RoleLimits,
): RoleLimits {
  return {
    user_group_ids: user_group_ids === undefined ? now.user_group_ids : user_group_ids,
    computer_group_ids: computer_group_ids === undefined ? now.computer_group_ids : computer_group_ids,
  };
}
