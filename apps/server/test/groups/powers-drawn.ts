import { type Extent, extentOf, type Limits } from '@latchkey/domain/limited';
import { grantablePermissions, type Permission } from '@latchkey/domain/role';
import { nextName } from '../operations/computer-samples.ts';
import type { Company } from '../people.ts';
import type { Made, picking } from './crowded.ts';

/** Something that acts for a drawn member without them: an invitation into a drawn group, a code, a token, a job. */
export async function somethingToEnd(
  { server, accountId }: Company,
  { groups, sites }: Made,
  { roles, draw, one }: { roles: string[] } & Pick<ReturnType<typeof picking>, 'draw' | 'one'>,
): Promise<void> {
  const holders = await server.look<{ id: string }>(
    `select id from member where account_id = $1 and status = 'active' and role_id = any ($2)`,
    [accountId, roles],
  );
  const id = holders.length === 0 ? undefined : one(holders).id;
  if (id === undefined) return;
  await server.look(GUEST, [accountId, id, one(groups), nextName('drawn')]);
  await server.look(CODE, [accountId, id, one(sites)]);
  if (draw() < 0.3) await server.look(TOKEN, [accountId, id]);
  if (draw() < 0.3) await server.look(JOB, [accountId, id, one(['member', 'computer'])]);
}

const GUEST = `
  with guest as (
    insert into member (account_id, id, email, name, status, role, made_at)
    values ($1, gen_random_uuid(), lower($4::text) || '@drawn.test', '', 'invited', 'member', now()) returning id
  ), placed as (
    insert into user_group_member (account_id, group_id, member_id, made_at) select $1, $3, id, now() from guest
  )
  insert into invitation (account_id, id, member_id, invited_by, language, made_at, sent_at, expires_at)
  select $1, gen_random_uuid(), id, $2, 'en', now(), now(), now() + interval '9 days' from guest`;
const CODE = `
  insert into enrolment_code (account_id, id, kind, code_hash, made_by, group_id, made_at, expires_at, uses_left, uses, needs_approval)
  values ($1, gen_random_uuid(), 'deployment', sha256(gen_random_uuid()::text::bytea), $2, $3, now(), now() + interval '1 day', 9, 9, false)`;
const TOKEN = `
  insert into api_token (account_id, id, member_id, kind, name, token_hash, scopes, made_at, expires_at)
  values ($1, gen_random_uuid(), $2, 'personal', 'Drawn', sha256(gen_random_uuid()::text::bytea), '{users.view}', now(), now() + interval '9 days')`;
const JOB = `
  insert into batch (account_id, id, member_id, act, about, state, total, made_at)
  values ($1, gen_random_uuid(), $2, 'suspend', $3, 'running', 9, now())`;

/** What acts for members without them now. */
export function openThings({ server, accountId }: Company): Promise<{ kind: string; id: string }[]> {
  return server.look<{ kind: string; id: string }>(
    `select 'invitation' as kind, id from invitation where account_id = $1 and ending is null
     union all select 'code', id from enrolment_code where account_id = $1 and ending is null
     union all select 'token', id from api_token where account_id = $1 and ended_at is null
     union all select 'job', id from batch where account_id = $1 and state = 'running'`,
    [accountId],
  );
}

export type Power = { id: string; permissions: Permission[]; limits?: Limits };

/** What each member may do, as the server asks it before every call. */
export async function powersIn({ server, accountId }: Company): Promise<Map<string, Power>> {
  const rows = await server.look<{ id: string; permissions: Permission[]; limits: Limits | null }>(
    `select id, held_in_full(account_id, id) as permissions, limits_of(account_id, id) as limits
       from member where account_id = $1 and status in ('active', 'invited')`,
    [accountId],
  );
  return new Map(rows.map(({ limits, ...row }) => [row.id, { ...row, ...(limits && { limits }) }]));
}

export type World = {
  groups: Map<string, string[]>;
  sites: Map<string, string | null>;
  userGroups: string[];
  computerGroups: string[];
};

/** Which groups everybody and everything is in. */
export async function worldIn({ server, accountId }: Company): Promise<World> {
  const home = [accountId];
  const members = await server.look<{ id: string; groups: string[] }>(
    `select id, array(select group_id from user_group_member i where i.member_id = m.id) as groups from member m where account_id = $1 and status <> 'removed'`,
    home,
  );
  const computers = await server.look<{ id: string; group_id: string | null }>(
    `select id, group_id from computer where account_id = $1 and status <> 'removed'`,
    home,
  );
  const userGroups = await server.look<{ id: string }>('select id from user_group where account_id = $1', home);
  const computerGroups = await server.look<{ id: string }>('select id from computer_group where account_id = $1', home);
  return {
    groups: new Map(members.map(({ id, groups }) => [id, groups])),
    sites: new Map(computers.map(({ id, group_id }) => [id, group_id])),
    userGroups: userGroups.map(({ id }) => id),
    computerGroups: computerGroups.map(({ id }) => id),
  };
}

/** Whom and what a permission counts for, one by one, as `kind id`. */
function things(of: World, permission: Permission, side: keyof Extent, inside: readonly string[] | null): string[] {
  const isIn = (id: string) => inside === null || inside.includes(id);
  if (side === 'computers')
    return [
      ...of.computerGroups.filter(isIn).map((id) => `computer-group ${id}`),
      ...[...of.sites].flatMap(([id, at]) => (inside === null || (at && isIn(at)) ? [`managed-computer ${id}`] : [])),
    ];
  const isSeen = permission === 'users.view' || permission === 'sessions.view';
  const counts = (groups: string[]) =>
    inside === null || (groups.length > 0 && (isSeen ? groups.some(isIn) : groups.every(isIn)));
  return [
    ...of.userGroups.filter(isIn).map((id) => `user-group ${id}`),
    ...[...of.groups].flatMap(([id, groups]) => (counts(groups) ? [`managed-user ${id}`] : [])),
  ];
}

type Tell = (kind: string, what: string) => void;
type Then = { powers: Map<string, Power>; world: World };

/** What was lost and gained, by comparing every member with every thing, as `lost managed-user` and their ids. */
export function differenceOf(before: Then, after: Then): Record<string, string[]> {
  const told: Record<string, Set<string>> = {};
  const tellOf =
    (change: string): Tell =>
    (kind, what) =>
      (told[`${change} ${kind}`] ??= new Set()).add(what);
  tellAll(before, after, tellOf('lost'));
  tellAll(after, before, tellOf('gained'));
  return Object.fromEntries(Object.entries(told).map(([key, ids]) => [key, [...ids].toSorted()]));
}

function tellAll(one: Then, other: Then, tell: Tell): void {
  for (const [id, power] of one.powers) tellLess([one.world, other.world], [power, other.powers.get(id)], tell);
}

function tellLess([then, now]: [World, World], [power, other]: [Power, Power | undefined], tell: Tell): void {
  for (const permission of grantablePermissions) {
    const extent = extentOf(power, permission);
    const rest = other && extentOf(other, permission);
    if (extent && !rest) tell('manager', power.id);
    for (const side of ['users', 'computers'] as const) {
      if (!extent || (extent[side] === null && (rest?.[side] ?? null) === null)) continue;
      const kept = new Set(rest ? things(now, permission, side, rest[side]) : []);
      const gone = things(then, permission, side, extent[side]).filter((thing) => !kept.has(thing));
      for (const [kind = '', id = ''] of gone.map((thing) => thing.split(' '))) tell(kind, id);
      if (!rest || !(isBeyond(extent[side], rest[side]) || gone.length > 0)) continue;
      tell('extent', permission);
      tell('manager', power.id);
    }
  }
}

function isBeyond(one: readonly string[] | null, other: readonly string[] | null): boolean {
  return other !== null && (one === null || one.some((group) => !other.includes(group)));
}
