import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { endLostReach } from './ending.ts';

/** Takes computers out of the account, which is locked, and with them all access to them. They never come back: a new enrolment is a new computer. */
export async function removeFromAccount(
  began: Began,
  accountId: string,
  ids: readonly string[],
  where: 'account' | 'computer',
): Promise<void> {
  const { tx, now } = began;
  await sql`
    with gone as (
      update computer set status = 'removed', removed_at = ${now}, removed_where = ${where}, owner_id = null, group_id = null, os_user = '',
             version = version + 1
       where account_id = ${accountId} and id = any (${ids}::uuid[]) and status <> 'removed'
    ), codes as (
      update enrolment_code set ending = 'withdrawn', ended_at = ${now}
       where account_id = ${accountId} and computer_id = any (${ids}::uuid[]) and ending is null
    ), opened as (
      delete from user_group_access where account_id = ${accountId} and computer_id = any (${ids}::uuid[])
    )
    delete from member_access where account_id = ${accountId} and computer_id = any (${ids}::uuid[])`.execute(tx);
  await endLostReach(began, accountId, { computers: ids });
}
