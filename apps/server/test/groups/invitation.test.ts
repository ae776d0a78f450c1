import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listAudit } from '@latchkey/contract/audit';
import { setAccess } from '@latchkey/contract/computer-access';
import { addGroupMembers, deleteUserGroups, renameUserGroup } from '@latchkey/contract/group';
import { acceptInvitation, sendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import { changeRoles, deleteMembers, suspendMembers } from '@latchkey/contract/member';
import type { Permission } from '@latchkey/domain/role';
import { freshComputer, nextName } from '../operations/computer-samples.ts';
import { atOnce, join, MANY, outcomeOf } from '../operations/crowd.ts';
import { type Company, company, mailedLink, memberIdOf, personNamed } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import {
  inviteInto,
  resent,
  left,
  adminNamed,
  manager,
  permit,
  tokenFor,
  groupNamed,
  opens,
  act,
  groupsOf,
  seenBy,
  invitee,
  ok,
  notBrought,
  MANAGES,
} from './invited.ts';

let server: TestServer;
let acme: Company;
let computer: string;

before(async () => {
  server = await testServer();
  acme = await company(server);
  computer = await freshComputer(acme, { kind: 'deployment', needs_approval: false });
});
after(() => server.stop());

test('I2, G1: an invitation carries user groups, which are theirs with what they open once they accept and not before', async () => {
  const upper = await groupNamed(acme);
  const lower = await groupNamed(acme, upper);
  await opens(acme, upper, [computer]);
  const { link, member_id } = await inviteInto(acme, [lower]);
  assert.deepEqual(await server.look('select from reach where member_id = $1', [member_id]), []);
  const browser = new TestBrowser(server);
  assert.deepEqual(await notBrought(join(acme, link, browser)), []);
  assert.deepEqual(await groupsOf(acme, member_id), [lower]);
  assert.deepEqual(await seenBy(acme, browser), [computer]);
});

test('G10: an invitation carries a group only where the inviter manages groups, and one that opens computers only where they may give that', async () => {
  const [plain, above] = [await groupNamed(acme), await groupNamed(acme)];
  const below = await groupNamed(acme, above);
  await opens(acme, above, [computer]);
  const send = async (scopes: Permission[], group: string) => {
    const asked = { params: { account_id: acme.accountId }, headers: await tokenFor(acme, scopes) };
    const body = { items: [invitee([group])] };
    return outcomeOf(await new TestBrowser(server).call(sendInvitation, { ...asked, body }));
  };
  assert.equal(await send(['users.manage'], plain), 'not-permitted');
  assert.equal(await send(['users.manage', 'access.grant'], plain), 'not-permitted');
  assert.equal(await send(['users.manage', 'groups.manage'], plain), 'ok');
  assert.equal(await send(['users.manage', 'groups.manage'], below), 'not-permitted');
  assert.equal(await send(['users.manage', 'groups.manage', 'access.grant'], below), 'ok');
});

test('I1: a line that names a group which is not there stops no other line', async () => {
  const group = await groupNamed(acme);
  const gone = await groupNamed(acme);
  await ok(act(acme, deleteUserGroups, [{ group_id: gone }]));
  const answer = await act(acme, sendInvitation, [invitee([gone]), invitee([group])]);
  const lines = answer.body['results'] as { refusal?: { code: string }; result?: { member_id: string } }[];
  assert.equal(lines[0]?.refusal?.code, 'not-found');
  assert.deepEqual(await groupsOf(acme, lines[1]?.result?.member_id ?? ''), [group]);
});

test('I10: who was demoted or suspended since brings nobody anywhere, and no group keeps a trace of it', async () => {
  const group = await groupNamed(acme);
  const ends = [
    (member_id: string) => act(acme, changeRoles, [{ member_id, role: 'member' }]),
    (member_id: string) => act(acme, suspendMembers, [{ member_id }]),
  ];
  for (const end of ends) {
    const inviter = await personNamed(acme, nextName('Inviter'), 'admin');
    const { link, member_id } = await inviteInto(acme, [group], { by: inviter });
    await ok(end(await memberIdOf(inviter, acme.accountId)));
    assert.equal(outcomeOf(await join(acme, link)), 'link-withdrawn');
    assert.deepEqual(await groupsOf(acme, member_id), []);
  }
});

test('I10: a group that was renamed meanwhile is brought', async () => {
  const group = await groupNamed(acme);
  const { link, member_id } = await inviteInto(acme, [group]);
  const params = { account_id: acme.accountId, group_id: group };
  await ok(acme.holder.call(renameUserGroup, { params, body: { version: 1, name: nextName('Renamed') } }));
  assert.deepEqual(await notBrought(join(acme, link)), []);
  assert.deepEqual(await groupsOf(acme, member_id), [group]);
});

test('I10: a group that was deleted meanwhile is missing: who accepts is told, and so is Activity; the others are brought', async () => {
  const [kept, gone] = [await groupNamed(acme), await groupNamed(acme)];
  const { link, member_id } = await inviteInto(acme, [kept, gone]);
  await ok(act(acme, deleteUserGroups, [{ group_id: gone }]));
  assert.deepEqual(await notBrought(join(acme, link)), ['groups']);
  assert.deepEqual(await groupsOf(acme, member_id), [kept]);
  const params = { account_id: acme.accountId };
  const { body } = await acme.holder.call(listAudit, { params, query: { limit: '20' } });
  const rows = body['items'] as { act: string; actor: { id: string }; after: Record<string, unknown> | null }[];
  const row = rows.find(({ act: of, actor }) => of === 'invitation.accept-as-new' && actor.id === member_id);
  assert.equal(row?.after?.['groups'], 'dropped');
});

test('I10, G4: what somebody else opens to a group meanwhile is theirs with the group', async () => {
  const group = await groupNamed(acme);
  const inviter = await personNamed(acme, nextName('Inviter'), 'admin');
  const { link, member_id } = await inviteInto(acme, [group], { by: inviter });
  await opens(acme, group, [computer]);
  const browser = new TestBrowser(server);
  assert.deepEqual(await notBrought(join(acme, link, browser)), []);
  assert.deepEqual(await groupsOf(acme, member_id), [group]);
  assert.deepEqual(await seenBy(acme, browser), [computer]);
});

test('I10, G10: what somebody else opens to a group meanwhile is not brought by who may not give that, and the other groups are', async () => {
  const [plain, opened] = [await groupNamed(acme), await groupNamed(acme)];
  const inviter = await manager(acme);
  const { link, member_id } = await inviteInto(acme, [plain, opened], { by: inviter.browser });
  await opens(acme, opened, [computer]);
  const browser = new TestBrowser(server);
  assert.deepEqual(await notBrought(join(acme, link, browser)), ['groups']);
  assert.deepEqual(await groupsOf(acme, member_id), [plain]);
  assert.deepEqual(await seenBy(acme, browser), []);
});

test('I10: who may give access no more, or manage groups no more, brings what they still may', async () => {
  const [plain, opened] = [await groupNamed(acme), await groupNamed(acme)];
  await opens(acme, opened, [computer]);
  const inviter = await manager(acme, 'access.grant');
  const kept = await inviteInto(acme, [plain, opened], { by: inviter.browser });
  await permit(acme, inviter.member_id, [...MANAGES]);
  assert.deepEqual(await notBrought(join(acme, kept.link)), ['groups']);
  assert.deepEqual(await groupsOf(acme, kept.member_id), [plain]);
  const lost = await inviteInto(acme, [plain], { by: inviter.browser });
  await permit(acme, inviter.member_id, ['users.view', 'users.manage']);
  assert.deepEqual(await notBrought(join(acme, lost.link)), ['groups']);
  assert.deepEqual(await groupsOf(acme, lost.member_id), []);
});

test('I10: sent again by who may not give access, it brings no group that opens any', async () => {
  const [plain, opened] = [await groupNamed(acme), await groupNamed(acme)];
  await opens(acme, opened, [computer]);
  const sent = await inviteInto(acme, [plain, opened]);
  const link = await resent(acme, sent, (await manager(acme)).browser);
  assert.deepEqual(await notBrought(join(acme, link)), ['groups']);
  assert.deepEqual(await groupsOf(acme, sent.member_id), [plain]);
});

test('I10: sent again by another admin, it is theirs to answer for: the first may be demoted, they may not', async () => {
  const group = await groupNamed(acme);
  const [first, second] = [await adminNamed(acme, 'First'), await adminNamed(acme, 'Second')];
  const kept = await inviteInto(acme, [group], { by: first.browser });
  const lost = await inviteInto(acme, [group], { by: first.browser });
  const [keptLink, lostLink] = [await resent(acme, kept, acme.superAdmin), await resent(acme, lost, second.browser)];
  const roles = [first, second].map(({ member_id }) => ({ member_id, role: 'member' }));
  await ok(act(acme, changeRoles, roles));
  assert.deepEqual(await notBrought(join(acme, keptLink)), []);
  assert.deepEqual(await groupsOf(acme, kept.member_id), [group]);
  assert.equal(outcomeOf(await join(acme, lostLink)), 'link-withdrawn');
  assert.deepEqual(await groupsOf(acme, lost.member_id), []);
});

test('I10: who puts an invited member into a group answers for it', async () => {
  const group = await groupNamed(acme);
  const { link, member_id } = await inviteInto(acme, []);
  const admin = await adminNamed(acme, 'Putter');
  await ok(act(acme, addGroupMembers, [{ group_id: group, member_id }], admin.browser));
  await ok(act(acme, changeRoles, [{ member_id: admin.member_id, role: 'member' }]));
  assert.equal(outcomeOf(await join(acme, link)), 'link-withdrawn');
  assert.deepEqual(await groupsOf(acme, member_id), []);
});

test('I6: a withdrawn invitation leaves nobody in a group', async () => {
  const group = await groupNamed(acme);
  const { member_id } = await inviteInto(acme, [group]);
  await ok(act(acme, withdrawInvitation, [{ member_id }]));
  assert.deepEqual(await groupsOf(acme, member_id), []);
});

test('P7: who was here before is in the groups of the new invitation only', async () => {
  const [old, fresh] = [await groupNamed(acme), await groupNamed(acme)];
  const back = await left(acme, [old]);
  const { link } = await inviteInto(acme, [fresh], { name: back.name });
  assert.deepEqual(await notBrought(back.browser.call(acceptInvitation, { body: { link } })), []);
  assert.equal(await memberIdOf(back.browser, acme.accountId), back.member_id);
  assert.deepEqual(await groupsOf(acme, back.member_id), [fresh]);
});

test('P7, G4: "only this list", said of an invited member, holds for who comes back, and of before it does not', async () => {
  const group = await groupNamed(acme);
  await opens(acme, group, [computer]);
  const back = await left(acme, []);
  const { link, member_id } = await inviteInto(acme, [group], { name: back.name });
  await ok(act(acme, setAccess, [{ member_id, kind: 'none', only_own: true }]));
  await notBrought(back.browser.call(acceptInvitation, { body: { link } }));
  assert.deepEqual(await seenBy(acme, back.browser), []);
  await ok(act(acme, deleteMembers, [{ member_id: back.member_id }]));
  const again = await inviteInto(acme, [group], { name: back.name });
  await notBrought(back.browser.call(acceptInvitation, { body: { link: again.link } }));
  assert.deepEqual(await seenBy(acme, back.browser), [computer]);
});

test('G10, I10: of many who accept while the inviter is demoted each comes in with the group or not at all', async () => {
  const group = await groupNamed(acme);
  const inviter = await adminNamed(acme, 'Racer');
  const items = Array.from({ length: MANY }, () => invitee([group]));
  const answer = await ok(act(acme, sendInvitation, items, inviter.browser));
  const lines = answer.body['results'] as { result: { member_id: string } }[];
  const links = await Promise.all(items.map(({ email }) => mailedLink(server, email)));
  const [answers] = await Promise.all([
    atOnce(MANY, (at) => join(acme, links[at] ?? '')),
    act(acme, changeRoles, [{ member_id: inviter.member_id, role: 'member' }]),
  ]);
  for (const [at, accepted] of answers.entries()) {
    const member_id = lines[at]?.result.member_id ?? '';
    const [row] = await server.look<{ status: string }>('select status from member where id = $1', [member_id]);
    const isIn = outcomeOf(accepted) === 'ok';
    assert.ok(isIn || outcomeOf(accepted) === 'link-withdrawn', outcomeOf(accepted));
    assert.equal(row?.status, isIn ? 'active' : 'removed');
    assert.deepEqual(await groupsOf(acme, member_id), isIn ? [group] : []);
    if (isIn) assert.deepEqual(accepted.body['not_brought'], []);
  }
});
