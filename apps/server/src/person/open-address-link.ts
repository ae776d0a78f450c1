import { openAddressLink as operation } from '@latchkey/contract/person';
import { inTransaction } from '../kit/db.ts';
import { type Person, steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { addressByLink, type ClaimLink } from './addresses.ts';

export const openAddressLink = steps(operation, async ({ kit, me, body }) => {
  const link = await inTransaction(kit.db, {}, (began) => addressByLink(kit, began, body.link));
  if (isRefusal(link)) return link;
  const { purpose, side, email } = link;
  return { purpose, side, email, other_side_confirmed: hasOtherSide(link), signed_in_as: callerOf(me, link) };
});

function hasOtherSide({ purpose, side, new_confirmed_at, old_confirmed_at }: ClaimLink): boolean | null {
  if (purpose === 'add') return null;
  return (side === 'new' ? old_confirmed_at : new_confirmed_at) !== null;
}

function callerOf(me: Person | undefined, { person_id }: ClaimLink): 'nobody' | 'asker' | 'other' {
  if (me === undefined) return 'nobody';
  return me.person_id === person_id ? 'asker' : 'other';
}
