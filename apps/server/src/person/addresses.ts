import { type AddressState, type AddressLink, refuseAddressLink } from '@latchkey/domain/address';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { chargeWithin, type Limit } from '../kit/limits.ts';
import { hashOfLink, linkOf } from '../kit/links.ts';
import type { Person } from '../kit/operation.ts';
import { hashToken, uuidv7 } from '../kit/secrets.ts';

const CLAIM_HOURS = 24;
/** A person has few mailboxes; what asks for more tries other people's. */
const byPerson: Limit = { name: 'address-person', max: 20, window_s: 86_400 };
/** Whoever asks: nobody's mailbox is filled with mails that they did not want. */
const ofMailbox: Limit = { name: 'address-mailbox', max: 5, window_s: 3600 };

export type Address = { email: string; state: AddressState; expires_at: Date | null };

/** The addresses of who is signed in, the one to sign in with first, and those that wait for their confirmation. */
export async function addressesOf({ tx, now }: Began, me: Pick<Person, 'token'>): Promise<Address[]> {
  const { rows } = await sql<Address>`select * from addresses_of(${me.token}, ${now})`.execute(tx);
  return rows;
}

/** The same, after everybody else who changes them was waited for. */
export async function lockAddresses(began: Began, me: Pick<Person, 'token'>): Promise<Address[]> {
  await sql`select lock_asker(${me.token}, ${began.now})`.execute(began.tx);
  return addressesOf(began, me);
}

/** Pays for a wish for an address, whether or not somebody has it. */
export async function spendWish(
  began: Began,
  me: Pick<Person, 'person_id'>,
  email: string,
): Promise<Refusal | undefined> {
  return (await chargeWithin(began, byPerson, me.person_id)) ?? chargeWithin(began, ofMailbox, email);
}

/**
 * Keeps the wish to add an address, or to sign in with it from now on, and promises its mails. What is written is the same whoever has
 * the address; what a mail says is decided when it is made (P16).
 */
export async function claimAddress(
  { tx, now }: Began,
  kit: Kit,
  me: Pick<Person, 'token'>,
  wish: { purpose: 'add' | 'change'; email: string },
): Promise<void> {
  const id = uuidv7(now);
  const [fresh, old] = (['new', 'old'] as const).map((side) => hashToken(kit.secrets.linkToken(KIND, id, sides[side])));
  const until = new Date(now.getTime() + CLAIM_HOURS * 3_600_000);
  const { purpose, email } = wish;
  await sql`select claim_address(${me.token}, ${id}, ${purpose}, ${email}, ${fresh}, ${purpose === 'change' ? old : null}, ${now}, ${until})`.execute(
    tx,
  );
}

export type ClaimLink = AddressLink & { hash: Buffer; person_id: string; purpose: 'add' | 'change'; email: string };

/** What the mailed link of an address stands for while it works, or the refusal that says what became of it; one that is over ends here. */
export async function addressByLink(kit: Kit, { tx, now }: Began, link: string): Promise<ClaimLink | Refusal> {
  const hash = hashOfLink(kit, KIND, link);
  if (!hash) return { code: 'link-unknown' };
  const { rows } = await sql<Omit<ClaimLink, 'hash'>>`select * from claim_by_link(${hash}, ${now})`.execute(tx);
  const [row] = rows;
  return row ? (refuseAddressLink(row) ?? { hash, ...row }) : { code: 'link-unknown' };
}

const KIND = 'address';
/** The two mailboxes of a wish have a link each: they are told apart by the generation. */
const sides = { new: 1, old: 2 } as const;

/** The whole address of the link to one of the two mailboxes, as it stands in the mail. */
export function addressLink(kit: Kit, id: string, side: keyof typeof sides): string {
  return linkOf(kit, { kind: KIND, page: '/address', id, generation: sides[side] });
}
