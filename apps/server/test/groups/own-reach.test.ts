import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { moveComputers, setOwners } from '@latchkey/contract/computer';
import { setAccess } from '@latchkey/contract/computer-access';
import {
  addGroupMembers,
  deleteUserGroups,
  moveUserGroups,
  removeGroupMembers,
  setGroupAccess,
} from '@latchkey/contract/group';
import { sendInvitation } from '@latchkey/contract/invitation';
import type { Operation } from '@latchkey/contract/operation';
import { createToken } from '@latchkey/contract/token';
import pg from 'pg';
import { type Company, company, memberIdOf } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { freshGroup as freshComputerGroup } from '../operations/computer-samples.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { outcomeOf } from '../operations/crowd.ts';
import { fillPairs, type Made, picking } from './crowded.ts';
import { groupHandsIn } from './group-hands.ts';

let server: TestServer;
let acme: Company;
let superuser: pg.Client;

before(async () => {
  server = await testServer();
  acme = await company(server);
  superuser = new pg.Client(server.database.superuser);
  await superuser.connect();
});
after(async () => {
  await superuser.end();
  await server.stop();
});

const { group, chain, act, ok, put, open, somebodyIn } = groupHandsIn(() => acme);
const { nobodys } = handsIn(() => acme);

test('G10: nobody but the holder puts themselves into a group or takes themselves out', async () => {
  const [team, adam] = [await group(), await memberIdOf(acme.admin, acme.accountId)];
  const mine = [{ group_id: team, member_id: adam }];
  for (const operation of [addGroupMembers, removeGroupMembers])
    assert.equal(outcomeOf(await act(operation, mine, acme.admin)), 'not-yourself', operation.id);
  const holder = await memberIdOf(acme.holder, acme.accountId);
  await ok(act(addGroupMembers, [{ group_id: team, member_id: holder }]));
  assert.equal(
    outcomeOf(await act(removeGroupMembers, [{ group_id: team, member_id: holder }], acme.superAdmin)),
    'holder-is-untouchable',
  );
});

test('G10: nobody opens to a group they are in what they do not reach, nor what only comes later', async () => {
  const [top, team] = await chain(2);
  const [single, site] = [await nobodys(), await freshComputerGroup(acme)];
  await put(team!, await memberIdOf(acme.admin, acme.accountId));
  for (const group_id of [top, team])
    for (const access of [
      { kind: 'all' },
      { kind: 'chosen', computer_ids: [single] },
      // There is no computer in it yet.
      { kind: 'chosen', group_ids: [site] },
    ])
      assert.equal(outcomeOf(await act(setGroupAccess, [{ group_id, ...access }], acme.admin)), 'own-reach');
  const giving = await group();
  await open(giving, { kind: 'chosen', group_ids: [site] });
  const moved = await act(moveUserGroups, [{ group_id: top, parent_id: giving }], acme.admin);
  assert.equal(outcomeOf(moved), 'own-reach');
  await open(top!, { kind: 'chosen', group_ids: [site], computer_ids: [single] });
  const same = { group_id: team, kind: 'chosen', group_ids: [site], computer_ids: [single] };
  await ok(act(setGroupAccess, [same], acme.admin));
  await ok(act(deleteUserGroups, [{ group_id: team }], acme.admin));
});

test('G10: who is stronger is not put into a group, nor taken out, and loses nothing by one', async () => {
  const [team, computer] = [await group(), await nobodys()];
  const sue = await memberIdOf(acme.superAdmin, acme.accountId);
  await open(team, { kind: 'chosen', computer_ids: [computer] });
  const member = [{ group_id: team, member_id: sue }];
  assert.equal(outcomeOf(await act(addGroupMembers, member, acme.admin)), 'stronger-member');
  await put(team, sue);
  for (const [operation, items] of [
    [removeGroupMembers, member],
    [setGroupAccess, [{ group_id: team, kind: 'none' }]],
    [deleteUserGroups, [{ group_id: team }]],
  ] as const)
    assert.equal(outcomeOf(await act(operation, [...items], acme.admin)), 'stronger-member', operation.id);
  const above = await group();
  await ok(act(moveUserGroups, [{ group_id: team, parent_id: above }], acme.admin));
  await open(above, { kind: 'chosen', computer_ids: [await nobodys()] });
  const away = await act(moveUserGroups, [{ group_id: team, parent_id: null }], acme.admin);
  assert.equal(outcomeOf(away), 'stronger-member');
});

test('G10: giving reach by a group needs access.grant, on every path; giving none does not', async () => {
  const [giving, plain, moving] = [await group(), await group(), await group()];
  await open(giving, { kind: 'all' });
  const below = await group({ parent: giving });
  const { id } = await somebodyIn();
  const manager = await withToken(['groups.manage', 'users.manage', 'users.view']);
  for (const group_id of [giving, below])
    assert.equal(outcomeOf(await manager(addGroupMembers, [{ group_id, member_id: id }])), 'not-permitted');
  const under = await manager(moveUserGroups, [{ group_id: moving, parent_id: giving }]);
  assert.equal(outcomeOf(under), 'not-permitted');
  assert.equal(outcomeOf(await manager(setGroupAccess, [{ group_id: plain, kind: 'none' }])), 'not-permitted');
  const invitee = { email: 'by-group@example.test', language: 'en' };
  assert.equal(outcomeOf(await manager(sendInvitation, [{ ...invitee, user_group_ids: [below] }])), 'not-permitted');
  await ok(manager(sendInvitation, [{ ...invitee, user_group_ids: [plain] }]));
  await ok(manager(addGroupMembers, [{ group_id: plain, member_id: id }]));
  await ok(manager(removeGroupMembers, [{ group_id: plain, member_id: id }]));
  await ok(manager(moveUserGroups, [{ group_id: moving, parent_id: plain }]));
});

test('G10: no sequence of acts on groups and computers raises the reach of who acts, now or later', async () => {
  const made = await fillPairs(server, acme.accountId);
  for (const [seed, by] of [acme.admin, acme.superAdmin].entries()) {
    const id = await memberIdOf(by, acme.accountId);
    await beginWith(id, made, seed);
    const hands = picking(seed + 21);
    const tally: Record<string, number> = {};
    let reach = await reachOf(id);
    for (let nth = 0; nth < 250; nth += 1) {
      const [operation, items] = drawnAct(hands, made, id);
      const answer = await act(operation, items, by);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      tally[outcomeOf(answer)] = (tally[outcomeOf(answer)] ?? 0) + 1;
      const now = await reachOf(id);
      const raised = [...now].filter((one) => !reach.has(one));
      assert.deepEqual(raised, [], `${operation.id} ${JSON.stringify(items)} ${JSON.stringify(answer.body)}`);
      reach = now;
    }
    for (const expected of ['ok', 'own-reach', 'not-yourself']) assert.ok(tally[expected], JSON.stringify(tally));
  }
});

/** Puts who acts into some groups that open something, with access of their own. */
async function beginWith(id: string, made: Made, seed: number): Promise<void> {
  const { some } = picking(seed + 3);
  await ok(
    act(setAccess, [
      { member_id: id, kind: 'chosen', group_ids: [made.sites[0]], computer_ids: made.computers.slice(0, 2) },
    ]),
  );
  for (const group_id of some(made.groups, 4)) {
    await put(group_id, id);
    await open(group_id, { kind: 'chosen', computer_ids: some(made.computers, 3), group_ids: some(made.sites, 1) });
  }
}

function drawnAct({ draw, one, some }: ReturnType<typeof picking>, made: Made, me: string): [Operation, object[]] {
  const wanted = () => ({
    kind: one(['none', 'chosen', 'chosen', 'chosen', 'all']),
    group_ids: some(made.sites, 2),
    computer_ids: some(made.computers, 3),
  });
  const anybody = () => (draw() < 0.3 ? me : one(made.members));
  const memberships = () => some(made.groups, 2).map((group_id) => ({ group_id, member_id: anybody() }));
  const acts: (() => [Operation, object[]])[] = [
    () => [
      moveUserGroups,
      some(made.groups, 2).map((id) => ({ group_id: id, parent_id: draw() < 0.2 ? null : one(made.groups) })),
    ],
    () => [setGroupAccess, some(made.groups, 2).map((group_id) => ({ group_id, ...wanted() }))],
    () => [addGroupMembers, memberships()],
    () => [removeGroupMembers, memberships()],
    () => [
      moveComputers,
      some(made.computers, 2).map((id) => ({ computer_id: id, group_id: draw() < 0.2 ? null : one(made.sites) })),
    ],
    () => [setOwners, [{ computer_id: one(made.computers), owner_id: draw() < 0.3 ? null : anybody() }]],
    () => [setAccess, [{ member_id: anybody(), ...wanted(), only_own: draw() < 0.3 }]],
  ];
  // Rarely, so that something is left.
  return draw() < 0.02 ? [deleteUserGroups, [{ group_id: one(made.groups) }]] : one(acts)();
}

/** What somebody reaches, and what they would of computers that come: one in every group of them, and one in none. */
async function reachOf(id: string): Promise<Set<string>> {
  await superuser.query('begin');
  await superuser.query(
    `insert into computer (account_id, id, device_key, name, status, group_id, made_at)
     select $1, gen_random_uuid(), sha256(('probe' || coalesce(g.id::text, ''))::bytea), 'Probe ' || coalesce(g.id::text, ''), 'active', g.id, now()
       from (select id from computer_group where account_id = $1 union all select null) g`,
    [acme.accountId],
  );
  const { rows } = await superuser.query<{ name: string }>(
    `select distinct case when c.name like 'Probe %' then c.name else c.id::text end as name
       from reach r join computer c on c.id = r.computer_id where r.account_id = $1 and r.member_id = $2`,
    [acme.accountId, id],
  );
  await superuser.query('rollback');
  return new Set(rows.map(({ name }) => name));
}

/** Acts with an API token of a Super admin that was given these permissions only. */
async function withToken(scopes: string[]) {
  const params = { account_id: acme.accountId };
  const body = { name: 'Few rights', kind: 'personal', scopes, expires_in_days: 1 };
  const { body: made } = await ok(acme.superAdmin.call(createToken, { params, body }));
  const headers = { authorization: `Bearer ${String(made['token'])}` };
  return (operation: Operation, items: object[]) =>
    new TestBrowser(server).call(operation, { params, body: { items }, headers });
}
