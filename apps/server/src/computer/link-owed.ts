import type { FromServer, ServerMessage } from '@latchkey/wire/link-messages';
import { MAX_GRANTS_PER_MESSAGE } from '@latchkey/wire/link-messages';
import { asLine } from '@latchkey/wire/link-shape';
import { PROTOCOL_VERSION } from '@latchkey/wire/transcript';
import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import type { OfComputer, OfLink } from './presence.ts';

/** An end is told for so long, on every socket of the computer: longer than a session waits for its network. */
export const TOLD_FOR_MINUTES = 2;

type Owner = { person_id: string; name: string; is_suspended: boolean };

/** What a computer was told on its socket so far, so that it is told again only what became something else. */
export type Told = {
  name: string;
  isApproved: boolean;
  owner: string;
  lockOnlyPerson: boolean;
  /** Ends of sessions that were said. */
  ends: Set<string>;
};
/** The same, kept from one time to the next. */
export type Known = Omit<Told, 'ends'> & { ends: ReadonlySet<string> };
/** Nearly every computer has no session that ended just now: they share one. */
export const NO_ENDS: ReadonlySet<string> = new Set();

type Facts = {
  name: string;
  company_name: string;
  status: string;
  owner: Owner | null;
  lock_only_person: boolean;
  base_cred_id: string | null;
  grant_revision: string;
  acknowledged_revision: string;
};

async function factsOf(began: Began, of: OfComputer): Promise<Facts | undefined> {
  return (await factsOfAll(began, of.accountId, [of.computerId])).get(of.computerId);
}

async function factsOfAll({ tx }: Began, accountId: string, ids: readonly string[]): Promise<Map<string, Facts>> {
  const { rows } = await sql<Facts & { id: string }>`
    select c.id, c.name, a.company_name, c.status, a.lock_only_person, c.base_cred_id, c.grant_revision, c.acknowledged_revision,
           case when m.person_id is not null then
             jsonb_build_object('person_id', m.person_id, 'name', m.name, 'is_suspended', m.status <> 'active') end as owner
      from computer c join account a on a.id = c.account_id
      left join member m on m.account_id = c.account_id and m.id = c.owner_id
     where c.account_id = ${accountId} and c.id = any (${ids}::uuid[])`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.id,
      { ...row, name: asLine(row.name), owner: row.owner && { ...row.owner, name: asLine(row.owner.name) } },
    ]),
  );
}

/** What a computer hears first when it was let in, and what it knows by that. */
export type First = {
  welcome: FromServer;
  told: Known;
  /** The newest grants that the computer said it has. */
  acknowledged: number;
  /** What changes when it is owed something new, and whether it is owed something already. */
  stamp: string;
  isOwed: boolean;
};
type Standing = { id: string; stamp: string; is_owed: boolean };

/** The first words for computers of an account that hang on these sockets, by computer; `locks` are what they said of theirs. */
export async function firstWordsOf(
  began: Began,
  accountId: string,
  { links, locks }: { links: readonly OfLink[]; locks: readonly string[] },
): Promise<Map<string, First>> {
  const ids = links.map(({ computerId }) => computerId);
  // Read before what is told: what changes in between changes the stamp, too, and is found by it.
  const { rows: standing } = await sql<Standing>`
    select s.computer_id as id, s.stamp,
           c.grant_revision > c.acknowledged_revision
           or exists (select from lockout l where l.account_id = c.account_id and l.computer_id = c.id and l.ended_at is not null and l.cleared_at is null)
           or exists (select from session x where x.account_id = c.account_id and x.computer_id = c.id
                        and (x.state <> 'ended' or x.ended_at > ${began.now}::timestamptz - make_interval(mins => ${TOLD_FOR_MINUTES}))) as is_owed
      from agents_standing(${ids}::uuid[], ${links.map(({ linkId }) => linkId)}::uuid[], ${began.now}) s
      join computer c on c.account_id = ${accountId} and c.id = s.computer_id`.execute(began.tx);
  const cleared = locks.length === 0 ? [] : await clearedOf(began, accountId, ids, locks);
  const facts = await factsOfAll(began, accountId, ids);
  const words = standing.flatMap(({ id, stamp, is_owed }): [string, First][] => {
    const known = facts.get(id);
    if (!known) return [];
    const locksCleared = cleared.filter((lock) => lock.computer_id === id).map((lock) => lock.id);
    const acknowledged = Number(known.acknowledged_revision);
    const first = { welcome: welcomeOf(began.now, known, locksCleared), told: { ...toldBy(known), ends: NO_ENDS } };
    return [[id, { ...first, acknowledged, stamp, isOwed: is_owed }]];
  });
  return new Map(words);
}

async function clearedOf({ tx }: Began, accountId: string, ids: readonly string[], locks: readonly string[]) {
  const { rows } = await sql<{ id: string; computer_id: string }>`
    select id, computer_id from lockout where account_id = ${accountId} and computer_id = any (${ids}::uuid[])
       and id = any (${locks}::uuid[]) and ended_at is not null`.execute(tx);
  return rows;
}

function welcomeOf(now: Date, facts: Facts, locksCleared: string[]): FromServer {
  return {
    t: 'welcome',
    version: PROTOCOL_VERSION,
    now: now.getTime(),
    account: asLine(facts.company_name),
    computer: facts.name,
    is_approved: facts.status === 'active',
    owner: facts.owner,
    lock_only_person: facts.lock_only_person,
    locks_cleared: locksCleared,
    grant_revision: Number(facts.grant_revision),
  };
}

function toldBy(facts: Facts): Omit<Told, 'ends'> {
  return {
    name: facts.name,
    isApproved: facts.status === 'active',
    owner: JSON.stringify(facts.owner),
    lockOnlyPerson: facts.lock_only_person,
  };
}

/** What a computer is owed now, as messages; `isSettled` when nothing waits for an answer. */
export type Owed = { messages: ServerMessage[]; isSettled: boolean };

/** What became something else at the computer itself, grants that were not acknowledged, and locks that were lifted. */
export async function owedToComputer(began: Began, of: OfComputer, told: Told): Promise<Owed> {
  const facts = await factsOf(began, of);
  if (!facts) return { messages: [], isSettled: true };
  const messages: ServerMessage[] = [];
  if (facts.name !== told.name) messages.push({ t: 'renamed', name: facts.name });
  if (facts.status === 'active' && !told.isApproved) messages.push({ t: 'approved' });
  if (JSON.stringify(facts.owner) !== told.owner) messages.push({ t: 'owner', owner: facts.owner });
  if (facts.lock_only_person !== told.lockOnlyPerson)
    messages.push({ t: 'settings', lock_only_person: facts.lock_only_person });
  Object.assign(told, toldBy(facts));
  const grants = await owedGrants(began, of, facts);
  const unlocks = await owedUnlocks(began, of);
  return { messages: [...messages, ...grants, ...unlocks], isSettled: grants.length + unlocks.length === 0 };
}

async function owedGrants({ tx }: Began, of: OfComputer, facts: Facts): Promise<ServerMessage[]> {
  const [revision, acknowledged] = [Number(facts.grant_revision), Number(facts.acknowledged_revision)];
  if (revision <= acknowledged) return [];
  // One that has no code yet is nothing to the computer: it makes the copy itself, at the first success.
  const { rows } = await sql<{ grant_id: string; person_id: string; cred_id: string | null }>`
    select g.id as grant_id, g.person_id, case when g.ended_at is null then g.cred_id end as cred_id from computer_grant g
     where g.account_id = ${of.accountId} and g.computer_id = ${of.computerId} and g.revision > ${acknowledged}
       and (g.ended_at is not null or g.cred_id is not null)
     order by g.revision, g.id`.execute(tx);
  const parts: ServerMessage[] = [];
  for (let at = 0; at === 0 || at < rows.length; at += MAX_GRANTS_PER_MESSAGE)
    parts.push({
      t: 'grants',
      revision,
      base_cred_id: facts.base_cred_id,
      items: rows.slice(at, at + MAX_GRANTS_PER_MESSAGE),
      is_last: at + MAX_GRANTS_PER_MESSAGE >= rows.length,
    });
  return parts;
}

async function owedUnlocks({ tx }: Began, of: OfComputer): Promise<ServerMessage[]> {
  const { rows } = await sql<{ id: string }>`
    select id from lockout where account_id = ${of.accountId} and computer_id = ${of.computerId} and ended_at is not null
      and cleared_at is null order by at limit 64`.execute(tx);
  return rows.map(({ id }) => ({ t: 'unlock', lock_id: id }));
}
