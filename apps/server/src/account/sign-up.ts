import { signUp as operation } from '@latchkey/contract/account';
import { limitKey } from '../kit/address.ts';
import { inTransaction } from '../kit/db.ts';
import { enqueue } from '../kit/jobs.ts';
import { charge, type Limit } from '../kit/limits.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';

const forMailbox: Limit = { name: 'sign-up-mailbox', max: 5, window_s: 3600 };
const fromAddress: Limit = { name: 'sign-up-address', max: 20, window_s: 3600 };

// The same writes for every address; whether it has a person is looked up later by the job, so that neither answer nor time tells (P16).
export const signUp = steps(operation, async ({ kit, asked, body }) => {
  if (!kit.signUp) return { code: 'sign-up-closed' };
  const paid = await charge(kit.db, [
    { limit: forMailbox, subject: body.email },
    { limit: fromAddress, subject: limitKey(asked.address) },
  ]);
  if (isRefusal(paid)) return paid;
  await inTransaction(kit.db, {}, async ({ tx, now }) => {
    const id = uuidv7(now);
    await tx
      .insertInto('sign_up_request')
      .values({ id, ...body, made_at: now })
      .execute();
    await enqueue(tx, 'sign-up-start', { request_id: id });
  });
  return {};
});
