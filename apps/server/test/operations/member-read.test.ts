import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deleteMembers, listMembers, readMember } from '@latchkey/contract/member';
import { readInstallation } from '@latchkey/contract/operator';
import { type Company, company, memberIdOf, personNamed, secondCompany } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite } from './samples.ts';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('one user is read as the list shows them, with the mail of an open invitation (I12)', async () => {
  const { member_id } = await invite(acme);
  const { status, body } = await acme.admin.call(readMember, of(acme, member_id));
  assert.equal(status, 200, JSON.stringify(body));
  const { body: listed } = await acme.admin.call(listMembers, {
    params: { account_id: acme.accountId },
    query: { limit: '200' },
  });
  const row = (listed['items'] as { id: string; invitation: object | null }[]).find(({ id }) => id === member_id);
  assert.deepEqual(
    { ...body, invitation: Object.keys(body['invitation'] ?? {}) },
    { ...row, invitation: Object.keys(row?.invitation ?? {}) },
  );
  assert.equal(body['status'], 'invited');
});

test('who is deleted, and who is of another account, is nobody here', async () => {
  const leaving = await memberIdOf(await personNamed(acme, 'Lea'), acme.accountId);
  const items = [{ member_id: leaving }];
  await acme.holder.call(deleteMembers, { params: { account_id: acme.accountId }, body: { items } });
  const foreign = await memberIdOf(beta.member, beta.accountId);
  for (const id of [leaving, foreign]) {
    const { status, body } = await acme.holder.call(readMember, of(acme, id));
    assert.deepEqual([status, body['code']], [404, 'not-found']);
  }
});

test('anybody learns whether they are signed in, without being refused', async () => {
  const { body } = await new TestBrowser(server).call(readInstallation);
  assert.equal(body['signed_in'], false);
  assert.equal((await acme.member.call(readInstallation)).body['signed_in'], true);
});

function of({ accountId }: Company, memberId: string) {
  return { params: { account_id: accountId, member_id: memberId } };
}
