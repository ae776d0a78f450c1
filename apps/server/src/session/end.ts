import { endSessions as operation } from '@latchkey/contract/session';
import type { Refusal } from '@latchkey/domain/refusal';
import { extentOf } from '@latchkey/domain/limited';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import { bulkWrite, type Member } from '../kit/operation.ts';
import { endSessions } from './ending.ts';
import { isAllWithin, isWithin } from './seeing.ts';

type Row = { member_id: string; computer_id: string; state: string; owner_id: string | null };

export const end = bulkWrite(operation, async ({ tx, now, me, item, note }) => {
  const { rows } = await sql<Row>`
    select s.member_id, s.computer_id, s.state, c.owner_id
      from session s join computer c on c.account_id = s.account_id and c.id = s.computer_id
     where s.account_id = ${me.account_id} and s.id = ${item.session_id}`.execute(tx);
  const [session] = rows;
  if (!session) return { code: 'not-found' };
  const isTheirs = session.member_id === me.member_id || session.owner_id === me.member_id;
  const refusal = isTheirs ? undefined : await refuseStranger(tx, me, item.session_id);
  if (refusal) return refusal;
  // Whoever leaves the page before they got in ended nothing on purpose.
  const gaveUp = session.member_id === me.member_id && session.state === 'asked';
  const of = { ids: [item.session_id], ending: gaveUp ? 'unopened' : 'ended', by: me.member_id } as const;
  const ended = await endSessions({ tx, now }, me.account_id, of);
  if (ended.length === 0) return { code: 'session-over' };
  note({ targets: [session.member_id, session.computer_id] });
  return { session_id: item.session_id };
});

/** Whoever sees a session and may end such of somebody else's leaves alone those of users whom others look after as well (G11). */
async function refuseStranger(tx: Tx, me: Member, sessionId: string): Promise<Refusal | undefined> {
  const { rows } = await sql<{ is_seen: boolean; may_end: boolean }>`
    select ${isWithin(me, 'sessions.view')} or ${isWithin(me, 'sessions.end')} as is_seen, ${isAllWithin(me, 'sessions.end')} as may_end
      from session s join computer c on c.account_id = s.account_id and c.id = s.computer_id
     where s.account_id = ${me.account_id} and s.id = ${sessionId} for share of c`.execute(tx);
  if (!rows[0]?.is_seen) return { code: 'not-found' };
  if (rows[0].may_end) return undefined;
  return extentOf(me, 'sessions.end')
    ? { code: 'reaches-further' }
    : { code: 'not-permitted', permission: 'sessions.end' };
}
