import { endSessions as operation } from '@latchkey/contract/session';
import { sql } from 'kysely';
import { bulkWrite } from '../kit/operation.ts';
import { endSessions } from './ending.ts';

type Row = { member_id: string; computer_id: string; state: string; owner_id: string | null };

export const end = bulkWrite(operation, async ({ tx, now, me, item, note }) => {
  const { rows } = await sql<Row>`
    select s.member_id, s.computer_id, s.state, c.owner_id
      from session s join computer c on c.account_id = s.account_id and c.id = s.computer_id
     where s.account_id = ${me.account_id} and s.id = ${item.session_id}`.execute(tx);
  const [session] = rows;
  const isTheirs = session?.member_id === me.member_id || session?.owner_id === me.member_id;
  const isSeen = isTheirs || me.permissions.includes('sessions.end') || me.permissions.includes('sessions.view');
  if (!session || !isSeen) return { code: 'not-found' };
  if (!isTheirs && !me.permissions.includes('sessions.end'))
    return { code: 'not-permitted', permission: 'sessions.end' };
  // Whoever leaves the page before they got in ended nothing on purpose.
  const gaveUp = session.member_id === me.member_id && session.state === 'asked';
  const of = { ids: [item.session_id], ending: gaveUp ? 'unopened' : 'ended', by: me.member_id } as const;
  const ended = await endSessions({ tx, now }, me.account_id, of);
  if (ended.length === 0) return { code: 'session-over' };
  note({ targets: [session.member_id, session.computer_id] });
  return { session_id: item.session_id };
});
