import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deleteGroups as deleteComputerGroups, moveComputers } from '@latchkey/contract/computer';
import { readAccess, setAccess } from '@latchkey/contract/computer-access';
import { deleteUserGroups, moveUserGroups, removeGroupMembers } from '@latchkey/contract/group';
import { acceptInvitation } from '@latchkey/contract/invitation';
import { deleteMembers, leaveAccount, reinstateMembers, suspendMembers } from '@latchkey/contract/member';
import { deleteMe } from '@latchkey/contract/person';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { freshGroup as freshComputerGroup } from '../operations/computer-samples.ts';
import { invite } from '../operations/crowd.ts';
import { groupHandsIn } from './group-hands.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

const { group, chain, act, ok, put, open, somebodyIn } = groupHandsIn(() => acme);
const { nobodys, seenBy } = handsIn(() => acme);

test('G4: what a group opens is open to those in it and below it, and to nobody above or beside it', async () => {
  const [top, middle, low] = await chain(3);
  const beside = await group({ parent: top! });
  const [computer, members] = [await nobodys(), [await somebodyIn(top!), await somebodyIn(middle!)]];
  members.push(await somebodyIn(low!), await somebodyIn(beside));
  await open(middle!, { kind: 'chosen', computer_ids: [computer] });
  const seen = await Promise.all(members.map(({ browser }) => seenBy(browser)));
  assert.deepEqual(seen, [[], [computer], [computer], []]);
});

test('G4: a member of several groups reaches what each opens, once each; a computer in two ways is lost with the last', async () => {
  const [one, two] = [await group(), await group()];
  const [shared, single] = [await nobodys(), await nobodys()];
  await open(one, { kind: 'chosen', computer_ids: [shared, single] });
  await open(two, { kind: 'chosen', computer_ids: [shared] });
  const { browser, id } = await somebodyIn(one, two);
  assert.deepEqual(await seenBy(browser), [shared, single].toSorted());
  await ok(act(removeGroupMembers, [{ group_id: one, member_id: id }]));
  assert.deepEqual(await seenBy(browser), [shared]);
  await ok(act(deleteUserGroups, [{ group_id: two }]));
  assert.deepEqual(await seenBy(browser), []);
});

test('G4: a group that moves loses what came from above and gets what is open there; what it opens itself stays', async () => {
  const [from, to, moving] = [await group(), await group(), await group()];
  const [old, fresh, own] = [await nobodys(), await nobodys(), await nobodys()];
  await open(from, { kind: 'chosen', computer_ids: [old] });
  await open(to, { kind: 'chosen', computer_ids: [fresh] });
  await open(moving, { kind: 'chosen', computer_ids: [own] });
  const below = await group({ parent: moving });
  const { browser } = await somebodyIn(below);
  const moved = async (parent_id: string | null) => {
    await ok(act(moveUserGroups, [{ group_id: moving, parent_id }]));
    return seenBy(browser);
  };
  assert.deepEqual(await moved(from), [old, own].toSorted());
  assert.deepEqual(await moved(to), [fresh, own].toSorted());
  assert.deepEqual(await moved(null), [own]);
});

test('G4: through a computer group reach follows the computer; to the computer itself it stays; a deleted one opens nothing', async () => {
  const team = await group();
  const [site, other] = [await freshComputerGroup(acme), await freshComputerGroup(acme)];
  const [grouped, single] = [await nobodys({ group_id: site }), await nobodys({ group_id: site })];
  await open(team, { kind: 'chosen', group_ids: [site], computer_ids: [single] });
  const { browser } = await somebodyIn(team);
  assert.deepEqual(await seenBy(browser), [grouped, single].toSorted());
  await ok(
    act(
      moveComputers,
      [grouped, single].map((computer_id) => ({ computer_id, group_id: other })),
    ),
  );
  assert.deepEqual(await seenBy(browser), [single]);
  const future = await nobodys({ group_id: site });
  assert.deepEqual(await seenBy(browser), [future, single].toSorted());
  await ok(act(deleteComputerGroups, [{ group_id: site }]));
  assert.deepEqual(await seenBy(browser), [single]);
});

test('G4: "only this list" switches the groups’ part off, and only that; switched back, it is there again', async () => {
  const team = await group();
  const [ofTeam, own] = [await nobodys(), await nobodys()];
  await open(team, { kind: 'chosen', computer_ids: [ofTeam] });
  const { browser, id } = await somebodyIn(team);
  const list = { member_id: id, kind: 'chosen', computer_ids: [own] };
  await ok(act(setAccess, [{ ...list, only_own: true }]));
  assert.deepEqual(await seenBy(browser), [own]);
  await ok(act(setAccess, [list]));
  assert.deepEqual(await seenBy(browser), [own], 'who says nothing of it changes nothing of it');
  const { body } = await acme.admin.call(readAccess, { params: { account_id: acme.accountId, member_id: id } });
  assert.equal(body['only_own'], true);
  await ok(act(setAccess, [{ ...list, only_own: false }]));
  assert.deepEqual(await seenBy(browser), [ofTeam, own].toSorted());
});

test('P6: who is suspended reaches nothing; reinstated, they are in their groups as before', async () => {
  const team = await group();
  const computer = await nobodys();
  await open(team, { kind: 'chosen', computer_ids: [computer] });
  const { browser, id } = await somebodyIn(team);
  await ok(act(suspendMembers, [{ member_id: id }]));
  assert.deepEqual(await reachOf(id), []);
  await ok(act(reinstateMembers, [{ member_id: id }]));
  assert.deepEqual(await seenBy(browser), [computer]);
});

test('P7: who was deleted, or left, and comes back is in no group and not bound to their list', async () => {
  const team = await group();
  await open(team, { kind: 'all' });
  for (const leave of [
    (id: string) => act(deleteMembers, [{ member_id: id }]),
    (_: string, who: Awaited<ReturnType<typeof somebodyIn>>) =>
      who.browser.call(leaveAccount, { params: { account_id: acme.accountId } }),
  ]) {
    const who = await somebodyIn(team);
    await ok(act(setAccess, [{ member_id: who.id, kind: 'none', only_own: true }]));
    await ok(leave(who.id, who));
    const { link } = await invite(acme, `${who.name.toLowerCase()}@example.test`);
    await ok(who.browser.call(acceptInvitation, { body: { link } }));
    const [row] = await server.look<{ only: boolean; groups: number; status: string }>(
      `select m.only_own_access as only, m.status, (select count(*)::integer from user_group_member i where i.member_id = m.id) as groups
         from member m where m.account_id = $1 and m.email = $2`,
      [acme.accountId, `${who.name.toLowerCase()}@example.test`],
    );
    assert.deepEqual(row, { only: false, groups: 0, status: 'active' });
    assert.deepEqual(await seenBy(who.browser), []);
  }
});

test('P13: a person who deletes themselves leaves no row in any group', async () => {
  const team = await group();
  const { browser, id, name } = await somebodyIn(team);
  await ok(browser.call(deleteMe, { body: { email: `${name.toLowerCase()}@example.test` } }));
  assert.deepEqual(await server.look('select 1 from user_group_member where member_id = $1', [id]), []);
});

test('P14: an account that is erased leaves no row of its groups', async () => {
  const [top] = await chain(4);
  await open(top!, { kind: 'all' });
  await put(top!, (await somebodyIn()).id);
  const erased = async () => {
    const [row] = await server.look<{ done: boolean }>(
      `select erase_account($1, now() + interval '40 days', 500) as done`,
      [acme.accountId],
    );
    return row?.done ?? false;
  };
  assert.equal(await erased(), true, 'an open account is none of its business');
  assert.notDeepEqual(await rowsLeft(), []);
  await server.look('update account set closed_at = now() where id = $1', [acme.accountId]);
  for (let round = 0; round < 200 && !(await erased()); round += 1);
  assert.deepEqual(await rowsLeft(), []);
});

async function reachOf(member: string): Promise<string[]> {
  const rows = await server.look<{ id: string }>('select computer_id as id from reach where member_id = $1', [member]);
  return rows.map(({ id }) => id);
}

function rowsLeft(): Promise<object[]> {
  return server.look(
    `select 'group' as of, id::text from user_group where account_id = $1 union all
     select 'above', group_id::text from user_group_above where account_id = $1 union all
     select 'member', member_id::text from user_group_member where account_id = $1 union all
     select 'access', id::text from user_group_access where account_id = $1`,
    [acme.accountId],
  );
}
