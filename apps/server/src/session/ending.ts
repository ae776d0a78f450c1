import { endingFor, isShut, type SessionEnding, sessionEndings } from '@latchkey/domain/session';
import { sql } from 'kysely';
import { tellAgents } from '../computer/telling.ts';
import { writeAudit } from '../kit/audit.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { tellNews } from '../kit/news.ts';

export type EndedSession = { id: string; computer_id: string; member_id: string; ending: SessionEnding };

type Live = Omit<EndedSession, 'ending'> & { was_open: boolean; has_failed: boolean };

/**
 * Ends live sessions of an account, once each; every server hears of it, and closes what is open. Gives those that were live, with the
 * ending that is true of each.
 */
export async function endSessions(
  began: Began,
  accountId: string,
  { ids, ending, by = null }: { ids: readonly string[]; ending: SessionEnding; by?: string | null },
): Promise<EndedSession[]> {
  const { tx, now } = began;
  const { rows } = await sql<Live>`
    select id, computer_id, member_id, opened_at is not null as was_open, failed_at is not null as has_failed
      from session where account_id = ${accountId} and id = any (${ids}::uuid[]) and state <> 'ended' order by id for no key update`.execute(
    tx,
  );
  if (rows.length === 0) return [];
  const ended = rows.map(({ was_open: wasOpen, has_failed: hasFailed, ...session }) => {
    return { ...session, ending: endingFor(ending, { wasOpen, hasFailed }) };
  });
  await sql`
    update session s set state = 'ended', ended_at = ${now}, ending = e.ending, ended_by = ${by}::uuid
      from unnest(${ended.map(({ id }) => id)}::uuid[], ${ended.map((one) => one.ending)}::text[]) as e (id, ending)
     where s.account_id = ${accountId} and s.id = e.id`.execute(tx);
  await tellAgents(tx, [...new Set(rows.map((row) => row.computer_id))]);
  await tellNews(tx, accountId, 'session');
  if (by === null) await noteShut(began, accountId, ended);
  return ended;
}

/** That somebody asked for a session stands in the log already: so does it when they did not get in. What a person does is noted as that. */
async function noteShut(began: Began, accountId: string, ended: readonly EndedSession[]): Promise<void> {
  const system = { kind: 'system', id: null, personal: {} } as const;
  const entries = ended
    .filter((one) => isShut(one.ending))
    .map(({ id, computer_id, member_id, ending }) => ({
      act: 'session.fail',
      input: {},
      reply: { session_id: id, computer_id, member_id },
      note: { after: { because: ending } },
    }));
  await writeAudit(began, accountId, system, entries);
}

/** The same for a server that found out by itself that they are over. */
export async function endFound(
  kit: Kit,
  accountId: string,
  over: { ids: readonly string[]; ending: SessionEnding },
): Promise<void> {
  await inTransaction(kit.db, { accountId }, (began) => endSessions(began, accountId, over));
}

/** A word of another side as an ending; what we do not know is an end like any. */
export function endingOf(word: string): SessionEnding {
  return sessionEndings.find((ending) => ending === word) ?? 'ended';
}
