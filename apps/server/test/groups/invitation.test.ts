import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listAudit } from '@latchkey/contract/audit';
import { listComputers } from '@latchkey/contract/computer';
import { setAccess } from '@latchkey/contract/computer-access';
import {
  addGroupMembers,
  createUserGroup,
  deleteUserGroups,
  renameUserGroup,
  setGroupAccess,
} from '@latchkey/contract/group';
import { acceptInvitation, resendInvitation, sendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import { changeRoles, deleteMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createToken } from '@latchkey/contract/token';
import type { Permission } from '@latchkey/domain/role';
import { freshComputer, nextName } from '../operations/computer-samples.ts';
import { atOnce, join, MANY, outcomeOf } from '../operations/crowd.ts';
import { type Company, company, linkMailedBy, mailedLink, memberIdOf, personNamed } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';

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
  const upper = await groupNamed();
  const lower = await groupNamed(upper);
  await opens(upper, [computer]);
  const { link, member_id } = await inviteInto([lower]);
  assert.deepEqual(await server.look('select from reach where member_id = $1', [member_id]), []);
  const browser = new TestBrowser(server);
  assert.deepEqual(await notBrought(join(acme, link, browser)), []);
  assert.deepEqual(await groupsOf(member_id), [lower]);
  assert.deepEqual(await seenBy(browser), [computer]);
});

test('G10: an invitation carries a group only where the inviter manages groups, and one that opens computers only where they may give that', async () => {
  const [plain, above] = [await groupNamed(), await groupNamed()];
  const below = await groupNamed(above);
  await opens(above, [computer]);
  const send = async (scopes: Permission[], group: string) =>
    outcomeOf(await act(sendInvitation, [invitee([group])], new TestBrowser(server), await tokenFor(scopes)));
  assert.equal(await send(['users.manage'], plain), 'not-permitted');
  assert.equal(await send(['users.manage', 'access.grant'], plain), 'not-permitted');
  assert.equal(await send(['users.manage', 'groups.manage'], plain), 'ok');
  assert.equal(await send(['users.manage', 'groups.manage'], below), 'not-permitted');
  assert.equal(await send(['users.manage', 'groups.manage', 'access.grant'], below), 'ok');
});

test('I1: a line that names a group which is not there stops no other line', async () => {
  const group = await groupNamed();
  const gone = await groupNamed();
  await ok(act(deleteUserGroups, [{ group_id: gone }]));
  const answer = await act(sendInvitation, [invitee([gone]), invitee([group])]);
  const lines = answer.body['results'] as { refusal?: { code: string }; result?: { member_id: string } }[];
  assert.equal(lines[0]?.refusal?.code, 'not-found');
  assert.deepEqual(await groupsOf(lines[1]?.result?.member_id ?? ''), [group]);
});

test('I10: who was demoted or suspended since brings nobody anywhere, and no group keeps a trace of it', async () => {
  const group = await groupNamed();
  const ends = [
    (member_id: string) => act(changeRoles, [{ member_id, role: 'member' }]),
    (member_id: string) => act(suspendMembers, [{ member_id }]),
  ];
  for (const end of ends) {
    const inviter = await personNamed(acme, nextName('Inviter'), 'admin');
    const { link, member_id } = await inviteInto([group], { by: inviter });
    await ok(end(await memberIdOf(inviter, acme.accountId)));
    assert.equal(outcomeOf(await join(acme, link)), 'link-withdrawn');
    assert.deepEqual(await groupsOf(member_id), []);
  }
});

test('I10: a group that was renamed meanwhile is brought', async () => {
  const group = await groupNamed();
  const { link, member_id } = await inviteInto([group]);
  const params = { account_id: acme.accountId, group_id: group };
  await ok(acme.holder.call(renameUserGroup, { params, body: { version: 1, name: nextName('Renamed') } }));
  assert.deepEqual(await notBrought(join(acme, link)), []);
  assert.deepEqual(await groupsOf(member_id), [group]);
});

test('I10: a group that was deleted meanwhile is missing: who accepts is told, and so is Activity; the others are brought', async () => {
  const [kept, gone] = [await groupNamed(), await groupNamed()];
  const { link, member_id } = await inviteInto([kept, gone]);
  await ok(act(deleteUserGroups, [{ group_id: gone }]));
  assert.deepEqual(await notBrought(join(acme, link)), ['groups']);
  assert.deepEqual(await groupsOf(member_id), [kept]);
  const params = { account_id: acme.accountId };
  const { body } = await acme.holder.call(listAudit, { params, query: { limit: '20' } });
  const rows = body['items'] as { act: string; actor: { id: string }; after: Record<string, unknown> | null }[];
  const row = rows.find(({ act: of, actor }) => of === 'invitation.accept-as-new' && actor.id === member_id);
  assert.equal(row?.after?.['groups'], 'dropped');
});

test('I10, G4: what somebody else opens to a group meanwhile is theirs with the group', async () => {
  const group = await groupNamed();
  const inviter = await personNamed(acme, nextName('Inviter'), 'admin');
  const { link, member_id } = await inviteInto([group], { by: inviter });
  await opens(group, [computer]);
  const browser = new TestBrowser(server);
  assert.deepEqual(await notBrought(join(acme, link, browser)), []);
  assert.deepEqual(await groupsOf(member_id), [group]);
  assert.deepEqual(await seenBy(browser), [computer]);
});

test('I10: sent again by another admin, it is theirs to answer for: the first may be demoted, they may not', async () => {
  const group = await groupNamed();
  const [first, second] = [await adminNamed('First'), await adminNamed('Second')];
  const kept = await inviteInto([group], { by: first.browser });
  const lost = await inviteInto([group], { by: first.browser });
  const [keptLink, lostLink] = [await resent(kept, acme.superAdmin), await resent(lost, second.browser)];
  const roles = [first, second].map(({ member_id }) => ({ member_id, role: 'member' }));
  await ok(act(changeRoles, roles));
  assert.deepEqual(await notBrought(join(acme, keptLink)), []);
  assert.deepEqual(await groupsOf(kept.member_id), [group]);
  assert.equal(outcomeOf(await join(acme, lostLink)), 'link-withdrawn');
  assert.deepEqual(await groupsOf(lost.member_id), []);
});

test('I10: who puts an invited member into a group answers for it', async () => {
  const group = await groupNamed();
  const { link, member_id } = await inviteInto([]);
  const admin = await adminNamed('Putter');
  await ok(act(addGroupMembers, [{ group_id: group, member_id }], admin.browser));
  await ok(act(changeRoles, [{ member_id: admin.member_id, role: 'member' }]));
  assert.equal(outcomeOf(await join(acme, link)), 'link-withdrawn');
  assert.deepEqual(await groupsOf(member_id), []);
});

test('I6: a withdrawn invitation leaves nobody in a group', async () => {
  const group = await groupNamed();
  const { member_id } = await inviteInto([group]);
  await ok(act(withdrawInvitation, [{ member_id }]));
  assert.deepEqual(await groupsOf(member_id), []);
});

test('P7: who was here before is in the groups of the new invitation only', async () => {
  const [old, fresh] = [await groupNamed(), await groupNamed()];
  const back = await left([old]);
  const { link } = await inviteInto([fresh], { name: back.name });
  assert.deepEqual(await notBrought(back.browser.call(acceptInvitation, { body: { link } })), []);
  assert.equal(await memberIdOf(back.browser, acme.accountId), back.member_id);
  assert.deepEqual(await groupsOf(back.member_id), [fresh]);
});

test('P7, G4: "only this list", said of an invited member, holds for who comes back, and of before it does not', async () => {
  const group = await groupNamed();
  await opens(group, [computer]);
  const back = await left([]);
  const { link, member_id } = await inviteInto([group], { name: back.name });
  await ok(act(setAccess, [{ member_id, kind: 'none', only_own: true }]));
  await notBrought(back.browser.call(acceptInvitation, { body: { link } }));
  assert.deepEqual(await seenBy(back.browser), []);
  await ok(act(deleteMembers, [{ member_id: back.member_id }]));
  const again = await inviteInto([group], { name: back.name });
  await notBrought(back.browser.call(acceptInvitation, { body: { link: again.link } }));
  assert.deepEqual(await seenBy(back.browser), [computer]);
});

test('G10, I10: of many who accept while the inviter is demoted each comes in with the group or not at all', async () => {
  const group = await groupNamed();
  const inviter = await adminNamed('Racer');
  const items = Array.from({ length: MANY }, () => invitee([group]));
  const answer = await ok(act(sendInvitation, items, inviter.browser));
  const lines = answer.body['results'] as { result: { member_id: string } }[];
  const links = await Promise.all(items.map(({ email }) => mailedLink(server, email)));
  const [answers] = await Promise.all([
    atOnce(MANY, (at) => join(acme, links[at] ?? '')),
    act(changeRoles, [{ member_id: inviter.member_id, role: 'member' }]),
  ]);
  for (const [at, accepted] of answers.entries()) {
    const member_id = lines[at]?.result.member_id ?? '';
    const [row] = await server.look<{ status: string }>('select status from member where id = $1', [member_id]);
    const isIn = outcomeOf(accepted) === 'ok';
    assert.ok(isIn || outcomeOf(accepted) === 'link-withdrawn', outcomeOf(accepted));
    assert.equal(row?.status, isIn ? 'active' : 'removed');
    assert.deepEqual(await groupsOf(member_id), isIn ? [group] : []);
    if (isIn) assert.deepEqual(accepted.body['not_brought'], []);
  }
});

type Invitee = ReturnType<typeof invitee>;
type Sent = { email: string; member_id: string; link: string };

function invitee(user_group_ids: string[], name = nextName('Guest')) {
  return { email: `${name.toLowerCase()}@example.test`, name, role: 'member', language: 'en', user_group_ids };
}

async function inviteInto(groups: string[], { by = acme.holder, name }: { by?: TestBrowser; name?: string } = {}) {
  const item: Invitee = invitee(groups, name);
  let member_id = '';
  const link = await linkMailedBy(server, item.email, async () => {
    const answer = await ok(act(sendInvitation, [item], by));
    member_id = (answer.body['results'] as { result: { member_id: string } }[])[0]?.result.member_id ?? '';
    return answer;
  });
  return { email: item.email, member_id, link };
}

function resent({ email, member_id }: Sent, by: TestBrowser): Promise<string> {
  return linkMailedBy(server, email, () => ok(act(resendInvitation, [{ member_id }], by)));
}

/** Somebody who was a member, in these groups, and is not any more. */
async function left(groups: string[]): Promise<{ name: string; browser: TestBrowser; member_id: string }> {
  const name = nextName('Back');
  const browser = await personNamed(acme, name);
  const member_id = await memberIdOf(browser, acme.accountId);
  for (const group_id of groups) await ok(act(addGroupMembers, [{ group_id, member_id }]));
  await ok(act(deleteMembers, [{ member_id }]));
  return { name, browser, member_id };
}

async function adminNamed(stem: string): Promise<{ browser: TestBrowser; member_id: string }> {
  const browser = await personNamed(acme, nextName(stem), 'admin');
  return { browser, member_id: await memberIdOf(browser, acme.accountId) };
}

async function tokenFor(scopes: Permission[]): Promise<Record<string, string>> {
  const body = { name: nextName('Token'), kind: 'personal', scopes, expires_in_days: 1 };
  const { token } = (await acme.holder.call(createToken, { params: { account_id: acme.accountId }, body })).body;
  return { authorization: `Bearer ${String(token)}` };
}

async function groupNamed(parent_id: string | null = null): Promise<string> {
  const body = { name: nextName('Group '), parent_id };
  const answer = await ok(acme.holder.call(createUserGroup, { params: { account_id: acme.accountId }, body }));
  return String(answer.body['group_id']);
}

function opens(group_id: string, computer_ids: string[]): Promise<Answer> {
  return ok(act(setGroupAccess, [{ group_id, kind: 'chosen', computer_ids }]));
}

function act(
  operation: Operation,
  items: object[],
  by = acme.holder,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return by.call(operation, { params: { account_id: acme.accountId }, headers, body: { items } });
}

async function ok(calling: Promise<Answer>): Promise<Answer> {
  const answer = await calling;
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  return answer;
}

async function notBrought(accepting: Promise<Answer>): Promise<unknown> {
  return (await ok(accepting)).body['not_brought'];
}

async function groupsOf(member_id: string): Promise<string[]> {
  const rows = await server.look<{ group_id: string }>(
    'select group_id from user_group_member where member_id = $1 order by made_at, group_id',
    [member_id],
  );
  return rows.map(({ group_id }) => group_id);
}

async function seenBy(by: TestBrowser): Promise<string[]> {
  const answer = await by.call(listComputers, { params: { account_id: acme.accountId }, query: { limit: '200' } });
  return (answer.body['items'] as { id: string }[]).map(({ id }) => id);
}
