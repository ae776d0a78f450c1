import { endNotice as operation } from '@latchkey/contract/operator';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';

export const endNotice = write(operation, async ({ tx, now, me, params }) => {
  const { rows } = await sql<{ ended: boolean }>`
    select end_notice(${me.token}, ${uuidv7(now)}, ${now}, ${params.notice_id}) as ended`.execute(tx);
  return rows[0]?.ended ? {} : { code: 'not-found' };
});
