import { uuidv7 } from '../apps/server/src/kit/secrets.ts';
import { cookieOf, inPlace, type Place, readerOf } from './reads.ts';
import { type Line, ratioOf } from './table.ts';

const INVITATIONS = 10_000;
/** The first round compiles and plans; it is not counted. */
const ROUNDS = { warmUp: 1, counted: 3 };

/**
 * How long narrowing the role of a manager takes through HTTP who has ten thousand open invitations into the group that goes: the account is
 * locked for as long. Over the bare UPDATEs that end as many invitations and the memberships they were for.
 */
export function measureNarrowing(): Promise<Line[]> {
  return inPlace(async (place) => {
    const took: Took[] = [];
    for (let round = 0; round < ROUNDS.warmUp + ROUNDS.counted; round += 1) took.push(await once(place));
    const counted = took.slice(ROUNDS.warmUp);
    const median = (of: (one: Took) => number) =>
      counted.map(of).toSorted((one, other) => one - other)[Math.floor(counted.length / 2)] ?? 0;
    const bare = median((one) => one.bare);
    const act = median((one) => one.act);
    return [
      {
        what: `narrowing a manager’s role with ${INVITATIONS.toLocaleString('en')} open invitations`,
        measured: `${(act / 1000).toFixed(2)} s, with the account locked`,
        reference: `${(bare / 1000).toFixed(2)} s for the bare UPDATEs of the same rows`,
        ratio: ratioOf(act, bare),
        aim: '',
      },
    ];
  });
}

type Took = { act: number; bare: number };

async function once(place: Place): Promise<Took> {
  const { accountId, holderPerson, roleId, kept } = await inviting(place);
  const { read, close } = readerOf(place.house.url, await cookieOf(place, holderPerson));
  const item = { role_id: roleId, version: 1, name: 'Manager', permissions: HELD, user_group_ids: [kept] };
  const began = performance.now();
  await read(`/api/v1/accounts/${accountId}/roles/edit`, { items: [item] });
  const act = performance.now() - began;
  close();
  const { rows } = await place.client.query<{ open: number }>(
    'select count(*)::integer as open from invitation where account_id = $1 and ending is null',
    [accountId],
  );
  if (rows[0]?.open !== 0) throw new Error('Not every invitation was ended.');
  return { act, bare: await bareUpdates(place) };
}

/** The same rows changed by the same driver, with nothing locked, judged or noted. */
async function bareUpdates(place: Place): Promise<number> {
  const { accountId } = await inviting(place);
  const began = performance.now();
  await place.client.query(
    `update invitation set ending = 'withdrawn', ended_at = now() where account_id = $1 and ending is null`,
    [accountId],
  );
  await place.client.query(
    `update member set status = 'removed', removed_at = now(), version = version + 1 where account_id = $1 and status = 'invited'`,
    [accountId],
  );
  return performance.now() - began;
}

const HELD = ['users.view', 'users.manage', 'groups.manage'];

type Inviting = { accountId: string; holderPerson: string; roleId: string; kept: string };

/** An account of its own in which a manager of two groups has so many open invitations into one of them. */
async function inviting({ client }: Place): Promise<Inviting> {
  const [accountId, roleId, holderPerson, managerPerson, kept, gone] = Array.from({ length: 6 }, () =>
    uuidv7(new Date()),
  ) as [string, string, string, string, string, string];
  await client.query(`insert into account (id, company_name, language, made_at) values ($1, 'Bench', 'en', now())`, [
    accountId,
  ]);
  const fill: [string, unknown[]][] = [
    [PEOPLE, [[holderPerson, managerPerson]]],
    [GROUPS, [accountId, [kept, gone]]],
    [ROLE, [accountId, roleId]],
    [LIMITS, [accountId, roleId, [kept, gone]]],
    [PERMISSIONS, [accountId, roleId, HELD]],
    [MEMBERS, [accountId, holderPerson, managerPerson, roleId]],
    [INVITED, [accountId, INVITATIONS]],
    [INTO, [accountId, gone]],
    [OPEN, [accountId, managerPerson]],
  ];
  for (const [text, values] of fill) await client.query(text, values);
  await client.query('analyze');
  return { accountId, holderPerson, roleId, kept };
}

const PEOPLE = `insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
  select id, id || '@example.test', 'Somebody', 'x', 'en', now(), now() from unnest($1::uuid[]) as fresh (id)`;
const GROUPS = `insert into user_group (account_id, id, name, name_key, made_at) select $1, id, id, id, now() from unnest($2::uuid[]) as fresh (id)`;
const ROLE = `insert into custom_role (account_id, id, name, name_key, made_at, limits_users) values ($1, $2, 'Manager', 'manager', now(), true)`;
const LIMITS = `insert into custom_role_user_group (account_id, role_id, group_id) select $1, $2, unnest($3::uuid[])`;
const PERMISSIONS = `insert into custom_role_permission (account_id, role_id, permission) select $1, $2, unnest($3::text[])`;
const MEMBERS = `insert into member (account_id, id, person_id, email, name, status, role, role_id, made_at)
  select $1, gen_random_uuid(), id, email, name, 'active', case id when $2 then 'holder' else 'member' end,
         case id when $3 then $4::uuid end, now() from person where id in ($2, $3)`;
const INVITED = `insert into member (account_id, id, email, name, status, role, made_at)
  select $1, gen_random_uuid(), 'guest-' || n || '@example.test', '', 'invited', 'member', now() from generate_series(1, $2) n`;
const INTO = `insert into user_group_member (account_id, group_id, member_id, made_at)
  select $1, $2, id, now() from member where account_id = $1 and status = 'invited'`;
const OPEN = `insert into invitation (account_id, id, member_id, invited_by, language, made_at, sent_at, expires_at)
  select $1, gen_random_uuid(), m.id, i.id, 'en', now(), now(), now() + interval '9 days'
    from member m cross join (select id from member where account_id = $1 and person_id = $2) i
   where m.account_id = $1 and m.status = 'invited'`;
