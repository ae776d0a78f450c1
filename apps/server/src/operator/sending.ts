import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { charge, type Limit, refund } from '../kit/limits.ts';
import { deliver } from '../kit/mail.ts';
import { type MailServer, mailServerOf, releaseMails } from '../kit/mails.ts';
import { isRefusal } from '../kit/refused.ts';
import { type Composed, composeMail, type MailRow } from './letters.ts';

const DAY_S = 86_400;
/** With the queue's growing pauses (at most some six hours each) this is about four days. */
const GIVE_UP_AFTER = 24;

type Outcome = { state: 'sent' | 'bounced' | 'no_mail_server' | 'waiting'; problem: string | null };
type Waiting = MailRow & { state: string; tries: number };

/**
 * The job that sends one mail. Sent once per event: a mail that is out is never sent again, a retry repeats message id and link.
 * @throws when it has to be tried again; the queue does
 */
export async function sendMail(kit: Kit, mailId: string): Promise<void> {
  const { mail, server } = await inTransaction(kit.db, { mode: 'read' }, async ({ tx }) => {
    const { rows } = await sql<Waiting>`select * from mail_to_send(${mailId})`.execute(tx);
    return { mail: rows[0], server: await mailServerOf(kit, tx) };
  });
  if (!mail || mail.state === 'sent' || mail.state === 'bounced') return;
  const outcome = server ? await attempt(kit, mail, server) : ({ state: 'no_mail_server', problem: null } as const);
  await inTransaction(kit.db, {}, ({ tx, now }) =>
    sql`select note_mail(${mailId}, ${outcome.state}, ${outcome.problem}, ${now})`.execute(tx),
  );
  kit.metrics.mailEnded(outcome.state);
  // A mail server set since we looked has released its mails before this one waited for it.
  if (outcome.state === 'no_mail_server') await releaseMails(kit);
  if (outcome.state === 'waiting') throw new Error('the mail has to wait');
}

async function attempt(kit: Kit, mail: Waiting, server: MailServer): Promise<Outcome> {
  const composed = await composeMail(kit, mail);
  if (!composed) return { state: 'bounced', problem: 'What it was about ended before it could be sent.' };
  const outcome = await deliverWithin(kit, mail, { server, composed });
  return outcome.state === 'waiting' && mail.tries >= GIVE_UP_AFTER ? { ...outcome, state: 'bounced' } : outcome;
}

/**
 * Hands the mail over unless its recipient has had as many of its kind as a day allows, whoever asked for them. Paid for at every
 * attempt and given back when it did not go out, so that a retry is not counted again and is no way around the limit.
 */
async function deliverWithin(
  kit: Kit,
  mail: Waiting,
  { server, composed }: { server: MailServer; composed: Composed },
): Promise<Outcome> {
  const limit: Limit = { name: `mail-${mail.kind}`, max: kit.limits.mailsPerRecipientPerDay, window_s: DAY_S };
  const paid = await charge(kit.db, [{ limit, subject: mail.recipient }]);
  if (isRefusal(paid))
    return { state: 'waiting', problem: 'This address has had its mails of this kind for today; it is tried again.' };
  const host = server.from.split('@').at(-1) ?? 'latchkey';
  const delivery = await deliver(server.smtpUrl, {
    messageId: `<${mail.id}@${host}>`,
    from: { name: composed.fromName, address: server.from },
    to: mail.recipient,
    ...composed.letter,
  });
  if (delivery.state === 'sent') return { state: 'sent', problem: null };
  await inTransaction(kit.db, {}, ({ tx }) => refund(tx, paid));
  return delivery;
}
