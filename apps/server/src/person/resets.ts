import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { type Began, inTransaction } from '../kit/db.ts';
import { enqueue } from '../kit/jobs.ts';
import type { Kit } from '../kit/kit.ts';
import { hashOfLink, linkOf } from '../kit/links.ts';
import { hashToken, uuidv7 } from '../kit/secrets.ts';

const RESET_HOURS = 2;

/** The job behind an asked reset: makes the link and its mail, if the address has a person; earlier links end as superseded. */
export async function startReset(kit: Kit, requestId: string): Promise<void> {
  await inTransaction(kit.db, {}, async ({ tx, now }) => {
    const id = uuidv7(now);
    const mailId = uuidv7(now);
    const until = new Date(now.getTime() + RESET_HOURS * 3_600_000);
    const token = hashToken(kit.secrets.linkToken('reset', id, 1));
    const { rows } = await sql<{
      started: boolean;
    }>`select start_reset(${requestId}, ${id}, ${token}, ${mailId}, ${now}, ${until}) as started`.execute(tx);
    if (rows[0]?.started) await enqueue(tx, 'mail-send', { mail_id: mailId });
  });
}

export type OpenReset = { hash: Buffer; email: string };

/** What a reset link stands for while it works, or the refusal that says what became of it. */
export async function resetByLink(kit: Kit, { tx, now }: Began, link: string): Promise<OpenReset | Refusal> {
  const hash = hashOfLink(kit, 'reset', link);
  if (!hash) return { code: 'link-unknown' };
  const { rows } = await sql<{
    email: string;
    ending: string | null;
    expires_at: Date;
  }>`select * from reset_by_link(${hash})`.execute(tx);
  const [row] = rows;
  if (!row) return { code: 'link-unknown' };
  if (row.ending === 'used') return { code: 'link-used' };
  if (row.ending === 'superseded') return { code: 'link-superseded' };
  if (row.ending !== null) return { code: 'link-withdrawn' };
  return now >= row.expires_at ? { code: 'link-expired' } : { hash, email: row.email };
}

/** The whole address of a reset link, as it stands in the mail. */
export function resetLink(kit: Kit, id: string): string {
  return linkOf(kit, { kind: 'reset', page: '/reset', id, generation: 1 });
}
