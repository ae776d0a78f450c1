import { isForTokens, type Operation } from '@latchkey/contract/operation';
import type { Limits } from '@latchkey/domain/limited';
import { type Permission, powersOf, type Role } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import { askOnce, type Began, type Db, type Opening, type Tx } from './db.ts';
import { limitsWithin, mayCall } from './limited.ts';
import type { Asked, Member, Person } from './operation.ts';
import { Refused } from './refused.ts';

/** For how long a proved password counts as a fresh sign-in. */
const FRESH_MS = 10 * 60_000;

type Entering = { operation: Operation; asked: Asked; accountId: string | undefined };

/** What is asked of who calls, together with the beginning of their transaction; nothing where they show nothing. */
export function openingOf({ operation, asked, accountId = '' }: Entering): Opening | undefined {
  const { token, bearer } = asked;
  if (operation.scope === 'account' && bearer !== undefined) return (now) => tokenQuestion(bearer, now);
  if (token === undefined) return undefined;
  return operation.scope === 'account'
    ? (now) => standingQuestion(token, accountId, now)
    : (now) => personQuestion(token, now);
}

/**
 * Who calls, and whether they may at all, in a transaction that began with `openingOf`. Locks the account first where the operation
 * changes rights, then reads the standing anew, so that a right taken away meanwhile is gone here too.
 */
export async function enter(at: Entering, began: Began): Promise<Person | Member | undefined> {
  const { operation, asked } = at;
  if (operation.scope === 'account') return enterAccount(at, began);
  if (operation.scope === 'public') return personOf(asked, began.opened);
  refuseToken(at);
  return allowed(operation, personOf(asked, began.opened), began.now);
}

/** The same for handlers that open their own transactions. */
export async function enterAlone(db: Db, at: Entering): Promise<Person | undefined> {
  const { operation, asked } = at;
  if (operation.scope !== 'public') refuseToken(at);
  const { token } = asked;
  const [row] =
    token === undefined
      ? []
      : await askOnce(
          db,
          (now) => sql<PersonRow & { now: Date }>`select s.*, ${now} as now from sign_in_of(${token}, ${now}) s`,
        );
  if (!row) return operation.scope === 'public' ? undefined : allowed(operation, undefined, new Date());
  const { now, ...person } = row;
  const who = { ...person, token: token as Buffer };
  return operation.scope === 'public' ? who : allowed(operation, who, now);
}

function refuseToken({ operation, asked }: Entering): void {
  if (asked.bearer !== undefined && !isForTokens(operation)) throw new Refused({ code: 'not-for-tokens' });
}

function allowed(operation: Operation, person: Person | undefined, now: Date): Person {
  if (!person) throw new Refused({ code: 'not-signed-in' });
  if (operation.scope === 'operator' && !person.is_operator)
    throw new Refused({ code: 'not-permitted', permission: 'operator' });
  refuseStale(operation, person, now);
  return person;
}

/** Some acts ask for a password proved just now; a clock that was turned back makes nothing fresh. */
function refuseStale(operation: Operation, person: Pick<Person, 'proved_at'>, now: Date): void {
  const age = now.getTime() - person.proved_at.getTime();
  if (operation.fresh && (age > FRESH_MS || age < -FRESH_MS)) throw new Refused({ code: 'not-fresh' });
}

/** Whether who calls has proved their password just now: for what asks so only sometimes. */
export async function isFreshlyProved(began: Began, asked: Asked): Promise<boolean> {
  const { token } = asked;
  if (token === undefined) return false;
  const { rows } = await personQuestion(token, sql<Date>`${began.now}`).execute(began.tx);
  return rows[0] !== undefined && Math.abs(began.now.getTime() - rows[0].proved_at.getTime()) <= FRESH_MS;
}

type PersonRow = Omit<Person, 'token'>;

function personQuestion(token: Buffer, now: RawBuilder<Date>): RawBuilder<PersonRow> {
  return sql<PersonRow>`select * from sign_in_of(${token}, ${now})`;
}

function personOf({ token }: Asked, rows: unknown[] = []): Person | undefined {
  const [row] = rows as PersonRow[];
  return row && { ...row, token: token as Buffer };
}

async function enterAccount(at: Entering, began: Began): Promise<Member> {
  const { operation, accountId = '' } = at;
  refuseToken(at);
  const found = standing(at, began, began.opened);
  if (!operation.changesRights) return permitted(operation, found);
  await sql`select from account where id = ${accountId} for no key update`.execute(began.tx);
  const anew = await openingOf(at)?.(sql<Date>`${began.now}`).execute(began.tx);
  return permitted(operation, standing(at, began, anew?.rows));
}

function permitted(operation: Operation, me: Member): Member {
  if (operation.holderOnly && me.role !== 'holder') throw new Refused({ code: 'holder-only' });
  const { permission } = operation;
  if (permission !== undefined && !mayCall(me, operation)) throw new Refused({ code: 'not-permitted', permission });
  return me;
}

/** What the rows of the opening say of who calls. */
function standing(at: Entering, { now }: Began, rows: unknown[] = []): Member {
  const [row] = rows;
  if (!row) throw new Refused({ code: 'not-signed-in' });
  return at.asked.bearer === undefined
    ? standingOfSignIn(at, row as StandingRow, now)
    : standingOfToken(at, row as TokenRow);
}

type StandingRow = PersonRow & {
  member_id: string | null;
  member_email: string | null;
  role: Role | null;
  signed_out_at: Date | null;
  held: Permission[];
  limits: Limits | null;
};

/** Whose sign-in this is, and who they are in an account and may do there. */
export function standingQuestion(token: Buffer, accountId: string, now: RawBuilder<Date>): RawBuilder<StandingRow> {
  return sql<StandingRow>`
    select s.*, m.id as member_id, m.email as member_email, m.role, m.signed_out_at, held_in_full(m.account_id, m.id) as held,
           case when m.role_id is not null then limits_of(m.account_id, m.id) end as limits
      from sign_in_of(${token}, ${now}) s
      left join (member m join account a on a.id = m.account_id and a.closed_at is null)
        on m.account_id = ${accountId}::uuid and m.person_id = s.person_id and m.status = 'active'`;
}

function standingOfSignIn({ operation, accountId = '' }: Entering, row: StandingRow, now: Date): Member {
  // Not the address they sign in with, which may be another and is no account's business (P5).
  const { member_id, role, held, person_id, member_email: email, name } = row;
  if (member_id === null || email === null || role === null) throw new Refused({ code: 'not-found' });
  // What an admin of this account ended is their entry here, however long ago they signed in (A5).
  if (row.signed_out_at && row.proved_at <= row.signed_out_at) throw new Refused({ code: 'signed-out-here' });
  refuseStale(operation, row, now);
  const powers = { permissions: powersOf(held), ...limitsWithin(row.limits) };
  return { account_id: accountId, member_id, person_id, email, name, role, ...powers };
}

type Standing = Omit<Member, 'permissions' | 'limits'> & { held: Permission[]; limits: Limits | null };
type TokenRow = Standing & { token_id: string; scopes: Permission[] };

function tokenQuestion(bearer: Buffer, now: RawBuilder<Date>): RawBuilder<TokenRow> {
  return sql<TokenRow>`
    select t.*, held_in_full(t.account_id, t.member_id) as held, limits_of(t.account_id, t.member_id) as limits
      from token_of(${bearer}, ${now}) t`;
}

function standingOfToken({ accountId }: Entering, row: TokenRow): Member {
  if (row.account_id !== accountId) throw new Refused({ code: 'not-found' });
  const { scopes, held, limits, ...me } = row;
  return { ...me, permissions: powersOf(held, scopes), ...limitsWithin(limits, scopes) };
}

/**
 * A member as they stand now, for work that goes on without them: a job they started. Nothing when they are not active any more.
 * The account is locked. `scopes` are those of the token the work was started with.
 */
export async function memberNow(
  tx: Tx,
  of: { account_id: string; member_id: string; scopes: Permission[] | null },
): Promise<Member | undefined> {
  const { rows } = await sql<Standing>`
    select m.account_id, m.id as member_id, m.person_id, m.email, m.name, m.role, held_in_full(m.account_id, m.id) as held,
           limits_of(m.account_id, m.id) as limits
      from member m join account a on a.id = m.account_id and a.closed_at is null
     where m.account_id = ${of.account_id} and m.id = ${of.member_id} and m.status = 'active'`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { held, limits, ...me } = row;
  const scopes = of.scopes ?? undefined;
  return { ...me, permissions: powersOf(held, scopes), ...limitsWithin(limits, scopes) };
}

/** Notes that an API token was used; nobody waits for it, and nothing depends on it. */
export async function noteUse(db: Db, bearer: Buffer | undefined): Promise<void> {
  if (bearer === undefined) return;
  await askOnce(db, (now) => sql`select touch_token(${bearer}, ${now})`).catch(() => undefined);
}
