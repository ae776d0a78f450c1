import { removeComputers } from '@latchkey/contract/computer';
import { holdsAt } from '@latchkey/domain/computer';
import { bulkWriteTogether, type Handled } from '../kit/operation.ts';
import { lockComputers, reachedBy } from './locking.ts';
import { removeFromAccount } from './removing.ts';

export const remove = bulkWriteTogether(removeComputers, async ({ tx, now, me, items }) => {
  const ids = items.map(({ computer_id }) => computer_id);
  const computers = await lockComputers(tx, me.account_id, ids);
  const reached = await reachedBy(tx, me, ids);
  const removed: string[] = [];
  const handled = items.map(({ computer_id }): Handled<{ computer_id: string }> => {
    const computer = computers.get(computer_id);
    const isMine = computer?.owner_id === me.member_id;
    const manages = computer !== undefined && holdsAt(me, 'computers.manage', computer.group_id);
    if (!computer || !(manages || isMine || reached.has(computer_id))) return { answer: { code: 'not-found' } };
    if (!manages && !isMine) return { answer: { code: 'not-permitted', permission: 'computers.manage' } };
    computers.delete(computer_id);
    removed.push(computer_id);
    const { status, group_id, owner_id } = computer;
    const targets = owner_id === null ? [] : [owner_id];
    return {
      answer: { computer_id },
      note: {
        before: { status, group_id, owner_id },
        after: { status: 'removed' },
        personal: { name: computer.name },
        targets,
      },
    };
  });
  if (removed.length > 0) await removeFromAccount({ tx, now }, me.account_id, removed, 'account');
  return handled;
});
