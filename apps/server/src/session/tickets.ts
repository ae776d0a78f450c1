import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Began, Tx } from '../kit/db.ts';
import { hashToken, newToken } from '../kit/secrets.ts';

/** How long a ticket of a data socket works (C10). */
const TICKET_S = 30;

export type Side = 'viewer' | 'host';
export type OfSession = { accountId: string; sessionId: string };

/** Makes the one ticket of a side of a session, good once at one node; the one before works no more. It is seen here alone. */
export async function makeTicket(
  { tx, now }: Began,
  { accountId, sessionId }: OfSession,
  { side, nodeId }: { side: Side; nodeId: string },
): Promise<string> {
  const ticket = newToken();
  const hash = hashToken(ticket);
  // Written out twice: what `excluded` holds can only be taken by who may read the column, and nobody may read this one.
  await sql`
    insert into session_ticket (account_id, session_id, side, ticket_hash, node_id, expires_at)
    values (${accountId}, ${sessionId}, ${side}, ${hash}, ${nodeId}, ${now}::timestamptz + make_interval(secs => ${TICKET_S}))
    on conflict (account_id, session_id, side) do update
      set ticket_hash = ${hash}, node_id = excluded.node_id, expires_at = excluded.expires_at, used_at = null`.execute(
    tx,
  );
  return ticket;
}

/** Takes a side's ticket back: nobody has it any more, and a new one is owed. */
export async function takeTicketBack(tx: Tx, { accountId, sessionId }: OfSession, side: Side): Promise<void> {
  await sql`
    update session_ticket set ticket_hash = ${randomBytes(32)}, used_at = null, expires_at = '-infinity'
     where account_id = ${accountId} and session_id = ${sessionId} and side = ${side}`.execute(tx);
}
