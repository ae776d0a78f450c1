import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeAccount, exportAccount, previewClosing, readAccount, reopenAccount } from '@latchkey/contract/account';
import { openInvitation } from '@latchkey/contract/invitation';
import { me } from '@latchkey/contract/person';
import { makeRequest } from '@latchkey/contract/request';
import { createToken } from '@latchkey/contract/token';
import { eraseClosed } from '../../src/account/closing.ts';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { type Company, company, secondCompany, signedIn } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite } from './samples.ts';

const DAY_MS = 86_400_000;

let server: TestServer;
let acme: Company;
let beta: Company;
let invited: { link: string };
let token: string;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
  invited = await invite(acme);
  const body = { name: 'nightly', kind: 'personal', scopes: [], expires_in_days: 90 };
  token = String((await acme.holder.call(createToken, { ...of(acme), body })).body['token']);
});
after(() => server.stop());

test('P14: what closing would end is shown first, to the holder only', async () => {
  const { body } = await acme.holder.call(previewClosing, of(acme));
  assert.deepEqual(
    [body['members'], body['invitations'], body['tokens']],
    [3, 1, 1],
    'the holder closes it themselves',
  );
  assert.equal((await acme.superAdmin.call(previewClosing, of(acme))).body['code'], 'holder-only');
});

test('P14: the export gives everything of the account, page by page, without a secret', async () => {
  const wishes = [{ permission: 'audit.view', note: 'For the auditors' }, { computer_id: uuidv7(new Date()) }];
  for (const body of wishes) assert.equal((await acme.member.call(makeRequest, { ...of(acme), body })).status, 200);
  const kinds: string[] = [];
  let text = '';
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const query = { limit: '3', ...(cursor === '' ? {} : { cursor }) };
    const { status, body } = await acme.holder.call(exportAccount, { ...of(acme), query });
    assert.equal(status, 200, JSON.stringify(body));
    kinds.push(...(body['items'] as { kind: string }[]).map((item) => item.kind));
    text += JSON.stringify(body['items']);
    cursor = (body['next_cursor'] as string | null) ?? undefined;
  }
  const counted = Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
  const [{ n } = { n: 0 }] = await server.look<{ n: number }>(
    'select count(*)::integer as n from audit where account_id = $1',
    [acme.accountId],
  );
  assert.deepEqual(counted, { account: 1, member: 5, invitation: 4, access_request: 1, audit: n });
  assert.ok(text.includes('For the auditors'), 'but not a request for what was never there');
  assert.ok(text.includes('mia@example.test'));
  assert.ok(!/token_hash|password|lk_/.test(text));
  assert.equal((await acme.superAdmin.call(exportAccount, of(acme))).body['code'], 'holder-only');
});

test('P14: closing asks for the company name as it is written, and for the holder', async () => {
  const wrong = await acme.holder.call(closeAccount, { ...of(acme), body: { company_name: 'Acme' } });
  assert.equal(wrong.body['code'], 'company-name-differs');
  const other = await acme.superAdmin.call(closeAccount, { ...of(acme), body: { company_name: acme.companyName } });
  assert.equal(other.body['code'], 'holder-only');
  assert.equal((await acme.member.call(readAccount, of(acme))).status, 200);
});

test('P14: a closed account is nobody’s to enter, its links and tokens open nothing, and every member is told once', async () => {
  const closed = await acme.holder.call(closeAccount, { ...of(acme), body: { company_name: acme.companyName } });
  assert.equal(closed.status, 200, JSON.stringify(closed.body));
  for (const browser of [acme.holder, acme.superAdmin, acme.member])
    assert.equal((await browser.call(readAccount, of(acme))).status, 404);
  const headers = { authorization: `Bearer ${token}` };
  assert.equal((await new TestBrowser(server).call(readAccount, { ...of(acme), headers })).status, 401);
  const opened = await new TestBrowser(server).call(openInvitation, { body: { link: invited.link } });
  assert.equal(opened.body['code'], 'link-unknown');
  for (const name of ['ada', 'sue', 'adam', 'mia'])
    await server.mailbox.waitFor((mail) => mail.to.includes(`${name}@example.test`) && mail.subject.includes('closed'));
  const told = await server.look(`select from mail where kind = 'account_closed'`);
  assert.equal(told.length, 4);
  assert.equal((await beta.holder.call(readAccount, of(beta))).status, 200);
});

test('P14: only its holder reopens it; then everything is as it was', async () => {
  const by = (browser: TestBrowser) => browser.call(reopenAccount, { body: { account_id: acme.accountId } });
  for (const browser of [acme.superAdmin, beta.holder]) assert.equal((await by(browser)).status, 404);
  assert.equal((await by(acme.holder)).status, 200);
  assert.equal((await by(acme.holder)).status, 404, 'it is open already');
  assert.equal((await acme.member.call(readAccount, of(acme))).status, 200);
  const opened = await new TestBrowser(server).call(openInvitation, { body: { link: invited.link } });
  assert.equal(opened.status, 200);
  await server.mailbox.waitFor((mail) => mail.to.includes('mia@example.test') && mail.subject.includes('open again'));
});

test('P14: thirty days after closing nothing of the account is left, and nothing of any other is gone', async () => {
  const kept = await rowsOf(beta.accountId);
  await acme.holder.call(closeAccount, { ...of(acme), body: { company_name: acme.companyName } });
  await eraseClosed(server.serving.kit);
  assert.notDeepEqual(await rowsOf(acme.accountId), {}, 'not before its time');
  server.moveClock(31 * DAY_MS);
  const ada = await signedIn(server, 'ada@example.test');
  assert.equal((await ada.call(reopenAccount, { body: { account_id: acme.accountId } })).status, 404);
  await eraseClosed(server.serving.kit);
  assert.deepEqual(await rowsOf(acme.accountId), {});
  assert.deepEqual(await rowsOf(beta.accountId), kept);
  const { status, body } = await ada.call(me);
  assert.deepEqual([status, body['profiles']], [200, []]);
});

function of(into: Company) {
  return { params: { account_id: into.accountId } };
}

/** How many rows each table has of an account, tables with none left out. Found in the catalogue, so that no new table is forgotten. */
async function rowsOf(accountId: string): Promise<Record<string, number>> {
  const tables = await server.look<{ name: string; column: string }>(`
    select c.oid::regclass::text as name, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and (a.attname = 'account_id' or (c.relname = 'account' and a.attname = 'id'))`);
  const counts: Record<string, number> = {};
  for (const { name, column } of tables) {
    const [{ n } = { n: 0 }] = await server.look<{ n: number }>(
      `select count(*)::integer as n from ${name} where ${column} = $1`,
      [accountId],
    );
    if (n > 0) counts[name] = n;
  }
  return counts;
}
