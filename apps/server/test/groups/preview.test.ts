import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { moveComputers } from '@latchkey/contract/computer';
import {
  addGroupMembers,
  deleteUserGroups,
  moveUserGroups,
  removeGroupMembers,
  setGroupAccess,
} from '@latchkey/contract/group';
import { deleteMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createToken } from '@latchkey/contract/token';
import { type Company, company } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { freshGroup as freshComputerGroup } from '../operations/computer-samples.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { outcomeOf } from '../operations/crowd.ts';
import { assertNoTrace, tracesOf } from '../operations/traces.ts';
import { fillPairs, pairsIn, picking } from './crowded.ts';
import { type Consequence, groupHandsIn } from './group-hands.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

const { group, act, ok, dry, put, open, somebodyIn } = groupHandsIn(() => acme);
const { nobodys, nameOf } = handsIn(() => acme);

test('G8: opening, moving and deleting a group says who reaches more or less and which computers, and changes nothing', async () => {
  const [top, team] = [await group(), await group()];
  const { name } = await somebodyIn(team);
  const computer = await nobodys();
  const computers = [await nameOf(computer)];
  await open(top, { kind: 'chosen', computer_ids: [computer] });
  const moving: [Operation, object[]] = [moveUserGroups, [{ group_id: team, parent_id: top }]];
  const traces = await tracesOf(server);
  assert.deepEqual(said(await dry(...moving)), { 'gained user': [name], 'gained group-computer': computers });
  await assertNoTrace(server, traces, 'a dry run');
  await ok(act(...moving));
  const lost = { 'lost user': [name], 'lost group-computer': computers };
  assert.deepEqual(said(await dry(moveUserGroups, [{ group_id: team, parent_id: null }])), lost);
  assert.deepEqual(said(await dry(deleteUserGroups, [{ group_id: team }])), lost);
  assert.deepEqual(said(await dry(setGroupAccess, [{ group_id: top, kind: 'none' }])), lost);
  assert.deepEqual(said(await dry(setGroupAccess, [{ group_id: top, kind: 'chosen', computer_ids: [computer] }])), {});
});

test('G8: who reaches a computer otherwise neither loses it nor gains it by a group', async () => {
  const [one, other] = [await group(), await group()];
  const computer = await nobodys();
  for (const each of [one, other]) await open(each, { kind: 'chosen', computer_ids: [computer] });
  const both = await somebodyIn(one, other);
  const single = await somebodyIn(one);
  assert.deepEqual(said(await dry(deleteUserGroups, [{ group_id: one }]))['lost user'], [single.name]);
  assert.deepEqual(said(await dry(deleteUserGroups, [{ group_id: other }])), {});
  const all = [one, other].map((group_id) => ({ group_id }));
  assert.deepEqual(said(await dry(deleteUserGroups, all))['lost user'], [both.name, single.name].toSorted());
});

test('P9: adding, removing, suspending and deleting members, and moving computers, count what groups open', async () => {
  const team = await group();
  const site = await freshComputerGroup(acme);
  const computer = await nobodys({ group_id: site });
  const name = await nameOf(computer);
  await open(team, { kind: 'chosen', group_ids: [site] });
  const { id, name: whose } = await somebodyIn();
  const joining = [{ group_id: team, member_id: id }];
  assert.deepEqual(said(await dry(addGroupMembers, joining)), { 'gained computer': [name] });
  await put(team, id);
  for (const [operation, items] of [
    [removeGroupMembers, joining],
    [suspendMembers, [{ member_id: id }]],
    [deleteMembers, [{ member_id: id }]],
  ] as const)
    assert.deepEqual(said(await dry(operation, [...items]))['lost computer'], [name], operation.id);
  const moved = said(await dry(moveComputers, [{ computer_id: computer, group_id: null }]));
  assert.deepEqual(moved, { 'lost computer': [`${whose} · ${name}`] });
});

test('G11: who sees no users is told numbers, and no computers that they do not manage', async () => {
  const [team, computer] = [await group(), await nobodys()];
  await somebodyIn(team);
  const items = [{ group_id: team, kind: 'chosen', computer_ids: [computer] }];
  const blind = await withToken(['groups.manage', 'access.grant']);
  const seeing = await withToken(['groups.manage', 'access.grant', 'users.view', 'computers.manage']);
  assert.deepEqual(
    (await blind(setGroupAccess, items)).map(({ kind, total, first50 }) => [kind, total, first50]),
    [
      ['user', 1, []],
      ['group-computer', 1, []],
    ],
  );
  assert.deepEqual(
    (await seeing(setGroupAccess, items)).map(({ first50 }) => first50.length),
    [1, 1],
  );
});

test('G8: what a dry run says is what then happens, over generated groups, members and computers', async () => {
  const { accountId } = acme;
  const made = await fillPairs(server, accountId);
  const { draw, one, some } = picking(11);
  const moved = () =>
    some(made.groups, 3).map((id) => ({ group_id: id, parent_id: draw() < 0.2 ? null : one(made.groups) }));
  const opened = () => {
    const kind = one(['none', 'chosen', 'chosen', 'chosen', 'chosen', 'chosen', 'all']);
    const chosen = { group_ids: some(made.sites, 2), computer_ids: some(made.computers, 4) };
    return some(made.groups, 3).map((group_id) => ({ group_id, kind, ...chosen }));
  };
  const deleted = () => some(made.groups, 2).map((group_id) => ({ group_id }));
  const drawn: (() => [Operation, object[]])[] = [
    () => [moveUserGroups, moved()],
    () => [setGroupAccess, opened()],
    () => [setGroupAccess, opened()],
    () => [deleteUserGroups, deleted()],
  ];
  let consequences = 0;
  for (let round = 0; round < 80; round += 1) {
    const [operation, items] = one(drawn)();
    const before = await pairsIn(server, accountId);
    const told = await dryOf(operation, items);
    await act(operation, items);
    const after = await pairsIn(server, accountId);
    assert.deepEqual(countsIn(told), { ...changed('lost', before, after), ...changed('gained', after, before) });
    consequences += told.length;
    if (operation !== deleteUserGroups) continue;
    // For what may be gone there is another group, with somebody in it.
    const fresh = await group({ parent: null });
    made.groups.push(fresh);
    await act(
      addGroupMembers,
      some(made.members, 4).map((member_id) => ({ group_id: fresh, member_id })),
    );
  }
  assert.ok(consequences > 50, `${consequences} consequences were compared`);
});

async function dryOf(operation: Operation, items: object[]): Promise<Consequence[]> {
  const params = { account_id: acme.accountId };
  const answer = await acme.holder.call(operation, { params, query: { dry_run: 'true' }, body: { items } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body['consequences'] as Consequence[];
}

function said(consequences: Consequence[]): Record<string, string[]> {
  return Object.fromEntries(
    consequences.map(({ change, kind, first50 }) => [
      `${change} ${kind}`,
      first50.map(({ label }) => label).toSorted(),
    ]),
  );
}

function countsIn(consequences: Consequence[]): Record<string, string[]> {
  for (const { total, first50 } of consequences) assert.equal(first50.length, Math.min(total, 50));
  return Object.fromEntries(
    consequences.map(({ change, kind, first50 }) => [`${change} ${kind}`, first50.map(({ id }) => id).toSorted()]),
  );
}

/** Whom and what the pairs are about that are in `from` and not in `other`. */
function changed(change: string, from: string[], other: string[]): Record<string, string[]> {
  const gone = from.filter((pair) => !other.includes(pair)).map((pair) => pair.split(' '));
  const each = (at: number) => [...new Set(gone.map((pair) => pair[at] ?? ''))].toSorted();
  return gone.length === 0 ? {} : { [`${change} user`]: each(0), [`${change} group-computer`]: each(1) };
}

/** Dry runs with an API token of a Super admin that was given these permissions only. */
async function withToken(scopes: string[]) {
  const params = { account_id: acme.accountId };
  const body = { name: 'Few rights', kind: 'personal', scopes, expires_in_days: 1 };
  const { body: made } = await ok(acme.superAdmin.call(createToken, { params, body }));
  const headers = { authorization: `Bearer ${String(made['token'])}` };
  return async (operation: Operation, items: object[]): Promise<Consequence[]> => {
    const asked = { params, query: { dry_run: 'true' }, body: { items }, headers };
    const answer = await new TestBrowser(server).call(operation, asked);
    assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
    return answer.body['consequences'] as Consequence[];
  };
}
