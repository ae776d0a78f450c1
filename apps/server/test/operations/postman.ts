import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestServer } from '../server.ts';

/** A mail as the database keeps it: ids and what became of it, never its text. */
export type KeptMail = { id: string; state: string; tries: number; problem: string | null; quote: string | null };

/** The mails to an address, oldest first. */
export function keptMails(server: TestServer, to: string): Promise<KeptMail[]> {
  return server.look<KeptMail>('select id, state, tries, problem, quote from mail where recipient = $1 order by id', [
    to,
  ]);
}

/** Waits for the first mail to an address to have been tried so often, and gives it. */
export async function tried(server: TestServer, to: string, times = 1): Promise<KeptMail> {
  return until(`${times} tries of a mail to ${to}`, async () => {
    const [mail] = await keptMails(server, to);
    return mail && mail.tries >= times && !(await isUnderWay(server, mail.id)) ? mail : undefined;
  });
}

/** A job that has noted what came of it is the queue's for a moment longer, until it is given back for its next try. */
async function isUnderWay(server: TestServer, mailId?: string): Promise<boolean> {
  const locked = await server.look(
    `select from graphile_worker._private_jobs where locked_at is not null and ($1::text is null or payload->>'mail_id' = $1)`,
    [mailId ?? null],
  );
  return locked.length > 0;
}

/** Lets the time pass that the queue waits before it tries again. */
export async function passTheWait(server: TestServer): Promise<void> {
  await until('the jobs under way to end', async () => ((await isUnderWay(server)) ? undefined : true));
  await server.look('update graphile_worker._private_jobs set run_at = now()');
  await server.look(`select pg_notify('jobs:insert', '{"r":"test","count":4}')`);
}

/** Asks every few milliseconds until there is an answer; fails after ten seconds and says what it waited for. */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  return assert.fail(`waited in vain for ${what}`);
}
