import { removeGroupMembers } from '@latchkey/contract/group';
import { nothingBrought, refuseMembership } from '@latchkey/domain/group';
import { sql } from 'kysely';
import { endLostReach } from '../computer/ending.ts';
import { endUnheld } from '../handover/authority.ts';
import { bulkWriteTogether, type Handled } from '../kit/operation.ts';
import { lockGroups } from './grouping.ts';
import { answerFor, invitersOf, lockTargets, type Membership } from './membership.ts';

export const removeMembers = bulkWriteTogether(removeGroupMembers, async ({ tx, now, me, items }) => {
  const groups = await lockGroups(tx, me, [...new Set(items.map(({ group_id }) => group_id))]);
  const targets = await lockTargets(tx, me.account_id, [...new Set(items.map(({ member_id }) => member_id))]);
  const parted: Membership[] = [];
  const handled = items.map(({ group_id, member_id }): Handled<Membership> => {
    const target = targets.get(member_id);
    if (!groups.has(group_id)) return { answer: { code: 'not-found' } };
    const refusal = refuseMembership(me, target, nothingBrought);
    if (refusal || !target) return { answer: refusal ?? { code: 'not-found' } };
    parted.push({ group_id, member_id });
    return { answer: { group_id, member_id }, note: { personal: { email: target.email, name: target.name } } };
  });
  if (parted.length === 0) return handled;
  await sql`
    delete from user_group_member i
     using jsonb_to_recordset(${JSON.stringify(parted)}::jsonb) as w (group_id uuid, member_id uuid)
     where i.account_id = ${me.account_id} and i.group_id = w.group_id and i.member_id = w.member_id`.execute(tx);
  const members = [...new Set(parted.map(({ member_id }) => member_id))];
  await endLostReach({ tx, now }, me.account_id, { members });
  // Who invited inside groups answers only for whom they still look after; who manages all users, from now on for these.
  if (me.permissions.includes('users.manage')) await answerFor(tx, me, members);
  const inviters = await invitersOf(tx, me, members);
  await endUnheld({ tx, now }, me.account_id, [...new Set([...members, ...inviters])]);
  return handled;
});
