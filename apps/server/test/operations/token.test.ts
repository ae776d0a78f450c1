import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { editAccount, readAccount } from '@latchkey/contract/account';
import { listAudit } from '@latchkey/contract/audit';
import { offerHandover } from '@latchkey/contract/handover';
import { sendInvitation } from '@latchkey/contract/invitation';
import { deleteMembers, listMembers } from '@latchkey/contract/member';
import { listOutbox } from '@latchkey/contract/operator';
import { me, prove } from '@latchkey/contract/person';
import { createToken, endTokens, listTokens } from '@latchkey/contract/token';
import type { Operation } from '@latchkey/contract/operation';
import { type Company, company, memberIdOf, PASSWORD, personNamed, secondCompany } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('U3: a token does what its scopes and its maker allow, and is shown once', async () => {
  const { token, answer } = await made(acme.superAdmin, { scopes: ['users.view', 'users.manage'] });
  assert.match(token, /^lk_[A-Za-z0-9_-]{43}$/);
  const { status, body } = await withToken(token, listMembers);
  assert.equal(status, 200);
  assert.ok((body['items'] as unknown[]).length >= 4);
  assert.equal((await withToken(token, listAudit)).body['code'], 'not-permitted');
  const listed = await acme.superAdmin.call(listTokens, { params: { account_id: acme.accountId } });
  assert.equal(listed.status, 200);
  assert.ok(!JSON.stringify(listed.body).includes(token));
  const rows = await server.look('select t::text as row from api_token t where id = $1', [answer['token_id']]);
  assert.ok(!JSON.stringify(rows).includes(token.slice(3)));
});

test('G10: a token gives no role that holds more than its scopes', async () => {
  const { token } = await made(acme.superAdmin, { scopes: ['users.manage', 'roles.manage'] });
  const items = [
    { email: 'climber@example.test', role: 'super_admin', language: 'en' },
    { email: 'plain@example.test', role: 'member', language: 'en' },
  ];
  const { body } = await withToken(token, sendInvitation, { items });
  const codes = (body['results'] as { refusal?: { code: string } }[]).map((line) => line.refusal?.code);
  assert.deepEqual(codes, ['not-permitted', undefined]);
});

test('G10: nobody makes a token with a permission they lack, and a plain member none of the account', async () => {
  const refused = await acme.admin.call(createToken, of(acme, { scopes: ['roles.manage'] }));
  assert.deepEqual([refused.status, refused.body['permission']], [403, 'roles.manage']);
  const account = await acme.member.call(createToken, of(acme, { kind: 'account', scopes: [] }));
  assert.deepEqual([account.status, account.body['permission']], [403, 'tokens.manage']);
  assert.equal((await acme.member.call(createToken, of(acme, { scopes: [] }))).status, 200);
});

test('G10: a token made by a token, handing over, and all that asks for a fresh sign-in are not for tokens', async () => {
  const { token } = await made(acme.holder, { scopes: ['users.view', 'users.manage', 'tokens.manage'] });
  const attempts: [Operation, object][] = [
    [createToken, { name: 'more', kind: 'personal', scopes: [], expires_in_days: 1 }],
    [offerHandover, { member_id: await memberIdOf(acme.admin, acme.accountId) }],
    [prove, { password: PASSWORD }],
    [me, {}],
    // Its maker is the operator, too.
    [listOutbox, {}],
  ];
  for (const [operation, body] of attempts)
    assert.equal((await withToken(token, operation, body)).body['code'], 'not-for-tokens', operation.id);
});

test('U3: a token opens its own account only, and a wrong one nothing', async () => {
  const { token } = await made(acme.holder, { scopes: ['users.view'] });
  assert.equal((await withToken(token, listMembers, {}, beta.accountId)).status, 404);
  assert.equal((await withToken(`lk_${'x'.repeat(43)}`, listMembers)).status, 401);
  const cookies = new TestBrowser(server);
  const answer = await cookies.call(listMembers, {
    params: { account_id: acme.accountId },
    headers: { authorization: 'Bearer lk_wrong', cookie: cookieOf(acme.holder) },
  });
  assert.equal(answer.status, 401, 'a bearer call ignores cookies');
});

test('U3: a program needs no origin to write, and a page of another site can’t pass as one', async () => {
  const { token } = await made(acme.holder, { scopes: ['account.manage'] });
  const [{ version } = { version: 0 }] = await server.look<{ version: number }>(
    'select version from account where id = $1',
    [acme.accountId],
  );
  const body = { version, support_contact: 'help@example.test' };
  const written = await withToken(token, editAccount, body);
  assert.ok([200, 404].includes(written.status), JSON.stringify(written.body));
  const foreign = await acme.holder.call(endTokens, {
    params: { account_id: acme.accountId },
    body: { items: [] },
    headers: { origin: 'https://evil.test' },
  });
  assert.equal(foreign.status, 403);
});

test('U3: an ended and an expired token are nobody’s; the last use is noted', async () => {
  const first = await made(acme.admin, { scopes: ['users.view'] });
  assert.equal((await withToken(first.token, readAccount)).status, 200);
  await settled(async () => {
    const [row] = await server.look<{ last_used_at: Date | null }>('select last_used_at from api_token where id = $1', [
      first.answer['token_id'],
    ]);
    return row?.last_used_at !== null;
  });
  const items = [{ token_id: first.answer['token_id'] }];
  const ended = await acme.admin.call(endTokens, { params: { account_id: acme.accountId }, body: { items } });
  assert.match(JSON.stringify(ended.body), /"result"/);
  assert.equal((await withToken(first.token, readAccount)).status, 401);
  const second = await made(acme.admin, { scopes: [], expires_in_days: 1 });
  server.moveClock(25 * 3_600_000);
  assert.equal((await withToken(second.token, readAccount)).status, 401);
  server.moveClock(-25 * 3_600_000);
});

test('G10, P7: a token dies with the membership, and the row that revives does not revive it', async () => {
  const sally = await personNamed(acme, 'Sally', 'admin');
  const { token } = await made(sally, { scopes: ['users.view'] });
  const member_id = await memberIdOf(sally, acme.accountId);
  await acme.holder.call(deleteMembers, { params: { account_id: acme.accountId }, body: { items: [{ member_id }] } });
  assert.equal((await withToken(token, listMembers)).status, 401);
});

test('G10: nobody but its maker sees a personal token; tokens of a stronger maker are not ended by a weaker one', async () => {
  const mine = await made(acme.holder, { scopes: ['users.view'] });
  const shared = await made(acme.superAdmin, { kind: 'account', scopes: ['users.view'] });
  const end = (token_id: unknown) =>
    acme.admin.call(endTokens, { params: { account_id: acme.accountId }, body: { items: [{ token_id }] } });
  assert.match(JSON.stringify((await end(mine.answer['token_id'])).body), /not-found/);
  assert.match(JSON.stringify((await end(shared.answer['token_id'])).body), /stronger-member/);
  const seen = await acme.admin.call(listTokens, {
    params: { account_id: acme.accountId },
    query: { kind: 'account' },
  });
  assert.match(JSON.stringify(seen.body), new RegExp(String(shared.answer['token_id'])));
  assert.equal(
    (await acme.member.call(listTokens, { params: { account_id: acme.accountId }, query: { kind: 'account' } })).status,
    403,
  );
});

function of(into: Company, wanted: object) {
  const body = { name: 'a script', kind: 'personal', scopes: [], expires_in_days: 30, ...wanted };
  return { params: { account_id: into.accountId }, body };
}

async function made(by: TestBrowser, wanted: object) {
  const answer = await by.call(createToken, of(acme, wanted));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return { token: String(answer.body['token']), answer: answer.body };
}

function withToken(token: string, operation: Operation, body: object = {}, accountId = acme.accountId) {
  const headers = { authorization: `Bearer ${token}`, origin: '' };
  return new TestBrowser(server).call(operation, { params: { account_id: accountId }, body, headers });
}

function cookieOf(browser: TestBrowser): string {
  return [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

async function settled(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail('it never came to that');
}
