import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readAccount } from '@latchkey/contract/account';
import { acceptAsNewPerson, sendInvitation } from '@latchkey/contract/invitation';
import { setUp } from '@latchkey/contract/operator';
import { me } from '@latchkey/contract/person';
import { type Mailbox, openMailbox } from '../kit/mailbox.ts';
import { PASSWORD } from '../people.ts';
import { TestBrowser, type TestServer } from '../server.ts';
import { type Terminal, terminal } from './terminal.ts';

let at: Terminal;
let mailbox: Mailbox;
let stop: (() => Promise<void>) | undefined;
let ada: TestBrowser;
let bob: TestBrowser;
let accountId: string;

before(async () => {
  mailbox = await openMailbox();
  at = await terminal(mailbox.url);
  stop = await at.start();
  ada = new TestBrowser({ url: at.url } as TestServer);
  bob = new TestBrowser({ url: at.url } as TestServer);
  const code = /[A-Z0-9]{4}(-[A-Z0-9]{4}){4}/.exec((await at.latchkey(['setup-code'])).out)?.[0];
  const first = { name: 'Ada', email: 'ada@example.test', password: PASSWORD, language: 'en' };
  const { body } = await ada.call(setUp, { body: { ...first, code, company_name: 'Acme', mail: null } });
  accountId = String(body['account_id']);
  const items = [{ email: 'bob@example.test', name: 'Bob', language: 'en' }];
  await ada.call(sendInvitation, { params: { account_id: accountId }, body: { items } });
  const mail = await mailbox.waitFor((one) => one.to.includes('bob@example.test'));
  const link = mail.links[0]?.split('#')[1];
  await bob.call(acceptAsNewPerson, { body: { link, name: 'Bob', password: PASSWORD, language: 'en' } });
});
after(async () => {
  await stop?.();
  await mailbox.close();
  at.remove();
});

test('O4: an account whose holder is lost is given to an active user, and both are told', async () => {
  const done = await at.latchkey(['account', 'transfer', 'Acme', 'bob@example.test', '--old-holder', 'member']);
  assert.equal(done.code, 0, done.err);
  assert.deepEqual([await roleOf(ada), await roleOf(bob)], ['member', 'holder']);
  for (const name of ['ada', 'bob'])
    await mailbox.waitFor((one) => one.to.includes(`${name}@example.test`) && /Acme/.test(one.subject));
});

test('O4: who is no active user gets no account, and nothing is changed', async () => {
  const stranger = await at.latchkey(['account', 'transfer', 'Acme', 'nobody@example.test']);
  assert.equal(stranger.code, 1);
  assert.match(stranger.err, /no active user/);
  const same = await at.latchkey(['account', 'transfer', 'Acme', 'bob@example.test']);
  assert.match(same.err, /already/);
  const unknown = await at.latchkey(['account', 'close', 'Nowhere']);
  assert.match(unknown.err, /no account called Nowhere/);
  assert.equal(await roleOf(bob), 'holder');
});

test('O4, P14: an account is closed and reopened at the machine, by its name or its id', async () => {
  const closed = await at.latchkey(['account', 'close', 'Acme']);
  assert.equal(closed.code, 0, closed.err);
  assert.equal((await bob.call(readAccount, { params: { account_id: accountId } })).status, 404);
  await mailbox.waitFor((one) => one.to.includes('ada@example.test') && one.subject.includes('closed'));
  assert.equal((await at.latchkey(['account', 'close', 'Acme'])).code, 1);
  const opened = await at.latchkey(['account', 'reopen', accountId]);
  assert.equal(opened.code, 0, opened.err);
  assert.equal((await bob.call(readAccount, { params: { account_id: accountId } })).status, 200);
  assert.equal((await at.latchkey(['account', 'reopen', 'Acme'])).code, 1);
});

async function roleOf(browser: TestBrowser): Promise<string | undefined> {
  const profiles = (await browser.call(me)).body['profiles'] as { role: string }[];
  return profiles[0]?.role;
}
