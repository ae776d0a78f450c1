import { makeRequest } from '@latchkey/contract/request';
import { REQUESTS_A_DAY, refuseWish, type Wish } from '@latchkey/domain/request';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import { chargeWithin, type Limit } from '../kit/limits.ts';
import { type Member, write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { isThere } from './standing.ts';
import { tellGivers } from './telling.ts';

const A_DAY: Limit = { name: 'access-requests', max: REQUESTS_A_DAY, window_s: 86_400 };

/** Whatever is behind the id that is asked for, the reply is the same, and so are the rows that are written for it but one (G11). */
export const make = write(makeRequest, async ({ tx, now, me, body, note }) => {
  const wish: Wish = {
    computer_id: body.computer_id ?? null,
    permission: body.permission ?? null,
    unlock: body.unlock,
  };
  const refusal = refuseWish(wish);
  if (refusal) return refusal;
  if (await hasAlready(tx, me, wish)) return { code: 'have-already' };
  const request_id = uuidv7(now);
  const { rows: made } = await sql`
    insert into access_request (account_id, id, member_id, computer_id, permission, unlock, note, made_at)
    values (${me.account_id}, ${request_id}, ${me.member_id}, ${wish.computer_id}, ${wish.permission}, ${wish.unlock}, ${body.note}, ${now})
    on conflict do nothing returning id`.execute(tx);
  if (made.length === 0) {
    note({ unchanged: true });
    return openOne(tx, me, wish);
  }
  const spent = await chargeWithin({ tx, now }, A_DAY, me.member_id);
  if (spent) return spent;
  await tellGivers({ tx, now }, me, { ...wish, id: request_id });
  // Nobody else ever hears of a request for what is not there.
  if (!(await isThere(tx, me, wish))) note({ unchanged: true });
  return { request_id, asked_before: false };
});

async function hasAlready(tx: Tx, me: Member, { computer_id, permission, unlock }: Wish): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select has_asked_for(${me.account_id}, ${me.member_id}, ${computer_id}, ${permission}, ${unlock}) as has`.execute(
    tx,
  );
  return rows[0]?.has ?? false;
}

/** The request for the same thing that is open already; who was faster has committed it. */
async function openOne(tx: Tx, me: Member, { computer_id, permission, unlock }: Wish) {
  const { rows } = await sql<{ id: string }>`
    select q.id from access_request q
     where q.account_id = ${me.account_id} and q.member_id = ${me.member_id} and q.state = 'open'
       and q.computer_id is not distinct from ${computer_id}::uuid and q.permission is not distinct from ${permission}::text and q.unlock = ${unlock}`.execute(
    tx,
  );
  const [open] = rows;
  // It was answered or taken back in this very moment: asking once more makes a new one.
  return open ? { request_id: open.id, asked_before: true } : ({ code: 'busy' } as const);
}
