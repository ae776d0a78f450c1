import { setTimeout as sleep } from 'node:timers/promises';
import type { MailProblem } from '@latchkey/domain/mail';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { charge, type Limit, refund } from '../kit/limits.ts';
import { deliver } from '../kit/mail.ts';
import { type MailServer, mailServerOf, releaseMails } from '../kit/mails.ts';
import { tellNews } from '../kit/news.ts';
import { isRefusal } from '../kit/refused.ts';
import { type Composed, composeMail, type MailRow } from './letters.ts';

const DAY_S = 86_400;
/** With the queue's growing pauses (at most some six hours each) this is about four days. */
const GIVE_UP_AFTER = 24;
/** Longer than an attempt takes; a claim whose server was killed ends by itself, and the queue tries again. */
const CLAIMED_FOR_MS = 120_000;
const TRY_AGAIN_MS = 500;

type Outcome = { state: 'sent' | 'no_mail_server' } | ({ state: 'bounced' | 'waiting' } & MailProblem);
type Claimed = MailRow & { tries: number; is_ours: boolean };

/**
 * The job that sends one mail. Sent once per event, by one job at a time: a mail that is out is never sent again, a retry repeats
 * message id and link.
 * @throws when it has to be tried again; the queue does
 */
export async function sendMail(kit: Kit, mailId: string): Promise<void> {
  const ends = performance.now() + CLAIMED_FOR_MS;
  const { mail, server } = await inTransaction(kit.db, {}, async ({ tx, now }) => {
    const until = new Date(now.getTime() + CLAIMED_FOR_MS);
    const { rows } = await sql<Claimed>`select * from claim_mail(${mailId}, ${now}, ${until})`.execute(tx);
    return { mail: rows[0], server: await mailServerOf(kit, tx) };
  });
  if (!mail) return;
  if (!mail.is_ours) throw new Error('another job is sending the mail');
  const outcome = await outcomeOf(kit, mail, server).catch(async (error: unknown) => {
    await onceItIsBack(ends, () => free(kit, mail));
    throw error;
  });
  await onceItIsBack(ends, () => note(kit, mail, outcome));
  kit.metrics.mailEnded(outcome.state);
  // A mail server set since we looked has released its mails before this one waited for it.
  if (outcome.state === 'no_mail_server') await releaseMails(kit);
  if (outcome.state === 'waiting') throw new Error('the mail has to wait');
}

/** Does it as soon as the database takes it, while the claim lasts: that a mail is out is known here alone. */
async function onceItIsBack(ends: number, work: () => Promise<void>): Promise<void> {
  for (;;) {
    const failed = await work().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (failed === undefined) return;
    if (performance.now() > ends) throw failed.error;
    await sleep(TRY_AGAIN_MS, undefined, { ref: false });
  }
}

async function free(kit: Kit, mail: Claimed): Promise<void> {
  await inTransaction(kit.db, {}, ({ tx }) => sql`select free_mail(${mail.id})`.execute(tx));
}

/** Keeps what came of it, and tells the users list when it looks different now (I12). */
async function note(kit: Kit, mail: Claimed, outcome: Outcome): Promise<void> {
  const { problem, quote } = 'problem' in outcome ? outcome : { problem: null, quote: null };
  await inTransaction(kit.db, {}, async ({ tx, now }) => {
    await sql`select note_mail(${mail.id}, ${outcome.state}, ${problem}, ${quote}, ${now})`.execute(tx);
    if (mail.kind === 'invitation' && mail.account_id !== null && outcome.state !== 'waiting')
      await tellNews(tx, mail.account_id, 'member');
  });
}

async function outcomeOf(kit: Kit, mail: Claimed, server: MailServer | undefined): Promise<Outcome> {
  if (!server) return { state: 'no_mail_server' };
  const composed = await composeMail(kit, mail);
  if (!composed) return { state: 'bounced', problem: 'subject_ended', quote: null };
  const outcome = await deliverWithin(kit, mail, { server, composed });
  return outcome.state === 'waiting' && mail.tries >= GIVE_UP_AFTER ? { ...outcome, state: 'bounced' } : outcome;
}

/**
 * Hands the mail over unless its recipient has had as many of its kind as a day allows, whoever asked for them. Paid for at every
 * attempt and given back when it did not go out, so that a retry is not counted again and is no way around the limit.
 */
async function deliverWithin(
  kit: Kit,
  mail: Claimed,
  { server, composed }: { server: MailServer; composed: Composed },
): Promise<Outcome> {
  const limit: Limit = { name: `mail-${mail.kind}`, max: kit.limits.mailsPerRecipientPerDay, window_s: DAY_S };
  const paid = await charge(kit.db, [{ limit, subject: mail.recipient }]);
  if (isRefusal(paid)) return { state: 'waiting', problem: 'too_many_today', quote: null };
  const host = server.from.split('@').at(-1) ?? 'latchkey';
  const delivery = await deliver(server.smtpUrl, {
    messageId: `<${mail.id}@${host}>`,
    from: { name: composed.fromName, address: server.from },
    ...(composed.replyTo === undefined ? {} : { replyTo: composed.replyTo }),
    to: mail.recipient,
    ...composed.letter,
  });
  if (delivery.state !== 'sent') await inTransaction(kit.db, {}, ({ tx }) => refund(tx, paid));
  return delivery;
}
