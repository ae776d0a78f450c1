import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changeRoles } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createRole, deleteRoles, editRoles, setPermissions } from '@latchkey/contract/role';
import { mayBeLimited } from '@latchkey/domain/limited';
import { grantablePermissions } from '@latchkey/domain/role';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { fillPairs, type Made, picking } from './crowded.ts';
import type { Consequence } from './group-hands.ts';
import { nextName } from '../operations/computer-samples.ts';
import { differenceOf, openThings, powersIn, somethingToEnd, worldIn } from './powers-drawn.ts';

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
    await somethingToEnd(acme, made, { roles, draw, one });
    const [operation, items] = await drawn(made, roles);
    const whose = await touchedBy(items);
    const [had, open] = [await powersIn(acme), await openThings(acme)];
    const { told, isDone } = await dryOf(operation, items);
    await act(operation, items);
    const [has, world] = [await powersIn(acme), await worldIn(acme)];
    const expected = isDone ? differenceOf({ powers: had, world }, { powers: has, world }) : {};
    // Who is given the role they have keeps what was put there past the rules.
    if (isDone && (operation === editRoles || operation === deleteRoles))
      assert.deepEqual(await unled(whose), [], `round ${round}: nobody invites whom they do not look after`);
    const left = new Set((await openThings(acme)).map(({ id }) => id));
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
