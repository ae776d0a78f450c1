import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deleteGroups, moveComputers } from '@latchkey/contract/computer';
import { deleteUserGroups, moveUserGroups } from '@latchkey/contract/group';
import type { Operation } from '@latchkey/contract/operation';
import type { Permission } from '@latchkey/domain/role';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { crowdOf } from '../operations/batches.ts';
import { freshCode, freshGroup as freshComputerGroup } from '../operations/computer-samples.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { assertNoTrace, tracesOf } from '../operations/traces.ts';
import { groupHandsIn } from './group-hands.ts';
import { inviteInto } from './invited.ts';
import { keeperOf } from './keeper-hands.ts';
import { LOOKS_AFTER, managerOf } from './manager-hands.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

const { group, act, ok, dry, put, somebodyIn } = groupHandsIn(() => acme);
const { nobodys, nameOf } = handsIn(() => acme);

test('G8: deleting a group says who looked after it, what they may do for fewer, and what of theirs ends; and changes nothing', async () => {
  const [top, team] = [await group({ name: 'Delete top' }), await group({ name: 'Delete team' })];
  const manager = await managerOf(acme, [top, team]);
  const [there, also] = [await somebodyIn(team), await somebodyIn(team, top)];
  await inviteInto(acme, [team], { by: manager.browser, name: 'Ending' });
  await inviteInto(acme, [top], { by: manager.browser, name: 'Staying' });
  const traces = await tracesOf(server);
  assert.deepEqual(await foreseen(deleteUserGroups, { group_id: team }), {
    'lost manager': [manager.name],
    'lost extent': LOOKS_AFTER.toSorted(),
    'lost user-group': ['Delete team'],
    'lost managed-user': [there.name],
    'lost invitation': ['Ending'],
  });
  await assertNoTrace(server, traces, 'a dry run');
  await put(top, there.id);
  const fewer = await foreseen(deleteUserGroups, { group_id: team });
  assert.equal(fewer['lost managed-user'], undefined, `${there.name} and ${also.name} are in the other one too`);
});

test('G8: who is in a group that goes is from then on wholly their manager’s who looks after the rest', async () => {
  const [mine, other] = [await group(), await group()];
  const manager = await managerOf(acme, [mine]);
  const { name } = await somebodyIn(mine, other);
  assert.deepEqual(await foreseen(deleteUserGroups, { group_id: other }), {
    'gained manager': [manager.name],
    // They saw them before.
    'gained extent': LOOKS_AFTER.filter((permission) => permission !== 'users.view').toSorted(),
    'gained managed-user': [name],
  });
});

test('G8: moving a group takes it from who looks after where it was and gives it to who looks after where it goes', async () => {
  const [from, to] = [await group(), await group()];
  const team = await group({ name: 'Moving team', parent: from });
  await group({ name: 'Moving below', parent: team });
  const [old, next] = [await managerOf(acme, [from]), await managerOf(acme, [to], ['users.view', 'users.manage'])];
  const { name } = await somebodyIn(team);
  await inviteInto(acme, [team], { by: old.browser, name: 'Moved' });
  const held: Permission[] = ['users.manage', 'users.view'];
  assert.deepEqual(await foreseen(moveUserGroups, { group_id: team, parent_id: to }), {
    'lost manager': [old.name],
    'lost extent': LOOKS_AFTER.toSorted(),
    'lost user-group': ['Moving below', 'Moving team'],
    // Who was invited is told by their invitation.
    'lost managed-user': [name],
    'lost invitation': ['Moved'],
    'gained manager': [next.name],
    'gained extent': held,
    'gained user-group': ['Moving below', 'Moving team'],
    'gained managed-user': [name],
  });
});

test('G11: who manages some groups is not told who else looks after these', async () => {
  const top = await group();
  const team = await group({ parent: top });
  const [asking, other] = [await managerOf(acme, [top]), await managerOf(acme, [team])];
  await somebodyIn(team);
  await put(top, other.id);
  assert.deepEqual(said(await dry(deleteUserGroups, [{ group_id: team }], asking.browser)), {});
});

test('G8: moving computers and deleting a group of them says for whom limited roles count no more, and which codes end', async () => {
  const [site, other] = [await freshComputerGroup(acme), await freshComputerGroup(acme)];
  const computer = await nobodys({ group_id: site });
  const [label, stood] = [await nameOf(computer), await groupNames([site])];
  const keeper = await keeperOf(acme, { computers: [site] }, ['computers.enrol', 'computers.manage']);
  const next = await keeperOf(acme, { computers: [other] }, ['computers.manage']);
  assert.deepEqual(await foreseen(moveComputers, { computer_id: computer, group_id: other }), {
    'lost manager': [keeper.name],
    'lost extent': ['computers.enrol', 'computers.manage'],
    'lost managed-computer': [label],
    'gained manager': [next.name],
    'gained extent': ['computers.manage'],
    'gained managed-computer': [label],
  });
  for (const by of [keeper.browser, acme.holder]) await freshCode(acme, { kind: 'deployment', group_id: site }, by);
  assert.deepEqual(await foreseen(deleteGroups, { group_id: site }), {
    'lost manager': [keeper.name],
    'lost extent': ['computers.enrol', 'computers.manage'],
    'lost computer-group': stood,
    'lost managed-computer': [label],
    'lost code': [...stood, ...stood],
  });
});

test('G8: a group of thousands is foreseen in one go', async () => {
  const top = await group();
  const team = await group({ parent: top });
  await managerOf(acme, [top]);
  await crowdOf(acme, 'Many', 10_000);
  await server.look(
    `insert into user_group_member (account_id, group_id, member_id, made_at)
     select account_id, $1, id, now() from member where account_id = $2 and name like 'Many %'`,
    [team, acme.accountId],
  );
  for (const [operation, item] of [
    [deleteUserGroups, { group_id: team }],
    [moveUserGroups, { group_id: team, parent_id: null }],
  ] as const) {
    const told = await dry(operation, [item]);
    const users = told.find(({ kind }) => kind === 'managed-user');
    assert.deepEqual([users?.change, users?.total, users?.first50.length], ['lost', 10_000, 50]);
  }
  await ok(act(deleteUserGroups, [{ group_id: team }]));
});

async function groupNames(ids: string[]): Promise<string[]> {
  const rows = await server.look<{ name: string }>('select name from computer_group where id = any ($1)', [ids]);
  return rows.map(({ name }) => name);
}

async function foreseen(operation: Operation, item: object): Promise<Record<string, string[]>> {
  return said(await dry(operation, [item]));
}

function said(consequences: Awaited<ReturnType<typeof dry>>): Record<string, string[]> {
  return Object.fromEntries(
    consequences.map(({ change, kind, first50 }) => [
      `${change} ${kind}`,
      first50.map(({ label }) => label).toSorted(),
    ]),
  );
}
