import { enterAccount } from '@latchkey/contract/account';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';

/** Who opens the profile again so soon has not left it: one entry, not many. */
const SAME_VISIT = '30 minutes';

export const enter = write(enterAccount, async ({ tx, now, me, note }) => {
  const { rows } = await sql`
    update member set last_entered_at = ${now}
     where account_id = ${me.account_id} and id = ${me.member_id}
       and (last_entered_at is null or last_entered_at not between ${now}::timestamptz - ${SAME_VISIT}::interval and ${now})
    returning id`.execute(tx);
  if (rows.length === 0) note({ unchanged: true });
  return {};
});
