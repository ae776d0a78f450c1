import { openAccountOffer } from '@latchkey/contract/account';
import { type Person, steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { offerByLink } from './offers.ts';

export const openOffer = steps(openAccountOffer, async ({ kit, me, body }) => {
  const offer = await offerByLink(kit, body.link);
  if (isRefusal(offer)) return offer;
  const { hash: _, person_id, ...shown } = offer;
  return { ...shown, has_person: person_id !== null, signed_in_as: callerOf(me, person_id) };
});

function callerOf(me: Person | undefined, offered: string | null): 'nobody' | 'offered' | 'other' {
  if (me === undefined) return 'nobody';
  return me.person_id === offered ? 'offered' : 'other';
}
