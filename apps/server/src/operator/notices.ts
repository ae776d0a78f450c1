import type { NoticeKind } from '@latchkey/domain/notice';
import { sql } from 'kysely';
import { inTransaction, type Tx } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import type { StatusNotice } from '../kit/status-page.ts';

type NoticeRow = { id: string; kind: NoticeKind; text: string; starts_at: Date | null; ends_at: Date | null };

/** The notices that everybody is shown now, the gravest first (O2). */
export async function noticesNow(tx: Tx, now: Date): Promise<StatusNotice[]> {
  const { rows } = await sql<NoticeRow>`select * from notices_now(${now})`.execute(tx);
  return rows.map((row) => ({
    ...row,
    starts_at: row.starts_at?.toISOString() ?? null,
    ends_at: row.ends_at?.toISOString() ?? null,
  }));
}

const FRESH_MS = 5_000;
const PATIENCE_MS = 1_000;

/**
 * The notices for the status page, which is looked at when things are bad: whoever asks waits a second at most, and while the database
 * does not answer they read what was last known.
 */
export function rememberNotices(kit: Kit): () => Promise<readonly StatusNotice[]> {
  let known: readonly StatusNotice[] = [];
  let asked = { at: -FRESH_MS, answer: Promise.resolve() };
  const ask = () =>
    inTransaction(kit.db, { mode: 'read' }, async ({ tx, now }) => void (known = await noticesNow(tx, now))).catch(
      () => undefined,
    );
  return async () => {
    if (performance.now() - asked.at > FRESH_MS) asked = { at: performance.now(), answer: ask() };
    await within(PATIENCE_MS, asked.answer);
    return known;
  };
}

async function within(ms: number, answer: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([answer, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
