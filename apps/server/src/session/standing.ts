import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';

/** Whether a computer hangs on a server that runs. Our own runs. */
export async function isOnline(
  { tx, now }: Began,
  of: { accountId: string; computerId: string; nodeId: string },
): Promise<boolean> {
  const { rows } = await sql<{ online: boolean }>`
    select c.node_id is not null and (c.node_id = ${of.nodeId} or exists (
             select from node n where n.id = c.node_id and n.seen_at > ${now}::timestamptz - interval '15 seconds')) as online
      from computer c where c.account_id = ${of.accountId} and c.id = ${of.computerId}`.execute(tx);
  return rows[0]?.online ?? false;
}

/** Why a session may not go on, if so (C9). */
export async function faultOf({ tx, now }: Began, sessionId: string): Promise<string | undefined> {
  const { rows } = await sql<{ fault: string | null }>`
    select fault from sessions_standing(${[sessionId]}::uuid[], ${now})`.execute(tx);
  const [row] = rows;
  return row ? (row.fault ?? undefined) : 'removed';
}

/** The sign-in that a browser calls with. */
export async function signInOf(
  { tx, now }: Began,
  token: Buffer | undefined,
): Promise<{ id: string; proved_at: Date } | undefined> {
  const { rows } = await sql<{ id: string; proved_at: Date }>`
    select sign_in_id as id, proved_at from sign_in_of(${token ?? null}, ${now})`.execute(tx);
  return rows[0];
}
