import { endSignIns as operation } from '@latchkey/contract/person';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';

export const endSignIns = write(operation, async ({ tx, now, me, body, cookies }) => {
  const chosen = body.sign_in_ids === 'others' ? null : body.sign_in_ids;
  const { rows } = await sql<{ ended: number }>`
    select end_sign_ins(${me.token}, ${chosen}::uuid[], ${uuidv7(now)}, ${now}) as ended`.execute(tx);
  if (chosen?.includes(me.sign_in_id)) cookies.sign_in = null;
  return { ended: rows[0]?.ended ?? 0 };
});
