import { setOwners } from '@latchkey/contract/computer';
import { type Owner, refuseOwner } from '@latchkey/domain/computer';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import { bulkWriteTogether, type Handled } from '../kit/operation.ts';
import { endLostReach } from './ending.ts';
import { refuseNaming } from './giving.ts';
import { type LockedComputer, lockComputers } from './locking.ts';
import { type Change, mailOwners } from './owners.ts';

// Who owned a computer is told, who owns it now is told, and the machine forgets the code of the one before (C13).
export const setOwner = bulkWriteTogether(setOwners, async ({ tx, now, me, items }) => {
  const began = { tx, now };
  const members = await membersNamed(
    tx,
    me.account_id,
    items.flatMap(({ owner_id }) => owner_id ?? []),
  );
  const ids = items.map(({ computer_id }) => computer_id);
  const computers = await lockComputers(tx, me.account_id, ids);
  const beyond = await refuseNaming(tx, me, items);
  const changes: Change[] = [];
  const handled = items.map(({ computer_id, owner_id }, index): Handled<{ computer_id: string }> => {
    const computer = computers.get(computer_id);
    if (!computer) return { answer: { code: 'not-found' } };
    const after = owner_id === null ? null : members.get(owner_id);
    const refusal = beyond[index] ?? refuseOwner(me, ownerOf(computer), after);
    if (refusal) return { answer: refusal };
    const before = computer.owner_id;
    const note = { before: { owner_id: before }, personal: { name: computer.name }, targets: before ? [before] : [] };
    if (before === owner_id) return { answer: { computer_id }, note };
    computer.version += 1;
    changes.push({ computer_id, before, after: owner_id, version: computer.version });
    computer.owner_id = after?.id ?? null;
    computer.owner_role = after?.role ?? null;
    computer.owner_permissions = [...(after?.permissions ?? [])];
    return { answer: { computer_id }, note };
  });
  if (changes.length === 0) return handled;
  const last = [...new Map(changes.map((change) => [change.computer_id, change])).values()];
  // Who was signed in at it is the new owner's to see only from now on.
  await sql`
    update computer c set owner_id = x.after, version = x.version, os_user = ''
      from jsonb_to_recordset(${JSON.stringify(last)}::jsonb) as x (computer_id uuid, after uuid, version integer)
     where c.account_id = ${me.account_id} and c.id = x.computer_id`.execute(tx);
  await mailOwners(began, me.account_id, changes);
  await endLostReach(began, me.account_id, { computers: last.map(({ computer_id }) => computer_id) });
  return handled;
});

function ownerOf({ owner_id, owner_role, owner_status, owner_permissions }: LockedComputer): Owner | undefined {
  return owner_id === null
    ? undefined
    : { id: owner_id, role: owner_role ?? 'member', permissions: owner_permissions, status: owner_status ?? 'active' };
}

async function membersNamed(tx: Tx, accountId: string, ids: string[]): Promise<Map<string, Owner>> {
  const { rows } = await sql<Owner>`
    select m.id, m.role, m.status, held_by(m.account_id, m.id) as permissions from member m
     where m.account_id = ${accountId} and m.id = any (${ids}::uuid[]) and m.status <> 'removed' order by m.id for key share`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
