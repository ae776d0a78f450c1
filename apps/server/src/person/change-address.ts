import { changeAddress as operation } from '@latchkey/contract/person';
import { refuseChangingAddress } from '@latchkey/domain/address';
import { write } from '../kit/operation.ts';
import { claimAddress, lockAddresses, spendWish } from './addresses.ts';

export const changeAddress = write(operation, async ({ tx, now, me, body, kit }) => {
  const began = { tx, now };
  const mine = await lockAddresses(began, me);
  const refusal = refuseChangingAddress(mine, body.email) ?? (await spendWish(began, me, body.email));
  if (refusal) return refusal;
  await claimAddress(began, kit, me, { purpose: 'change', email: body.email });
  return {};
});
