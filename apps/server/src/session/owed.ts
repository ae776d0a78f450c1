import type { ServerMessage } from '@latchkey/wire/link-messages';
import { serverEndings } from '@latchkey/wire/link-messages';
import { asLine } from '@latchkey/wire/link-shape';
import { sql } from 'kysely';
import { type Owed, type Told, TOLD_FOR_MINUTES } from '../computer/link-owed.ts';
import { socketUrl } from '../computer/nodes.ts';
import type { OfComputer } from '../computer/presence.ts';
import type { Began } from '../kit/db.ts';
import { makeTicket } from './tickets.ts';

type Asked = {
  id: string;
  state: 'asked' | 'open';
  member_id: string;
  person_id: string;
  person_name: string;
  grant_id: string;
  cred_id: string | null;
  is_owner: boolean;
  control: boolean;
  idle_minutes: number;
  node_id: string;
  node_url: string;
};

/**
 * What a computer is owed of sessions: those that somebody asked for and that its data socket is missing of, with a ticket made for it,
 * and ends. Said again when a ticket was not used in time: nothing is lost when a message is.
 */
export async function owedOfSessions(began: Began, of: OfComputer, told: Told): Promise<Owed> {
  const ends = await owedEnds(began, of, told);
  const asked = await askedOf(began, of);
  const messages: ServerMessage[] = [];
  for (const one of asked) messages.push(await called(began, of, one));
  return { messages: [...ends, ...messages], isSettled: asked.length === 0 };
}

async function askedOf({ tx, now }: Began, of: OfComputer): Promise<Asked[]> {
  const { rows } = await sql<Asked>`
    select s.id, s.state, s.member_id, s.person_id, m.sort_name as person_name, s.grant_id, g.cred_id, c.owner_id is not distinct from s.member_id as is_owner,
           s.control, a.session_idle_minutes as idle_minutes, n.id as node_id, n.url as node_url
      from session s
      join computer c on c.account_id = s.account_id and c.id = s.computer_id
      join account a on a.id = s.account_id
      join member m on m.account_id = s.account_id and m.id = s.member_id
      join computer_grant g on g.account_id = s.account_id and g.id = s.grant_id
      join node n on n.id = s.node_id
     where s.account_id = ${of.accountId} and s.computer_id = ${of.computerId} and s.state <> 'ended'
       and not exists (select from session_ticket t where t.account_id = s.account_id and t.session_id = s.id and t.side = 'host'
                         and (t.used_at is not null or t.expires_at > ${now}))
     order by s.id limit 100`.execute(tx);
  return rows;
}

/** Until it was open once the computer hears all of it again; afterwards only where to come back to. */
async function called(began: Began, of: OfComputer, one: Asked): Promise<ServerMessage> {
  const ticket = await makeTicket(
    began,
    { accountId: of.accountId, sessionId: one.id },
    { side: 'host', nodeId: one.node_id },
  );
  const way = { session_id: one.id, url: socketUrl(one.node_url, '/session/host'), ticket };
  if (one.state === 'open') return { t: 'rejoin', ...way };
  return {
    t: 'session',
    ...way,
    person_id: one.person_id,
    person_name: asLine(one.person_name),
    member_id: one.member_id,
    grant_id: one.grant_id,
    cred_id: one.cred_id,
    is_owner: one.is_owner,
    rights: { control: one.control, clipboard_in: one.control, clipboard_out: true },
    idle_ms: one.idle_minutes * 60_000,
  };
}

async function owedEnds({ tx, now }: Began, of: OfComputer, told: Told): Promise<ServerMessage[]> {
  const { rows } = await sql<{ id: string; ending: string }>`
    select id, ending from session where account_id = ${of.accountId} and computer_id = ${of.computerId} and state = 'ended'
       and ended_at > ${now}::timestamptz - make_interval(mins => ${TOLD_FOR_MINUTES}) order by id desc limit 200`.execute(
    tx,
  );
  const fresh = rows.filter(({ id }) => !told.ends.has(id));
  for (const { id } of fresh) told.ends.add(id);
  // Those long told are remembered no longer than they are found.
  for (const id of told.ends) if (!rows.some((row) => row.id === id)) told.ends.delete(id);
  return fresh.map(({ id, ending }) => ({
    t: 'end',
    session_id: id,
    reason: serverEndings.find((reason) => reason === ending) ?? 'ended',
  }));
}
