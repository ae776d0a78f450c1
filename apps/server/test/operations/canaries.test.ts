import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  acceptAsNewPerson,
  acceptInvitation,
  declineInvitation,
  openInvitation,
  resendInvitation,
  sendInvitation,
  withdrawInvitation,
} from '@latchkey/contract/invitation';
import { deleteMembers, listMembers } from '@latchkey/contract/member';
import { operations } from '@latchkey/contract/operations';
import {
  checkSetUpCode,
  endNotice,
  listOutbox,
  postNotice,
  readMail,
  setMail,
  setUp,
  viewMail,
} from '@latchkey/contract/operator';
import { askReset, edit, me, openReset, resetPassword, signIn, signOut } from '@latchkey/contract/person';
import { type Mailbox, openMailbox } from '../kit/mailbox.ts';
import { setUpCodeOf, testServer, type TestServer } from '../server.ts';
import { everyRow, type Heard, keepEveryVersion, ListeningBrowser, spellings } from './secrets-seen.ts';
import { settled } from './traces.ts';

const smtp = { user: 'post', password: 'Kanarienvogel-Smtp-7f' };
const passwords = {
  holder: 'Kanarienvogel-Holder-1a',
  weak: 'Kanar1',
  simple: 'KanarienvogelOhneZiffer',
  wrong: 'Kanarienvogel-Wrong-2b',
  bob: 'Kanarienvogel-Bob-3c',
  reset: 'Kanarienvogel-Reset-4d',
  wrongSmtp: 'Kanarienvogel-Smtp-Wrong-5e',
  misplaced: 'Kanarienvogel-Misplaced-6f',
};
const wrongCode = 'KNRN-VGEL-0000-WRNG-C0DE';

let server: TestServer;
let mailbox: Mailbox;
let code: string;
let accountId: string;
const heard: Heard = { replies: [], cookies: new Set() };

before(async () => {
  [server, mailbox] = await Promise.all([testServer({ mail: false }), openMailbox({ credentials: smtp })]);
  await keepEveryVersion(server);
  code = await setUpCodeOf(server);
});
after(() => Promise.all([server.stop(), mailbox.close()]));

test('Every operation is called with secrets that would be recognised, rightly and wrongly', async () => {
  const holder = await setUpWithSecrets();
  await misplaceSecrets(holder);
  await inviteWithSecrets(holder);
  await resetWithSecrets();
  await misplaceEverywhere([browser(), holder]);
  await faultWithSecrets(holder);
  await settled(server);
  assert.ok(heard.replies.length > 40 && heard.cookies.size > 6 && mailbox.mails.length >= 7, 'the walk was walked');
});

test('What is looked for is found, however it is spelled', () => {
  for (const secret of [passwords.holder, code, tokens()[0] ?? '', ...heard.cookies])
    for (const spelling of spellings(secret)) assert.throws(() => assertClean(`{"a":"x${spelling}"}`, 'a test'));
});

test('No secret stands in any version of any row of any table', async () => {
  const rows = await everyRow(server);
  const tables = new Set(rows.map((row) => row.of));
  for (const table of [
    'public.audit_personal',
    'public.idempotency',
    'graphile_worker._private_jobs',
    'public.set_up_code',
    'public.reset_request',
  ])
    assert.ok(
      [...tables].some((name) => name === table),
      `${table} was looked at`,
    );
  for (const { of, row } of rows) assertClean(row, `a row of ${of}`);
});

test('No secret stands in the log, and no hash of a password', async () => {
  assert.ok(
    server.logged.some((line) => line.includes('"fault"')),
    'a fault was logged',
  );
  for (const line of server.logged) {
    assertClean(line, 'the log');
    assert.doesNotMatch(line, /\$argon2|Failing row/);
  }
});

test('No secret stands in the metrics', async () => {
  const { body } = await server.serving.kit.metrics.text();
  assert.match(body, /latchkey_call_seconds/);
  assertClean(body, 'the metrics');
});

test('I12, R-7: no reply tells a secret, but the view of a waiting mail to the operator', () => {
  const ids = new Set(heard.replies.map(({ operation }) => operation));
  const unheard = operations.filter(
    (one) => one.method === 'POST' && !one.id.startsWith('account.') && !ids.has(one.id),
  );
  assert.deepEqual(
    unheard.map(({ id }) => id),
    [],
  );
  for (const { operation, text } of heard.replies) {
    if (operation === viewMail.id) continue;
    assertClean(text, `a reply of ${operation}`);
    assert.doesNotMatch(text, /\$argon2/, operation);
  }
  const viewed = heard.replies.filter(({ operation }) => operation === viewMail.id);
  assert.ok(
    viewed.some(({ text }) => tokens().some((token) => text.includes(token))),
    'the outbox shows its links (O1)',
  );
});

test('R-36: a mailed link has its secret behind the # only, and a mail has no other', () => {
  for (const mail of mailbox.mails) {
    for (const link of mail.links) assert.equal(new URL(link).search, '');
    const whole = mail.raw.replaceAll('=\r\n', '');
    for (const secret of [code, ...Object.values(passwords), smtp.password, ...heard.cookies])
      for (const spelling of spellings(secret)) assert.ok(!whole.includes(spelling));
  }
});

const browser = () => new ListeningBrowser(server, heard);

async function setUpWithSecrets(): Promise<ListeningBrowser> {
  const holder = browser();
  const mail = { smtp_url: mailbox.url, mail_from: 'post@example.test' };
  const first = {
    code,
    name: 'Ada',
    email: 'ada@example.test',
    password: passwords.holder,
    company_name: 'Acme',
    language: 'en',
    mail,
  };
  await holder.call(checkSetUpCode, { body: { code: wrongCode } });
  await holder.call(checkSetUpCode, { body: { code } });
  for (const password of [passwords.weak, passwords.simple]) await holder.call(setUp, { body: { ...first, password } });
  await holder.call(setUp, { body: { ...first, code: wrongCode } });
  await holder.call(setUp, { body: { ...first, mail: { ...mail, smtp_url: wrongSmtpUrl() } } });
  const done = await holder.call(setUp, { body: first });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  accountId = String(done.body['account_id']);
  await holder.call(setUp, { body: first });
  await holder.call(setMail, { body: { ...mail, smtp_url: wrongSmtpUrl() } });
  assert.equal((await holder.call(setMail, { body: mail })).status, 200);
  await holder.call(readMail);
  const notice = { kind: 'outage', text: 'Mails are late.', starts_at: null, ends_at: null };
  const posted = await holder.call(postNotice, { body: notice });
  await holder.call(endNotice, { params: { notice_id: String(posted.body['notice_id']) } });
  await holder.call(signIn, { body: { email: 'ada@example.test', password: passwords.wrong } });
  await holder.call(signIn, { body: { email: 'nobody@example.test', password: passwords.wrong } });
  assert.equal(
    (await holder.call(signIn, { body: { email: 'ada@example.test', password: passwords.holder } })).status,
    200,
  );
  return holder;
}

/** Secrets where they do not belong: in another field, another type, a broken body, an address, a header. */
async function misplaceSecrets(holder: ListeningBrowser): Promise<void> {
  const email = 'ada@example.test';
  const { misplaced } = passwords;
  for (const body of [
    { email: misplaced, password: 'x' },
    { email, password: [misplaced] },
    { email, password: 'x', passwort: misplaced },
  ])
    await browser().call(signIn, { body });
  await browser().send('POST', '/api/v1/sign-in', { raw: `{"email":"${email}","password":"${misplaced}"` });
  await browser().send('POST', '/api/v1/sign-in', { raw: misplaced, headers: { 'content-type': 'text/plain' } });
  await browser().send('POST', `/api/v1/sign-in?password=${misplaced}`, { body: { email, password: misplaced } });
  for (const path of [`/api/v1/${misplaced}`, `/${misplaced}`, `/invitation?${misplaced}`, `/api/v1/%${misplaced}`])
    await browser().send('GET', path, { headers: { referer: `${server.url}/#${misplaced}` } });
  await browser().call(me, { headers: { cookie: `latchkey=${misplaced}`, authorization: `Bearer ${misplaced}` } });
  await holder.call(checkSetUpCode, { body: { code: `${wrongCode}${'x'.repeat(80)}` } });
}

/** Whatever else can be asked, with a secret in every field, by nobody and by who may. */
async function misplaceEverywhere(askers: ListeningBrowser[]): Promise<void> {
  const ids = { account_id: accountId, batch_id: accountId };
  const asked = new Set(heard.replies.map(({ operation }) => operation));
  for (const operation of operations.filter(({ id, method }) => method === 'POST' && !asked.has(id))) {
    // What a group is called would be kept as it is typed.
    const more = operation.id === 'computer.create-group' ? ['surprise'] : [];
    const fields = [...Object.keys(operation.body?.shape ?? {}), ...more];
    const body = Object.fromEntries(fields.map((name) => [name, passwords.misplaced]));
    for (const by of askers)
      for (const wrong of [body, { items: [body] }]) await by.call(operation, { params: ids, body: wrong });
  }
}

async function inviteWithSecrets(holder: ListeningBrowser): Promise<void> {
  const params = { account_id: accountId };
  const bob = await invited(holder, 'bob@example.test');
  const first = await linkOf('bob@example.test', 1);
  await holder.call(resendInvitation, { params, body: { items: [{ member_id: bob }] } });
  const link = await linkOf('bob@example.test', 2);
  const newcomer = browser();
  for (const typed of [first, `${link.slice(0, -3)}abc`, link])
    await newcomer.call(openInvitation, { body: { link: typed } });
  const as = { link, name: 'Bob', password: passwords.bob, language: 'en' };
  for (const password of [passwords.weak, passwords.simple])
    await newcomer.call(acceptAsNewPerson, { body: { ...as, password } });
  assert.equal((await newcomer.call(acceptAsNewPerson, { body: as })).status, 200);
  for (const again of [acceptAsNewPerson, declineInvitation])
    await browser().call(again, { body: again === declineInvitation ? { link } : as });
  await newcomer.call(acceptInvitation, { body: { link } });
  const declining = await invited(holder, 'declining@example.test');
  await browser().call(declineInvitation, { body: { link: await linkOf('declining@example.test', 1) } });
  const doomed = await invited(holder, 'doomed@example.test');
  const lost = await linkOf('doomed@example.test', 1);
  await holder.call(withdrawInvitation, { params, body: { items: [{ member_id: doomed }, { member_id: declining }] } });
  await browser().call(openInvitation, { body: { link: lost } });
  // This server quotes what it refuses, link and all.
  mailbox.behave('bounced@example.test', { afterData: 550 });
  await invited(holder, 'bounced@example.test');
  await settled(server);
  const { body: outbox } = await holder.call(listOutbox);
  for (const { id } of outbox['items'] as { id: string }[]) await holder.call(viewMail, { params: { mail_id: id } });
  await holder.call(listMembers, { params });
  await holder.call(deleteMembers, { params, body: { items: [{ member_id: bob }] } });
  await newcomer.call(edit, { body: { name: 'Bob Other' } });
}

async function resetWithSecrets(): Promise<void> {
  const email = 'bob@example.test';
  const other = browser();
  await other.call(askReset, { body: { email, language: 'en' } });
  await other.call(askReset, { body: { email: 'nobody@example.test', language: 'en' } });
  const link = await linkOf(email, 3);
  await other.call(openReset, { body: { link } });
  await other.call(openInvitation, { body: { link } });
  for (const password of [passwords.weak, passwords.simple])
    await other.call(resetPassword, { body: { link, password } });
  assert.equal((await other.call(resetPassword, { body: { link, password: passwords.reset } })).status, 200);
  await other.call(resetPassword, { body: { link, password: passwords.reset } });
  await other.call(signOut);
}

/** The database says no in a way nobody foresaw, and quotes the row. */
async function faultWithSecrets(holder: ListeningBrowser): Promise<void> {
  await invited(holder, 'faulty@example.test');
  const link = await linkOf('faulty@example.test', 1);
  await server.look(`alter table person add constraint nobody_is_called_so check (name <> 'Faulty')`);
  const body = { link, name: 'Faulty', password: passwords.bob, language: 'en' };
  assert.equal((await browser().call(acceptAsNewPerson, { body })).status, 500);
  await server.look('alter table person drop constraint nobody_is_called_so');
}

async function invited(holder: ListeningBrowser, email: string): Promise<string> {
  const items = [{ email, language: 'en', note: 'Hello' }];
  const headers = { 'idempotency-key': `key-${email}` };
  const answer = await holder.call(sendInvitation, { params: { account_id: accountId }, body: { items }, headers });
  const lines = answer.body['results'] as { result: { member_id: string } }[];
  return lines[0]?.result.member_id ?? assert.fail(JSON.stringify(answer.body));
}

/** What stands behind `#` in the so manieth mail to that address. */
async function linkOf(email: string, place: number): Promise<string> {
  const toThem = () => mailbox.mails.filter((mail) => mail.to.includes(email) && mail.links.length > 0);
  await mailbox.waitFor(() => toThem().length >= place);
  return toThem()[place - 1]?.links[0]?.split('#')[1] ?? assert.fail(`no link to ${email}`);
}

function wrongSmtpUrl(): string {
  return mailbox.url.replace(smtp.password, passwords.wrongSmtp);
}

function tokens(): string[] {
  const links = [...mailbox.mails, ...mailbox.refused].flatMap((mail) => mail.links);
  const viewed = heard.replies.flatMap(({ text }) => text.match(/[0-9a-f-]{36}\.\d+\.[\w-]{43}/g) ?? []);
  return [...links, ...viewed].map((link) => link.split('.').at(-1) ?? '').filter((token) => token.length === 43);
}

function assertClean(text: string, where: string): void {
  const codes = [code, wrongCode].flatMap((one) => [one, one.replaceAll('-', '')]);
  const secrets = [...codes, ...Object.values(passwords), smtp.password, ...heard.cookies, ...tokens()];
  const lower = text.toLowerCase();
  for (const secret of new Set(secrets)) {
    const found = spellings(secret).find((spelling) => lower.includes(spelling.toLowerCase()));
    assert.equal(found, undefined, `${secret} stands in ${where}: ${text.slice(0, 400)}`);
  }
}
