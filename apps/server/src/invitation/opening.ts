import { daysAfter } from '@latchkey/domain/invitation';
import type { Language } from '@latchkey/domain/language';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import type { Began, Tx } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { chargeWithin, type Limit } from '../kit/limits.ts';
import { promiseMail } from '../kit/mails.ts';
import { hashToken } from '../kit/secrets.ts';

const DAY_S = 86_400;

/** Spends one of the account's invitations of the day (design: N invitations an account a day). */
export async function spendInvitation(began: Began, kit: Kit, accountId: string): Promise<Refusal | undefined> {
  const limit: Limit = { name: 'invitations', max: kit.limits.invitationsPerDay, window_s: DAY_S };
  const refusal = await chargeWithin(began, limit, accountId);
  return refusal ? { code: 'too-many-invitations', per_day: limit.max } : undefined;
}

/** When an invitation made now expires: the account's setting, 14 days by default (I6). */
export async function expiryOf(tx: Tx, accountId: string, now: Date): Promise<Date> {
  const { invitation_days } = await tx
    .selectFrom('account')
    .select('invitation_days')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  return daysAfter(now, invitation_days);
}

export type Mailing = {
  accountId: string;
  invitationId: string;
  generation: number;
  recipient: string;
  language: Language;
};

/** Makes the link of one generation known by its hash and promises its mail; earlier links keep resolving to what became of them. */
export async function mailLink(began: Began, kit: Kit, mailing: Mailing): Promise<void> {
  const { accountId, invitationId, generation, recipient, language } = mailing;
  await began.tx
    .insertInto('invitation_link')
    .values({
      account_id: accountId,
      invitation_id: invitationId,
      generation,
      token_hash: hashToken(kit.secrets.linkToken('invitation', invitationId, generation)),
    })
    .execute();
  await promiseMail(began, { accountId, kind: 'invitation', subjectId: invitationId, generation, recipient, language });
}

export type OpenInvitationRow = { id: string; generation: number; language: Language; expires_at: Date };

/** Locks the open invitation of a member, if there is one. */
export async function lockOpenInvitation(tx: Tx, memberId: string): Promise<OpenInvitationRow | undefined> {
  const { rows } = await sql<OpenInvitationRow>`
    select id, generation, language, expires_at from invitation where member_id = ${memberId} and ending is null for update`.execute(
    tx,
  );
  return rows[0];
}
