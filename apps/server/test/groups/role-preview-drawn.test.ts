import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changeRoles } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createRole, deleteRoles, editRoles, setPermissions } from '@latchkey/contract/role';
import { type Extent, extentOf, type Limits, mayBeLimited } from '@latchkey/domain/limited';
import { grantablePermissions, type Permission } from '@latchkey/domain/role';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { fillPairs, type Made, picking } from './crowded.ts';
import type { Consequence } from './group-hands.ts';
import { nextName } from '../operations/computer-samples.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

const ROUNDS = 50;
const LIMITABLE = grantablePermissions.filter(
  (one) => mayBeLimited(one, ['users']) || mayBeLimited(one, ['computers']),
);
const { draw, one, some } = picking(29);

test('G8: what a dry run says of limited roles is what then happens, over generated roles, limits and members', async () => {
  const made = await fillPairs(server, acme.accountId);
  const roles: string[] = [];
  for (let n = 0; n < 5; n += 1) roles.push(await roleOf(made));
  let compared = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    await somethingToEnd(made, roles);
    const [operation, items] = await drawn(made, roles);
    const whose = await touchedBy(items);
    const [had, open] = [await powers(), await openThings()];
    const { told, isDone } = await dryOf(operation, items);
    await act(operation, items);
    const has = await powers();
    const expected = isDone ? await reality(had, has) : {};
    // Who is given the role they have keeps what was put there past the rules.
    if (isDone && (operation === editRoles || operation === deleteRoles))
      assert.deepEqual(await unled(whose), [], `round ${round}: nobody invites whom they do not look after`);
    const left = new Set((await openThings()).map(({ id }) => id));
    for (const kind of ['invitation', 'code', 'token', 'job']) {
      const ended = open.filter((thing) => thing.kind === kind && !left.has(thing.id)).map(({ id }) => id);
      if (ended.length > 0) expected[`lost ${kind}`] = ended.toSorted();
    }
    assert.deepEqual(countsIn(operation, told), ofRoles(operation, expected), `round ${round}: ${operation.id}`);
    compared += told.length;
    if (operation === deleteRoles) roles.splice(roles.indexOf(String(items[0]?.['role_id'])), 1, await roleOf(made));
  }
  assert.ok(compared > 80, `${compared} consequences were compared`);
});

type Item = Record<string, unknown>;

function wanted({ groups, sites }: Made): Item {
  const by = one(['users', 'computers', 'both', 'none'] as const);
  const users = by === 'users' || by === 'both';
  const computers = by === 'computers' || by === 'both';
  const sides = [...(users ? (['users'] as const) : []), ...(computers ? (['computers'] as const) : [])];
  const permissions = some(LIMITABLE, 5).filter((permission) => mayBeLimited(permission, sides));
  return {
    permissions,
    user_group_ids: users ? some(groups, 3) : null,
    computer_group_ids: computers ? some(sites, 2) : null,
  };
}

async function roleOf(made: Made): Promise<string> {
  const body = { name: nextName('Drawn '), ...wanted(made) };
  const answer = await acme.holder.call(createRole, { params: params(), body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const role_id = String(answer.body['role_id']);
  await act(
    changeRoles,
    some(made.members, 4).map((member_id) => ({ member_id, role: 'member', custom_role_id: role_id })),
  );
  return role_id;
}

async function drawn(made: Made, roles: string[]): Promise<[Operation, Item[]]> {
  const role_id = one(roles);
  const kind = draw();
  if (kind < 0.1) return [deleteRoles, [{ role_id }]];
  if (kind < 0.35)
    return [
      changeRoles,
      some(made.members, 3).map((member_id) => ({ member_id, role: 'member', custom_role_id: one([null, ...roles]) })),
    ];
  if (kind < 0.5)
    return [setPermissions, [{ member_id: one(made.members), permissions: draw() < 0.5 ? [] : some(LIMITABLE, 4) }]];
  const [role] = await server.look<Item>(
    `select name, version, array(select permission from custom_role_permission p where p.role_id = r.id) as permissions
       from custom_role r where id = $1`,
    [role_id],
  );
  const { permissions, ...limits } = wanted(made);
  // Half of the edits change the limits alone, where what is held allows it.
  return [editRoles, [{ role_id, ...role, ...limits, ...(draw() < 0.5 ? { permissions } : {}) }]];
}

/** Something that acts for a drawn member without them: an invitation into a drawn group, a code, a token, a job. */
async function somethingToEnd({ groups, sites }: Made, roles: string[]): Promise<void> {
  const holders = await server.look<{ id: string }>(
    `select id from member where account_id = $1 and status = 'active' and role_id = any ($2)`,
    [acme.accountId, roles],
  );
  const id = holders.length === 0 ? undefined : one(holders).id;
  if (id === undefined) return;
  await server.look(GUEST, [acme.accountId, id, one(groups), nextName('drawn')]);
  await server.look(CODE, [acme.accountId, id, one(sites)]);
  if (draw() < 0.3) await server.look(TOKEN, [acme.accountId, id]);
  if (draw() < 0.3) await server.look(JOB, [acme.accountId, id, one(['member', 'computer'])]);
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

function openThings(): Promise<{ kind: string; id: string }[]> {
  return server.look<{ kind: string; id: string }>(
    `select 'invitation' as kind, id from invitation where account_id = $1 and ending is null
     union all select 'code', id from enrolment_code where account_id = $1 and ending is null
     union all select 'token', id from api_token where account_id = $1 and ended_at is null
     union all select 'job', id from batch where account_id = $1 and state = 'running'`,
    [acme.accountId],
  );
}

/** Whom an act is about: who is named, or has the role that is. */
async function touchedBy(items: Item[]): Promise<string[]> {
  const named = items.flatMap(({ member_id, role_id }) => [member_id, role_id]).filter((id) => id !== undefined);
  const rows = await server.look<{ id: string }>(
    `select id from member where status = 'active' and (id = any ($1) or role_id = any ($1))`,
    [named],
  );
  return rows.map(({ id }) => id);
}

/** Open invitations of theirs to whom they may not send them. */
function unled(members: string[]): Promise<unknown[]> {
  return server.look(
    `select i.id from invitation i where i.ending is null and i.invited_by = any ($1)
        and not is_commanded(i.account_id, i.invited_by, 'users.manage', i.member_id)`,
    [members],
  );
}

type Power = { id: string; permissions: Permission[]; limits?: Limits };

/** What each member may do, as the server asks it before every call. */
async function powers(): Promise<Map<string, Power>> {
  const rows = await server.look<{ id: string; permissions: Permission[]; limits: Limits | null }>(
    `select id, held_in_full(account_id, id) as permissions, limits_of(account_id, id) as limits
       from member where account_id = $1 and status in ('active', 'invited')`,
    [acme.accountId],
  );
  return new Map(rows.map(({ limits, ...row }) => [row.id, { ...row, ...(limits && { limits }) }]));
}

type World = {
  groups: Map<string, string[]>;
  sites: Map<string, string | null>;
  userGroups: string[];
  computerGroups: string[];
};

async function world(): Promise<World> {
  const home = [acme.accountId];
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

/** What was lost and gained, by comparing every member with every thing. */
async function reality(had: Map<string, Power>, has: Map<string, Power>): Promise<Record<string, string[]>> {
  const now = await world();
  const told: Record<string, Set<string>> = {};
  const tellOf =
    (change: string): Tell =>
    (kind, what) =>
      (told[`${change} ${kind}`] ??= new Set()).add(what);
  for (const [id, power] of had) tellLess(now, [power, has.get(id)], tellOf('lost'));
  for (const [id, power] of has) tellLess(now, [power, had.get(id)], tellOf('gained'));
  return Object.fromEntries(Object.entries(told).map(([key, ids]) => [key, [...ids].toSorted()]));
}

function tellLess(now: World, [power, other]: [Power, Power | undefined], tell: Tell): void {
  for (const permission of grantablePermissions) {
    const extent = extentOf(power, permission);
    const rest = other && extentOf(other, permission);
    if (extent && !rest) tell('manager', power.id);
    for (const side of ['users', 'computers'] as const) {
      if (!extent || (extent[side] === null && (rest?.[side] ?? null) === null)) continue;
      const kept = new Set(rest ? things(now, permission, side, rest[side]) : []);
      const gone = things(now, permission, side, extent[side]).filter((thing) => !kept.has(thing));
      for (const [kind = '', id = ''] of gone.map((thing) => thing.split(' '))) tell(kind, id);
      if (!rest || !isBeyond(extent[side], rest[side])) continue;
      tell('extent', permission);
      tell('manager', power.id);
    }
  }
}

function isBeyond(one: readonly string[] | null, other: readonly string[] | null): boolean {
  return other !== null && (one === null || one.some((group) => !other.includes(group)));
}

/** Acts that name their members say nothing of who, and of permissions what they always said. */
function ofRoles(operation: Operation, told: Record<string, string[]>): Record<string, string[]> {
  const isOfRoles = operation === editRoles || operation === deleteRoles;
  return Object.fromEntries(Object.entries(told).filter(([key]) => isOfRoles || !key.endsWith(' manager')));
}

function countsIn(operation: Operation, consequences: Consequence[]): Record<string, string[]> {
  // Built-in roles and whole permissions are compared elsewhere.
  const of = consequences.filter(({ kind }) => kind !== 'permission' && kind !== 'role');
  for (const { kind, total, first50 } of of) assert.equal(first50.length, Math.min(total, 50), kind);
  return ofRoles(
    operation,
    Object.fromEntries(
      of.map(({ change, kind, first50 }) => [`${change} ${kind}`, first50.map(({ id }) => id).toSorted()]),
    ),
  );
}

function params() {
  return { account_id: acme.accountId };
}

function act(operation: Operation, items: Item[]) {
  return acme.holder.call(operation, { params: params(), body: { items } });
}

async function dryOf(operation: Operation, items: Item[]): Promise<{ told: Consequence[]; isDone: boolean }> {
  const answer = await acme.holder.call(operation, { params: params(), query: { dry_run: 'true' }, body: { items } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const lines = answer.body['results'] as { refusal?: object }[];
  return { told: answer.body['consequences'] as Consequence[], isDone: lines.some(({ refusal }) => !refusal) };
}
