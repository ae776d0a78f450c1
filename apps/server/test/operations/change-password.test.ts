import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { addAddress, askReset, changePassword, me, openReset, resetPassword, signIn } from '@latchkey/contract/person';
import { linkMailedBy, PASSWORD, personWithoutProfile, signedIn } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, MANY, outcomeOf, tally } from './crowd.ts';
import { isDead, moveTo } from './mailboxes.ts';
import { forgetAttempts } from './samples.ts';
import { assertNoTrace, settled, tracesOf } from './traces.ts';

const FRESH = 'a new password 8';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let server: TestServer;

before(async () => {
  server = await testServer();
});
after(() => server.stop());
beforeEach(() => forgetAttempts(server));

test('P10: a new password takes the present one; this browser goes on under another token', async () => {
  const ida = await personWithoutProfile(server, 'Ida');
  const token = ida.signInToken;
  assert.equal(outcomeOf(await change(ida)), 'ok');
  assert.notEqual(ida.signInToken, token);
  assert.equal((await ida.call(me)).status, 200);
  assert.equal(outcomeOf(await trySignIn('ida@example.test', PASSWORD)), 'wrong-sign-in');
  assert.equal(outcomeOf(await trySignIn('ida@example.test', FRESH)), 'ok');
});

test('P10: a change of password ends every other sign-in, mailed link and known browser, and the person is told', async () => {
  const max = await personWithoutProfile(server, 'Max');
  const stolen = await signedIn(server, 'max@example.test');
  const reset = await askedReset('max@example.test');
  const claim = await linkMailedBy(server, 'max@club.example', () =>
    max.call(addAddress, { body: { email: 'max@club.example' } }),
  );
  const before = server.mailbox.mails.length;
  assert.equal(outcomeOf(await change(max)), 'ok');
  assert.equal((await stolen.call(me)).status, 401);
  assert.equal(await resetOutcome(reset), 'link-withdrawn');
  await isDead(max, claim, 'link-withdrawn');
  const browsers = await server.look(
    `select from known_browser b join person p on p.id = b.person_id where p.email = 'max@example.test'`,
  );
  assert.equal(browsers.length, 1, 'this one only');
  await settled(server);
  const told = server.mailbox.mails.slice(before).filter((mail) => mail.to.includes('max@example.test'));
  assert.deepEqual(
    told.map(({ links }) => links),
    [[]],
  );
  assert.match(told[0]?.text ?? '', /password of your sign-in to Latchkey was changed/);
});

test('A2: a weak password, or a wrong present one, changes nothing', async () => {
  const tom = await personWithoutProfile(server, 'Tom');
  const before = await tracesOf(server);
  for (const [password, code] of [
    ['short1', 'password-too-short'],
    ['onlyletters', 'password-too-simple'],
    ['password1', 'password-breached'],
  ] as const)
    assert.equal(outcomeOf(await change(tom, { password })), code);
  assert.equal(outcomeOf(await change(tom, { current_password: 'wrong' })), 'wrong-password');
  await assertNoTrace(server, before, 'a refused change');
  assert.equal((await tom.call(me)).status, 200);
});

test('P10: of many changes at once with the same present password one wins', async () => {
  await personWithoutProfile(server, 'Roy');
  const browsers: TestBrowser[] = [];
  for (let n = 0; n < MANY; n += 1) browsers.push(await signedIn(server, 'roy@example.test'));
  const answers = await Promise.all(
    browsers.map((browser, n) => change(browser, { password: `new password ${n}`, current_password: PASSWORD })),
  );
  const { ok, ...others } = tally(answers);
  assert.equal(ok, 1, JSON.stringify(others));
  const winner = answers.findIndex((answer) => answer.status === 200);
  assert.equal(outcomeOf(await trySignIn('roy@example.test', `new password ${winner}`)), 'ok');
  const alive = await Promise.all(browsers.map(async (browser) => (await browser.call(me)).status === 200));
  assert.deepEqual(
    alive.flatMap((is, n) => (is ? [n] : [])),
    [winner],
  );
});

test('P10: a reset link dies when the address or the password changes, and when it is used', async () => {
  const uma = await personWithoutProfile(server, 'Uma');
  const before = await askedReset('uma@example.test');
  await moveTo(uma, 'uma@new.example');
  assert.equal(await resetOutcome(before), 'link-withdrawn');
  const second = await askedReset('uma@new.example');
  await change(uma);
  assert.equal(await resetOutcome(second), 'link-withdrawn');
  assert.equal(outcomeOf(await use(second)), 'link-withdrawn');
  assert.equal(outcomeOf(await trySignIn('uma@new.example', FRESH)), 'ok');
});

test('P10: a used reset link ends the wishes for addresses too', async () => {
  const hal = await personWithoutProfile(server, 'Hal');
  const claim = await linkMailedBy(server, 'hal@club.example', () =>
    hal.call(addAddress, { body: { email: 'hal@club.example' } }),
  );
  assert.equal(outcomeOf(await use(await askedReset('hal@example.test'))), 'ok');
  await isDead(await signedIn(server, 'hal@example.test', FRESH), claim, 'link-withdrawn');
});

test('P10: a clock that is set eight days forward and back revives no reset link', async () => {
  await personWithoutProfile(server, 'Cleo');
  const link = await askedReset('cleo@example.test');
  server.moveClock(8 * DAY_MS);
  assert.equal(await resetOutcome(link), 'link-expired');
  const future = await askedReset('cleo@example.test');
  server.moveClock(-8 * DAY_MS);
  assert.equal(outcomeOf(await use(link)), 'link-expired');
  assert.equal(outcomeOf(await use(future)), 'link-expired', 'a link from the future is none');
  server.moveClock(8 * DAY_MS + HOUR_MS);
  assert.equal(outcomeOf(await use(future)), 'link-expired', 'and does not become one');
  server.moveClock(-8 * DAY_MS - HOUR_MS);
});

test('P10: of many uses of a reset link and changes of the password at once the last word is one password', async () => {
  const ben = await personWithoutProfile(server, 'Ben');
  const link = await askedReset('ben@example.test');
  const answers = await atOnce(MANY, (n) =>
    n % 2 === 0 ? use(link, 'the reset one 3') : change(ben, { password: 'the changed one 4' }),
  );
  const { ok = 0 } = tally(answers);
  assert.ok(ok >= 1 && ok <= 2, JSON.stringify(tally(answers)));
  const works = [];
  for (const password of [PASSWORD, 'the reset one 3', 'the changed one 4']) {
    await forgetAttempts(server);
    works.push(outcomeOf(await trySignIn('ben@example.test', password)));
  }
  assert.equal(works.filter((outcome) => outcome === 'ok').length, 1, works.join());
});

function change(browser: TestBrowser, typed: { current_password?: string; password?: string } = {}): Promise<Answer> {
  const { current_password = PASSWORD, password = FRESH } = typed;
  return browser.call(changePassword, { body: { current_password, password } });
}

function trySignIn(email: string, password: string): Promise<Answer> {
  return new TestBrowser(server).call(signIn, { body: { email, password } });
}

function askedReset(email: string): Promise<string> {
  const body = { email, language: 'en' };
  return linkMailedBy(server, email, () => new TestBrowser(server).call(askReset, { body }));
}

function use(link: string, password = FRESH): Promise<Answer> {
  return new TestBrowser(server).call(resetPassword, { body: { link, password } });
}

async function resetOutcome(link: string): Promise<string> {
  return outcomeOf(await new TestBrowser(server).call(openReset, { body: { link } }));
}
