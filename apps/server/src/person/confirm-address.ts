import { confirmAddress as operation } from '@latchkey/contract/person';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal, Refused } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { addressByLink } from './addresses.ts';

type Outcome = 'done' | 'waiting' | 'taken' | 'ended' | 'other' | 'nobody';

// In two transactions: that a link is over is written down though it is refused.
export const confirmAddress = steps(operation, async ({ kit, me, body }) => {
  const link = await inTransaction(kit.db, {}, (began) => addressByLink(kit, began, body.link));
  if (isRefusal(link)) return link;
  if (link.person_id !== me.person_id) return { code: 'not-the-asker' };
  return inTransaction(kit.db, {}, async (began) => {
    const { tx, now } = began;
    const { rows } = await sql<{ outcome: Outcome }>`
      select confirm_address(${me.token}, ${link.hash}, ${uuidv7(now)}, ${now}) as outcome`.execute(tx);
    const outcome = rows[0]?.outcome ?? 'nobody';
    if (outcome === 'done' || outcome === 'waiting') return { done: outcome === 'done' };
    if (outcome === 'nobody') return { code: 'not-signed-in' };
    if (outcome === 'other') return { code: 'not-the-asker' };
    // Somebody else has confirmed the address since the first side of this change was.
    if (outcome === 'taken') throw new Refused({ code: 'link-withdrawn' });
    // The same link was quicker in another tab.
    const after = await addressByLink(kit, began, body.link);
    return isRefusal(after) ? after : { code: 'link-used' };
  });
});
