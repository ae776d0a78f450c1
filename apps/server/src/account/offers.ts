import { daysAfter } from '@latchkey/domain/invitation';
import type { Language } from '@latchkey/domain/language';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import { enqueue } from '../kit/jobs.ts';
import type { Kit } from '../kit/kit.ts';
import { hashOfLink, linkOf } from '../kit/links.ts';
import { hashToken, uuidv7 } from '../kit/secrets.ts';

const OFFER_DAYS = 14;

/** An account that is offered to a mailbox. */
export type Offer = {
  hash: Buffer;
  email: string;
  name: string;
  company_name: string;
  language: Language;
  /** Whose mailbox it is, whichever of their addresses. */
  person_id: string | null;
};

type OfferRow = Omit<Offer, 'hash'> & { ending: 'used' | 'superseded' | null; expires_at: Date };

/** What the mailed link of an offered account stands for while it works, or the refusal that says what became of it. */
export async function offerByLink(kit: Kit, link: string): Promise<Offer | Refusal> {
  const hash = hashOfLink(kit, 'account-offer', link);
  if (!hash) return { code: 'link-unknown' };
  return inTransaction(kit.db, { mode: 'read' }, async ({ tx, now }) => {
    const { rows } = await sql<OfferRow>`select * from offer_by_link(${hash})`.execute(tx);
    const [row] = rows;
    if (!row) return { code: 'link-unknown' };
    const { ending, expires_at, ...offer } = row;
    if (ending !== null) return { code: ending === 'used' ? 'link-used' : 'link-superseded' };
    return now >= expires_at ? { code: 'link-expired' } : { hash, ...offer };
  });
}

/** Notes in the new account that its holder accepted the offer. */
export async function noteAcceptance(
  began: Began,
  offer: Offer,
  holder: { act: string; account_id: string; member_id: string; name: string; address: string },
): Promise<void> {
  const { act, account_id, member_id, name, address } = holder;
  const actor = { kind: 'member', id: member_id, personal: { name, email: offer.email, address } } as const;
  const note = { after: { company_name: offer.company_name, role: 'holder' } };
  await writeAudit(began, account_id, actor, [{ act, input: {}, reply: { member_id }, note }]);
}

/** The whole address of an offer's link, as it stands in the mail. */
export function offerLink(kit: Kit, id: string): string {
  return linkOf(kit, { kind: 'account-offer', page: '/account-offer', id, generation: 1 });
}

/** The job behind a sign-up: the offer of an account and its mail, or the mail that says how to open one with a sign-in there is. */
export async function startSignUp(kit: Kit, requestId: string): Promise<void> {
  await inTransaction(kit.db, {}, async ({ tx, now }) => {
    const [id, mailId] = [uuidv7(now), uuidv7(now)];
    const token = hashToken(kit.secrets.linkToken('account-offer', id, 1));
    const until = daysAfter(now, OFFER_DAYS);
    const { rows } = await sql<{ started: boolean }>`
      select start_sign_up(${requestId}, ${id}, ${token}, ${mailId}, ${now}, ${until}) as started`.execute(tx);
    if (rows[0]?.started) await enqueue(tx, 'mail-send', { mail_id: mailId });
  });
}

export type NewOffer = { email: string; name: string; companyName: string; language: Language };

/**
 * Offers an account to a mailbox by mail; an open offer of the same account to the same mailbox ends as superseded. Works as the owner
 * of the database only: it is the operator's, at the machine.
 */
export async function makeOffer({ tx, now }: Began, kit: Kit, offer: NewOffer): Promise<{ expires_at: Date }> {
  const [id, mailId] = [uuidv7(now), uuidv7(now)];
  const expires_at = daysAfter(now, OFFER_DAYS);
  const { email, name, companyName, language } = offer;
  await sql`
    update account_offer set ending = 'superseded', ended_at = ${now}
     where email = ${email} and company_name = ${companyName} and ending is null`.execute(tx);
  const token_hash = hashToken(kit.secrets.linkToken('account-offer', id, 1));
  await tx
    .insertInto('account_offer')
    .values({ id, email, name, company_name: companyName, language, token_hash, made_at: now, expires_at })
    .execute();
  await tx
    .insertInto('mail')
    .values({
      id: mailId,
      kind: 'account_offer',
      event_id: `account_offer:${id}`,
      subject_id: id,
      recipient: email,
      language,
      made_at: now,
    })
    .execute();
  await enqueue(tx, 'mail-send', { mail_id: mailId });
  return { expires_at };
}
