import { daysAfter } from '@latchkey/domain/invitation';
import type { Language } from '@latchkey/domain/language';
import type { Refusal } from '@latchkey/domain/refusal';
import type { GrantableRole } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Began, Tx } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { chargeWithin, type Limit } from '../kit/limits.ts';
import { promiseMail } from '../kit/mails.ts';
import { hashToken, uuidv7 } from '../kit/secrets.ts';

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

/** Whom an invitation is for and what it brings, with the ids that its rows get. */
export type Offered = {
  account_id: string;
  member_id: string;
  invitation_id: string;
  invited_by: string;
  email: string;
  name: string;
  role: GrantableRole;
  language: Language;
  note: string;
  expires_at: Date;
};

/**
 * Makes an invited member with their invitation, its link and its mail, in one round trip: of 500 lines in one act nearly all the time
 * went into waiting for the database to take the next row.
 */
export async function offer({ tx, now }: Began, kit: Kit, offered: Offered): Promise<void> {
  const { account_id, member_id, invitation_id, email, language } = offered;
  const mail_id = uuidv7(now);
  await sql`
    with invited as (
      insert into member (account_id, id, email, name, status, role, made_at)
      values (${account_id}, ${member_id}, ${email}, ${offered.name}, 'invited', ${offered.role}, ${now})
    ), made as (
      insert into invitation (account_id, id, member_id, invited_by, language, note, made_at, sent_at, expires_at)
      values (${account_id}, ${invitation_id}, ${member_id}, ${offered.invited_by}, ${language}, ${offered.note}, ${now}, ${now}, ${offered.expires_at})
    ), linked as (
      insert into invitation_link (account_id, invitation_id, generation, token_hash)
      values (${account_id}, ${invitation_id}, 1, ${hashToken(kit.secrets.linkToken('invitation', invitation_id, 1))})
    ), promised as (
      insert into mail (id, account_id, kind, event_id, subject_id, generation, recipient, language, made_at)
      values (${mail_id}, ${account_id}, 'invitation', ${`invitation:${invitation_id}:1`}, ${invitation_id}, 1, ${email}, ${language}, ${now})
    )
    select jobs.enqueue('mail-send', ${JSON.stringify({ mail_id })}::jsonb)`.execute(tx);
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
