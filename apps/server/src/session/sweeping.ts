import type { SessionEnding } from '@latchkey/domain/session';
import { sql } from 'kysely';
import { askOnce } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { endFound } from './ending.ts';

type Overdue = { account_id: string; session_id: string; ending: SessionEnding };

/** Ends the sessions that nobody opened within two minutes, and those whose server has been gone for longer than they wait for it. */
export async function sweepSessions(kit: Kit): Promise<void> {
  const rows = await askOnce(kit.db, (now) => sql<Overdue>`select * from sessions_overdue(${now})`);
  const groups = Map.groupBy(rows, ({ account_id, ending }) => `${account_id} ${ending}`);
  for (const group of groups.values()) {
    const [first] = group;
    if (first) await endFound(kit, first.account_id, { ids: group.map((one) => one.session_id), ending: first.ending });
  }
}
