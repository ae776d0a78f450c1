import { moveComputers } from '@latchkey/contract/computer';
import { refuseMove } from '@latchkey/domain/computer';
import { sql } from 'kysely';
import { bulkWriteTogether, type Handled } from '../kit/operation.ts';
import { endLostReach } from './ending.ts';
import { groupsNamed, lockComputers, reachedBy } from './locking.ts';

type Moved = { computer_id: string; group_id: string | null };

export const move = bulkWriteTogether(moveComputers, async ({ tx, now, me, items }) => {
  const ids = items.map(({ computer_id }) => computer_id);
  const groups = await groupsNamed(
    tx,
    me,
    items.flatMap(({ group_id }) => group_id ?? []),
  );
  const computers = await lockComputers(tx, me.account_id, ids);
  const reached = await reachedBy(tx, me, ids);
  const moved = new Map<string, Moved>();
  const handled = items.map(({ computer_id, group_id }): Handled<{ computer_id: string }> => {
    const computer = computers.get(computer_id);
    const group = group_id === null ? { gives: false, isOpenToMe: false } : groups.get(group_id);
    if (!computer || !group) return { answer: { code: 'not-found' } };
    const raises = group.isOpenToMe && !reached.has(computer_id);
    const refusal = computer.group_id === group_id ? undefined : refuseMove(me, { gives: group.gives, raises });
    if (refusal) return { answer: refusal };
    const note = {
      before: { group_id: computer.group_id },
      personal: { name: computer.name },
      targets: computer.group_id === null ? [] : [computer.group_id],
    };
    computer.group_id = group_id;
    moved.set(computer_id, { computer_id, group_id });
    return { answer: { computer_id }, note };
  });
  if (moved.size === 0) return handled;
  await sql`
    update computer c set group_id = m.group_id, version = c.version + 1
      from jsonb_to_recordset(${JSON.stringify([...moved.values()])}::jsonb) as m (computer_id uuid, group_id uuid)
     where c.account_id = ${me.account_id} and c.id = m.computer_id and c.group_id is distinct from m.group_id`.execute(
    tx,
  );
  await endLostReach({ tx, now }, me.account_id, { computers: [...moved.keys()] });
  return handled;
});
