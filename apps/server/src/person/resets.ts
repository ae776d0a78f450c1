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

/** What a reset link stands for while it works, or the refusal that says what became of it; one that is over ends here. */
export async function resetByLink(kit: Kit, { tx, now }: Began, link: string): Promise<OpenReset | Refusal> {
  const hash = hashOfLink(kit, 'reset', link);
  if (!hash) return { code: 'link-unknown' };
  const { rows } = await sql<{
    email: string;
    ending: 'used' | 'superseded' | 'withdrawn' | 'expired' | null;
  }>`select * from reset_by_link(${hash}, ${now})`.execute(tx);
  const [row] = rows;
  if (!row) return { code: 'link-unknown' };
  return row.ending === null ? { hash, email: row.email } : { code: `link-${row.ending}` };
}

/** The whole address of a reset link, as it stands in the mail. */
export function resetLink(kit: Kit, id: string): string {
  return linkOf(kit, { kind: 'reset', page: '/reset', id, generation: 1 });
}
