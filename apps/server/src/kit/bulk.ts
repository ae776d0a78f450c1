import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { actorOf, type AuditEntry, writeAudit } from './audit.ts';
import type { Call } from './call.ts';
import { consequencesOf, lookAt, subjectsOf } from './consequences.ts';
import type { Began } from './db.ts';
import { limitChanges, powersOfThose } from './extent-changes.ts';
import { claimKey, keepReply } from './idempotency.ts';
import type { Kit } from './kit.ts';
import { refuseBeyond, watchOwnPower } from './limited.ts';
import { tellNews } from './news.ts';
import type { Asked, Binding, Handled, Member, Preview } from './operation.ts';
import { isRefusal, Refused } from './refused.ts';

/** A line of a bulk call that is not what the contract asks for: it is refused on its own, and the good ones go on (I1). */
export class BadItem {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
  /** What the body is hashed by for its Idempotency-Key. */
  toJSON(): Refusal {
    return this.refusal;
  }
}

/** What came of one line. */
export type LineResult = { index: number; result: unknown } | { index: number; refusal: Refusal };

type Item = Readonly<Record<string, unknown>>;
type Items = readonly (object | BadItem)[];
type Act = Pick<Call, 'kit' | 'binding' | 'asked' | 'params' | 'query'>;

/** Performs a bulk operation: each line its own result, an audit row a success; a dry run answers with consequences instead. */
export async function performBulk(call: Call, began: Began, me: Member): Promise<object> {
  const { operation } = call.binding;
  const { items } = call.body as { items: Items };
  if (call.dryRun) return performDry(call, began, { me, items });
  const claim = operation.idempotent &&
    call.asked.idempotency_key !== undefined && { operation, key: call.asked.idempotency_key, body: call.body };
  const before = claim ? await claimKey(began.tx, me, claim) : undefined;
  if (before !== undefined) return before as object;
  const reply = { results: await performItems(call, began, { me, items }) };
  if (claim) await keepReply(began.tx, me, claim, reply);
  return reply;
}

async function performDry(call: Call, began: Began, { me, items }: { me: Member; items: Items }): Promise<object> {
  await takeTurn(began, me);
  const look = await (call.binding.preview ?? lookTwice)({ tx: began.tx, me, items });
  const results = await performItems(call, began, { me, items });
  return { results, consequences: await look() };
}

/** The difference of what the members or computers that are named have before the act and after it, and for whom limited roles count. */
const lookTwice: Preview = async ({ tx, me, items }) => {
  const subjects = await subjectsOf(tx, items);
  const seen = await lookAt(tx, subjects, me);
  const powers = await powersOfThose({ tx, me }, subjects.members);
  return async () => [
    ...consequencesOf(seen, await lookAt(tx, subjects, me)),
    ...(await limitChanges({ tx, me }, powers, await powersOfThose({ tx, me }, subjects.members))),
  ];
};

/** A dry run takes the locks of the real act: one at a time a person, so that nobody holds others up by asking. */
async function takeTurn({ tx }: Began, me: Member): Promise<void> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${me.person_id}::text, 0)) as mine`.execute(tx);
  if (!rows[0]?.mine) throw new Refused({ code: 'busy' });
}

async function performItems(of: Act, began: Began, { me, items }: { me: Member; items: Items }): Promise<LineResult[]> {
  const { operation } = of.binding;
  const lines: LineResult[] = [];
  const entries: AuditEntry[] = [];
  const ownPower = await watchOwnPower(began.tx, me, operation);
  const handled = (await handleGood(of, began, { me, items })).values();
  await ownPower?.();
  for (const [index, item] of items.entries()) {
    const { answer, note = {} } = item instanceof BadItem ? { answer: item.refusal } : nextOf(handled);
    if (isRefusal(answer)) lines.push({ index, refusal: answer });
    else {
      lines.push({ index, result: answer });
      entries.push({ act: operation.id, input: item, reply: answer as object, note });
    }
  }
  await writeAudit(began, me.account_id, actorOf(me, of.asked), entries);
  if (entries.length > 0 && operation.changesRights) await tellNews(began.tx, me.account_id, 'member');
  return lines;
}

async function handleGood(
  { binding, ...of }: Act,
  began: Began,
  { me, items }: { me: Member; items: Items },
): Promise<Handled[]> {
  const good = items.filter((item): item is Item => !(item instanceof BadItem));
  const refusals = await refuseBeyond(began.tx, me, binding.operation, good);
  const inside = good.filter((_, index) => refusals[index] === undefined);
  const handled = inside.length === 0 ? [] : await binding.handle({ ...of, ...began, me, items: inside } as never);
  const answers = (handled as Handled[]).values();
  return refusals.map((refusal) => (refusal ? { answer: refusal } : nextOf(answers)));
}

function nextOf(handled: Iterator<Handled>): Handled {
  const next = handled.next();
  if (next.done) throw new Error('a bulk handler left an item unanswered');
  return next.value;
}

const NOBODYS_CALL: Asked = {
  request_id: '',
  address: '',
  user_agent: '',
  language: 'en',
  token: undefined,
  browser: undefined,
  bearer: undefined,
  idempotency_key: undefined,
};

/**
 * Performs lines of a bulk operation for a member who is not calling now, in a job they started: the same handler, audit and news.
 * The caller has locked the account and found out, in this transaction, that the member may (kit/who.ts, memberNow).
 */
export async function performForJob(
  kit: Kit,
  binding: Binding,
  began: Began,
  of: { me: Member; items: readonly object[] },
): Promise<LineResult[]> {
  return performItems({ kit, binding, asked: NOBODYS_CALL, params: {}, query: {} }, began, of);
}
