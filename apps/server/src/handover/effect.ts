import { isDue } from '@latchkey/domain/handover';
import type { GrantableRole } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { tellNews } from '../kit/news.ts';
import { lockAccount } from '../invitation/links.ts';
import { changeStanding } from './authority.ts';
import { cancelLocked, lockHandover, type LockedHandover, noteDone } from './ending.ts';
import { mailParties } from './parties.ts';

/** The timed job that lets handovers take effect whose time for second thoughts is over, and closes offers nobody accepted, account by account. */
export async function sweepHandovers(kit: Kit): Promise<void> {
  const accounts = await inTransaction(kit.db, { mode: 'read' }, async ({ tx, now }) => {
    const { rows } = await sql<{ id: string }>`select handovers_due(${now}) as id`.execute(tx);
    return rows.map((row) => row.id);
  });
  for (const accountId of accounts) {
    await inTransaction(kit.db, { accountId }, async (began) => {
      if (!(await lockAccount(began, accountId))) return;
      const handover = await lockHandover(began, accountId);
      if (handover && isDue(handover, began.now)) await takeEffect(began, accountId, handover);
    });
  }
}

/** Both are looked at anew, in the transaction that changes hands: whoever of them lost their place meanwhile stops it. */
async function takeEffect(began: Began, accountId: string, handover: LockedHandover): Promise<void> {
  const { id, from_member, to_member } = handover;
  const role = handover.old_holder_role ?? 'super_admin';
  if (!(await standRight(began, accountId, handover))) return cancelLocked(began, accountId, handover, 'standing');
  const ended = await changeHands(began, accountId, { from_member, to_member, role });
  await noteDone(began, accountId, id);
  await mailParties(began, accountId, handover, 'handover_done');
  await writeAudit(began, accountId, { kind: 'system', id: null, personal: {} }, [
    {
      act: 'handover.take-effect',
      input: {},
      reply: { handover_id: id },
      note: { after: { old_holder_role: role }, targets: [from_member, to_member, ...ended] },
    },
  ]);
  await tellNews(began.tx, accountId, 'member');
}

async function standRight({ tx }: Began, accountId: string, handover: LockedHandover): Promise<boolean> {
  const { rows } = await sql<{ id: string; is_holder: boolean }>`
    select id, role = 'holder' as is_holder from member
     where account_id = ${accountId} and status = 'active' and id in (${handover.from_member}, ${handover.to_member})
     order by id for update`.execute(tx);
  return rows.length === 2 && rows.some((row) => row.is_holder && row.id === handover.from_member);
}

export type Change = { from_member: string; to_member: string; role: GrantableRole };

/**
 * Makes an active member the holder and gives the present one another role, ending what that role may not keep up (G6, G10). The account
 * and both members are locked. Gives the ids of what ended.
 */
export async function changeHands(
  began: Began,
  accountId: string,
  { from_member, to_member, role }: Change,
): Promise<string[]> {
  // One after the other: there is never a second holder, not for a moment.
  const ended = await changeStanding(began, { accountId, memberId: from_member, status: 'active', role });
  await changeStanding(began, { accountId, memberId: to_member, status: 'active', role: 'holder' });
  return ended;
}
