import { answerRequests } from '@latchkey/contract/request';
import type { Refusal } from '@latchkey/domain/refusal';
import { refuseAnswering, refuseGift } from '@latchkey/domain/request';
import { sql } from 'kysely';
import { thingsThere } from '../computer/access.ts';
import { liftLock, type Lock, lockLocksAsked, refuseLifting } from '../computer/lifting.ts';
import { consequencesOf, lookAt } from '../kit/consequences.ts';
import type { Began } from '../kit/db.ts';
import { type Asked, bulkWrite, type Member, type Preview } from '../kit/operation.ts';
import { lockMember } from '../member/standing.ts';
import { askersOf, locksAskedOf } from './asked.ts';
import { type Gift, give, giftFor } from './giving.ts';
import { type Locked, lockRequest } from './standing.ts';
import { tellAsker } from './telling.ts';

/** What who asks has before and after (P9); of a request that the caller can't answer nothing changes, so nothing is told. */
const preview: Preview = async ({ tx, me, items }) => {
  const subjects = { members: await askersOf(tx, me.account_id, items), computers: [] };
  const look = async () => [...(await lookAt(tx, subjects, me)), ...(await locksAskedOf(tx, me.account_id, items))];
  const before = await look();
  return async () => consequencesOf(before, await look());
};

/** What granting does: gives rights, or lifts the locks that keep who asked out. */
type Grant = { gift?: Gift; locks: Lock[] };

export const answer = bulkWrite(
  answerRequests,
  async ({ tx, now, me, asked, item, note }) => {
    const locks = await lockLocksAsked(tx, me.account_id, item.request_id);
    const request = await lockRequest(tx, me.account_id, item.request_id);
    if (!request?.is_there) return { code: 'not-found' };
    const asker = await lockMember({ tx, now }, me.account_id, request.member_id);
    const refusal = refuseAnswering(me, asker, request);
    if (refusal) return refusal;
    if (request.state !== 'open' || !asker) return { code: 'request-over' };
    if (item.answer === 'declined' && request.has) return { code: 'have-already' };
    const grant =
      item.answer === 'granted' ? await grantFor({ tx, now }, me, { asked, request, item, locks }) : { locks: [] };
    if ('code' in grant) return grant;
    if (grant.gift) await give({ tx, now }, me.account_id, grant.gift);
    await sql`
      update access_request set state = ${item.answer}, ended_at = ${now}, answered_by = ${me.member_id}, answer = ${item.note}
       where account_id = ${me.account_id} and id = ${request.id}`.execute(tx);
    for (const lock of grant.locks) await liftLock({ tx, now }, me, lock);
    await tellAsker({ tx, now }, me, request);
    note({
      after: { permission: request.permission, unlock: request.unlock },
      personal: { email: asker.email, name: asker.name },
      targets: [...(grant.gift?.group_ids ?? []), ...(grant.gift?.computer_ids ?? []), ...namedBy(grant.locks)],
    });
    return { request_id: request.id, member_id: request.member_id };
  },
  preview,
);

type Granting = {
  asked: Asked;
  request: Locked;
  item: { group_ids: readonly string[]; computer_ids: readonly string[] };
  locks: readonly Lock[];
};

/** What is to be done where a request is granted, or why it can't be. Writes nothing. */
async function grantFor(began: Began, me: Member, { asked, request, item, locks }: Granting): Promise<Grant | Refusal> {
  const wrong = refuseGift(request, item);
  if (wrong) return wrong;
  if (!request.unlock) {
    const gift = giftFor(request, item);
    const there = await thingsThere(began.tx, me.account_id, [gift]);
    const isThere = [...gift.group_ids, ...gift.computer_ids].every((id) => there.has(id));
    return isThere ? { gift, locks: [] } : { code: 'not-found' };
  }
  const inTheWay = locks.filter((lock) => !lock.is_personal || lock.member_id === request.member_id);
  for (const lock of inTheWay) {
    const refusal = await refuseLifting(began, me, { asked, lock });
    if (refusal) return refusal;
  }
  // It was locked in this very moment, and not by what anybody asked about.
  return inTheWay.length === 0 && !request.has ? { code: 'busy' } : { locks: inTheWay };
}

function namedBy(locks: readonly Lock[]): string[] {
  return [...new Set(locks.flatMap((lock) => [lock.computer_id, lock.member_id]))];
}
