import type { Operation } from '@latchkey/contract/operation';
import type { Language } from '@latchkey/domain/language';
import type { Refusal } from '@latchkey/domain/refusal';
import { hasPermission, type Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { type AuditEntry, writeAudit } from './audit.ts';
import { consequencesOf, lookAt } from './consequences.ts';
import { askOnce, type Began, inTransaction } from './db.ts';
import { claimKey, keepReply } from './idempotency.ts';
import type { Kit } from './kit.ts';
import { tellNews } from './news.ts';
import type { Asked, Binding, Cookies, Member, Note, Person } from './operation.ts';
import { isRefusal, orRefuse, Refused } from './refused.ts';

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
  return inTransaction(call.kit.db, { accountId: call.accountId, mode }, async (began) => {
    const me = await enter(call, began);
    if (kind === 'read') return { reply: await handle(call, { ...began, me }), cookies: {} };
    return kind === 'bulk' ? performBulk(call, began, me as Member) : performWrite(call, began, me);
  });
}

/** No account and no transaction yet: whoever needs one opens it. */
async function performSteps(call: Call): Promise<Outcome> {
  const me = await signedIn(call);
  const { scope } = call.binding.operation;
  if (scope !== 'public' && !me) throw new Refused({ code: 'not-signed-in' });
  if (scope === 'operator' && !me?.is_operator) throw new Refused({ code: 'not-permitted', permission: 'operator' });
  const cookies: Cookies = {};
  return { reply: await handle(call, { me, body: call.body, cookies }), cookies };
}

async function signedIn({ asked, kit }: Call): Promise<Person | undefined> {
  const { token } = asked;
  if (token === undefined) return undefined;
  const [row] = await askOnce(kit.db, (now) => sql<Omit<Person, 'token'>>`select * from sign_in_of(${token}, ${now})`);
  return row && { ...row, token };
}

async function performWrite(call: Call, began: Began, me: Person | undefined): Promise<Outcome> {
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
  if (call.accountId !== undefined && call.binding.operation.unaudited === undefined) {
    const input = { ...call.params, ...(call.body as object | undefined) };
    await writeAudit(began, call.accountId, actorOf(call, me as Member), [
      { act: call.binding.operation.id, input, reply, note },
    ]);
  }
  await spread(call, began);
  return { reply, cookies };
}

async function performBulk(call: Call, began: Began, me: Member): Promise<Outcome> {
  const { operation } = call.binding;
  const claim = operation.idempotent &&
    call.asked.idempotency_key !== undefined && {
      operation,
      key: call.asked.idempotency_key,
      body: call.body,
    };
  if (claim && !call.dryRun) {
    const before = await claimKey(began.tx, me, claim);
    if (before !== undefined) return { reply: before, cookies: {} };
  }
  const { items } = call.body as { items: object[] };
  if (call.dryRun) await takeTurn(began, me);
  const seen = call.dryRun ? await lookAt(began.tx, items) : [];
  const { results, entries } = await performItems(call, began, me);
  await writeAudit(began, me.account_id, actorOf(call, me), entries);
  if (call.dryRun)
    return { reply: { results, consequences: consequencesOf(seen, await lookAt(began.tx, items)) }, cookies: {} };
  if (entries.length > 0) await spread(call, began);
  const reply = { results };
  if (claim) await keepReply(began.tx, me, claim, reply);
  return { reply, cookies: {} };
}

/** A dry run takes the locks of the real act: one at a time a person, so that nobody holds others up by asking. */
async function takeTurn({ tx }: Began, me: Member): Promise<void> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${me.person_id}::text, 0)) as mine`.execute(tx);
  if (!rows[0]?.mine) throw new Refused({ code: 'busy' });
}

async function performItems(call: Call, began: Began, me: Member) {
  const { items } = call.body as { items: object[] };
  const results: ({ index: number; result: unknown } | { index: number; refusal: Refusal })[] = [];
  const entries: AuditEntry[] = [];
  for (const [index, item] of items.entries()) {
    const note: Note = {};
    const answer = await call.binding.handle({
      ...common(call),
      ...began,
      me,
      item,
      cookies: {},
      note: (more: Note) => Object.assign(note, more),
    } as never);
    if (isRefusal(answer)) results.push({ index, refusal: answer });
    else {
      results.push({ index, result: answer });
      entries.push({ act: call.binding.operation.id, input: item, reply: answer as object, note });
    }
  }
  return { results, entries };
}

function common(call: Call) {
  return { kit: call.kit, asked: call.asked, params: call.params, query: call.query };
}

async function handle(call: Call, more: object): Promise<unknown> {
  return orRefuse(await call.binding.handle({ ...common(call), ...more } as never));
}

function actorOf(call: Call, me: Member) {
  return {
    kind: 'member',
    id: me.member_id,
    personal: { name: me.name, email: me.email, address: call.asked.address },
  } as const;
}

async function spread(call: Call, began: Began): Promise<void> {
  const { operation } = call.binding;
  if (operation.changesRights && call.accountId !== undefined) await tellNews(began.tx, call.accountId, 'member');
}

/** Who calls, and whether they may at all. Locks the account first where the operation changes rights, then reads the standing anew. */
async function enter(call: Call, began: Began): Promise<Person | Member | undefined> {
  const { operation } = call.binding;
  const found = await standing(call, began);
  if (operation.scope === 'public') return found?.person;
  if (!found) throw new Refused({ code: 'not-signed-in' });
  if (operation.scope === 'person') return found.person;
  if (operation.scope === 'operator') {
    if (!found.person.is_operator) throw new Refused({ code: 'not-permitted', permission: 'operator' });
    return found.person;
  }
  if (!found.member) throw new Refused({ code: 'not-found' });
  if (!operation.changesRights) return permitted(operation, found.member);
  await sql`select from account where id = ${call.accountId} for no key update`.execute(began.tx);
  const locked = (await standing(call, began))?.member;
  if (!locked) throw new Refused({ code: 'not-found' });
  return permitted(operation, locked);
}

function permitted(operation: Operation, me: Member): Member {
  if (operation.permission !== undefined && !hasPermission(me.role, operation.permission)) {
    throw new Refused({ code: 'not-permitted', permission: operation.permission });
  }
  return me;
}

type StandingRow = Omit<Person, 'token'> & { member_id: string | null; role: Role | null; language: Language };

async function standing(
  call: Call,
  { tx, now }: Began,
): Promise<{ person: Person; member: Member | undefined } | undefined> {
  const { token } = call.asked;
  if (token === undefined) return undefined;
  const { rows } = await sql<StandingRow>`
    select s.*, m.id as member_id, m.role
      from sign_in_of(${token}, ${now}) s
      left join (member m join account a on a.id = m.account_id and a.closed_at is null)
        on m.account_id = ${call.accountId ?? null}::uuid and m.person_id = s.person_id and m.status = 'active'`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) return undefined;
  const { member_id, role, ...who } = row;
  const person = { ...who, token };
  const member =
    call.accountId !== undefined && member_id !== null && role !== null
      ? { ...person, account_id: call.accountId, member_id, role }
      : undefined;
  return { person, member };
}
