import { resetPassword as operation } from '@latchkey/contract/person';

import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import { enqueue } from '../kit/jobs.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { resetByLink } from './resets.ts';
import { openSignIn } from './sign-ins.ts';
import { refuseNewPassword } from './strength.ts';

export const resetPassword = steps(operation, async ({ kit, asked, body, cookies }) => {
  const weak = refuseNewPassword(body.password);
  if (weak) return weak;
  const before = await inTransaction(kit.db, {}, (began) => resetByLink(kit, began, body.link));
  if (isRefusal(before)) return before;
  const password_hash = await kit.passwords.hashPassword(body.password);
  const used = await inTransaction(kit.db, {}, async (began) => {
    const mailId = uuidv7(began.now);
    const { rows } = await sql<{ person_id: string | null }>`
      select use_reset(${before.hash}, ${password_hash}, ${mailId}, ${began.now}) as person_id`.execute(began.tx);
    const person_id = rows[0]?.person_id ?? undefined;
    if (person_id === undefined) {
      // Somebody else was quicker with the same link.
      const after = await resetByLink(kit, began, body.link);
      return isRefusal(after) ? after : ({ code: 'link-used' } as const);
    }
    await enqueue(began.tx, 'mail-send', { mail_id: mailId });
    return { person_id };
  });
  if (isRefusal(used)) return used;
  await openSignIn(kit, asked, cookies, { person_id: used.person_id, password_hash });
  return {};
});
