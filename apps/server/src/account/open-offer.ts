import { openAccountOffer } from '@latchkey/contract/account';
import { type Person, steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { offerByLink } from './offers.ts';

export const openOffer = steps(openAccountOffer, async ({ kit, me, body }) => {
  const offer = await offerByLink(kit, body.link);
  if (isRefusal(offer)) return offer;
  const { hash: _, ...shown } = offer;
  return { ...shown, signed_in_as: callerOf(me, offer.email) };
});

function callerOf(me: Person | undefined, offered: string): 'nobody' | 'offered' | 'other' {
  if (me === undefined) return 'nobody';
  return me.email === offered ? 'offered' : 'other';
}
