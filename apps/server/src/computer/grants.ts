import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { uuidv7 } from '../kit/secrets.ts';

type Of = { accountId: string; computerId: string; memberId: string; personId: string };

/** A member's copy of a code on a computer, made where there is none; which code it is the computer says. Their reach was looked at. */
export async function openGrant(
  { tx, now }: Began,
  { accountId, computerId, memberId, personId }: Of,
): Promise<{ id: string; cred_id: string | null }> {
  const { rows } = await sql<{ id: string; cred_id: string | null }>`
    select id, cred_id from computer_grant
     where account_id = ${accountId} and computer_id = ${computerId} and member_id = ${memberId} and ended_at is null`.execute(
    tx,
  );
  const [grant] = rows;
  if (grant) return grant;
  const id = uuidv7(now);
  await sql`
    with numbered as (
      update computer set grant_revision = grant_revision + 1 where account_id = ${accountId} and id = ${computerId} returning grant_revision)
    insert into computer_grant (account_id, id, computer_id, member_id, person_id, revision, made_at)
    select ${accountId}, ${id}, ${computerId}, ${memberId}, ${personId}, numbered.grant_revision, ${now}::timestamptz from numbered`.execute(
    tx,
  );
  return { id, cred_id: null };
}
