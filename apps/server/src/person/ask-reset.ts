import { askReset as operation } from '@latchkey/contract/person';
import { limitKey } from '../kit/address.ts';
import { inTransaction } from '../kit/db.ts';
import { enqueue } from '../kit/jobs.ts';
import { charge, type Limit } from '../kit/limits.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';

const forMailbox: Limit = { name: 'reset-mailbox', max: 5, window_s: 3600 };
const fromAddress: Limit = { name: 'reset-address', max: 30, window_s: 3600 };

// The same writes for every address; whether it has a person is looked up later by the job, so that neither answer nor time tells (P16).
export const askReset = steps(operation, async ({ kit, asked, body }) => {
  const paid = await charge(kit.db, [
    { limit: forMailbox, subject: body.email },
    { limit: fromAddress, subject: limitKey(asked.address) },
  ]);
  if (isRefusal(paid)) return paid;
  await inTransaction(kit.db, {}, async ({ tx, now }) => {
    const id = uuidv7(now);
    await tx
      .insertInto('reset_request')
      .values({ id, email: body.email, language: body.language, made_at: now })
      .execute();
    await enqueue(tx, 'reset-start', { request_id: id });
  });
  return {};
});
