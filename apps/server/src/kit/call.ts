import { actorOf, writeAudit } from './audit.ts';
import { performBulk } from './bulk.ts';
import { type Began, inTransaction } from './db.ts';
import type { Kit } from './kit.ts';
import { refuseBeyond } from './limited.ts';
import { tellNews } from './news.ts';
import type { Asked, Binding, Cookies, Member, Note, Person } from './operation.ts';
import { orRefuse, Refused } from './refused.ts';
import { enter, enterAlone, openingOf } from './who.ts';

/** One call, its input already parsed by the contract. */
export type Call = {
  kit: Kit;
  binding: Binding;
  asked: Asked;
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
  accountId: string | undefined;
  dryRun: boolean;
};

export type Outcome = { reply: unknown; cookies: Cookies };

/**
 * The life of a call: who is it, may they, then the handler, in one transaction. Rights are read inside the transaction and, for
 * operations that change rights, after the lock on the account, so that a right taken away meanwhile is gone here too.
 * @throws Refused when a rule says no; everything is rolled back then
 */
export async function perform(call: Call): Promise<Outcome> {
  const { kind } = call.binding;
  if (kind === 'steps') return performSteps(call);
  const mode = kind === 'read' ? 'read' : call.dryRun ? 'dry-run' : 'write';
  const at = enteringOf(call);
  return inTransaction(call.kit.db, { accountId: call.accountId, mode, opening: openingOf(at) }, async (began) => {
    const me = await enter(at, began);
    if (kind !== 'bulk') await keepInside(call, began, me);
    if (kind === 'read') return { reply: await handle(call, { ...began, me }), cookies: {} };
    if (kind !== 'bulk') return performWrite(call, began, me);
    return { reply: await performBulk(call, began, me as Member), cookies: {} };
  });
}

/** @throws Refused when the caller is limited to groups and the call names what is not inside */
async function keepInside(call: Call, { tx }: Began, me: Person | Member | undefined): Promise<void> {
  const { operation } = call.binding;
  if (operation.limits === undefined) return;
  const [refusal] = await refuseBeyond(tx, me as Member, operation, [
    { ...call.query, ...(call.body as object | undefined), ...call.params },
  ]);
  if (refusal) throw new Refused(refusal);
}

/** No account and no transaction yet: whoever needs one opens it. */
async function performSteps(call: Call): Promise<Outcome> {
  const me = await enterAlone(call.kit.db, enteringOf(call));
  const cookies: Cookies = {};
  return { reply: await handle(call, { me, body: call.body, cookies }), cookies };
}

function enteringOf({ binding, asked, accountId }: Call) {
  return { operation: binding.operation, asked, accountId };
}

async function performWrite(call: Call, began: Began, me: Person | Member | undefined): Promise<Outcome> {
  const cookies: Cookies = {};
  const note: Note = {};
  const answer = handle(call, {
    ...began,
    me,
    body: call.body,
    cookies,
    note: (more: Note) => Object.assign(note, more),
  });
  const reply = (await answer) as object;
  if (note.unchanged) return { reply, cookies };
  if (call.accountId !== undefined && call.binding.operation.unaudited === undefined) {
    const input = { ...call.params, ...(call.body as object | undefined) };
    await writeAudit(began, call.accountId, actorOf(me as Member, call.asked), [
      { act: call.binding.operation.id, input, reply, note },
    ]);
  }
  await spread(call, began);
  return { reply, cookies };
}

function common(call: Call) {
  return { kit: call.kit, asked: call.asked, params: call.params, query: call.query };
}

async function handle(call: Call, more: object): Promise<unknown> {
  return orRefuse(await call.binding.handle({ ...common(call), ...more } as never));
}

/** Tells the news what an act changed. */
async function spread(call: Call, began: Began): Promise<void> {
  const { operation } = call.binding;
  if (operation.changesRights && call.accountId !== undefined) await tellNews(began.tx, call.accountId, 'member');
}
