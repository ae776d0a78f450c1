import { moveUserGroups } from '@latchkey/contract/group';
import { refuseEffect } from '@latchkey/domain/group';
import { sql } from 'kysely';
import { endLostReach } from '../computer/ending.ts';
import { endUnheld } from '../handover/authority.ts';
import { bulkWrite } from '../kit/operation.ts';
import { managersOver } from './governing.ts';
import { effectOf, lockGroups, membersBelow, wholeOf } from './grouping.ts';
import { refuseName, refusePlaceBelow } from './naming.ts';
import { previewGroups } from './preview.ts';

export const move = bulkWrite(
  moveUserGroups,
  async ({ tx, now, me, item, note }) => {
    const { group_id, parent_id: parentId } = item;
    const group = (await lockGroups(tx, me, [group_id, ...(parentId === null ? [] : [parentId])])).get(group_id);
    if (!group) return { code: 'not-found' };
    if (group.parent_id === parentId) return { group_id };
    const refusal =
      (await refusePlaceBelow(tx, me, { groupId: group_id, parentId })) ??
      (await refuseName(tx, me, { name: group.name, parentId, except: group_id }));
    if (refusal) return refusal;
    const above = [group.parent_id, parentId].filter((id) => id !== null);
    const change = {
      group_id,
      before: await wholeOf(tx, me, group.parent_id),
      after: await wholeOf(tx, me, parentId),
    };
    const refused = refuseEffect(me, await effectOf(tx, me, change));
    if (refused) return refused;
    const managers = await managersOver(tx, me, [group_id]);
    await sql`
    update user_group set parent_id = ${parentId}, version = version + 1
     where account_id = ${me.account_id} and id = ${group_id}`.execute(tx);
    const members = await membersBelow(tx, me, [group_id]);
    await endLostReach({ tx, now }, me.account_id, { members });
    const ended = await endUnheld({ tx, now }, me.account_id, [...new Set([...members, ...managers])]);
    note({ before: { parent_id: group.parent_id }, personal: { name: group.name }, targets: [...above, ...ended] });
    return { group_id };
  },
  previewGroups,
);
