import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readAccount } from '@latchkey/contract/account';
import { listAudit } from '@latchkey/contract/audit';
import { listComputers } from '@latchkey/contract/computer';
import { acceptInvitation } from '@latchkey/contract/invitation';
import { listMembers, signOutMembers } from '@latchkey/contract/member';
import { listSignIns, me, prove } from '@latchkey/contract/person';
import { createToken } from '@latchkey/contract/token';
import { giveReach, newMachine, online } from '../live/agent-end.ts';
import { connected } from '../live/data-end.ts';
import { type Company, company, memberIdOf, PASSWORD, personNamed, secondCompany, signedIn } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite, outcomeOf } from './crowd.ts';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('A5: an admin ends entries into their account’s profile and only those: every browser is asked for the password there', async () => {
  const paul = await personNamed(acme, 'Paul', 'admin');
  const { link } = await invite(beta, 'paul@example.test');
  assert.equal((await paul.call(acceptInvitation, { body: { link } })).status, 200);
  const other = await signedIn(server, 'paul@example.test');
  const token = String((await paul.call(createToken, tokenBody())).body['token']);
  assert.equal(outcomeOf(await signOut([await idOf(paul)])), 'ok');
  for (const browser of [paul, other]) {
    for (const operation of [readAccount, listMembers, listComputers])
      assert.equal(outcomeOf(await browser.call(operation, inside(acme))), 'signed-out-here', operation.id);
    assert.equal((await browser.call(readAccount, inside(beta))).status, 200, 'the other account notices nothing');
  }
  const { body } = await paul.call(listSignIns);
  assert.equal((body['items'] as unknown[]).length, 2, 'the sign-ins are the person’s, and go on');
  assert.equal((await withToken(token)).status, 200, 'a token is no entry, and ends with its own act');
  assert.equal((await paul.call(prove, { body: { password: PASSWORD } })).status, 200);
  assert.equal((await paul.call(readAccount, inside(acme))).status, 200);
  assert.equal(outcomeOf(await other.call(readAccount, inside(acme))), 'signed-out-here');
  assert.equal((await (await signedIn(server, 'paul@example.test')).call(readAccount, inside(acme))).status, 200);
});

test('A5: the profile stays in the list of those who were signed out of it, and the account keeps everything of theirs', async () => {
  const gus = await personNamed(acme, 'Gus');
  const id = await idOf(gus);
  await signOut([id]);
  const { body } = await gus.call(me);
  assert.equal((body['profiles'] as { account_id: string }[]).length, 1);
  const [row] = await server.look<{ status: string }>('select status from member where id = $1', [id]);
  assert.equal(row?.status, 'active');
  const query = { act: 'member.sign-out', target_id: id };
  const log = await acme.holder.call(listAudit, { ...inside(acme), query });
  assert.equal((log.body['items'] as unknown[]).length, 1);
});

test('P9, C9: a dry run names the live sessions that would end and ends none; the act ends them', async () => {
  const lia = await personNamed(acme, 'Lia');
  const machine = await newMachine(acme);
  await giveReach(acme, lia, machine);
  const agent = await online(server.url, machine);
  const { way, viewer, host } = await connected(lia, machine, agent);
  const id = await idOf(lia);
  const dry = await signOut([id], { dry: true });
  const kinds = (dry.body['consequences'] as { kind: string; change: string; total: number }[]).map(
    ({ kind, change, total }) => [change, kind, total],
  );
  assert.deepEqual(kinds, [['lost', 'session', 1]]);
  assert.equal((await lia.call(readAccount, inside(acme))).status, 200);
  await signOut([id]);
  const told = await agent.told('end', ({ session_id }) => session_id === way.session_id);
  assert.equal(told.reason, 'signed-out');
  for (const end of await Promise.all([viewer.closed, host.closed]))
    assert.deepEqual([end.code, end.reason], [4410, 'signed-out']);
  agent.socket.terminate();
});

test('A5: signing out many tells line by line whom it can’t be done to', async () => {
  const [tom, invited] = [await personNamed(acme, 'Tom'), await invite(acme, 'later@example.test')];
  const ids = [await idOf(tom), invited.member_id, await idOf(acme.holder), await idOf(acme.superAdmin)];
  const { body } = await signOut(ids, { by: acme.admin });
  const lines = body['results'] as { refusal?: { code: string } }[];
  assert.deepEqual(
    lines.map(({ refusal }) => refusal?.code ?? 'ok'),
    ['ok', 'not-active', 'holder-is-untouchable', 'stronger-member'],
  );
  assert.equal(outcomeOf(await signOut([await idOf(tom)], { by: acme.member })), 'not-permitted');
});

function inside(of: Company) {
  return { params: { account_id: of.accountId } };
}

function idOf(browser: TestBrowser): Promise<string> {
  return memberIdOf(browser, acme.accountId);
}

function signOut(ids: readonly string[], how: { by?: TestBrowser; dry?: boolean } = {}): Promise<Answer> {
  const { by = acme.holder, dry = false } = how;
  const items = ids.map((member_id) => ({ member_id }));
  return by.call(signOutMembers, { ...inside(acme), ...(dry ? { query: { dry_run: 'true' } } : {}), body: { items } });
}

function tokenBody() {
  return { ...inside(acme), body: { name: 'x', kind: 'personal', scopes: ['users.view'], expires_in_days: 9 } };
}

function withToken(token: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, origin: '' };
  return new TestBrowser(server).call(listMembers, { ...inside(acme), headers });
}
