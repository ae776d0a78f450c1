import type { SessionEnding } from '@latchkey/domain/session';
import type { AgentMessage } from '@latchkey/wire/link-messages';
import { sql } from 'kysely';
import { noteCleared, noteLocks } from '../computer/locks.ts';
import type { OfComputer } from '../computer/presence.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { tellNews } from '../kit/news.ts';
import { endingOf, endSessions } from './ending.ts';

/** What agents say ended a session, where our row has another word for it. */
const endingsOfAgents: Readonly<Record<string, SessionEnding>> = {
  replaced: 'ended',
};

/**
 * Hears what an agent says on its control socket. It is believed in nothing about members, rights and other computers: what it says is
 * looked up by the session and by the computer of the socket, and what fits neither is left alone.
 */
export async function hearAgent(kit: Kit, of: OfComputer, message: AgentMessage): Promise<void> {
  await inTransaction(kit.db, { accountId: of.accountId }, (began) => hear(began, of, message));
}

async function hear(began: Began, of: OfComputer, message: AgentMessage): Promise<void> {
  switch (message.t) {
    case 'opened':
      return noteOpened(began, of, message.session_id);
    case 'ended':
      return endOne(began, of, message.session_id, endingsOfAgents[message.reason] ?? endingOf(message.reason));
    case 'refused':
      return endOne(began, of, message.session_id, message.code === 'locked' ? 'locked' : 'refused');
    case 'locked':
      return hearLock(began, of, message);
    case 'unlocked':
      return noteCleared(began, of, message.lock_id);
    case 'grant':
      return noteGrant(began, of, message);
    case 'acknowledged':
      return noteAcknowledged(began, of, message.revision);
    case 'failed':
      return noteFailed(began, of, message.session_id);
  }
}

/** An agent that was out of reach may say so when the session is over by our count: it was open then. */
async function noteOpened({ tx, now }: Began, of: OfComputer, sessionId: string): Promise<void> {
  const { rows } = await sql`
    update session s set state = case s.state when 'asked' then 'open' else s.state end, opened_at = least(s.ended_at, ${now}), boot_id = c.boot_id,
           ending = case when s.ending in ('unopened', 'failed') then 'lost' else s.ending end
      from computer c
     where s.account_id = ${of.accountId} and s.computer_id = ${of.computerId} and s.id = ${sessionId} and s.opened_at is null
       and c.account_id = s.account_id and c.id = s.computer_id returning s.id`.execute(tx);
  if (rows.length > 0) await tellNews(tx, of.accountId, 'session');
}

/** The computer counts, and locks; here it is known why nobody got in. An attempt may turn out to be one after its session. */
async function noteFailed({ tx, now }: Began, of: OfComputer, sessionId: string): Promise<void> {
  const { rows } = await sql`
    update session set failed_at = ${now}, ending = case ending when 'unopened' then 'failed' else ending end
     where account_id = ${of.accountId} and computer_id = ${of.computerId} and id = ${sessionId} returning id`.execute(
    tx,
  );
  if (rows.length > 0) await tellNews(tx, of.accountId, 'session');
}

async function endOne(began: Began, of: OfComputer, sessionId: string, ending: SessionEnding): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from session where account_id = ${of.accountId} and computer_id = ${of.computerId} and id = ${sessionId}`.execute(
    began.tx,
  );
  if (rows.length > 0) await endSessions(began, of.accountId, { ids: [sessionId], ending });
}

/** Who locked a computer is let into no other they have asked for meanwhile (S5); open sessions go on. */
async function hearLock(began: Began, of: OfComputer, lock: Extract<AgentMessage, { t: 'locked' }>): Promise<void> {
  const [noted] = await noteLocks(began, of, [lock]);
  if (!noted) return;
  const { rows } = await sql<{ id: string }>`
    select id from session where account_id = ${of.accountId} and state = 'asked'
       and (member_id = ${noted.member_id} or (computer_id = ${of.computerId} and not ${lock.is_personal}))`.execute(
    began.tx,
  );
  await endSessions(began, of.accountId, { ids: rows.map(({ id }) => id), ending: 'locked' });
}

/** Which code somebody's copy is (C12). Told with a session, it is the session's grant or none. */
async function noteGrant({ tx }: Began, of: OfComputer, said: Extract<AgentMessage, { t: 'grant' }>): Promise<void> {
  const { rows } = await sql<{ cred_id: string | null }>`
    select g.cred_id from computer_grant g
     where g.account_id = ${of.accountId} and g.computer_id = ${of.computerId} and g.id = ${said.grant_id} and g.ended_at is null
       and (${said.session_id}::uuid is null or exists (
         select from session s where s.account_id = g.account_id and s.id = ${said.session_id} and s.computer_id = g.computer_id and s.grant_id = g.id))`.execute(
    tx,
  );
  const [grant] = rows;
  if (!grant || grant.cred_id === said.cred_id) return;
  await sql`
    with numbered as (
      update computer set grant_revision = grant_revision + 1 where account_id = ${of.accountId} and id = ${of.computerId} returning grant_revision)
    update computer_grant g set cred_id = ${said.cred_id}, revision = numbered.grant_revision from numbered
     where g.account_id = ${of.accountId} and g.id = ${said.grant_id} and g.ended_at is null`.execute(tx);
}

async function noteAcknowledged({ tx }: Began, of: OfComputer, revision: number): Promise<void> {
  await sql`
    update computer set acknowledged_revision = ${revision}
     where account_id = ${of.accountId} and id = ${of.computerId} and acknowledged_revision < ${revision} and ${revision} <= grant_revision`.execute(
    tx,
  );
}
