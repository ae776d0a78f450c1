import { answerRequests } from '@latchkey/contract/request';
import { refuseAnswering, refuseGift } from '@latchkey/domain/request';
import { sql } from 'kysely';
import { thingsThere } from '../computer/access.ts';
import { consequencesOf, lookAt } from '../kit/consequences.ts';
import type { Tx } from '../kit/db.ts';
import { bulkWrite, type Preview } from '../kit/operation.ts';
import { lockMember } from '../member/standing.ts';
import { give, giftFor } from './giving.ts';
import { lockRequest } from './standing.ts';
import { tellAsker } from './telling.ts';

/** What who asks has before and after (P9); of a request that the caller can't answer nothing changes, so nothing is told. */
const preview: Preview = async ({ tx, me, items }) => {
  const subjects = { members: await askersOf(tx, me.account_id, items), computers: [] };
  const before = await lookAt(tx, subjects, me);
  return async () => consequencesOf(before, await lookAt(tx, subjects, me));
};

export const answer = bulkWrite(
  answerRequests,
  async ({ tx, now, me, item, note }) => {
    const request = await lockRequest(tx, me.account_id, item.request_id);
    if (!request?.is_there) return { code: 'not-found' };
    const asker = await lockMember({ tx, now }, me.account_id, request.member_id);
    const refusal = refuseAnswering(me, asker, request);
    if (refusal) return refusal;
    if (request.state !== 'open' || !asker) return { code: 'request-over' };
    if (item.answer === 'declined' && request.has) return { code: 'have-already' };
    const gift = item.answer === 'granted' ? giftFor(request, item) : undefined;
    if (gift) {
      const wrong = refuseGift(request, item);
      if (wrong) return wrong;
      const there = await thingsThere(tx, me.account_id, [gift]);
      if (![...gift.group_ids, ...gift.computer_ids].every((id) => there.has(id))) return { code: 'not-found' };
      await give({ tx, now }, me.account_id, gift);
    }
    await sql`
      update access_request set state = ${item.answer}, ended_at = ${now}, answered_by = ${me.member_id}, answer = ${item.note}
       where account_id = ${me.account_id} and id = ${request.id}`.execute(tx);
    await tellAsker({ tx, now }, me, request);
    note({
      after: { permission: request.permission },
      personal: { email: asker.email, name: asker.name },
      targets: [...(gift?.group_ids ?? []), ...(gift?.computer_ids ?? [])],
    });
    return { request_id: request.id, member_id: request.member_id };
  },
  preview,
);

async function askersOf(tx: Tx, accountId: string, items: readonly object[]): Promise<string[]> {
  const ids = items.map((item): unknown => Reflect.get(item, 'request_id')).filter((id) => typeof id === 'string');
  const { rows } = await sql<{ member_id: string }>`
    select distinct q.member_id from access_request q where q.account_id = ${accountId} and q.id = any (${ids}::uuid[])`.execute(
    tx,
  );
  return rows.map(({ member_id }) => member_id);
}
