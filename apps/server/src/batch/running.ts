import type { batchActs, computerBatchActs } from '@latchkey/contract/batch';
import { isGroupAct, permissionForBatch } from '@latchkey/domain/batch';
import { extentOf } from '@latchkey/domain/limited';
import type { Refusal } from '@latchkey/domain/refusal';
import type { GrantableRole, Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { lockGroups } from '../group/grouping.ts';
import { type LineResult, performForJob } from '../kit/bulk.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import { enqueue } from '../kit/jobs.ts';
import type { Kit } from '../kit/kit.ts';
import { tellNews } from '../kit/news.ts';
import type { Binding, Member } from '../kit/operation.ts';
import { mayCall } from '../kit/limited.ts';
import { memberNow } from '../kit/who.ts';
import { lockMembers } from '../member/standing.ts';

type Act = (typeof batchActs)[number] | (typeof computerBatchActs)[number];

/** The operation that does each act on its lines. */
const operationOf: Record<Act, string> = {
  suspend: 'member.suspend',
  reinstate: 'member.reinstate',
  delete: 'member.delete',
  'change-role': 'member.change-role',
  resend: 'invitation.resend',
  'send-reset': 'member.send-reset',
  'add-to-group': 'group.add-members',
  'remove-from-group': 'group.remove-members',
  approve: 'computer.approve',
  move: 'computer.move',
  'set-owner': 'computer.set-owner',
  remove: 'computer.remove',
};

/** Lines a transaction: the account is locked for as long, and others wait. */
const CHUNK = 200;
/** For how long a job works before it goes to the end of the queue, so that mails do not wait for a hundred thousand lines. */
const TURN_MS = 5_000;

export type BatchIds = { accountId: string; batchId: string };

/**
 * The job that works through the lines of a batch, chunk by chunk, each a transaction that also says how far it is: a job that was killed
 * goes on where the last chunk ended, and no line is done twice. Before each chunk its starter is looked at anew (G10).
 * @param bindings every operation there is; composition gives them, so that no noun imports composition
 */
export async function runBatch(kit: Kit, bindings: readonly Binding[], ids: BatchIds): Promise<void> {
  const until = performance.now() + TURN_MS;
  while (await runChunk(kit, bindings, ids)) {
    if (performance.now() < until) continue;
    const again = { account_id: ids.accountId, batch_id: ids.batchId };
    await inTransaction(kit.db, { accountId: ids.accountId }, ({ tx }) => enqueue(tx, 'batch-run', again));
    return;
  }
}

type Batch = {
  id: string;
  account_id: string;
  member_id: string;
  scopes: Permission[] | null;
  about: 'member' | 'computer';
  act: Act;
  role: GrantableRole | null;
  given_id: string | null;
  total: number;
  worked: number;
  is_token_ended: boolean;
};

/** Does the next lines; whether there are more. */
function runChunk(kit: Kit, bindings: readonly Binding[], ids: BatchIds): Promise<boolean> {
  return inTransaction(kit.db, { accountId: ids.accountId }, async (began) => {
    await sql`select from account where id = ${ids.accountId} for no key update`.execute(began.tx);
    const batch = await lockRunning(began, ids);
    const binding = bindings.find(({ operation }) => batch && operation.id === operationOf[batch.act]);
    if (!batch || !binding) return false;
    const me = await starterOf(began, batch, binding);
    const goesOn = me ? await workOn(kit, binding, began, { batch, me }) : await stop(began, batch);
    await tellNews(began.tx, ids.accountId, 'batch');
    return goesOn;
  });
}

async function lockRunning({ tx, now }: Began, { accountId, batchId }: BatchIds): Promise<Batch | undefined> {
  const { rows } = await sql<Batch>`
    select b.id, b.account_id, b.member_id, b.scopes, b.about, b.act, b.role, b.given_id, b.total, b.done + b.refused as worked,
           b.token_id is not null and not exists (
             select from api_token t where t.account_id = b.account_id and t.id = b.token_id and t.ended_at is null and t.expires_at > ${now}) as is_token_ended
      from batch b where b.account_id = ${accountId} and b.id = ${batchId} and b.state = 'running' for update of b`.execute(
    tx,
  );
  return rows[0];
}

/** Who started it, as they stand now; nothing when they may not go on. */
async function starterOf({ tx }: Began, batch: Batch, { operation }: Binding): Promise<Member | undefined> {
  if (batch.is_token_ended) return undefined;
  const me = await memberNow(tx, batch);
  return me && extentOf(me, permissionForBatch(batch)) && mayCall(me, operation) ? me : undefined;
}

type Work = { batch: Batch; me: Member };

async function workOn(kit: Kit, binding: Binding, began: Began, { batch, me }: Work): Promise<boolean> {
  // Lines are worked in their order, so what has been counted says where to go on.
  const { rows: lines } = await sql<{ place: number; subject_id: string }>`
    select place, coalesce(member_id, computer_id) as subject_id from batch_line
     where account_id = ${batch.account_id} and batch_id = ${batch.id} and place > ${batch.worked} order by place limit ${CHUNK}`.execute(
    began.tx,
  );
  const ids = lines.map(({ subject_id }) => subject_id);
  const refusal = await refuseAll(began, batch);
  // Computers are looked up and locked by the act itself, all at once, and so is whom a group is about.
  if (batch.about === 'member' && !isGroupAct(batch.act)) await lockMembers(began, batch.account_id, ids);
  const items = ids.map((id) => itemOf(batch, id));
  const results = refusal
    ? ids.map((_, index) => ({ index, refusal }))
    : await performForJob(kit, binding, began, { me, items });
  const places = lines.map(({ place }) => place);
  return keep(began, batch, { places, outcomes: results.map(outcomeOf) });
}

/** Says why nothing can be done to anybody any more: the user group that it is about was deleted meanwhile. */
async function refuseAll({ tx }: Began, batch: Batch): Promise<Refusal | undefined> {
  const { act, given_id } = batch;
  if (!isGroupAct(act) || given_id === null) return undefined;
  return (await lockGroups(tx, batch, [given_id])).has(given_id) ? undefined : { code: 'group-gone' };
}

/** A line as the operation takes it. */
function itemOf({ about, act, role, given_id }: Batch, id: string): object {
  if (isGroupAct(act)) return { group_id: given_id, member_id: id };
  if (about === 'member') return role === null ? { member_id: id } : { member_id: id, role, custom_role_id: given_id };
  if (act === 'move') return { computer_id: id, group_id: given_id };
  return act === 'set-owner' ? { computer_id: id, owner_id: given_id } : { computer_id: id };
}

function outcomeOf(line: LineResult): string {
  return 'refusal' in line ? line.refusal.code : 'done';
}

async function keep(
  { tx, now }: Began,
  batch: Batch,
  { places, outcomes }: { places: number[]; outcomes: string[] },
): Promise<boolean> {
  await sql`
    update batch_line l set outcome = w.outcome
      from unnest(${places}::integer[], ${outcomes}::text[]) as w (place, outcome)
     where l.account_id = ${batch.account_id} and l.batch_id = ${batch.id} and l.place = w.place`.execute(tx);
  const done = outcomes.filter((outcome) => outcome === 'done').length;
  const isOver = batch.worked + outcomes.length >= batch.total;
  await sql`
    update batch set done = done + ${done}, refused = refused + ${outcomes.length - done},
           state = case when ${isOver} then 'done' else state end, ended_at = case when ${isOver} then ${now}::timestamptz end
     where account_id = ${batch.account_id} and id = ${batch.id}`.execute(tx);
  return !isOver;
}

/** What is done stays done. */
async function stop({ tx, now }: Began, batch: Batch): Promise<false> {
  await sql`
    update batch set state = 'stopped', ended_at = ${now} where account_id = ${batch.account_id} and id = ${batch.id}`.execute(
    tx,
  );
  return false;
}
