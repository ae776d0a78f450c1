import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addGroupMembers, deleteUserGroups, moveUserGroups, removeGroupMembers } from '@latchkey/contract/group';
import { suspendMembers } from '@latchkey/contract/member';
import { deleteRoles } from '@latchkey/contract/role';
import { createToken } from '@latchkey/contract/token';
import { listMembers } from '@latchkey/contract/member';
import { join, outcomeOf } from '../operations/crowd.ts';
import { type Company, company } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { groupHandsIn } from './group-hands.ts';
import { act, groupsOf, inviteInto, notBrought, ok } from './invited.ts';
import { give, limit, LOOKS_AFTER, type Manager, managerOf, outcomes } from './manager-hands.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

const { group } = groupHandsIn(() => acme);

type Scene = { top: string; low: string; other: string; manager: Manager; sent: { link: string; member_id: string } };

/** A manager of one group of two, who has invited somebody into a group below it. */
async function scene(): Promise<Scene> {
  const [top, other] = [await group(), await group()];
  const low = await group({ parent: top });
  const manager = await managerOf(acme, [top, other]);
  return { top, low, other, manager, sent: await inviteInto(acme, [low], { by: manager.browser }) };
}

test('I2, G5: who is invited by a manager is in their group once they accept', async () => {
  const { low, sent, manager } = await scene();
  assert.deepEqual(await notBrought(join(acme, sent.link)), []);
  assert.deepEqual(await groupsOf(acme, sent.member_id), [low]);
  assert.deepEqual(await outcomes(acme, manager.browser, suspendMembers, [{ member_id: sent.member_id }]), ['ok']);
});

/** What is taken from a manager so that they do not look after whom they invited any more. */
const takings: Record<string, (of: Scene) => Promise<unknown>> = {
  'their role is another': ({ manager }) => give(acme, manager.id, null),
  'their role is deleted': ({ manager }) => ok(act(acme, deleteRoles, [{ role_id: manager.role_id }])),
  'their role is limited to other groups': ({ manager, other }) => limit(acme, manager, { user_group_ids: [other] }),
  'their role lets them view only': ({ manager }) => limit(acme, manager, { permissions: ['users.view'] }),
  'the group is moved out of theirs': ({ low }) => ok(act(acme, moveUserGroups, [{ group_id: low, parent_id: null }])),
  'the group is deleted': ({ low }) => ok(act(acme, deleteUserGroups, [{ group_id: low }])),
  'their groups are deleted': ({ low, top }) => ok(act(acme, deleteUserGroups, [{ group_id: low }, { group_id: top }])),
  'they are suspended': ({ manager }) => ok(act(acme, suspendMembers, [{ member_id: manager.id }])),
};

for (const [taken, take] of Object.entries(takings))
  test(`I10, G10: an invitation that only a limited role allowed ends when ${taken}`, async () => {
    const of = await scene();
    await take(of);
    assert.equal(outcomeOf(await join(acme, of.sent.link)), 'link-withdrawn');
    const [row] = await server.look<{ status: string; ending: string }>(
      'select m.status, i.ending from invitation i join member m on m.id = i.member_id where m.id = $1',
      [of.sent.member_id],
    );
    assert.deepEqual(row, { status: 'removed', ending: 'withdrawn' });
  });

test('I10: of two groups of an invitation the one that is gone is not brought, and the invitation works', async () => {
  const { low, other, manager } = await scene();
  const sent = await inviteInto(acme, [low, other], { by: manager.browser });
  await ok(act(acme, deleteUserGroups, [{ group_id: low }]));
  assert.deepEqual(await notBrought(join(acme, sent.link)), ['groups']);
  assert.deepEqual(await groupsOf(acme, sent.member_id), [other]);
});

test('I10: whom an admin puts into other groups or takes out of these they answer for, and the invitation works', async () => {
  const { low, sent } = await scene();
  const beside = await group();
  await ok(act(acme, addGroupMembers, [{ group_id: beside, member_id: sent.member_id }]));
  await ok(act(acme, removeGroupMembers, [{ group_id: low, member_id: sent.member_id }]));
  assert.deepEqual(await notBrought(join(acme, sent.link)), []);
  assert.deepEqual(await groupsOf(acme, sent.member_id), [beside]);
});

test('G10: a manager who takes whom they invited out of their last group invites them no more', async () => {
  const { low, sent, manager } = await scene();
  const item = { group_id: low, member_id: sent.member_id };
  assert.deepEqual(await outcomes(acme, manager.browser, removeGroupMembers, [item]), ['ok']);
  assert.equal(outcomeOf(await join(acme, sent.link)), 'link-withdrawn');
});

test('U3, G10: a token of a manager is limited as they are, and ends with their role', async () => {
  const { manager } = await scene();
  const body = { name: 'Of a manager', kind: 'personal', scopes: LOOKS_AFTER, expires_in_days: 1 };
  const made = await ok(manager.browser.call(createToken, { params: { account_id: acme.accountId }, body }));
  const headers = { authorization: `Bearer ${String(made.body['token'])}` };
  const ask = () => new TestBrowser(server).call(listMembers, { params: { account_id: acme.accountId }, headers });
  assert.deepEqual((await ask()).body['total'], { count: 1, more: false });
  await give(acme, manager.id, null);
  assert.equal(outcomeOf(await ask()), 'not-signed-in');
});
