import type pg from 'pg';
import { fillComputers } from './fill-computers.ts';

/** How large the account is. Beside its members, who are in groups, the computers have ten thousand owners with access of their own. */
export type GroupSize = { members: number; computers: number; groups: number; crowd: number; sessions: number };

/** The user group with the crowd in it, deep in the tree. */
export type FilledGroups = { crowded: string; members: string[]; sessions: string[] };

/**
 * An account with user groups on five levels, four below each; every member in one to three of them, a crowd in the last; three of four groups open
 * a group of computers or two single ones, the last opens twenty groups. Some members have open sessions, each through a group. Triggers sleep
 * meanwhile, which only saves time.
 */
export async function fillGroups(client: pg.Client, accountId: string, size: GroupSize): Promise<FilledGroups> {
  await fillComputers(client, accountId, size.computers);
  await client.query('set session_replication_role = replica; set synchronous_commit = off');
  const run = (statement: string, ...values: unknown[]) => client.query<{ id: string }>(statement, values);
  await run(PEOPLE, size.members);
  await run(MEMBERS, accountId, size.members);
  await run(GROUPS, accountId, size.groups);
  await run(ABOVE, accountId);
  await run(MEMBERSHIPS, accountId, size.members, size.groups, size.crowd);
  await run(OPENED_GROUPS, accountId, size.groups);
  await run(OPENED_COMPUTERS, accountId, size.groups, size.computers);
  await client.query('vacuum (analyze)');
  await run(SIGN_INS, size.sessions);
  const { rows } = await run(SESSIONS, accountId, size.sessions);
  await client.query('reset session_replication_role; reset synchronous_commit');
  await client.query('vacuum (analyze)');
  const drawn = await run(`select ${idOf('g * 97 + 1')} as id from generate_series(1, 400) g`);
  const crowded = await run(`select ${idOf('$1::integer')} as id`, size.groups);
  const ids = (of: { rows: { id: string }[] }) => of.rows.map(({ id }) => id);
  return { crowded: ids(crowded)[0] ?? '', members: ids(drawn), sessions: ids({ rows }) };
}

/** Of members, their people, sign-ins and sessions, and of user groups, by number; each in its own table. */
function idOf(number: string): string {
  return `('0199' || lpad(to_hex(${number}), 8, '0') || '7000b' || lpad(to_hex(${number}), 15, '0'))::uuid`;
}

/** Groups of computers and computers, as fill-computers.ts made them. */
function madeOf(number: string): string {
  return `('0199' || lpad(to_hex(${number}), 8, '0') || '7000a' || lpad(to_hex(${number}), 15, '0'))::uuid`;
}

const PEOPLE = `
  insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
  select ${idOf('g')}, 'g' || g || '@example.test', 'Grouped ' || g, 'none', 'en', now(), now() from generate_series(1, $1::integer) g`;
const MEMBERS = `
  insert into member (account_id, id, person_id, email, name, status, role, made_at)
  select $1, ${idOf('g')}, ${idOf('g')}, 'g' || g || '@example.test', 'Grouped ' || g, 'active', 'member', now() from generate_series(1, $2::integer) g`;
const GROUPS = `
  insert into user_group (account_id, id, parent_id, name, name_key, made_at)
  select $1, ${idOf('g')}, case when g > 4 then ${idOf('((g - 1) / 4)')} end, 'Team ' || g, 'team ' || g, now() from generate_series(1, $2::integer) g`;
const ABOVE = `
  insert into user_group_above (account_id, group_id, above_id, distance)
  with recursive walked as (
    select account_id, id as group_id, id as above_id, 0 as distance, parent_id from user_group where account_id = $1
    union all
    select w.account_id, w.group_id, u.id, w.distance + 1, u.parent_id
      from walked w join user_group u on u.account_id = w.account_id and u.id = w.parent_id)
  select account_id, group_id, above_id, distance from walked`;
const MEMBERSHIPS = `
  insert into user_group_member (account_id, group_id, member_id, made_at)
  select $1::uuid, ${idOf('(1 + (m::bigint * (7919 + k * 31) % ($3::integer - 1)))::integer')}, ${idOf('m')}, now()
    from generate_series(1, $2::integer) m cross join generate_series(0, 2) k where k <= m % 3
  union
  select $1::uuid, ${idOf('$3::integer')}, ${idOf('m')}, now() from generate_series(1, $4::integer) m`;
const OPENED_GROUPS = `
  insert into user_group_access (account_id, id, user_group_id, kind, group_id, made_at)
  select $1::uuid, gen_random_uuid(), ${idOf('g')}, 'group', ${madeOf('(1 + g * 13 % 200)')}, now() from generate_series(1, $2::integer) g where g % 4 = 1 or g = 4
  union all
  select $1::uuid, gen_random_uuid(), ${idOf('$2::integer')}, 'group', ${madeOf('(50 + g)')}, now() from generate_series(1, 20) g`;
const OPENED_COMPUTERS = `
  insert into user_group_access (account_id, id, user_group_id, kind, computer_id, made_at)
  select $1, gen_random_uuid(), ${idOf('g')}, 'computer', ${madeOf('(1 + (g * 41 + k * 17) % $3::integer)')}, now()
    from generate_series(1, $2::integer) g cross join generate_series(0, 1) k where g % 4 > 1`;
const SIGN_INS = `
  insert into sign_in (id, token_hash, person_id, made_at, proved_at, expires_at, address, user_agent)
  select ${idOf('g')}, sha256(('groups' || g)::bytea), ${idOf('g')}, now(), now(), now() + interval '1 day', '127.0.0.1', 'bench' from generate_series(1, $1::integer) g`;
const SESSIONS = `
  with opened as materialized (
    select distinct on (i.member_id) i.member_id as id, a.group_id from user_group_member i
      join user_group_above x on x.account_id = i.account_id and x.group_id = i.group_id
      join user_group_access a on a.account_id = x.account_id and a.user_group_id = x.above_id and a.kind = 'group'
     where i.account_id = $1 and i.member_id = any (array(select ${idOf('g')} from generate_series(1, $2::integer) g))
     order by i.member_id, md5(i.member_id || a.group_id::text)
  ), seats as materialized (
    select o.id, (select c.id from computer c where c.account_id = $1 and c.group_id = o.group_id and c.status = 'active' limit 1) as computer_id from opened o
  ), granted as (
    insert into computer_grant (account_id, id, computer_id, member_id, person_id, cred_id, revision, made_at)
    select $1, id, computer_id, id, id, gen_random_uuid(), 0, now() from seats
  )
  insert into session (account_id, id, computer_id, member_id, person_id, sign_in_id, grant_id, state, control, address, made_at, opened_at)
  select $1, id, computer_id, id, id, id, id, 'open', true, '127.0.0.1', now(), now() from seats returning id`;
