import { openReset as operation } from '@latchkey/contract/person';
import { inTransaction } from '../kit/db.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { resetByLink } from './resets.ts';

export const openReset = steps(operation, async ({ kit, body }) => {
  const reset = await inTransaction(kit.db, {}, (began) => resetByLink(kit, began, body.link));
  return isRefusal(reset) ? reset : { email: reset.email };
});
