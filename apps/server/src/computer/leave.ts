import { leaveByComputer } from '@latchkey/contract/code-approval';
import { lockAccount } from '../invitation/links.ts';
import { writeAudit } from '../kit/audit.ts';
import { inTransaction } from '../kit/db.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { askerOf } from './asking.ts';
import { lockComputers } from './locking.ts';
import { removeFromAccount } from './removing.ts';

/** Whoever administers the machine can always take it out (C2); asked again, it is out already. */
export const leave = steps(leaveByComputer, async ({ kit, asked, body }) => {
  const asker = await askerOf(kit, asked, { purpose: 'latchkey leave', body, fields: [] });
  if (isRefusal(asker)) return asker.code === 'computer-removed' ? {} : asker;
  const { accountId, computerId } = asker;
  return inTransaction(kit.db, { accountId }, async (began) => {
    if (!(await lockAccount(began, accountId))) return {};
    const computer = (await lockComputers(began.tx, accountId, [computerId])).get(computerId);
    if (!computer) return {};
    await removeFromAccount(began, accountId, [computerId], 'computer');
    const { status, group_id, owner_id, name } = computer;
    const note = {
      before: { status, group_id, owner_id },
      after: { status: 'removed' },
      personal: { name },
      targets: owner_id === null ? [] : [owner_id],
    };
    const actor = { kind: 'system', id: null, personal: { address: asked.address } } as const;
    await writeAudit(began, accountId, actor, [
      { act: leaveByComputer.id, input: {}, reply: { computer_id: computerId }, note },
    ]);
    return {};
  });
});
