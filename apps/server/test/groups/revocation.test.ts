import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { moveComputers } from '@latchkey/contract/computer';
import { setAccess } from '@latchkey/contract/computer-access';
import { deleteUserGroups, moveUserGroups, removeGroupMembers, setGroupAccess } from '@latchkey/contract/group';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { type AgentEnd, type Machine, newMachine, online } from '../live/agent-end.ts';
import { connected, type LiveSession } from '../live/data-end.ts';
import { freshGroup as freshComputerGroup } from '../operations/computer-samples.ts';
import { type Access, groupHandsIn } from './group-hands.ts';

const ENDS_WITHIN_MS = 5_000;

let server: TestServer;
let acme: Company;
let site: string;
let machine: Machine;
let agent: AgentEnd;

before(async () => {
  server = await testServer();
  acme = await company(server);
  site = await freshComputerGroup(acme);
  machine = await newMachine(acme);
  agent = await online(server.url, machine);
});
after(() => server.stop());

const { group, act, ok, dry, open, somebodyIn } = groupHandsIn(() => acme);

/** What was given, by which groups, and who was let in by them. */
type Given = { top: string; team: string; member: string };

const ways: [string, (given: Given) => Parameters<typeof act>][] = [
  ['the member leaves the group', ({ team, member }) => [removeGroupMembers, [{ group_id: team, member_id: member }]]],
  ['the group is deleted', ({ team }) => [deleteUserGroups, [{ group_id: team }]]],
  ['the group moves elsewhere', ({ team }) => [moveUserGroups, [{ group_id: team, parent_id: null }]]],
  ['the group above opens nothing any more', ({ top }) => [setGroupAccess, [{ group_id: top, kind: 'none' }]]],
  ['the group above opens something else', ({ top }) => [setGroupAccess, [{ group_id: top, kind: 'chosen' }]]],
  ['only their own list counts', ({ member }) => [setAccess, [{ member_id: member, kind: 'none', only_own: true }]]],
];

for (const [words, taking] of ways) {
  test(`C9: a live session through a group ends within 5 s when ${words}, and its copy of the code with it`, async () => {
    const { given, live } = await letIn({ kind: 'chosen', computer_ids: [machine.id] });
    await endsBy(live, () => act(...taking(given)));
  });
}

test('C9: a live session through a group of computers ends within 5 s when the computer moves out of it', async () => {
  await ok(act(moveComputers, [{ computer_id: machine.id, group_id: site }]));
  const { live } = await letIn({ kind: 'chosen', group_ids: [site] });
  await endsBy(live, () => act(moveComputers, [{ computer_id: machine.id, group_id: null }]));
});

test('C9: a session goes on as long as any way is left', async () => {
  const { given, live } = await letIn({ kind: 'all' });
  await ok(act(setAccess, [{ member_id: given.member, kind: 'chosen', computer_ids: [machine.id] }]));
  await ok(act(deleteUserGroups, [{ group_id: given.team }]));
  await endsBy(live, () => act(setAccess, [{ member_id: given.member, kind: 'none' }]));
});

test('P9: the live sessions that an act on a group ends are told before, and end by it', async () => {
  const { given, live, name } = await letIn({ kind: 'chosen', computer_ids: [machine.id] });
  for (const [operation, item] of [
    [setGroupAccess, { group_id: given.top, kind: 'none' }],
    [deleteUserGroups, { group_id: given.team }],
    [moveUserGroups, { group_id: given.team, parent_id: null }],
  ] as const) {
    const told = await dry(operation, [item]);
    const sessions = told.find(({ kind }) => kind === 'session');
    assert.deepEqual([sessions?.change, sessions?.total, sessions?.first50[0]?.id], ['lost', 1, live.way.session_id]);
    assert.ok(sessions?.first50[0]?.label.startsWith(`${name} · `));
  }
  assert.equal((await stateOf(live)).state, 'open', 'asking ended nothing');
  await endsBy(live, () => act(deleteUserGroups, [{ group_id: given.team }]));
});

/** Somebody new in a group below one with this access, in a live session. */
async function letIn(access: Access): Promise<{ given: Given; live: LiveSession; name: string }> {
  const top = await group();
  const team = await group({ parent: top });
  await open(top, access);
  const { browser, id, name } = await somebodyIn(team);
  return { given: { top, team, member: id }, name, live: await connected(browser, machine, agent) };
}

async function endsBy(live: LiveSession, taking: () => ReturnType<typeof act>): Promise<void> {
  assert.equal((await stateOf(live)).ended, false);
  const began = performance.now();
  await ok(taking());
  const [viewer, host] = await Promise.all([live.viewer.closed, live.host.closed]);
  assert.ok(Math.max(viewer.at, host.at) - began < ENDS_WITHIN_MS);
  assert.deepEqual([viewer.code, viewer.reason, host.code, host.reason], [4410, 'revoked', 4410, 'revoked']);
  assert.equal((await stateOf(live)).ended, true);
}

/** How the session stands, and whether the copy of the code it was opened with has ended. */
async function stateOf({ way }: LiveSession): Promise<{ state: string; ended: boolean }> {
  const [row] = await server.look<{ state: string; ended: boolean }>(
    `select s.state, g.ended_at is not null as ended from session s join computer_grant g on g.id = s.grant_id where s.id = $1`,
    [way.session_id],
  );
  return row ?? assert.fail();
}
