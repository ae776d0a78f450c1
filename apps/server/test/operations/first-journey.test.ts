import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readAccount } from '@latchkey/contract/account';
import { acceptAsNewPerson, acceptInvitation, openInvitation, sendInvitation } from '@latchkey/contract/invitation';
import { deleteMembers, listMembers } from '@latchkey/contract/member';
import { readInstallation, setUp } from '@latchkey/contract/operator';
import { askReset, me, resetPassword, signIn, signOut } from '@latchkey/contract/person';
import { setUpCodeOf, TestBrowser, testServer, type TestServer } from '../server.ts';

let server: TestServer;
let holder: TestBrowser;
let accountId: string;

before(async () => {
  server = await testServer();
  holder = new TestBrowser(server);
});
after(() => server.stop());

test('O1: the set-up code makes the first person, who is operator and holder, once', async () => {
  const code = await setUpCodeOf(server);
  const body = {
    code,
    name: 'Ada Holder',
    email: 'Ada@Example.test',
    password: 'correct horse 7',
    company_name: 'Acme & Söhne',
    language: 'en',
    mail: null,
  };
  const answer = await holder.call(setUp, { body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  accountId = String(answer.body['account_id']);
  const mine = await holder.call(me);
  assert.equal(mine.body['email'], 'ada@example.test');
  assert.equal(mine.body['is_operator'], true);
  const again = await new TestBrowser(server).call(setUp, { body });
  assert.equal(again.status, 404);
  assert.equal((await holder.call(readInstallation)).body['set_up'], true);
});

test('I4: an invited new person gets a mail, makes a password and lands as user of the company', async () => {
  const sent = await holder.call(sendInvitation, {
    params: { account_id: accountId },
    body: { items: [{ email: 'bob@example.test', language: 'fr', name: 'Bob' }] },
  });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  const mail = await server.mailbox.waitFor((one) => one.to.includes('bob@example.test'));
  const link = mail.links[0]?.split('#')[1];
  const bob = new TestBrowser(server);
  const offer = await bob.call(openInvitation, { body: { link } });
  assert.equal(offer.body['company_name'], 'Acme & Söhne');
  assert.equal(offer.body['has_person'], false);
  const accepted = await bob.call(acceptAsNewPerson, {
    body: { link, name: 'Bob', password: 'another horse 8', language: 'fr' },
  });
  assert.equal(accepted.status, 200, JSON.stringify(accepted.body));
  const account = await bob.call(readAccount, { params: { account_id: accountId } });
  assert.deepEqual(account.body['my'], { ...(account.body['my'] as object), role: 'member', permissions: [] });
  assert.equal((await bob.call(openInvitation, { body: { link } })).body['code'], 'link-used');
  assert.equal((await bob.call(listMembers, { params: { account_id: accountId } })).status, 403);
});

test('I11: invited and active members stand in one list', async () => {
  await holder.call(sendInvitation, {
    params: { account_id: accountId },
    body: { items: [{ email: 'cleo@example.test', language: 'en' }] },
  });
  await server.mailbox.waitFor((one) => one.to.includes('cleo@example.test'));
  const list = await holder.call(listMembers, { params: { account_id: accountId } });
  const rows = list.body['items'] as { email: string; status: string; id: string }[];
  assert.deepEqual(
    rows.map((row) => [row.email, row.status]),
    [
      ['ada@example.test', 'active'],
      ['bob@example.test', 'active'],
      ['cleo@example.test', 'invited'],
    ],
  );
  const doomed = rows.slice(1).map((row) => ({ member_id: row.id }));
  const preview = await holder.call(deleteMembers, {
    params: { account_id: accountId },
    query: { dry_run: 'true' },
    body: { items: doomed },
  });
  assert.equal((preview.body['consequences'] as unknown[]).length, 2, JSON.stringify(preview.body));
  const deleted = await holder.call(deleteMembers, { params: { account_id: accountId }, body: { items: doomed } });
  assert.equal(deleted.status, 200, JSON.stringify(deleted.body));
});

test('P8: a forgotten password is set anew by mail, and every other sign-in ends', async () => {
  const other = new TestBrowser(server);
  assert.equal(
    (await other.call(signIn, { body: { email: 'ada@example.test', password: 'correct horse 7' } })).status,
    200,
  );
  assert.deepEqual((await other.call(askReset, { body: { email: 'ada@example.test', language: 'en' } })).body, {});
  const mail = await server.mailbox.waitFor((one) => one.to.includes('ada@example.test'));
  const link = mail.links[0]?.split('#')[1];
  const fresh = new TestBrowser(server);
  assert.equal((await fresh.call(resetPassword, { body: { link, password: 'brand new pass 9' } })).status, 200);
  assert.equal((await fresh.call(me)).status, 200);
  assert.equal((await other.call(me)).status, 401);
  assert.equal((await holder.call(me)).status, 401);
  assert.equal((await fresh.call(signOut)).status, 200);
  assert.equal((await fresh.call(me)).status, 401);
  assert.equal((await fresh.call(acceptInvitation, { body: { link } })).status, 401);
});
