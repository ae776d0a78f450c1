import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { askReset, me, resetPassword, signIn, signOut } from '@latchkey/contract/person';
import { cookieJar } from '../../src/kit/cookies.ts';
import { newToken } from '../../src/kit/secrets.ts';
import { linkMailedBy, PASSWORD, personWithoutProfile, signedIn } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { outcomeOf } from './crowd.ts';

const DAY_MS = 86_400_000;

let server: TestServer;

before(async () => {
  server = await testServer();
  for (const name of ['Vera', 'Wim']) await personWithoutProfile(server, name);
});
after(() => server.stop());

test('P16: a wrong password and an unknown address get the same answer, after one hash each', async () => {
  const { kit } = server.serving;
  const own = kit.passwords;
  let hashed = 0;
  const counted = <A extends unknown[], R>(work: (...args: A) => R) => {
    return (...args: A): R => {
      hashed += 1;
      return work(...args);
    };
  };
  kit.passwords = { ...own, verifyPassword: counted(own.verifyPassword), dummyVerify: counted(own.dummyVerify) };
  const wrong = await attempt('vera@example.test', 'not her password 1');
  const unknown = await attempt('nobody@example.test', PASSWORD);
  kit.passwords = own;
  assert.equal(hashed, 2);
  assert.equal(outcomeOf(wrong), 'wrong-sign-in');
  assert.deepEqual([unknown.status, unknown.body], [wrong.status, wrong.body]);
  const headersOf = ({ headers }: Answer) => [...headers.keys()];
  assert.deepEqual(headersOf(unknown), headersOf(wrong));
  assert.deepEqual(wrong.headers.getSetCookie(), []);
});

test('an address is folded and a password is not: what is typed with other capitals or spaces is another password', async () => {
  assert.equal(outcomeOf(await attempt('  Vera@EXAMPLE.test ', PASSWORD)), 'ok');
  for (const other of [PASSWORD.toUpperCase(), ` ${PASSWORD}`, `${PASSWORD} `, PASSWORD.slice(0, -1), ''])
    assert.equal(outcomeOf(await attempt('vera@example.test', other)), 'wrong-sign-in', JSON.stringify(other));
});

test('signing in anew rotates the token, and the old one is dead', async () => {
  const browser = await signedIn(server, 'vera@example.test');
  const old = browser.signInToken!;
  assert.equal(outcomeOf(await attempt('vera@example.test', PASSWORD, browser)), 'ok');
  assert.notEqual(browser.signInToken, old);
  assert.equal((await browser.call(me)).status, 200);
  assert.equal((await withToken(old).call(me)).status, 401);
});

test('signing in as another in the same browser ends the first one’s sign-in', async () => {
  const browser = await signedIn(server, 'vera@example.test');
  const veras = browser.signInToken!;
  assert.equal(outcomeOf(await attempt('wim@example.test', PASSWORD, browser)), 'ok');
  assert.equal((await browser.call(me)).body['email'], 'wim@example.test');
  assert.equal((await withToken(veras).call(me)).status, 401);
});

test('a wrong password leaves the sign-in that the browser had', async () => {
  const browser = await signedIn(server, 'vera@example.test');
  assert.equal(outcomeOf(await attempt('wim@example.test', 'wrong', browser)), 'wrong-sign-in');
  assert.equal((await browser.call(me)).body['email'], 'vera@example.test');
});

test('signing out ends this sign-in and no other, and clears its cookie', async () => {
  const [one, other] = [await signedIn(server, 'vera@example.test'), await signedIn(server, 'vera@example.test')];
  const token = one.signInToken!;
  const out = await one.call(signOut);
  assert.equal(outcomeOf(out), 'ok');
  const { signIn: name, attributes } = cookieJar(server.url);
  assert.deepEqual(out.headers.getSetCookie(), [`${name}=; Max-Age=0; ${attributes}`]);
  assert.equal((await withToken(token).call(me)).status, 401);
  assert.equal((await withToken(token).call(signOut)).status, 401);
  assert.equal((await other.call(me)).status, 200);
});

test('the cookies are for this host only, out of reach of scripts and of other sites’ posts, and Secure under https', async () => {
  const answer = await attempt('vera@example.test', PASSWORD);
  const cookies = answer.headers.getSetCookie();
  assert.deepEqual(
    cookies.map((cookie) => cookie.replace(/=[A-Za-z0-9_-]{43};/, '=…;')),
    [
      `latchkey-${new URL(server.url).port}=…; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax`,
      `latchkey-${new URL(server.url).port}-browser=…; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax`,
    ],
  );
  assert.deepEqual(cookieJar('https://latchkey.example'), {
    signIn: '__Host-latchkey',
    browser: '__Host-latchkey-browser',
    attributes: 'Path=/; HttpOnly; SameSite=Lax; Secure',
  });
});

test('of a token only its hash is kept, and a token that was never given out signs nobody in', async () => {
  const browser = await signedIn(server, 'vera@example.test');
  const token = browser.signInToken!;
  const hash = createHash('sha256').update(token).digest();
  assert.equal((await server.look('select from sign_in where token_hash = $1 and ended_at is null', [hash])).length, 1);
  for (const forged of [
    newToken(),
    hash.toString('base64url'),
    token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A'),
    '',
  ])
    assert.equal((await withToken(forged).call(me)).status, 401);
});

test('a sign-in lasts thirty days, however often it is used', async () => {
  const browser = await signedIn(server, 'vera@example.test');
  server.moveClock(30 * DAY_MS - 60_000);
  assert.equal((await browser.call(me)).status, 200);
  server.moveClock(120_000);
  assert.equal((await browser.call(me)).status, 401);
  server.moveClock(-30 * DAY_MS - 60_000);
});

test('P10: a new password ends every other sign-in, makes every browser a stranger, and the person is told', async () => {
  const before = await signedIn(server, 'wim@example.test');
  const known = () =>
    server.look(`select from known_browser b join person p on p.id = b.person_id where p.email = 'wim@example.test'`);
  assert.ok((await known()).length > 0);
  const link = await linkMailedBy(server, 'wim@example.test', () =>
    new TestBrowser(server).call(askReset, { body: { email: 'wim@example.test', language: 'en' } }),
  );
  const fresh = new TestBrowser(server);
  const body = { link, password: 'quite a new one 3' };
  assert.equal(outcomeOf(await fresh.call(resetPassword, { body })), 'ok');
  assert.equal((await before.call(me)).status, 401);
  assert.equal((await fresh.call(me)).status, 200);
  assert.equal((await known()).length, 1, 'only the browser that set it');
  assert.equal(outcomeOf(await attempt('wim@example.test', PASSWORD)), 'wrong-sign-in');
  assert.equal(outcomeOf(await attempt('wim@example.test', 'quite a new one 3')), 'ok');
  await server.mailbox.waitFor((mail) => mail.to.includes('wim@example.test') && mail.links.length === 0);
});

function attempt(email: string, password: string, browser = new TestBrowser(server)): Promise<Answer> {
  return browser.call(signIn, { body: { email, password } });
}

function withToken(token: string): TestBrowser {
  const browser = new TestBrowser(server);
  browser.cookies.set(cookieJar(server.url).signIn, token);
  return browser;
}
