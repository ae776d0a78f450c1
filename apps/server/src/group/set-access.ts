import { setGroupAccess } from '@latchkey/contract/group';
import { refuseEffect } from '@latchkey/domain/group';
import { thingsThere } from '../computer/access.ts';
import { endLostReach } from '../computer/ending.ts';
import { bulkWrite } from '../kit/operation.ts';
import { extentFor } from '../kit/limited.ts';
import { opensBeyond, openTo, thingsIn } from './access.ts';
import { effectOf, lockGroups, membersBelow, type Opened, wholeOf } from './grouping.ts';
import { previewGroups } from './preview.ts';

export const setAccess = bulkWrite(
  setGroupAccess,
  async ({ tx, now, me, item, note }) => {
    const { group_id } = item;
    const group = (await lockGroups(tx, me, [group_id])).get(group_id);
    const { computers } = extentFor(me, 'access.grant');
    const there = await thingsThere(tx, me.account_id, [item], computers);
    const named = item.kind === 'chosen' ? [...item.group_ids, ...item.computer_ids] : [];
    if (!group || !named.every((id) => there.has(id))) return { code: 'not-found' };
    if (computers !== null && (await opensBeyond(tx, me.account_id, { groupId: group_id, computers })))
      return { code: 'reaches-further' };
    const things = thingsIn(item);
    const before = await wholeOf(tx, me, group_id);
    const after = { ...before, opened: [...(await wholeOf(tx, me, group.parent_id)).opened, ...things] };
    const refusal = refuseEffect(me, await effectOf(tx, me, { group_id, before, after }));
    if (refusal) return refusal;
    await openTo({ tx, now }, me.account_id, { groupId: group_id, things });
    await endLostReach({ tx, now }, me.account_id, { members: await membersBelow(tx, me, [group_id]) });
    note({ before: { kind: kindOf(before.opened) }, personal: { name: group.name }, targets: named });
    return { group_id };
  },
  previewGroups,
);

function kindOf(opened: readonly Opened[]): string {
  if (opened.some(({ kind }) => kind === 'all')) return 'all';
  return opened.length > 0 ? 'chosen' : 'none';
}
