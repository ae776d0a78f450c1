import { deleteRoles as operation } from '@latchkey/contract/role';
import { sql } from 'kysely';
import { endUnheld } from '../handover/authority.ts';
import { bulkWrite } from '../kit/operation.ts';
import { setLimits } from './limiting.ts';
import { lockRoles, refuseTaking } from './locking.ts';
import { previewRoles } from './preview.ts';
import { membersWith } from './permitting.ts';

// Who had it is a Member; an invitation that named it works, and says what it can't bring (I10).
export const deleteRoles = bulkWrite(
  operation,
  async ({ tx, now, me, item, note }) => {
    const { role_id: id } = item;
    const role = (await lockRoles(tx, me, [id])).get(id);
    if (!role) return { code: 'not-found' };
    const refusal = refuseTaking(me.permissions, role);
    if (refusal) return refusal;
    const members = await membersWith(tx, me.account_id, [id]);
    await sql`
    with parted as (
      update member set role_id = null, version = version + 1 where account_id = ${me.account_id} and id = any (${members}::uuid[])
    ), promised as (
      update invitation set lost_role = true where account_id = ${me.account_id} and member_id = any (${members}::uuid[]) and ending is null
    )
    delete from custom_role_permission where account_id = ${me.account_id} and role_id = ${id}`.execute(tx);
    await setLimits(tx, me, { id, permissions: [], user_group_ids: null, computer_group_ids: null });
    await sql`delete from custom_role where account_id = ${me.account_id} and id = ${id}`.execute(tx);
    const ended = await endUnheld({ tx, now }, me.account_id, members);
    note({ before: { permissions: role.permissions }, personal: { name: role.name }, targets: ended });
    return { role_id: id };
  },
  previewRoles,
);
