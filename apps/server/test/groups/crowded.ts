import type { TestServer } from '../server.ts';

/** What acts can be drawn from: members, user groups, groups of computers, computers. */
export type Made = { members: string[]; groups: string[]; sites: string[]; computers: string[] };

const MEMBERS = 16;
const GROUPS = 8;
const SITES = 3;
const COMPUTERS = 14;

/**
 * Puts members, user groups, groups of computers and computers into an account: some members with access of their own, some owners, some with
 * only their own list, some suspended; some groups below others.
 */
export async function fillPairs(server: TestServer, accountId: string): Promise<Made> {
  const members = await server.look<{ id: string }>(PEOPLE, [accountId, MEMBERS]);
  const sites = await server.look<{ id: string }>(
    `insert into computer_group (account_id, id, name, name_key, made_at)
     select $1, gen_random_uuid(), 'Site ' || g, 'pair site ' || g, now() from generate_series(1, $2::integer) g returning id`,
    [accountId, SITES],
  );
  const computers = await server.look<{ id: string }>(
    `insert into computer (account_id, id, device_key, name, status, group_id, owner_id, made_at)
     select $1, gen_random_uuid(), sha256(('pair' || g)::bytea), 'Pair ' || g, case g when 3 then 'waiting' else 'active' end,
            ($3::uuid[])[1 + g % 4], case when g % 5 = 0 then (select id from member where account_id = $1 and name = 'Pair ' || g) end, now()
       from generate_series(1, $2::integer) g returning id`,
    [accountId, COMPUTERS, sites.map(({ id }) => id)],
  );
  const groups = await server.look<{ id: string }>(
    `insert into user_group (account_id, id, name, name_key, made_at)
     select $1, gen_random_uuid(), 'Pair ' || g, 'pair ' || g, now() from generate_series(1, $2::integer) g returning id`,
    [accountId, GROUPS],
  );
  const made = { members, groups, sites, computers };
  await server.look(MEMBERSHIPS, [accountId, groups.map(({ id }) => id)]);
  await server.look(OWN, [accountId, sites.map(({ id }) => id), computers.map(({ id }) => id)]);
  return Object.fromEntries(Object.entries(made).map(([of, rows]) => [of, rows.map(({ id }) => id)])) as Made;
}

/** Every member and computer they reach, the holder’s left out, as `member computer`. */
export async function pairsIn(server: TestServer, accountId: string): Promise<string[]> {
  const rows = await server.look<{ pair: string }>(
    `select distinct r.member_id || ' ' || r.computer_id as pair from reach r join member m on m.id = r.member_id
      where r.account_id = $1 and m.role <> 'holder'`,
    [accountId],
  );
  return rows.map(({ pair }) => pair);
}

/** Draws the same every time for the same seed (Mulberry32). */
export function picking(seed: number) {
  let state = seed;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const one = <T>(of: readonly T[]): T => of[Math.floor(draw() * of.length)] as T;
  /** At least one and at most so many, each once. */
  const some = <T>(of: readonly T[], most: number): T[] => [
    ...new Set(Array.from({ length: 1 + Math.floor(draw() * most) }, () => one(of))),
  ];
  return { draw, one, some };
}

const PEOPLE = `
  with drawn as materialized (
    select g, gen_random_uuid() as id, gen_random_uuid() as person_id, 'pair-' || g || '@example.test' as email, 'Pair ' || g as name
      from generate_series(1, $2::integer) g
  ), people as (
    insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
    select person_id, email, name, 'none', 'en', now(), now() from drawn
  )
  insert into member (account_id, id, person_id, email, name, status, role, made_at, only_own_access)
  select $1, id, person_id, email, name, case g % 8 when 7 then 'suspended' else 'active' end,
         case when g % 7 = 1 then 'admin' else 'member' end, now(), g % 6 = 5 from drawn returning id`;

const MEMBERSHIPS = `
  insert into user_group_member (account_id, group_id, member_id, made_at)
  select $1, ($2::uuid[])[1 + (m.n * 3 + k * 5 + k) % cardinality($2::uuid[])], m.id, now()
    from (select id, substr(name, 6)::integer as n from member where account_id = $1 and name like 'Pair %') m
    cross join generate_series(1, 3) k where k <= m.n % 4
  on conflict do nothing`;

const OWN = `
  insert into member_access (account_id, id, member_id, kind, group_id, computer_id, made_at)
  select $1, gen_random_uuid(), m.id, kind, case kind when 'group' then ($2::uuid[])[1 + m.n % 3] end,
         case kind when 'computer' then ($3::uuid[])[1 + m.n % 14] end, now()
    from (select id, substr(name, 6)::integer as n from member where account_id = $1 and name like 'Pair %') m
    cross join (values ('group', 3), ('computer', 4), ('all', 13)) as v (kind, every) where m.n % v.every = 0`;
