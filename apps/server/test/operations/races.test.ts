import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { acceptAsNewPerson, acceptInvitation, sendInvitation } from '@latchkey/contract/invitation';
import { askReset, me, resetPassword, signIn } from '@latchkey/contract/person';
import { type Company, company, linkMailedBy, PASSWORD, personWithoutProfile, signedIn } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, endingOf, invite, MANY, outcomeOf, tally } from './crowd.ts';
import { settled } from './traces.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('I4: of 24 browsers that accept one invitation as a new person exactly one wins, with its own password', async () => {
  const invited = await invite(acme, 'raced@example.test');
  const browsers = await atOnce(MANY, async () => new TestBrowser(server));
  const passwords = browsers.map((_, n) => `own password ${n}`);
  const answers = await atOnce(MANY, (n) =>
    browsers[n]!.call(acceptAsNewPerson, {
      body: { link: invited.link, name: `Racer ${n}`, password: passwords[n], language: 'en' },
    }),
  );
  const { ok, 'link-used': used = 0, 'sign-in-instead': instead = 0 } = tally(answers);
  assert.equal(ok, 1, JSON.stringify(tally(answers)));
  assert.equal(used + instead, MANY - 1, JSON.stringify(tally(answers)));

  const winner = answers.findIndex((answer) => answer.status === 200);
  const people = await server.look('select name from person where email = $1', [invited.email]);
  assert.deepEqual(people, [{ name: `Racer ${winner}` }]);
  const members = await server.look('select status from member where email = $1', [invited.email]);
  assert.deepEqual(members, [{ status: 'active' }]);
  assert.equal(await endingOf(acme, invited), 'accepted');
  const signedInNow = await Promise.all(browsers.map(async (browser) => (await browser.call(me)).status === 200));
  assert.deepEqual(
    signedInNow.flatMap((is, n) => (is ? [n] : [])),
    [winner],
  );
  const wrong = passwords[(winner + 1) % MANY];
  const again = new TestBrowser(server);
  assert.equal(
    outcomeOf(await again.call(signIn, { body: { email: invited.email, password: wrong } })),
    'wrong-sign-in',
  );
  await signedIn(server, invited.email, passwords[winner]);
});

test('I4: of 24 browsers of one existing person that accept at once exactly one wins, and the profile is there once', async () => {
  await personWithoutProfile(server, 'Olga');
  const browsers: TestBrowser[] = [];
  for (let n = 0; n < MANY; n += 1) browsers.push(await signedIn(server, 'olga@example.test'));
  const invited = await invite(acme, 'olga@example.test');
  const answers = await atOnce(MANY, (n) => browsers[n]!.call(acceptInvitation, { body: { link: invited.link } }));
  assert.deepEqual(tally(answers), { ok: 1, 'link-used': MANY - 1 });
  const mine = await browsers[0]!.call(me);
  assert.equal((mine.body['profiles'] as unknown[]).length, 1);
  assert.deepEqual(await server.look('select status from member where email = $1', [invited.email]), [
    { status: 'active' },
  ]);
});

test('I4: one person who accepts the invitations of two accounts at once, as new in both, is one person', async () => {
  const beta = { ...acme, accountId: await anotherAccountOfTheHolder() };
  const [one, other] = [await invite(acme, 'two@example.test'), await invite(beta, 'two@example.test')];
  const answers = await atOnce(MANY, (n) =>
    new TestBrowser(server).call(acceptAsNewPerson, {
      body: { link: n % 2 === 0 ? one.link : other.link, name: 'Two', password: PASSWORD, language: 'en' },
    }),
  );
  assert.equal(tally(answers)['ok'], 1, JSON.stringify(tally(answers)));
  assert.equal((await server.look('select from person where email = $1', [one.email])).length, 1);
  const endings = [await endingOf(acme, one), await endingOf(beta, other)];
  assert.deepEqual(new Set(endings), new Set(['accepted', null]), 'the other invitation stays open for who signs in');
});

test('I1: of 24 calls that invite one address exactly one does, and one mail goes out', async () => {
  const inviters = [acme.holder, acme.superAdmin, acme.admin];
  const answers = await atOnce(MANY, (n) =>
    inviters[n % 3]!.call(sendInvitation, {
      params: { account_id: acme.accountId },
      body: { items: [{ email: n % 2 === 0 ? 'once@example.test' : ' Once@Example.TEST ', language: 'en' }] },
    }),
  );
  assert.deepEqual(tally(answers), { ok: 1, 'already-invited': MANY - 1 });
  await settled(server);
  assert.equal((await server.look(`select from member where email = 'once@example.test'`)).length, 1);
  assert.equal(server.mailbox.mails.filter((mail) => mail.to.includes('once@example.test')).length, 1);
});

test('P8: of 24 browsers that use one reset link exactly one sets the password, and is the only one signed in', async () => {
  await personWithoutProfile(server, 'Rita');
  const link = await linkMailedBy(server, 'rita@example.test', () =>
    new TestBrowser(server).call(askReset, { body: { email: 'rita@example.test', language: 'en' } }),
  );
  const browsers = await atOnce(MANY, async () => new TestBrowser(server));
  const answers = await atOnce(MANY, (n) =>
    browsers[n]!.call(resetPassword, { body: { link, password: `changed pass ${n}` } }),
  );
  assert.deepEqual(tally(answers), { ok: 1, 'link-used': MANY - 1 });
  const winner = answers.findIndex((answer) => answer.status === 200);
  await signedIn(server, 'rita@example.test', `changed pass ${winner}`);
  const alive = await Promise.all(browsers.map(async (browser) => (await browser.call(me)).status));
  assert.deepEqual(alive.filter((status) => status === 200).length, 1);
  await settled(server);
  const told = server.mailbox.mails.filter((mail) => mail.to.includes('rita@example.test') && mail.links.length === 0);
  assert.equal(told.length, 1, 'the person is told once that the password was changed');
});

test('P10: no sign-in with the old password lives on beside a change of password, whichever commits first', async () => {
  await personWithoutProfile(server, 'Petra');
  const link = await linkMailedBy(server, 'petra@example.test', () =>
    new TestBrowser(server).call(askReset, { body: { email: 'petra@example.test', language: 'en' } }),
  );
  // Known already, so that it is the password and not the budget of strangers that decides.
  const known = await signedIn(server, 'petra@example.test');
  const browsers = await atOnce(MANY, async () => copyOf(known));
  const [reset] = await Promise.all([
    later(8, () => new TestBrowser(server).call(resetPassword, { body: { link, password: 'the new one 1' } })),
    ...browsers.map((browser, n) =>
      later(n, () => browser.call(signIn, { body: { email: 'petra@example.test', password: PASSWORD } })),
    ),
  ]);
  assert.equal(outcomeOf(reset), 'ok');
  const alive = await Promise.all(browsers.map(async (browser) => (await browser.call(me)).status));
  assert.deepEqual(new Set(alive), new Set([401]));
});

/** The holder's second account: no operation makes one yet. */
async function anotherAccountOfTheHolder(): Promise<string> {
  const [row] = await server.look<{ id: string }>(`
    with ids as (select gen_random_uuid() as account, gen_random_uuid() as member),
         made as (select ids.account, make_account(p.id, p.password_hash, ids.account, ids.member, 'Beta', 'en', now())
                    from person p, ids where p.email = 'ada@example.test')
    select account as id from made`);
  return row?.id ?? assert.fail('no account was made');
}

function copyOf(browser: TestBrowser): TestBrowser {
  const copy = new TestBrowser(browser.server);
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
}

async function later<T>(ms: number, act: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return act();
}
