import assert from 'node:assert/strict';
import { chmodSync, existsSync, renameSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { acceptAccountOfferAsNew, openAccountOffer } from '@latchkey/contract/account';
import { readInstallation, setUp } from '@latchkey/contract/operator';
import { askReset, me, openReset, resetPassword, signIn } from '@latchkey/contract/person';
import pg from 'pg';
import { reachRunning } from '../../src/kit/postgres/reach.ts';
import { type Mailbox, openMailbox } from '../kit/mailbox.ts';
import { PASSWORD } from '../people.ts';
import { TestBrowser, type TestServer } from '../server.ts';
import { type Terminal, terminal } from './terminal.ts';

// One installation lives through all of this, in this order: never started, stopped, running, stopped again.
let at: Terminal;
let mailbox: Mailbox;
let stop: (() => Promise<void>) | undefined;
let holder: TestBrowser;

before(async () => {
  mailbox = await openMailbox();
  at = await terminal(mailbox.url);
});
after(async () => {
  await stop?.();
  await mailbox.close();
  at.remove();
});

test('before the first start, doctor finds no trouble and makes nothing', async () => {
  const { code, out } = await at.latchkey(['doctor']);
  assert.equal(code, 0, out);
  assert.match(out, /There is no database yet/);
  assert.ok(!existsSync(at.settings['DATA_DIR'] ?? ''));
  assert.ok(!existsSync(at.settings['MASTER_KEY_FILE'] ?? ''));
});

test('a command that needs a database says that there is none yet', async () => {
  const { code, err } = await at.latchkey(['setup-code']);
  assert.equal(code, 1);
  assert.match(err, /start Latchkey once/);
});

test('migrate makes the database of a stopped server, once', async () => {
  const first = await at.latchkey(['migrate']);
  assert.match(first.out, /Ran 0001-house\.sql/, first.err);
  const second = await at.latchkey(['migrate']);
  assert.equal(second.out, 'The database is up to date.\n');
  assert.equal(await reachRunning(at.settings['DATA_DIR'] ?? ''), undefined, 'the database stays as it was: stopped');
});

test('O1: while the server runs, setup-code prints the one code that is right', async () => {
  const before = codeIn((await at.latchkey(['setup-code'])).out);
  stop = await at.start();
  const code = codeIn((await at.latchkey(['setup-code'])).out);
  holder = browser();
  const body = {
    name: 'Ada',
    email: 'ada@example.test',
    password: PASSWORD,
    language: 'fr',
    company_name: 'Acme',
    mail: null,
  };
  assert.equal((await holder.call(setUp, { body: { ...body, code: before } })).status, 403);
  assert.equal((await holder.call(setUp, { body: { ...body, code } })).status, 200);
  const later = await at.latchkey(['setup-code']);
  assert.equal(later.code, 0);
  assert.match(later.out, /set up already/);
});

test('O4: an account for a person that exists is theirs at once, audited as the operator’s act, and told by mail', async () => {
  const made = await at.latchkey(accountFor('ada@example.test', 'Second & Co'));
  assert.equal(made.code, 0, made.err);
  const profiles = (await holder.call(me)).body['profiles'] as { company_name: string; role: string }[];
  assert.deepEqual(profiles.map(({ company_name, role }) => `${company_name} ${role}`).toSorted(), [
    'Acme holder',
    'Second & Co holder',
  ]);
  const mail = await mailbox.waitFor((one) => one.to.includes('ada@example.test'));
  assert.match(mail.subject, /Second & Co/);
  const audit = await look(
    `select a.act, a.actor_kind, e.act as event from audit a, person_event e
      where a.act = 'account.create' and e.act = 'account.create'`,
  );
  assert.deepEqual(audit, [{ act: 'account.create', actor_kind: 'operator', event: 'account.create' }]);
});

test('P16: an account for an address that nobody has comes into being when the mailed link is used', async () => {
  const made = await at.latchkey([...accountFor('nina@example.test', 'Nina Ltd'), '--language', 'fr']);
  assert.equal(made.code, 0, made.err);
  assert.doesNotMatch(made.out, /account-offer#/);
  assert.equal((await look(`select from account where company_name = 'Nina Ltd'`)).length, 0);
  const mail = await mailbox.waitFor((one) => one.to.includes('nina@example.test'));
  const link = mail.links[0]?.split('#')[1];
  const nina = browser();
  assert.equal((await nina.call(openAccountOffer, { body: { link } })).body['language'], 'fr');
  const body = { link, name: 'Nina', password: PASSWORD, language: 'fr' };
  assert.equal((await nina.call(acceptAccountOfferAsNew, { body })).status, 200);
});

test('O4: a reset link works once, ends those before, and is told to the person without being in the mail', async () => {
  await browser().call(askReset, { body: { email: 'nina@example.test', language: 'en' } });
  const asked = await mailbox.waitFor(
    (one) => one.to.includes('nina@example.test') && /\/reset#/.test(one.links[0] ?? ''),
  );
  const made = await at.latchkey(['person', 'reset-link', 'Nina@Example.test']);
  assert.equal(made.code, 0, made.err);
  const link = /\/reset#(\S+)/.exec(made.out)?.[1];
  const older = await browser().call(openReset, { body: { link: asked.links[0]?.split('#')[1] } });
  assert.equal(older.body['code'], 'link-superseded');
  const notice = await mailbox.waitFor((one) => /opérateur/.test(one.subject) && /mot de passe/.test(one.subject));
  assert.doesNotMatch(JSON.stringify(notice), /reset#/);
  const used = await browser().call(resetPassword, { body: { link, password: 'quite another 9' } });
  assert.equal(used.status, 200, JSON.stringify(used.body));
  assert.equal((await browser().call(openReset, { body: { link } })).body['code'], 'link-used');
  assert.equal((await look(`select from person_event where act = 'operator.make-reset-link'`)).length, 1);
  const nobody = await at.latchkey(['person', 'reset-link', 'nobody@example.test']);
  assert.deepEqual([nobody.code, nobody.out], [1, '']);
});

test('O4: who typed too many wrong passwords is let in again by the operator, in any browser, and told by mail', async () => {
  const known = browser();
  const tryTo = (from: TestBrowser, password: string) =>
    from.call(signIn, { body: { email: 'nina@example.test', password } });
  assert.equal((await tryTo(known, 'quite another 9')).status, 200);
  for (const from of [browser(), known]) {
    for (let tries = 0; tries < 10; tries += 1) await tryTo(from, 'wrong 1');
    assert.equal((await tryTo(from, 'quite another 9')).body['code'], 'too-many-attempts');
  }
  const unlocked = await at.latchkey(['person', 'unlock', 'Nina@Example.test']);
  assert.equal(unlocked.code, 0, unlocked.err);
  for (const from of [browser(), known]) assert.equal((await tryTo(from, 'quite another 9')).status, 200);
  await mailbox.waitFor((one) => one.to.includes('nina@example.test') && /de vous reconnecter/.test(one.subject));
  const events = await look(`select facts->>'actor_kind' as by from person_event where act = 'operator.unlock-person'`);
  assert.deepEqual(events, [{ by: 'operator' }]);
  const nobody = await at.latchkey(['person', 'unlock', 'nobody@example.test']);
  assert.deepEqual([nobody.code, nobody.out], [1, '']);
});

test('O2: a notice is posted, listed and ended at the machine, and everybody reads it meanwhile', async () => {
  const text = 'New disks are built in.';
  const times = ['--from', '2099-08-14T22:00:00Z', '--until', '2099-08-14 23:30'];
  const planned = await at.latchkey(['notice', 'post', '--kind', 'maintenance', '--text', text, ...times]);
  assert.equal(planned.code, 0, planned.err);
  assert.match(planned.out, /From 2099-08-14T22:00:00\.000Z/);
  const posted = await at.latchkey(['notice', 'post', '--kind', 'outage', '--text', 'Mails are late.']);
  const id = /notice end (\S+)/.exec(posted.out)?.[1] ?? assert.fail(posted.out);
  const shown = async () =>
    ((await browser().call(readInstallation)).body['notices'] as { text: string }[]).map((notice) => notice.text);
  assert.deepEqual(await shown(), ['Mails are late.']);
  const listed = await at.latchkey(['notice', 'list']);
  assert.match(
    listed.out,
    new RegExp(`^${id}  shown  outage\n    Mails are late[.]\n\\S+  planned  maintenance\n    ${text}`),
  );
  assert.equal((await at.latchkey(['notice', 'end', id])).code, 0);
  assert.deepEqual(await shown(), []);
  assert.equal((await at.latchkey(['notice', 'end', id])).code, 1);
  assert.doesNotMatch((await at.latchkey(['notice', 'list'])).out, /Mails are late/);
  assert.match((await at.latchkey(['notice', 'list', '--all'])).out, /over  outage/);
  const kept = await look(
    `select posted_as is not null as posted, ended_as is not null as ended from notice where id = '${id}'`,
  );
  assert.deepEqual(kept, [{ posted: true, ended: true }]);
});

test('a wrong argument is refused in words and does nothing', async () => {
  for (const args of [
    accountFor('not an address', 'X Ltd'),
    accountFor('x@example.test', 'two\nlines'),
    [...accountFor('x@example.test', 'X Ltd'), '--language', 'xx'],
    ['account', 'create'],
    ['notice', 'post', '--kind', 'gossip', '--text', 'x'],
    ['notice', 'post', '--kind', 'outage', '--text', ' '],
    ['notice', 'post', '--kind', 'outage', '--text', 'x', '--until', 'tomorrow'],
    ['notice', 'end', 'this'],
    ['no-such-command'],
  ]) {
    const { code, err } = await at.latchkey(args);
    assert.equal(code, 1, args.join(' '));
    assert.match(err, /^error: /);
  }
  assert.equal((await look('select from account_offer')).length, 1);
});

test('while the server runs, doctor finds everything in order and reaches it at its public address', async () => {
  const { code, out } = await at.latchkey(['doctor', '--json']);
  const { state, findings } = JSON.parse(out) as {
    state: string;
    findings: { part: string; state: string; says: string }[];
  };
  assert.deepEqual(
    findings.filter((finding) => finding.state !== 'ok'),
    [],
  );
  assert.deepEqual([code, state], [0, 'ok']);
  assert.match(findings.find(({ part }) => part === 'address')?.says ?? '', /leads here/);
  const parts = [
    'settings',
    'node',
    'disk',
    'key',
    'database',
    'migrations',
    'clock',
    'queue',
    'mail',
    'address',
    'tls',
  ];
  assert.deepEqual(
    parts.filter((part) => !findings.some((finding) => finding.part === part)),
    [],
  );
});

test('what a command promises while the server is stopped, the next start does', async () => {
  await stop?.();
  stop = undefined;
  assert.equal((await at.latchkey(accountFor('ada@example.test', 'Third Ltd'))).code, 0);
  stop = await at.start();
  await mailbox.waitFor((one) => /Third Ltd/.test(one.subject));
  assert.equal((await browser().call(readInstallation)).body['set_up'], true);
});

test('doctor says what is wrong and what to do, with exit code 1', async () => {
  await stop?.();
  stop = undefined;
  const noMail = await at.latchkey(['doctor'], { SMTP_URL: 'smtp://user:hidden-word@localhost:9' });
  assert.equal(noMail.code, 1);
  assert.match(noMail.out, /TROUBLE {2}mail .*localhost:9/);
  assert.doesNotMatch(noMail.out + noMail.err, /hidden-word/);
  const wrong = await at.latchkey(['doctor'], { PORT: 'eighty' });
  assert.equal(wrong.code, 1);
  assert.match(wrong.out, /TROUBLE {2}settings .*[\s\S]*PORT=eighty/);
  const key = at.settings['MASTER_KEY_FILE'] ?? '';
  chmodSync(key, 0o644);
  const open = await at.latchkey(['doctor']);
  assert.equal(open.code, 1);
  assert.match(open.out, new RegExp(`chmod 600 ${key}`));
  chmodSync(key, 0o600);
});

test('with the master key lost no command makes a new one beside the old data', async () => {
  const key = at.settings['MASTER_KEY_FILE'] ?? '';
  renameSync(key, `${key}.away`);
  const made = await at.latchkey(accountFor('ada@example.test', 'Fourth Ltd'));
  assert.equal(made.code, 1);
  assert.match(made.err, /Put back the copy/);
  assert.match((await at.latchkey(['doctor'])).out, /TROUBLE {2}key .*is missing/);
  assert.ok(!existsSync(key));
  renameSync(`${key}.away`, key);
});

function accountFor(email: string, company: string): string[] {
  return ['account', 'create', '--company', company, '--holder-email', email, '--holder-name', 'Somebody'];
}

function browser(): TestBrowser {
  return new TestBrowser({ url: at.url } as TestServer);
}

function codeIn(out: string): string {
  return /: ([0-9A-Z-]{24})$/m.exec(out)?.[1] ?? assert.fail(out);
}

async function look(query: string): Promise<object[]> {
  const owner = await reachRunning(at.settings['DATA_DIR'] ?? '');
  const client = new pg.Client(owner);
  await client.connect();
  const { rows } = await client.query<object>(query);
  await client.end();
  return rows;
}
