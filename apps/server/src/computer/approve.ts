import { approveComputers } from '@latchkey/contract/computer';
import { refuseLettingIn } from '@latchkey/domain/computer';
import { sql } from 'kysely';
import { tellNews } from '../kit/news.ts';
import { bulkWriteTogether, type Handled } from '../kit/operation.ts';
import { governsAnew, rolesOver } from './governed.ts';
import { lockComputers } from './locking.ts';
import { tellAgents } from './telling.ts';

export const approve = bulkWriteTogether(approveComputers, async ({ tx, me, items }) => {
  const computers = await lockComputers(
    tx,
    me.account_id,
    items.map(({ computer_id }) => computer_id),
  );
  const over = await rolesOver(
    tx,
    me,
    [...computers.values()].map(({ group_id }) => group_id),
  );
  const approved: string[] = [];
  const handled = items.map(({ computer_id }): Handled<{ computer_id: string }> => {
    const computer = computers.get(computer_id);
    if (!computer) return { answer: { code: 'not-found' } };
    if (computer.status !== 'waiting') return { answer: { code: 'not-waiting' } };
    const { group_id } = computer;
    const governs = governsAnew(over, { from: null, to: group_id });
    const refusal = refuseLettingIn(me, 'computers.manage', { group_id, governs });
    if (refusal) return { answer: refusal };
    computer.status = 'active';
    approved.push(computer_id);
    return { answer: { computer_id }, note: { personal: { name: computer.name } } };
  });
  if (approved.length === 0) return handled;
  await sql`
    update computer set status = 'active', version = version + 1
     where account_id = ${me.account_id} and id = any (${approved}::uuid[])`.execute(tx);
  await tellAgents(tx, approved);
  await tellNews(tx, me.account_id, 'computer');
  return handled;
});
