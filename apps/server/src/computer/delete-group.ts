import { deleteGroups } from '@latchkey/contract/computer';
import { sql } from 'kysely';
import { endUnheld } from '../handover/authority.ts';
import { bulkWriteTogether, type Handled } from '../kit/operation.ts';
import { forgetGroups } from '../role/limiting.ts';
import { endLostReach } from './ending.ts';
import { previewGroupsGone } from './preview.ts';

export const deleteGroup = bulkWriteTogether(
  deleteGroups,
  async ({ tx, now, me, items }) => {
    const ids = items.map(({ group_id }) => group_id);
    const { rows } = await sql<{ id: string; name: string }>`
    select id, name from computer_group where account_id = ${me.account_id} and id = any (${ids}::uuid[]) order by id for update`.execute(
      tx,
    );
    const groups = new Map(rows.map((row) => [row.id, row]));
    const handled = items.map(({ group_id }): Handled<{ group_id: string }> => {
      const group = groups.get(group_id);
      if (!group || !groups.delete(group_id)) return { answer: { code: 'not-found' } };
      return { answer: { group_id }, note: { personal: { name: group.name } } };
    });
    const gone = rows.map(({ id }) => id);
    if (gone.length === 0) return handled;
    const { rows: emptied } = await sql<{ id: string }>`
    with codes as (
      update enrolment_code set group_id = null, ending = coalesce(ending, 'withdrawn'), ended_at = coalesce(ended_at, ${now})
       where account_id = ${me.account_id} and group_id = any (${gone}::uuid[])
    ), access as (
      delete from member_access where account_id = ${me.account_id} and group_id = any (${gone}::uuid[])
    ), opened as (
      delete from user_group_access where account_id = ${me.account_id} and group_id = any (${gone}::uuid[])
    )
    update computer set group_id = null, version = version + 1
     where account_id = ${me.account_id} and group_id = any (${gone}::uuid[]) returning id`.execute(tx);
    const managers = await forgetGroups(tx, me, { kind: 'computer', ids: gone });
    await sql`delete from computer_group where account_id = ${me.account_id} and id = any (${gone}::uuid[])`.execute(
      tx,
    );
    await endLostReach({ tx, now }, me.account_id, { computers: emptied.map(({ id }) => id) });
    await endUnheld({ tx, now }, me.account_id, managers);
    return handled;
  },
  previewGroupsGone,
);
