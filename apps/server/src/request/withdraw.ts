import { withdrawRequests } from '@latchkey/contract/request';
import { sql } from 'kysely';
import { bulkWrite } from '../kit/operation.ts';
import { lockRequest } from './standing.ts';

export const withdraw = bulkWrite(withdrawRequests, async ({ tx, now, me, item }) => {
  const request = await lockRequest(tx, me.account_id, item.request_id);
  if (request?.member_id !== me.member_id) return { code: 'not-found' };
  if (request.state !== 'open' || request.has) return { code: 'request-over' };
  await sql`
    update access_request set state = 'withdrawn', ended_at = ${now}
     where account_id = ${me.account_id} and id = ${item.request_id}`.execute(tx);
  return { request_id: item.request_id };
});
