import { askCodeApproval as operation } from '@latchkey/contract/code-approval';
import type { Reply } from '@latchkey/contract/operation';
import { APPROVAL_MINUTES, type ApprovalState, refuseTelling } from '@latchkey/domain/code-approval';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { type Began, inTransaction } from '../kit/db.ts';
import { chargeWithin, type Limit } from '../kit/limits.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal, orRefuse } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { type Asker, askerOf } from './asking.ts';
import { hashOfNonce } from './code-approvals.ts';

/** Somebody forgets their code now and then; what asks more often is a program. */
const OF_COMPUTER: Limit = { name: 'code-approvals', max: 20, window_s: 900 };

/** The first time it begins to wait; afterwards it is said what came of it, that it was approved once. */
export const askCodeApproval = steps(operation, async ({ kit, asked, body }) => {
  const asker = await askerOf(kit, asked, { purpose: 'latchkey code approval', body, fields: [body.nonce] });
  if (isRefusal(asker)) return asker;
  if (asker.status === 'waiting') return { code: 'computer-waiting' };
  return inTransaction(kit.db, { accountId: asker.accountId }, async (began) =>
    orRefuse(await answerTo(began, asker, hashOfNonce(body.nonce))),
  );
});

type Row = {
  id: string;
  state: ApprovalState;
  expires_at: Date;
  told_at: Date | null;
  person_id: string | null;
  grant_id: string | null;
  still_may: boolean;
};

async function answerTo(began: Began, asker: Asker, hash: Buffer): Promise<Reply<typeof operation> | Refusal> {
  const { tx, now } = began;
  const waits = await beginWaiting(began, asker, hash);
  if (waits !== undefined) return isRefusal(waits) ? waits : { state: 'waiting', person_id: null, grant_id: null };
  // Taken with its row locked, so that of many who ask at once one is told.
  await sql`
    select from code_approval where account_id = ${asker.accountId} and nonce_hash = ${hash} for no key update`.execute(
    tx,
  );
  const { rows } = await sql<Row>`
    select p.id, p.state, p.expires_at, p.told_at, p.grant_id, m.person_id,
           m.status = 'active' and exists (select from reach r where r.account_id = p.account_id and r.member_id = m.id and r.computer_id = p.computer_id)
             and case when p.grant_id is null then c.owner_id = m.id else g.ended_at is null end as still_may
      from code_approval p
      join computer c on c.account_id = p.account_id and c.id = p.computer_id
      left join member m on m.account_id = p.account_id and m.id = p.answered_by
      left join computer_grant g on g.account_id = p.account_id and g.id = p.grant_id
     where p.account_id = ${asker.accountId} and p.nonce_hash = ${hash} and p.computer_id = ${asker.computerId}`.execute(
    tx,
  );
  const [row] = rows;
  // Another computer asked with it.
  if (!row) return { code: 'approval-used' };
  const refusal = refuseTelling({ ...row, now });
  if (refusal) return refusal;
  const { state, person_id, grant_id } = row;
  if (state === 'waiting' || state === 'declined') return { state, person_id: null, grant_id: null };
  await sql`
    update code_approval set told_at = ${now} where account_id = ${asker.accountId} and id = ${row.id}`.execute(tx);
  // Whoever lost their way to the computer meanwhile has no code to set there any more.
  return row.still_may ? { state, person_id, grant_id } : { state: 'declined', person_id: null, grant_id: null };
}

/** Nothing when the nonce is known already. */
async function beginWaiting(began: Began, asker: Asker, hash: Buffer): Promise<'waits' | Refusal | undefined> {
  const { tx, now } = began;
  const { rows } = await sql`
    insert into code_approval (account_id, id, computer_id, nonce_hash, state, made_at, expires_at)
    values (${asker.accountId}, ${uuidv7(now)}, ${asker.computerId}, ${hash}, 'waiting', ${now},
            ${now}::timestamptz + make_interval(mins => ${APPROVAL_MINUTES}))
    on conflict (nonce_hash) do nothing returning id`.execute(tx);
  if (rows.length === 0) return undefined;
  return (await chargeWithin(began, OF_COMPUTER, asker.computerId)) ?? 'waits';
}
