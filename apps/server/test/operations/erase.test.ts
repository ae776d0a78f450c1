import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join as pathTo } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { exportAccount, readSettings } from '@latchkey/contract/account';
import { listAudit } from '@latchkey/contract/audit';
import { readHandover } from '@latchkey/contract/handover';
import { openInvitation } from '@latchkey/contract/invitation';
import { deleteMe } from '@latchkey/contract/person';
import { listTokens } from '@latchkey/contract/token';
import { type Company, company, memberIdOf, secondCompany } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite, join, outcomeOf } from './crowd.ts';
import { fullLife, type Life, MAILBOXES, NEEDLES } from './full-life.ts';
import { passTheWait } from './postman.ts';
import { settled } from './traces.ts';

/** Where pg_dump is, if the tests run on a PostgreSQL that has it. */
const DUMP = pathTo(process.env.LATCHKEY_TEST_POSTGRES ?? '', 'pg_dump');

let server: TestServer;
let acme: Company;
let beta: Company;
let life: Life;

before(async () => {
  server = await testServer({ signUp: true });
  acme = await company(server);
  beta = await secondCompany(server);
  life = await fullLife(acme, beta);
});
after(() => server.stop());

test('A full life is found everywhere, so that finding nothing means something', async () => {
  const found = await findings();
  const tables =
    'account account_offer address_claim api_token audit_personal computer former_address invitation lockout mail member person person_address password_reset session';
  for (const table of tables.split(' '))
    assert.ok(
      found.some(({ of }) => of === `public.${table}`),
      table,
    );
});

test('P13: after deleting oneself no table, statistic, log line or export holds a name or an address of theirs', async () => {
  const answer = await life.browser.call(deleteMe, { body: { email: MAILBOXES.now.toUpperCase() } });
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  assert.equal(life.browser.signInToken, undefined, 'the cookie is gone');
  await passTheWait(server);
  await settled(server);
  assert.deepEqual(await findings(), []);
  for (const line of server.logged) assert.deepEqual(needlesIn(line), [], line);
  for (const one of [acme, beta]) assert.deepEqual(needlesIn(await exportOf(one)), []);
});

test('P13: a backup that is made afterwards holds nothing of theirs', { skip: !existsSync(DUMP) }, async () => {
  const { host, port, user, password, database } = server.database.superuser;
  const { stdout } = await promisify(execFile)(DUMP, ['-h', host, '-p', String(port), '-U', user, database], {
    env: { PGPASSWORD: password },
    maxBuffer: 1e9,
  });
  assert.ok(stdout.includes('ada@example.test'), 'it is a backup');
  assert.deepEqual(needlesIn(stdout), []);
});

test('P13: the last mail tells them, to the address they signed in with, and leaves nothing behind', async () => {
  const told = server.mailbox.mails.filter((mail) => mail.to.includes(MAILBOXES.now));
  assert.match(told.at(-1)?.text ?? '', /Your sign-in to Latchkey was deleted/);
  assert.deepEqual(await server.look(`select from mail where kind = 'person_erased'`), []);
});

test('P13: what they were ends as when somebody is deleted, and what acted for them with it', async () => {
  const rows = await server.look<{ status: string; person_id: string | null; name: string; email: string }>(
    `select status, person_id, name, email from member where id = $1`,
    [life.memberId],
  );
  assert.deepEqual(rows, [{ status: 'removed', person_id: null, name: '', email: '' }]);
  const { body } = await acme.holder.call(readHandover, { params: { account_id: acme.accountId } });
  assert.equal(body['handover'], null);
  assert.equal(
    outcomeOf(await join(acme, life.sentLink)),
    'link-withdrawn',
    'who they invited is not invited any more',
  );
  const open = await server.look(`select from api_token where member_id = $1 and ended_at is null`, [life.memberId]);
  assert.deepEqual(open, []);
  await settled(server);
  const told = server.mailbox.mails.filter((mail) => mail.to.includes('ada@example.test'));
  assert.match(told.at(-1)?.text ?? '', /handover of .* to a deleted person was cancelled/);
});

test('P13, U2: histories keep what was done, by a deleted person, and their hashes', async () => {
  const { body } = await acme.holder.call(listAudit, {
    params: { account_id: acme.accountId },
    query: { limit: '200' },
  });
  const items = body['items'] as { act: string; actor: { id: string | null; name: string | null } }[];
  const theirs = items.filter(({ actor }) => actor.id === life.memberId);
  for (const act of ['invitation.send', 'token.create', 'person.delete'])
    assert.ok(
      theirs.some((one) => one.act === act),
      act,
    );
  assert.ok(theirs.every(({ actor }) => actor.name === null));
  const hashes = await server.look<{ whole: boolean }>(
    'select length(personal_hash) = 32 as whole from audit where actor_id = $1',
    [life.memberId],
  );
  assert.ok(hashes.length > 3 && hashes.every(({ whole }) => whole));
});

test('P16: an account that had only invited them reads what it reads when somebody declines', async () => {
  const rows = await server.look<{ act: string; actor_kind: string }>(
    `select a.act, a.actor_kind from audit a where a.account_id = $1 and a.act in ('person.delete', 'invitation.decline') and a.actor_id =
       (select member_id from invitation where account_id = $1 and ending = 'declined' order by ended_at desc limit 1)`,
    [beta.accountId],
  );
  assert.deepEqual(rows, [{ act: 'invitation.decline', actor_kind: 'member' }]);
});

test('P13: contacts of an account that were theirs are empty, and everything still answers', async () => {
  const { body } = await acme.holder.call(readSettings, { params: { account_id: acme.accountId } });
  assert.ok(!JSON.stringify(body).includes('zeb'));
  for (const [operation, one] of [
    [listTokens, acme],
    [listAudit, beta],
  ] as const)
    assert.equal((await one.holder.call(operation, { params: { account_id: one.accountId } })).status, 200);
});

test('P13: the same mailbox begins anew, as somebody nobody knows', async () => {
  const { link, member_id } = await invite(acme, MAILBOXES.now);
  const opened = await new TestBrowser(server).call(openInvitation, { body: { link } });
  assert.equal(opened.body['has_person'], false);
  const anew = new TestBrowser(server);
  assert.equal(outcomeOf(await join(acme, link, anew)), 'ok');
  assert.equal(await memberIdOf(anew, acme.accountId), member_id);
  assert.notEqual(member_id, life.memberId);
});

type Finding = { of: string; row: string };

/** Everything in the database that has a name or an address of theirs in it, the planner's samples and the queue included. */
async function findings(): Promise<Finding[]> {
  const tables = await server.look<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_t'`);
  assert.ok(tables.length > 30, 'the catalogue was read');
  const rows: Finding[] = [];
  for (const { name } of tables)
    rows.push(...(await server.look<Finding>(`select $1 as of, t::text as row from ${name} t`, [name])));
  rows.push(
    ...(await server.look<Finding>(
      `select schemaname || '.' || tablename || ' (statistics)' as of, s::text as row from pg_stats s`,
    )),
  );
  return rows.filter(({ row }) => needlesIn(row).length > 0);
}

/** The names and addresses that stand in a text, in whatever way: as they are, or as bytes. */
function needlesIn(text: string): string[] {
  const lower = text.toLowerCase();
  return NEEDLES.filter((needle) =>
    [needle, Buffer.from(needle).toString('hex'), Buffer.from(needle.toLowerCase()).toString('hex')].some((spelling) =>
      lower.includes(spelling.toLowerCase()),
    ),
  );
}

async function exportOf(of: Company): Promise<string> {
  const params = { account_id: of.accountId };
  let [text, cursor]: [string, string | null] = ['', null];
  do {
    const query: Record<string, string> = cursor === null ? {} : { cursor };
    const { status, body } = await of.holder.call(exportAccount, { params, query });
    assert.equal(status, 200, JSON.stringify(body));
    text += JSON.stringify(body);
    cursor = (body['next_cursor'] ?? null) as string | null;
  } while (cursor !== null);
  return text;
}
