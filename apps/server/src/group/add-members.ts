import { addGroupMembers } from '@latchkey/contract/group';
import { refuseMembership } from '@latchkey/domain/group';
import { bulkWriteTogether, type Handled } from '../kit/operation.ts';
import { groupsThere } from './grouping.ts';
import { answerFor, lockTargets, type Membership, putInto } from './membership.ts';
import { tellNews } from '../kit/news.ts';

export const addMembers = bulkWriteTogether(addGroupMembers, async ({ tx, now, me, items }) => {
  const groups = await groupsThere(
    tx,
    me,
    items.map(({ group_id }) => group_id),
  );
  const targets = await lockTargets(tx, me.account_id, [...new Set(items.map(({ member_id }) => member_id))]);
  const added: Membership[] = [];
  const handled = items.map(({ group_id, member_id }): Handled<Membership> => {
    const [group, target] = [groups.get(group_id), targets.get(member_id)];
    if (!group) return { answer: { code: 'not-found' } };
    const refusal = refuseMembership(me, target, group);
    if (refusal || !target) return { answer: refusal ?? { code: 'not-found' } };
    added.push({ group_id, member_id });
    return { answer: { group_id, member_id }, note: { personal: { email: target.email, name: target.name } } };
  });
  if (added.length === 0) return handled;
  await putInto(tx, { accountId: me.account_id, now }, added);
  await answerFor(
    tx,
    me,
    added.map(({ member_id }) => member_id),
  );
  await tellNews(tx, me.account_id, 'computer');
  return handled;
});
