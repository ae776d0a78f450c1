import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Machine } from '../apps/server/test/live/agent-end.ts';
import { hashToken, newToken } from '../apps/server/src/kit/secrets.ts';
import type { Filled } from './fill-users.ts';
import type { Place } from './reads.ts';
import { seedGuests } from './seed.ts';

/** How large: members, computers, sessions of so many that are open, and of so many that are over. Every open one has a member of its own. */
export type Size = { members: number; computers: number; open: number; over: number };

/** An open session, with everything that lets its two sides join. */
export type Seat = { sessionId: string; memberId: string; cookieToken: string; viewer: string; host: string };

export type FilledSessions = { seats: Seat[]; machines: Machine[] };

/** How a member reaches the computer of their session: each in turn. */
export type Way = 'computer' | 'group' | 'all' | 'owner';

const FACTS = {
  hostname: 'desk',
  os: 'Debian GNU/Linux 12 (bookworm)',
  agent_version: '0.1.0',
  user: 'ann',
  screen: 'x0vncserver',
  problem: null,
  locks: [],
};
/** Whose keys somebody here has; the others only need one that is nobody else's. */
const MOST_MACHINES = 50;
const GROUPS = 100;

/**
 * Members at computers, with sessions that are open at a server, as the operations would have written them. Triggers and foreign keys
 * sleep meanwhile, which only saves time.
 */
export async function fillSessions(
  client: pg.Client,
  { accountId, nodeId }: Pick<Filled, 'accountId'> & { nodeId: string },
  size: Size,
  ways: readonly Way[] = ['computer'],
): Promise<FilledSessions> {
  const secrets = Array.from({ length: size.open }, () => [newToken(), newToken(), newToken()] as const);
  const keys = Array.from({ length: Math.min(size.computers, MOST_MACHINES) }, () => generateKeyPairSync('ed25519'));
  const hashes = (at: 0 | 1 | 2) => secrets.map((one) => hashToken(one[at]));
  await client.query('set session_replication_role = replica; set synchronous_commit = off');
  const run = (statement: string, ...values: unknown[]) => client.query(statement, values);
  await run(GROUPS_MADE, accountId, GROUPS);
  await run(PEOPLE, size.members);
  await run(MEMBERS, accountId, size.members);
  await run(
    COMPUTERS,
    accountId,
    size.computers,
    keys.map(({ publicKey }) => rawOf(publicKey)),
    GROUPS,
    size.open,
    ways,
  );
  await run(ACCESS, accountId, size.open, size.computers, GROUPS, ways);
  await run(SIGN_INS, hashes(0));
  await run(GRANTS, accountId, size.open, size.computers);
  await run(SESSIONS, accountId, size.open, size.computers, nodeId);
  await run(OVER, accountId, size.open, size.computers, size.over);
  for (const [side, at] of [
    ['viewer', 1],
    ['host', 2],
  ] as const)
    await run(TICKETS, accountId, hashes(at), side, nodeId);
  await client.query('reset session_replication_role; reset synchronous_commit');
  await client.query('vacuum (analyze)');
  const seats = secrets.map(([cookieToken, viewer, host], at) => {
    const id = idIn(at + 1);
    return { sessionId: id, memberId: id, cookieToken, viewer, host };
  });
  const machines = keys.map(({ privateKey }, at) => machineOf(accountId, at + 1, privateKey));
  return { seats, machines };
}

/** So many open sessions at the server of a place, each of a member of its own, on fifty computers of one account. */
export async function seatsIn({ client, superuser, house }: Place, open: number): Promise<Seat[]> {
  const { accountId } = await seedGuests(superuser, house.masterKeyFile, 0);
  const of = { accountId, nodeId: await nodeOf(client) };
  return (await fillSessions(client, of, { members: open, computers: 50, open, over: 0 })).seats;
}

/** The server that runs on this database. */
export async function nodeOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select id from node order by seen_at desc limit 1');
  return rows[0]?.id ?? '';
}

function rawOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-32);
}

function machineOf(accountId: string, number: number, key: KeyObject): Machine {
  const facts = { ...FACTS, base_cred_id: CODE };
  return { id: idIn(number), accountId, key, counter: 0, bootId: randomUUID(), facts };
}

const CODE = '01990000-0000-7000-8000-00000000c0de';
/** Members, computers, grants, sessions and sign-ins of one number have one id, each in its own table. */
const idOf = (number: string) =>
  `('0198' || lpad(to_hex(${number}), 8, '0') || '70008' || lpad(to_hex(${number}), 15, '0'))::uuid`;

function idIn(number: number): string {
  const plain = `0198${number.toString(16).padStart(8, '0')}70008${number.toString(16).padStart(15, '0')}`;
  return plain.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The computer of a session by number. */
const computerOf = (number: string, count: string) => idOf(`(1 + (${number} - 1) % ${count})`);

const GROUPS_MADE = `
  insert into computer_group (account_id, id, name, name_key, made_at)
  select $1, ${idOf('g')}, 'Group ' || g, 'group ' || g, now() from generate_series(1, $2::integer) g`;
const PEOPLE = `
  insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
  select ${idOf('g')}, 'p' || g || '@bench.test', 'Person ' || g, 'x', 'en', now(), now() from generate_series(1, $1::integer) g`;
const MEMBERS = `
  insert into member (account_id, id, person_id, email, name, status, role, made_at)
  select $1, ${idOf('g')}, ${idOf('g')}, 'p' || g || '@bench.test', 'Person ' || g, 'active', 'member', now() from generate_series(1, $2::integer) g`;
const COMPUTERS = `
  insert into computer (account_id, id, device_key, name, status, group_id, owner_id, made_at, base_cred_id)
  select $1, ${idOf('g')}, coalesce(($3::bytea[])[g], sha256(g::text::bytea)), 'PC ' || g, 'active', ${idOf('(1 + g % $4::integer)')},
         case when g <= $5::integer and ($6::text[])[1 + g % cardinality($6::text[])] = 'owner' then ${idOf('g')} end, now(), '${CODE}'
    from generate_series(1, $2::integer) g`;
const ACCESS = `
  insert into member_access (account_id, id, member_id, kind, group_id, computer_id, made_at)
  select $1, ${idOf('g')}, ${idOf('g')}, way, case way when 'group' then ${idOf('(1 + (1 + (g - 1) % $3::integer) % $4::integer)')} end,
         case way when 'computer' then ${computerOf('g', '$3::integer')} end, now()
    from (select g, ($5::text[])[1 + g % cardinality($5::text[])] as way from generate_series(1, $2::integer) g) drawn where way <> 'owner'`;
const SIGN_INS = `
  insert into sign_in (id, token_hash, person_id, made_at, proved_at, expires_at, address, user_agent)
  select ${idOf('g')}, ($1::bytea[])[g], ${idOf('g')}, now(), now(), now() + interval '1 day', '127.0.0.1', 'bench' from generate_series(1, cardinality($1::bytea[])) g`;
const GRANTS = `
  insert into computer_grant (account_id, id, computer_id, member_id, person_id, cred_id, revision, made_at)
  select $1, ${idOf('g')}, ${computerOf('g', '$3::integer')}, ${idOf('g')}, ${idOf('g')}, '${CODE}', 0, now() from generate_series(1, $2::integer) g`;
const SESSIONS = `
  insert into session (account_id, id, computer_id, member_id, person_id, sign_in_id, grant_id, state, control, address, node_id, made_at, opened_at)
  select $1, ${idOf('g')}, ${computerOf('g', '$3::integer')}, ${idOf('g')}, ${idOf('g')}, ${idOf('g')}, ${idOf('g')}, 'open', true, '127.0.0.1', $4::uuid, now(), now()
    from generate_series(1, $2::integer) g`;
const OVER = `
  insert into session (account_id, id, computer_id, member_id, person_id, sign_in_id, grant_id, state, control, address, made_at, opened_at, ended_at, ending)
  select $1, ${idOf('(g + 1000000)')}, ${computerOf('(1 + g % $2::integer)', '$3::integer')}, ${idOf('(1 + g % $2::integer)')}, ${idOf('(1 + g % $2::integer)')},
         ${idOf('(1 + g % $2::integer)')}, ${idOf('(1 + g % $2::integer)')}, 'ended', true, '127.0.0.1', at, at, at + interval '10 minutes', 'ended'
    from (select g, now() - g * interval '3 minutes' as at from generate_series(1, $4::integer) g) drawn`;
const TICKETS = `
  insert into session_ticket (account_id, session_id, side, ticket_hash, node_id, expires_at)
  select $1, ${idOf('g')}, $3, ($2::bytea[])[g], $4::uuid, now() + interval '1 day' from generate_series(1, cardinality($2::bytea[])) g`;
