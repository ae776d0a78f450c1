import type { Refusal } from '@latchkey/domain/refusal';
import type { GrantableRole, Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import type { Began } from '../kit/db.ts';
import { tellNews } from '../kit/news.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { changeHands } from './effect.ts';
import { cancelLocked, lockHandover } from './ending.ts';
import { mailParties } from './parties.ts';

export type Transfer = {
  accountId: string;
  /** The address of the active member who becomes the holder. */
  email: string;
  /** What the present holder will be. */
  oldHolderRole: GrantableRole;
  /** The name of who acts at the machine, for the audit log. */
  operatorName: string;
};

export type Transferred = { old_holder: string; new_holder: string };

type Candidate = { id: string; role: Role; email: string };

/**
 * Makes an active member the account holder at once (O4): for an account whose holder is gone. Works as the owner of the database, in a
 * transaction of the account, also while the account is closed. A handover under way is cancelled; both are mailed.
 * @returns the addresses of both, or the refusal: `not-found` without such an account or active member, `not-yourself` when they hold it
 */
export async function transferAccount(began: Began, wanted: Transfer): Promise<Transferred | Refusal> {
  const { accountId, email, oldHolderRole: role } = wanted;
  await sql`select from account where id = ${accountId} for no key update`.execute(began.tx);
  const { rows } = await sql<Candidate>`
    select id, role, email from member
     where account_id = ${accountId} and status = 'active' and (role = 'holder' or email = ${email}) order by id for update`.execute(
    began.tx,
  );
  const [holder, successor] = [rows.find((one) => one.role === 'holder'), rows.find((one) => one.email === email)];
  if (!holder || !successor) return { code: 'not-found' };
  if (holder.id === successor.id) return { code: 'not-yourself' };
  const open = await lockHandover(began, accountId);
  if (open) await cancelLocked(began, accountId, open, 'operator');

  const [from_member, to_member] = [holder.id, successor.id];
  const ended = await changeHands(began, accountId, { from_member, to_member, role });
  const handover = { id: uuidv7(began.now), from_member, to_member };
  await keep(began, wanted, handover);
  await mailParties(began, accountId, handover, 'handover_done');
  const actor = { kind: 'operator', id: null, personal: { name: wanted.operatorName } } as const;
  const note = { after: { old_holder_role: role }, targets: [from_member, to_member, ...ended] };
  await writeAudit(began, accountId, actor, [{ act: 'account.transfer', input: {}, reply: {}, note }]);
  await tellNews(began.tx, accountId, 'member');
  return { old_holder: holder.email, new_holder: successor.email };
}

/** A handover that was offered, accepted and done in one moment: the mails speak of it, and it says who held the account when. */
async function keep(
  { tx, now }: Began,
  { accountId, oldHolderRole }: Transfer,
  { id, from_member, to_member }: { id: string; from_member: string; to_member: string },
): Promise<void> {
  await sql`
    insert into handover (account_id, id, from_member, to_member, old_holder_role, made_at, expires_at, accepted_at, takes_effect_at, ending, ended_at, ended_by)
    values (${accountId}, ${id}, ${from_member}, ${to_member}, ${oldHolderRole}, ${now}, ${now}, ${now}, ${now}, 'done', ${now}, 'operator')`.execute(
    tx,
  );
}
