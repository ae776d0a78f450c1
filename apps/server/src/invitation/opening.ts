import { daysAfter } from '@latchkey/domain/invitation';
import type { Language } from '@latchkey/domain/language';
import type { Refusal } from '@latchkey/domain/refusal';
import type { GrantableRole } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Began, Tx } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { chargeWithin, leftOf, type Limit } from '../kit/limits.ts';
import { promiseMail } from '../kit/mails.ts';
import { hashToken, uuidv7 } from '../kit/secrets.ts';

const DAY_S = 86_400;

/** Spends some of the account's invitations of the day (design: N invitations an account a day). */
export async function spendInvitations(
  began: Began,
  kit: Kit,
  accountId: string,
  count: number,
): Promise<Refusal | undefined> {
  return (await chargeWithin(began, limitOf(kit), accountId, count)) && tooMany(kit);
}

/** How many of them are left; the account is locked. */
export async function invitationsLeft(began: Began, kit: Kit, accountId: string): Promise<number> {
  return leftOf(began, { limit: limitOf(kit), subject: accountId });
}

/** What is said where none are left. */
export function tooMany(kit: Kit): Refusal {
  return { code: 'too-many-invitations', per_day: kit.limits.invitationsPerDay };
}

function limitOf(kit: Kit): Limit {
  return { name: 'invitations', max: kit.limits.invitationsPerDay, window_s: DAY_S };
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
  role_id: string | null;
  language: Language;
  note: string;
  expires_at: Date;
};

/**
 * Makes invited members with their invitations, links and mails, all in one round trip: of 500 lines in one act nearly all the time
 * went into waiting for the database to take the next row.
 */
export async function makeOffers({ tx, now }: Began, kit: Kit, offers: readonly Offered[]): Promise<void> {
  const rows = offers.map((offer) => ({
    ...offer,
    mail_id: uuidv7(now),
    token_hash: hashToken(kit.secrets.linkToken('invitation', offer.invitation_id, 1)).toString('hex'),
  }));
  await sql`
    with o as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o (
        account_id uuid, member_id uuid, invitation_id uuid, mail_id uuid, invited_by uuid, token_hash text,
        email text, name text, role text, role_id uuid, language text, note text, expires_at timestamptz)
    ), invited as (
      insert into member (account_id, id, email, name, status, role, role_id, made_at)
      select account_id, member_id, email, name, 'invited', role, role_id, ${now} from o
    ), made as (
      insert into invitation (account_id, id, member_id, invited_by, language, note, made_at, sent_at, expires_at)
      select account_id, invitation_id, member_id, invited_by, language, note, ${now}, ${now}, expires_at from o
    ), linked as (
      insert into invitation_link (account_id, invitation_id, generation, token_hash)
      select account_id, invitation_id, 1, decode(token_hash, 'hex') from o
    ), promised as (
      insert into mail (id, account_id, kind, event_id, subject_id, generation, recipient, language, made_at)
      select mail_id, account_id, 'invitation', 'invitation:' || invitation_id || ':1', invitation_id, 1, email, language, ${now}
        from o
    )
    select jobs.enqueue('mail-send', jsonb_build_object('mail_id', mail_id)) from o`.execute(tx);
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
