import { deleteUserGroups } from '@latchkey/contract/group';
import { refuseEffect } from '@latchkey/domain/group';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { endLostReach } from '../computer/ending.ts';
import { endUnheld } from '../handover/authority.ts';
import type { Began } from '../kit/db.ts';
import { bulkWriteTogether, type Member } from '../kit/operation.ts';
import { forgetGroups } from '../role/limiting.ts';
import { managersOver } from './governing.ts';
import { effectOf, lockGroups, membersBelow, nothingWhole, wholeOf } from './grouping.ts';
import { previewGroups } from './preview.ts';

export const deleteGroups = bulkWriteTogether(
  deleteUserGroups,
  async ({ tx, now, me, items }) => {
    const ids = [...new Set(items.map(({ group_id }) => group_id))];
    const groups = await lockGroups(tx, me, ids);
    const refusals = await refusalsOf({ tx, now }, me, [...groups.keys()]);
    const gone = [...groups.keys()].filter((id) => !refusals.has(id));
    await remove({ tx, now }, me.account_id, gone);
    return items.map(({ group_id }) => {
      const group = groups.get(group_id);
      const isNamedAgain = !groups.delete(group_id);
      if (!group || isNamedAgain) return { answer: { code: 'not-found' as const } };
      return { answer: refusals.get(group_id) ?? { group_id }, note: { personal: { name: group.name } } };
    });
  },
  previewGroups,
);

type Below = { id: string; below: string[] };

/** The lowest are asked first: who keeps a sub-group can't go. */
async function refusalsOf({ tx }: Began, me: Member, ids: string[]): Promise<Map<string, Refusal>> {
  const { rows } = await sql<Below>`
    select g.id, array(select c.id from user_group c where c.account_id = g.account_id and c.parent_id = g.id) as below
      from user_group g where g.account_id = ${me.account_id} and g.id = any (${ids}::uuid[])
     order by (select count(*) from user_group_above x where x.account_id = g.account_id and x.group_id = g.id) desc`.execute(
    tx,
  );
  const refusals = new Map<string, Refusal>();
  for (const { id, below } of rows) {
    const isGoing = (child: string) => ids.includes(child) && !refusals.has(child);
    const refusal = below.every(isGoing)
      ? refuseEffect(
          me,
          await effectOf(tx, me, { group_id: id, before: await wholeOf(tx, me, id), after: nothingWhole }),
        )
      : ({ code: 'group-has-groups' } as const);
    if (refusal) refusals.set(id, refusal);
  }
  return refusals;
}

/** An invitation that named one of them works, and says what it can't bring (I10). */
async function remove({ tx, now }: Began, accountId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const members = await membersBelow(tx, { account_id: accountId }, ids);
  const managers = await managersOver(tx, { account_id: accountId }, ids);
  await sql`
    with left_out as (
      delete from user_group_member where account_id = ${accountId} and group_id = any (${ids}::uuid[]) returning member_id
    ), promised as (
      update invitation i set lost_groups = true from left_out o
       where i.account_id = ${accountId} and i.member_id = o.member_id and i.ending is null
    ), brought as (
      delete from user_group_permission where account_id = ${accountId} and group_id = any (${ids}::uuid[])
    )
    delete from user_group_access where account_id = ${accountId} and user_group_id = any (${ids}::uuid[])`.execute(tx);
  await forgetGroups(tx, { account_id: accountId }, { kind: 'user', ids });
  await sql`delete from user_group where account_id = ${accountId} and id = any (${ids}::uuid[])`.execute(tx);
  await endLostReach({ tx, now }, accountId, { members });
  await endUnheld({ tx, now }, accountId, [...new Set([...members, ...managers])]);
}
