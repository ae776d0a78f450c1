import { setGroupPermissions } from '@latchkey/contract/role';
import { refuseEffect } from '@latchkey/domain/group';
import { sql } from 'kysely';
import { endUnheld } from '../handover/authority.ts';
import { bulkWrite } from '../kit/operation.ts';
import { effectOf, lockGroups, membersBelow, wholeOf } from './grouping.ts';
import { previewGroups } from './preview.ts';

export const setPermissions = bulkWrite(
  setGroupPermissions,
  async ({ tx, now, me, item, note }) => {
    const { group_id, permissions } = item;
    const group = (await lockGroups(tx, me, [group_id])).get(group_id);
    if (!group) return { code: 'not-found' };
    const before = await wholeOf(tx, me, group_id);
    const above = await wholeOf(tx, me, group.parent_id);
    const after = { ...before, permissions: [...new Set([...above.permissions, ...permissions])] };
    const refusal = refuseEffect(me, await effectOf(tx, me, { group_id, before, after }));
    if (refusal) return refusal;
    await sql`
    with gone as (
      delete from user_group_permission where account_id = ${me.account_id} and group_id = ${group_id} and permission <> all (${permissions}::text[])
    )
    insert into user_group_permission (account_id, group_id, permission)
    select ${me.account_id}::uuid, ${group_id}::uuid, p from unnest(${permissions}::text[]) p on conflict do nothing`.execute(
      tx,
    );
    const ended = await endUnheld({ tx, now }, me.account_id, await membersBelow(tx, me, [group_id]));
    note({ before: { permissions: before.permissions }, personal: { name: group.name }, targets: ended });
    return { group_id };
  },
  previewGroups,
);
