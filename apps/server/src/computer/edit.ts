import { editComputer } from '@latchkey/contract/computer';
import { holdsAt } from '@latchkey/domain/computer';
import { tellNews } from '../kit/news.ts';
import { write } from '../kit/operation.ts';
import { lockComputers } from './locking.ts';
import { tellAgents } from './telling.ts';

export const edit = write(editComputer, async ({ tx, me, params, body, note }) => {
  const computer = (await lockComputers(tx, me.account_id, [params.computer_id])).get(params.computer_id);
  // It may have left the groups that they look after before it was locked.
  if (!computer || !holdsAt(me, 'computers.manage', computer.group_id)) return { code: 'not-found' };
  if (computer.version !== body.version) return { code: 'stale', version: computer.version };
  const version = computer.version + 1;
  await tx
    .updateTable('computer')
    .set({ name: body.name, version })
    .where('account_id', '=', me.account_id)
    .where('id', '=', computer.id)
    .execute();
  await tellAgents(tx, [computer.id]);
  await tellNews(tx, me.account_id, 'computer');
  note({ personal: { before: computer.name } });
  return { version };
});
