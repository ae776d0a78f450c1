import { type SessionEnding, sessionEndings } from '@latchkey/domain/session';
import { sql } from 'kysely';
import { tellAgents } from '../computer/telling.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { tellNews } from '../kit/news.ts';

export type EndedSession = { id: string; computer_id: string; member_id: string };

/** Ends live sessions of an account, once each; every server hears of it, and closes what is open. Gives those that were live. */
export async function endSessions(
  { tx, now }: Began,
  accountId: string,
  { ids, ending, by = null }: { ids: readonly string[]; ending: SessionEnding; by?: string | null },
): Promise<EndedSession[]> {
  const { rows } = await sql<EndedSession>`
    with live as materialized (
      select id from session where account_id = ${accountId} and id = any (${ids}::uuid[]) and state <> 'ended' order by id for no key update)
    update session s set state = 'ended', ended_at = ${now}, ending = ${ending}, ended_by = ${by}::uuid
      from live where s.account_id = ${accountId} and s.id = live.id
    returning s.id, s.computer_id, s.member_id`.execute(tx);
  if (rows.length === 0) return rows;
  await tellAgents(tx, [...new Set(rows.map((row) => row.computer_id))]);
  await tellNews(tx, accountId, 'session');
  return rows;
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
