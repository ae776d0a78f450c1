import type { RequestState, Wish } from '@latchkey/domain/request';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import type { Member } from '../kit/operation.ts';

/** A request as it stands, locked. */
export type Locked = Wish & {
  id: string;
  member_id: string;
  state: RequestState;
  /** Whether who asked has it by now. */
  has: boolean;
  /** Whether the computer that was asked for is there: to be unlocked for who asks, it is one that they reach. */
  is_there: boolean;
};

/** Locks a request and gives what is known of it; nothing when the account has none such. */
export async function lockRequest(tx: Tx, accountId: string, id: string): Promise<Locked | undefined> {
  const { rows: found } = await sql`
    select from access_request q where q.account_id = ${accountId} and q.id = ${id} for no key update`.execute(tx);
  if (found.length === 0) return undefined;
  const { rows } = await sql<Locked>`
    select q.id, q.member_id, q.computer_id, q.permission, q.unlock, q.state,
           has_asked_for(q.account_id, q.member_id, q.computer_id, q.permission, q.unlock) as has,
           q.computer_id is null or (exists (
             select from computer c where c.account_id = q.account_id and c.id = q.computer_id and c.status <> 'removed')
             and (not q.unlock or exists (
               select from reach r where r.account_id = q.account_id and r.member_id = q.member_id and r.computer_id = q.computer_id))) as is_there
      from access_request q where q.account_id = ${accountId} and q.id = ${id}`.execute(tx);
  return rows[0];
}

/** Whether what is asked for is there at all: a computer may be none of the account, or none that one could come into. */
export async function isThere(
  tx: Tx,
  { account_id, member_id }: Member,
  { computer_id, unlock }: Wish,
): Promise<boolean> {
  const { rows } = await sql`
    select from computer c where c.account_id = ${account_id} and c.id = ${computer_id} and c.status <> 'removed'
       and (not ${unlock}::boolean or exists (
         select from reach r where r.account_id = c.account_id and r.member_id = ${member_id} and r.computer_id = c.id))`.execute(
    tx,
  );
  return computer_id === null || rows.length > 0;
}
