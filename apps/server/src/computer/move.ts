import { moveComputers } from '@latchkey/contract/computer';
import { refuseMove } from '@latchkey/domain/computer';
import { sql } from 'kysely';
import { bulkWriteTogether, type Handled } from '../kit/operation.ts';
import { extentOf } from '@latchkey/domain/limited';
import { endLostCodes, endLostReach } from './ending.ts';
import { governsAnew, openedBeyond, rolesOver } from './governed.ts';
import { groupsNamed, lockComputers, reachedBy } from './locking.ts';
import { previewMove } from './preview.ts';

type Moved = { computer_id: string; group_id: string | null };

export const move = bulkWriteTogether(
  moveComputers,
  async ({ tx, now, me, items }) => {
    const ids = items.map(({ computer_id }) => computer_id);
    const wanted = items.flatMap(({ group_id }) => group_id ?? []);
    const groups = await groupsNamed(tx, me, wanted);
    const computers = await lockComputers(tx, me.account_id, ids);
    const reached = await reachedBy(tx, me, ids);
    const over = await rolesOver(tx, me, [...wanted, ...[...computers.values()].map((one) => one.group_id)]);
    const beyond = await openedBeyond(tx, me, { ids: wanted, extent: extentOf(me, 'access.grant') });
    const moved = new Map<string, Moved>();
    const handled = items.map(({ computer_id, group_id }): Handled<{ computer_id: string }> => {
      const computer = computers.get(computer_id);
      const group = group_id === null ? { gives: false, isOpenToMe: false } : groups.get(group_id);
      if (!computer || !group) return { answer: { code: 'not-found' } };
      const raises = group.isOpenToMe && !reached.has(computer_id);
      const [from, to] = [computer.group_id, group_id];
      const governs = governsAnew(over, { from, to });
      const further = to !== null && beyond.has(to);
      const refusal =
        from === to ? undefined : refuseMove(me, { gives: group.gives, raises, further, groups: [from, to], governs });
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
    await endLostCodes({ tx, now }, me.account_id, [...moved.keys()]);
    await endLostReach({ tx, now }, me.account_id, { computers: [...moved.keys()] });
    return handled;
  },
  previewMove,
);
