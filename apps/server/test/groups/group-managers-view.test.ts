import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setAccess } from '@latchkey/contract/computer-access';
import { listGroupMembers, listUserGroups, readUserGroup } from '@latchkey/contract/group';
import { listMembers, readMember, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import {
  listRoles,
  readPermissions,
  setGroupPermissions,
  setPermissions,
  whyPermission,
} from '@latchkey/contract/role';
import { whyReach } from '@latchkey/contract/why';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { freshComputer } from '../operations/computer-samples.ts';
import { type Company, company } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { groupHandsIn } from './group-hands.ts';
import { act, inviteInto, ok, opens } from './invited.ts';
import { LOOKS_AFTER, type Manager, managerOf, told } from './manager-hands.ts';

let server: TestServer;
let acme: Company;
/** Above theirs, theirs, below theirs, and one beside. */
let above: string;
let top: string;
let below: string;
let beside: string;
let manager: Manager;

before(async () => {
  server = await testServer();
  acme = await company(server);
  above = await group({ name: 'Above' });
  top = await group({ name: 'Top', parent: above });
  below = await group({ name: 'Below', parent: top });
  beside = await group({ name: 'Beside', parent: above });
  manager = await managerOf(acme, [top]);
});
after(() => server.stop());

const { group, put, somebodyIn } = groupHandsIn(() => acme);

type Page = {
  items: { id: string; name: string; invited_by: string | null }[];
  next_cursor: string | null;
  total: object;
};

function ask(operation: Operation, params: object = {}, query: Record<string, string> = {}, by = manager.browser) {
  return told(by.call(operation, { params: { account_id: acme.accountId, ...params }, query }));
}

async function names(query: Record<string, string> = {}, by?: TestBrowser): Promise<string[]> {
  return ((await ask(listMembers, {}, query, by)) as Page).items.map(({ name }) => name);
}

test('G5, G11: a group manager sees who is in their groups and those below them, and nobody else', async () => {
  const [inTop, inBelow, inBoth, outside] = [
    await somebodyIn(top),
    await somebodyIn(below),
    await somebodyIn(below, beside),
    await somebodyIn(beside),
  ];
  const seen = [inTop, inBelow, inBoth].map(({ name }) => name).toSorted();
  assert.deepEqual((await names()).toSorted(), seen);
  assert.deepEqual(((await ask(listMembers)) as Page).total, { count: 3, more: false });
  assert.deepEqual(await names({ search: outside.name }), []);
  assert.deepEqual(await names({ search: inBoth.name }), [inBoth.name]);
  assert.deepEqual(
    await names({ group_id: below }).then((of) => of.toSorted()),
    [inBelow, inBoth].map(({ name }) => name).toSorted(),
  );
  assert.deepEqual(
    await ask(listMembers, {}, { group_id: beside }),
    await ask(listMembers, {}, { group_id: uuidv7(new Date()) }),
  );
  assert.equal(((await ask(readMember, { member_id: inBoth.id })) as { id: string }).id, inBoth.id);
  for (const operation of [readMember, readPermissions, whyPermission]) {
    const params = { permission: 'users.view' };
    assert.equal(await ask(operation, { ...params, member_id: outside.id }), 'not-found', operation.id);
    assert.equal(await ask(operation, { ...params, member_id: uuidv7(new Date()) }), 'not-found', operation.id);
  }
});

test('G11: a manager’s users list answers every filter, order and page as the list of all does for the same people', async () => {
  const many = await group({ name: 'Many', parent: top });
  const one = await managerOf(acme, [many]);
  for (let n = 0; n < 4; n += 1) await somebodyIn(many);
  await ok(act(acme, suspendMembers, [{ member_id: (await somebodyIn(many)).id }]));
  for (let n = 0; n < 3; n += 1) await inviteInto(acme, [many]);
  const { id: quiet } = await somebodyIn(many);
  await server.look(
    `update member set made_at = now() - interval '99 days', last_entered_at = now() - interval '91 days' where id = $1`,
    [quiet],
  );
  assert.deepEqual(await walk({ status: 'inactive' }, one.browser), [{ count: 1, more: false }, quiet]);
  const { role_id } = await managerOf(acme, [beside]);
  await server.look(
    `update member set role_id = $2 where id in (
       select member_id from user_group_member where group_id = $1 order by member_id limit 5)`,
    [many, role_id],
  );
  assert.deepEqual((await walk({ role_id }, one.browser))[0], { count: 5, more: false });
  const queries = [
    {},
    { status: 'invited' },
    { status: 'active,suspended' },
    { role: 'member' },
    { role: 'admin' },
    { search: 'GUEST' },
    { status: 'inactive' },
    { role_id },
    { role_id, search: 'e' },
    { role_id: uuidv7(new Date()) },
  ];
  for (const query of [...queries, { mail: 'expired' }, { mail: 'waiting' }, { search: '%' }])
    for (const sort of ['name', 'last_activity', 'added'])
      for (const order of ['asc', 'desc']) {
        const asked = { ...query, sort, order };
        const all = await walk({ ...asked, group_id: many }, acme.holder);
        assert.deepEqual(await walk(asked, one.browser), all, JSON.stringify(asked));
      }
});

/** The ids of a whole list, three a page, with how many there are. */
async function walk(query: Record<string, string>, by: TestBrowser): Promise<unknown[]> {
  const ids: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = (await ask(listMembers, {}, { ...query, limit: '3', ...(cursor && { cursor }) }, by)) as Page;
    if (cursor === '') ids.push(page.total);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  return ids;
}

test('G5, G11: by a custom role a manager finds those in their groups alone, and by one that only others have what by none', async () => {
  const [inside, outside] = [await somebodyIn(below), await somebodyIn(beside)];
  const [shared, theirs] = [await managerOf(acme, [beside]), await managerOf(acme, [beside])];
  await server.look('update member set role_id = $1 where id in ($2, $3)', [shared.role_id, inside.id, outside.id]);
  const found = (query: Record<string, string>) => walk(query, manager.browser);
  assert.deepEqual(await found({ role_id: shared.role_id }), [{ count: 1, more: false }, inside.id]);
  assert.deepEqual(await found({ role_id: shared.role_id, group_id: beside }), [{ count: 0, more: false }]);
  const nothing = await ask(listMembers, {}, { role_id: uuidv7(new Date()) });
  assert.deepEqual(await ask(listMembers, {}, { role_id: theirs.role_id }), nothing);
});

test('G11: who invited somebody is named only where the manager sees them', async () => {
  const helper = await somebodyIn(top);
  await ok(act(acme, setPermissions, [{ member_id: helper.id, permissions: LOOKS_AFTER }]));
  const byHolder = await inviteInto(acme, [top]);
  const byHelper = await inviteInto(acme, [top], { by: helper.browser });
  const byThem = await inviteInto(acme, [top], { by: manager.browser });
  const inviterOf = async ({ member_id }: { member_id: string }) =>
    ((await ask(readMember, { member_id })) as { invited_by: unknown }).invited_by;
  assert.deepEqual(
    [await inviterOf(byHolder), await inviterOf(byHelper), await inviterOf(byThem)],
    [null, helper.name, manager.name],
  );
  const { items } = (await ask(listMembers, {}, { status: 'invited', limit: '200' })) as Page;
  assert.ok(items.every(({ invited_by }) => [null, helper.name, manager.name].includes(invited_by)));
});

test('G5, G11: a group manager sees their groups as the whole tree, and of what comes from above no names', async () => {
  const computer = await freshComputer(acme, { kind: 'deployment', needs_approval: false });
  await ok(act(acme, setGroupPermissions, [{ group_id: above, permissions: ['audit.view'] }]));
  await ok(act(acme, setGroupPermissions, [{ group_id: top, permissions: ['sessions.view'] }]));
  await opens(acme, above, [computer]);
  const { items } = (await ask(listUserGroups)) as { items: { id: string; parent_id: string | null }[] };
  assert.deepEqual([items[0]?.id, items[0]?.parent_id], [top, null]);
  assert.ok(!items.some(({ id }) => [above, beside].includes(id)));
  const read = (await ask(readUserGroup, { group_id: below })) as Record<string, { group: { id: string } | null }[]>;
  assert.deepEqual(read['above'], [{ id: top, name: 'Top' }]);
  assert.deepEqual(
    read['inherited']?.map((one) => one.group),
    [null],
  );
  assert.deepEqual(read['inherited_permissions'], [
    { group: { id: top, name: 'Top' }, permissions: ['sessions.view'] },
    { group: null, permissions: ['audit.view'] },
  ]);
  for (const operation of [readUserGroup, listGroupMembers])
    for (const group_id of [above, beside, uuidv7(new Date())])
      assert.equal(await ask(operation, { group_id }), 'not-found');
  assert.doesNotMatch(JSON.stringify([read, items]), /Above|Beside/);
  const { id: member_id } = await somebodyIn(below);
  assert.ok(((await ask(listGroupMembers, { group_id: below })) as Page).items.some(({ id }) => id === member_id));
});

test('G7, G11: why is answered for members seen, with the groups outside unnamed and nobody outside counted', async () => {
  const computer = await freshComputer(acme, { kind: 'deployment', needs_approval: false });
  const hidden = await freshComputer(acme, { kind: 'deployment', needs_approval: false });
  await ok(act(acme, setGroupPermissions, [{ group_id: beside, permissions: ['computers.enrol'] }]));
  await opens(acme, beside, [computer]);
  const { id: member_id } = await somebodyIn(below);
  await put(beside, member_id);
  type Why = {
    reaches: boolean;
    holds: boolean;
    ways: { by: unknown; through: unknown; unseen?: boolean }[];
    could_give: null;
  };
  const may = (await ask(whyPermission, { member_id, permission: 'computers.enrol' })) as Why;
  assert.deepEqual(
    [may.holds, may.ways, may.could_give],
    [true, [{ kind: 'group', role: null, by: null, through: null }], null],
  );
  const reach = (await ask(whyReach, { member_id, computer_id: computer })) as Why;
  assert.deepEqual(
    reach.ways.map(({ by, through, unseen }) => [by, through, unseen]),
    [[null, null, true]],
  );
  assert.equal(reach.could_give, null);
  const held = (await ask(readPermissions, { member_id })) as { inherited: { group: unknown }[] };
  assert.deepEqual(held.inherited.at(-1)?.group, null);
  assert.doesNotMatch(JSON.stringify([may, reach, held]), /Above|Beside/);
  const { id: outside } = await somebodyIn(beside);
  for (const computer_id of [computer, hidden])
    assert.equal(await ask(whyReach, { member_id: outside, computer_id }), 'not-found');
  // By access.grant, which is not limited to computers here, they may give any.
  assert.notEqual(await ask(whyReach, { member_id, computer_id: hidden }), 'not-found');
  const viewer = await managerOf(acme, [below], ['users.view']);
  assert.equal(await ask(whyReach, { member_id, computer_id: hidden }, {}, viewer.browser), 'not-found');
  assert.notEqual(await ask(whyReach, { member_id, computer_id: computer }, {}, viewer.browser), 'not-found');
});

test('G5: what is not open to limited managers is not permitted to them, as if they held nothing', async () => {
  assert.equal(await ask(listRoles), 'not-permitted');
  const nobody = await managerOf(acme, [below], ['groups.manage']);
  assert.equal(await ask(listMembers, {}, {}, nobody.browser), 'not-permitted');
  const items = [{ member_id: nobody.id, kind: 'none', group_ids: [], computer_ids: [] }];
  assert.equal((await act(acme, setAccess, items, nobody.browser)).body['code'], 'not-permitted');
});
