import { checkSetUpCode as operation } from '@latchkey/contract/operator';
import { steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { checkSetUpCode } from './set-up-codes.ts';

export const checkCode = steps(operation, async ({ kit, body }) => {
  const checked = await checkSetUpCode(kit, body.code);
  return isRefusal(checked) ? checked : {};
});
