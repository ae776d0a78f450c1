import { stopBatch } from '@latchkey/contract/batch';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { tellNews } from '../kit/news.ts';
import { asStarter, isTheirs, type Starter } from './visible.ts';

export const stop = write(stopBatch, async ({ tx, now, me, params, note }) => {
  const { rows } = await sql<Starter & { state: string; total: number; done: number; refused: number }>`
    select b.member_id, ${asStarter} as starter, b.about, b.act, b.state, b.total, b.done, b.refused
      from batch b join member m on m.account_id = b.account_id and m.id = b.member_id
     where b.account_id = ${me.account_id} and b.id = ${params.batch_id} for update of b`.execute(tx);
  const [batch] = rows;
  if (!batch || !isTheirs(me, batch)) return { code: 'not-found' };
  await sql`
    update batch set state = 'stopped', ended_at = ${now}
     where account_id = ${me.account_id} and id = ${params.batch_id} and state = 'running'`.execute(tx);
  const { state, total, done, refused } = batch;
  note({ before: { state }, after: { total, done, refused } });
  await tellNews(tx, me.account_id, 'batch');
  return {};
});
