import type { Refusal } from './refusal.ts';

/** How many addresses a person has at most, those that wait for their confirmation among them. */
export const MOST_ADDRESSES = 10;

/** What an address is to a person: the one they sign in with, a further confirmed one, or one that waits for its confirmation (P1). */
export const addressStates = ['sign-in', 'confirmed', 'waiting-add', 'waiting-change'] as const;
export type AddressState = (typeof addressStates)[number];

export type OwnAddress = { email: string; state: AddressState };

/** Says why a person may not ask to add an address. Whether somebody else has it is no reason, because nobody is told (P16). */
export function refuseAddingAddress(mine: readonly OwnAddress[], email: string): Refusal | undefined {
  if (isConfirmed(mine, email)) return { code: 'address-is-yours' };
  const others = mine.filter((address) => address.email !== email);
  return others.length < MOST_ADDRESSES ? undefined : { code: 'too-many-addresses', maximum: MOST_ADDRESSES };
}

/** Says why a person may not ask to sign in with another address: they do already. A further one of theirs may become it (P10). */
export function refuseChangingAddress(mine: readonly OwnAddress[], email: string): Refusal | undefined {
  return stateOf(mine, email).includes('sign-in') ? { code: 'address-is-yours' } : undefined;
}

/** Says why a person may not remove an address: it is none of theirs, or they sign in with it. */
export function refuseRemovingAddress(mine: readonly OwnAddress[], email: string): Refusal | undefined {
  const states = stateOf(mine, email);
  if (states.length === 0) return { code: 'not-found' };
  return states.includes('sign-in') ? { code: 'sign-in-address' } : undefined;
}

/** How a wish to add or change an address ended. */
export type ClaimEnding = 'used' | 'superseded' | 'withdrawn' | 'expired';

/** What the mailed link of an address stands for. */
export type AddressLink = {
  side: 'new' | 'old';
  new_confirmed_at: Date | null;
  old_confirmed_at: Date | null;
  ending: ClaimEnding | null;
  /** Whether somebody else has the address by now. */
  is_taken: boolean;
};

/**
 * Says what became of the link of an address that no longer works, or nothing while it does. That somebody else has the address is told
 * only to who reads its mailbox, never to the one that asked (P16).
 */
export function refuseAddressLink(link: AddressLink): Refusal | undefined {
  if (link.ending === 'used') return { code: 'link-used' };
  if (link.ending !== null) return { code: `link-${link.ending}` };
  const confirmed_at = link.side === 'new' ? link.new_confirmed_at : link.old_confirmed_at;
  if (confirmed_at !== null) return { code: 'link-used' };
  return link.side === 'new' && link.is_taken ? { code: 'link-withdrawn' } : undefined;
}

function isConfirmed(mine: readonly OwnAddress[], email: string): boolean {
  return stateOf(mine, email).some((state) => state === 'sign-in' || state === 'confirmed');
}

function stateOf(mine: readonly OwnAddress[], email: string): AddressState[] {
  return mine.filter((address) => address.email === email).map(({ state }) => state);
}
