import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deleteGroups, moveComputers } from '@latchkey/contract/computer';
import { addGroupMembers, deleteUserGroups, moveUserGroups } from '@latchkey/contract/group';
import { changeRoles } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createRole } from '@latchkey/contract/role';
import { mayBeLimited } from '@latchkey/domain/limited';
import { grantablePermissions } from '@latchkey/domain/role';
import { freshGroup as freshComputerGroup, nextName } from '../operations/computer-samples.ts';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { fillPairs, type Made, picking } from './crowded.ts';
import { type Consequence, groupHandsIn } from './group-hands.ts';
import { differenceOf, openThings, powersIn, somethingToEnd, worldIn } from './powers-drawn.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

const ROUNDS = 60;
const LIMITABLE = grantablePermissions.filter(
  (one) => mayBeLimited(one, ['users']) || mayBeLimited(one, ['computers']),
);
const { draw, one, some } = picking(31);
const { group } = groupHandsIn(() => acme);

test('G8: what a dry run on groups says of limited roles is what then happens, over generated groups, roles and members', async () => {
  const made = await fillPairs(server, acme.accountId);
  const counts = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 4 === 0) await newRoles(made);
    await somethingToEnd(acme, made, { roles: await rolesNow(), draw, one });
    const [operation, items] = drawn(made);
    const told = await dryOf(operation, items);
    const [then, open] = [await thingsNow(), await openThings(acme)];
    await act(operation, items);
    const [now, left] = [await thingsNow(), new Set((await openThings(acme)).map(({ id }) => id))];
    const ended = Map.groupBy(
      open.filter(({ id }) => !left.has(id)),
      ({ kind }) => `lost ${kind}`,
    );
    const expected = {
      ...differenceOf(stayed(then, now), now),
      ...Object.fromEntries([...ended].map(([key, those]) => [key, those.map(({ id }) => id).toSorted()])),
    };
    assert.deepEqual(countsIn(told), expected, `round ${round}: ${operation.id}`);
    for (const key of Object.keys(expected)) counts.set(key, (counts.get(key) ?? 0) + 1);
    await refill(made, operation, items);
  }
  for (const change of ['lost', 'gained'])
    for (const kind of ['manager', 'extent', 'user-group', 'managed-user', 'computer-group', 'managed-computer'])
      if (`${change} ${kind}` !== 'gained computer-group')
        assert.ok((counts.get(`${change} ${kind}`) ?? 0) > 2, `${change} ${kind} is compared`);
  for (const kind of ['invitation', 'code']) assert.ok((counts.get(`lost ${kind}`) ?? 0) > 2, `${kind} is compared`);
});

type Item = Record<string, unknown>;

/** Roles limited to drawn groups, for drawn members. */
async function newRoles({ groups, sites, members }: Made): Promise<void> {
  for (let n = 0; n < 4; n += 1) {
    const by = one(['users', 'users', 'computers', 'both'] as const);
    const sides = by === 'both' ? (['users', 'computers'] as const) : ([by] as const);
    const permissions = some(LIMITABLE, 6).filter((permission) => mayBeLimited(permission, sides));
    const limits = {
      user_group_ids: by === 'computers' ? null : some(groups, 3),
      computer_group_ids: by === 'users' ? null : some(sites, 2),
    };
    const body = { name: nextName('Drawn '), permissions, ...limits };
    const answer = await acme.holder.call(createRole, { params: params(), body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const custom_role_id = String(answer.body['role_id']);
    await act(
      changeRoles,
      some(members, 3).map((member_id) => ({ member_id, role: 'member', custom_role_id })),
    );
  }
}

async function rolesNow(): Promise<string[]> {
  const rows = await server.look<{ id: string }>('select id from custom_role where account_id = $1', [acme.accountId]);
  return rows.map(({ id }) => id);
}

function drawn({ groups, sites, computers }: Made): [Operation, Item[]] {
  const kind = draw();
  if (kind < 0.35)
    return [
      moveUserGroups,
      some(groups, 2).map((group_id) => ({ group_id, parent_id: draw() < 0.3 ? null : one(groups) })),
    ];
  if (kind < 0.65) return [deleteUserGroups, some(groups, 2).map((group_id) => ({ group_id }))];
  if (kind < 0.85)
    return [
      moveComputers,
      some(computers, 4).map((computer_id) => ({ computer_id, group_id: one([null, ...sites, ...sites]) })),
    ];
  return [deleteGroups, [{ group_id: one(sites) }]];
}

/** For what may be gone there is another group, with somebody or something in it. */
async function refill(made: Made, operation: Operation, items: Item[]): Promise<void> {
  if (operation === deleteUserGroups) {
    const rows = await server.look<{ id: string }>('select id from user_group where account_id = $1', [acme.accountId]);
    made.groups = rows.map(({ id }) => id);
    while (made.groups.length < 8) {
      const fresh = await group({ parent: null });
      made.groups.push(fresh);
      await act(
        addGroupMembers,
        some(made.members, 5).map((member_id) => ({ group_id: fresh, member_id })),
      );
    }
  }
  if (operation !== deleteGroups) return;
  const fresh = await freshComputerGroup(acme);
  made.sites = [...made.sites.filter((id) => id !== items[0]?.['group_id']), fresh];
  await act(
    moveComputers,
    some(made.computers, 4).map((computer_id) => ({ computer_id, group_id: fresh })),
  );
}

type Then = Awaited<ReturnType<typeof thingsNow>>;

async function thingsNow() {
  return { powers: await powersIn(acme), world: await worldIn(acme) };
}

/** Without those whose invitation was withdrawn, which is told as that. */
function stayed(then: Then, { world }: Then): Then {
  const groups = new Map([...then.world.groups].filter(([id]) => world.groups.has(id)));
  return { ...then, world: { ...then.world, groups } };
}

/** What members reach is compared elsewhere. */
const REACHED = ['user', 'group-computer', 'computer', 'owned-computer', 'session'];

function countsIn(consequences: Consequence[]): Record<string, string[]> {
  const of = consequences.filter(({ kind }) => !REACHED.includes(kind));
  for (const { kind, total, first50 } of of) assert.equal(first50.length, Math.min(total, 50), kind);
  return Object.fromEntries(
    of.map(({ change, kind, first50 }) => [`${change} ${kind}`, first50.map(({ id }) => id).toSorted()]),
  );
}

function params() {
  return { account_id: acme.accountId };
}

function act(operation: Operation, items: Item[]) {
  return acme.holder.call(operation, { params: params(), body: { items } });
}

async function dryOf(operation: Operation, items: Item[]): Promise<Consequence[]> {
  const answer = await acme.holder.call(operation, { params: params(), query: { dry_run: 'true' }, body: { items } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body['consequences'] as Consequence[];
}
