import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readAccount, readAttention } from '@latchkey/contract/account';
import { deleteGroups } from '@latchkey/contract/computer';
import { readAccess } from '@latchkey/contract/computer-access';
import { listGroupMembers, listUserGroups, readUserGroup } from '@latchkey/contract/group';
import { listMembers, readMember, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { setGroupPermissions } from '@latchkey/contract/role';
import { freshGroup } from '../operations/computer-samples.ts';
import { type Company, company } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { groupHandsIn } from './group-hands.ts';
import { act, inviteInto, ok } from './invited.ts';
import { computerIn, keeperOf, waitingIn } from './keeper-hands.ts';
import { LOOKS_AFTER, managerOf, outcomes } from './manager-hands.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

const { group, put, somebodyIn } = groupHandsIn(() => acme);

/** What somebody is answered. */
async function ask<T>(by: TestBrowser, operation: Operation, params: object = {}): Promise<T> {
  const { status, body } = await by.call(operation, { params: { account_id: acme.accountId, ...params } });
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
}

type Row = { id: string; in_groups: { own: number; others: number } | null };
type List = { items: Row[] };

test('G11: a manager sees in how many groups of others somebody is, as a number, wherever it says why an act reaches further', async () => {
  const [top, beside, further] = [await group(), await group(), await group()];
  const below = await group({ parent: top });
  const manager = await managerOf(acme, [top]);
  const [own, shared] = [await somebodyIn(top, below), await somebodyIn(below, beside)];
  await put(further, shared.id);
  const expected = new Map([
    [own.id, { own: 2, others: 0 }],
    [shared.id, { own: 1, others: 2 }],
  ]);
  const listed = await ask<List>(manager.browser, listMembers);
  assert.deepEqual(new Map(listed.items.map(({ id, in_groups }) => [id, in_groups])), expected);
  const inBelow = await ask<List>(manager.browser, listGroupMembers, { group_id: below });
  assert.deepEqual(new Map(inBelow.items.map(({ id, in_groups }) => [id, in_groups])), expected);
  for (const [member_id, in_groups] of expected) {
    const params = { member_id };
    assert.deepEqual((await ask<Row>(manager.browser, readMember, params)).in_groups, in_groups);
    const access = await ask<{ unseen_groups: number }>(manager.browser, readAccess, params);
    assert.equal(access.unseen_groups, in_groups.others);
    assert.deepEqual(await outcomes(acme, manager.browser, suspendMembers, [params]), [
      in_groups.others === 0 ? 'ok' : 'reaches-further',
    ]);
  }
});

test('G11: whom no user groups limit is not told how far theirs would go', async () => {
  const { id } = await somebodyIn(await group());
  const keeper = await keeperOf(acme, { computers: [await freshGroup(acme)] }, ['computers.manage']);
  assert.equal((await ask<Row>(acme.holder, readMember, { member_id: id })).in_groups, null);
  assert.equal(
    (await keeper.browser.call(readMember, { params: { account_id: acme.accountId, member_id: id } })).status,
    403,
  );
});

test('G5, G11: who sees all users and manages some is told which of them those are', async () => {
  const [top, beside] = [await group(), await group()];
  const manager = await managerOf(acme, [top], ['users.manage']);
  await server.look(`insert into member_permission (account_id, member_id, permission) values ($1, $2, 'users.view')`, [
    acme.accountId,
    manager.id,
  ]);
  const [inside, outside] = [await somebodyIn(top), await somebodyIn(beside)];
  const at = async (member_id: string) => (await ask<Row>(manager.browser, readMember, { member_id })).in_groups;
  assert.deepEqual(
    [await at(inside.id), await at(outside.id)],
    [
      { own: 1, others: 0 },
      { own: 0, others: 1 },
    ],
  );
});

test('G2: the list of groups says what each lets those in it do by itself, as its page does', async () => {
  const [brings, below] = [await group(), await group()];
  await ok(act(acme, setGroupPermissions, [{ group_id: brings, permissions: ['sessions.view', 'audit.view'] }]));
  type Groups = { items: { id: string; permissions: string[] }[] };
  const { items } = await ask<Groups>(acme.holder, listUserGroups);
  const of = (id: string) => items.find((one) => one.id === id)?.permissions;
  assert.deepEqual(of(below), []);
  assert.equal(of(brings)?.length, 2);
  const page = await ask<{ permissions: string[] }>(acme.holder, readUserGroup, { group_id: brings });
  assert.deepEqual(of(brings), page.permissions);
});

type Counts = Record<string, number>;

test('N2, G11: what needs attention is counted for a manager in their groups, and nothing outside', async () => {
  const [top, beside] = [await group(), await group()];
  const manager = await managerOf(acme, [top]);
  const attention = () => ask<Counts>(manager.browser, readAttention);
  const nothing = await attention();
  assert.ok(
    Object.values(nothing).every((count) => count === 0),
    JSON.stringify(nothing),
  );
  for (const place of [top, beside]) {
    const { id: quiet } = await somebodyIn(place);
    await server.look(`update member set last_entered_at = now() - interval '91 days' where id = $1`, [quiet]);
    const { id: suspended } = await somebodyIn(place);
    await ok(act(acme, suspendMembers, [{ member_id: suspended }]));
    const soon = await inviteInto(acme, [place]);
    await server.look(`update invitation set expires_at = now() + interval '1 day' where member_id = $1`, [
      soon.member_id,
    ]);
    await waitingIn(acme, await freshGroup(acme));
  }
  const { expiring, inactive, suspended, never_opened } = await attention();
  assert.deepEqual(
    { expiring, inactive, suspended, never_opened },
    { expiring: 1, inactive: 1, suspended: 1, never_opened: 0 },
  );
  assert.equal((await attention())['waiting_computers'], 0, 'they manage no computers');
});

test('N2, G11: of computers those count that the manager looks after', async () => {
  const [lab, other, team] = [await freshGroup(acme), await freshGroup(acme), await group()];
  const keeper = await keeperOf(acme, { computers: [lab], users: [team] }, ['users.view', 'computers.manage']);
  await waitingIn(acme, lab);
  await waitingIn(acme, other);
  await server.look('update computer set lock_id = gen_random_uuid() where id = $1', [await computerIn(acme, lab)]);
  const { waiting_computers, locked_computers } = await ask<Counts>(keeper.browser, readAttention);
  assert.deepEqual([waiting_computers, locked_computers], [1, 0], 'they do not unlock');
});

test('C1, G5: who may add computers to some groups may add computers, until these groups are gone', async () => {
  const lab = await freshGroup(acme);
  const [adder, manager] = [
    await keeperOf(acme, { computers: [lab] }, ['computers.enrol']),
    await managerOf(acme, [await group()], LOOKS_AFTER),
  ];
  const adds = async (by: TestBrowser) =>
    (await ask<{ my: { adds_computers: boolean } }>(by, readAccount)).my.adds_computers;
  assert.deepEqual([await adds(adder.browser), await adds(manager.browser)], [true, false]);
  await ok(act(acme, deleteGroups, [{ group_id: lab }]));
  assert.equal(await adds(adder.browser), false);
});
