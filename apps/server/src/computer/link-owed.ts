import type { FromServer, ServerMessage } from '@latchkey/wire/link-messages';
import { MAX_GRANTS_PER_MESSAGE } from '@latchkey/wire/link-messages';
import { asLine } from '@latchkey/wire/link-shape';
import { PROTOCOL_VERSION } from '@latchkey/wire/transcript';
import { sql } from 'kysely';
import { type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import type { OfComputer } from './presence.ts';

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

async function factsOf({ tx }: Began, of: OfComputer): Promise<Facts | undefined> {
  const { rows } = await sql<Facts>`
    select c.name, a.company_name, c.status, a.lock_only_person, c.base_cred_id, c.grant_revision, c.acknowledged_revision,
           case when m.person_id is not null then
             jsonb_build_object('person_id', m.person_id, 'name', m.name, 'is_suspended', m.status <> 'active') end as owner
      from computer c join account a on a.id = c.account_id
      left join member m on m.account_id = c.account_id and m.id = c.owner_id
     where c.account_id = ${of.accountId} and c.id = ${of.computerId}`.execute(tx);
  const [row] = rows;
  return row && { ...row, name: asLine(row.name), owner: row.owner && { ...row.owner, name: asLine(row.owner.name) } };
}

/** The first thing a computer hears when it was let in, and what it knows by that. */
export async function welcomeOf(
  kit: Kit,
  of: OfComputer,
  lockIds: readonly string[],
): Promise<{ welcome: FromServer; told: Told } | undefined> {
  return inTransaction(kit.db, { accountId: of.accountId, mode: 'read' }, async (began) => {
    const facts = await factsOf(began, of);
    if (!facts) return undefined;
    const { rows } = await sql<{ id: string }>`
      select id from lockout where account_id = ${of.accountId} and computer_id = ${of.computerId} and id = any (${lockIds}::uuid[])
        and ended_at is not null`.execute(began.tx);
    const welcome: FromServer = {
      t: 'welcome',
      version: PROTOCOL_VERSION,
      now: began.now.getTime(),
      account: asLine(facts.company_name),
      computer: facts.name,
      is_approved: facts.status === 'active',
      owner: facts.owner,
      lock_only_person: facts.lock_only_person,
      locks_cleared: rows.map(({ id }) => id),
      grant_revision: Number(facts.grant_revision),
    };
    return { welcome, told: toldBy(facts, new Set()) };
  });
}

function toldBy(facts: Facts, ends: Set<string>): Told {
  return {
    name: facts.name,
    isApproved: facts.status === 'active',
    owner: JSON.stringify(facts.owner),
    lockOnlyPerson: facts.lock_only_person,
    ends,
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
  Object.assign(told, toldBy(facts, told.ends));
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
