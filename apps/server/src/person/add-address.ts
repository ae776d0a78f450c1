import { addAddress as operation } from '@latchkey/contract/person';
import { refuseAddingAddress } from '@latchkey/domain/address';
import { write } from '../kit/operation.ts';
import { claimAddress, lockAddresses, spendWish } from './addresses.ts';

export const addAddress = write(operation, async ({ tx, now, me, body, kit }) => {
  const began = { tx, now };
  const mine = await lockAddresses(began, me);
  const refusal = refuseAddingAddress(mine, body.email) ?? (await spendWish(began, me, body.email));
  if (refusal) return refusal;
  await claimAddress(began, kit, me, { purpose: 'add', email: body.email });
  return {};
});
