import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { deleteMembers, signOutMembers } from '@latchkey/contract/member';
import { signOut } from '@latchkey/contract/person';
import { WebSocket } from 'ws';
import { inTransaction } from '../../src/kit/db.ts';
import { tellNews } from '../../src/kit/news.ts';
import { uuidv7 } from '../../src/kit/secrets.ts';
import {
  type Company,
  company,
  memberIdOf,
  personNamed,
  personWithoutProfile,
  secondCompany,
  signedIn,
} from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { MANY } from './crowd.ts';
import { keptMails, passTheWait, tried } from './postman.ts';
import { cookiesOf } from './raw.ts';
import { invite } from './samples.ts';
import { settled } from './traces.ts';

const ENDS_WITHIN_MS = 5_000;
const NO_SUCH_PROFILE = 4401;
const TRY_LATER = 1013;
const MOST_SOCKETS = 20;

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('R-16: an upgrade needs our host and our origin', async () => {
  const { hostname, port } = new URL(server.url);
  const refused: [Record<string, string>, number][] = [
    [{ origin: 'https://evil.test' }, 403],
    [{ origin: `http://${hostname}:${Number(port) + 1}` }, 403],
    [{ origin: `https://${hostname}:${port}` }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: '' }, 403],
    [{ host: 'evil.test' }, 421],
    [{ host: 'evil.test', origin: 'http://evil.test' }, 421],
  ];
  for (const [headers, status] of refused)
    assert.equal(await knock(acme.holder, acme.accountId, headers), status, JSON.stringify(headers));
  assert.equal(await knock(acme.holder, acme.accountId, {}, ['origin']), 403, 'no origin at all');
});

test('G9: the news of an account open for its members only, and anybody else hears nothing', async () => {
  assert.equal(await knock(new TestBrowser(server), acme.accountId), 404, 'nobody signed in');
  const unknown = new TestBrowser(server);
  for (const [name, value] of acme.holder.cookies) unknown.cookies.set(name, `${value.slice(0, -3)}abc`);
  const left = await signedIn(server, 'mia@example.test');
  const token = [...left.cookies];
  await left.call(signOut);
  for (const [name, value] of token) left.cookies.set(name, value);
  const outsiders: [string, TestBrowser, string][] = [
    ['a holder elsewhere', beta.holder, acme.accountId],
    ['somebody in no account', await personWithoutProfile(server, 'Stan'), acme.accountId],
    ['somebody with a token nobody has', unknown, acme.accountId],
    ['somebody who signed out', left, acme.accountId],
    ['the holder, of an account that does not exist', acme.holder, uuidv7(new Date())],
  ];
  const ears = await Promise.all(outsiders.map(([, browser, accountId]) => listen(browser, accountId)));
  await invite(acme);
  for (const [index, ear] of ears.entries()) {
    assert.equal(await ear.closed, NO_SUCH_PROFILE, outsiders[index]?.[0]);
    assert.deepEqual(ear.heard, [], outsiders[index]?.[0]);
  }
});

test('G11: who may see the users hears that they changed, nobody else does, and no more than that is said', async () => {
  await settled(server);
  // What was said just now may be said once more, a second later.
  await sleep(1_200);
  const [holder, admin, member, elsewhere] = await Promise.all([
    listen(acme.holder, acme.accountId),
    listen(acme.admin, acme.accountId),
    listen(acme.member, acme.accountId),
    listen(beta.holder, beta.accountId),
  ]);
  await invite(acme);
  await until(() => holder.heard.length > 0 && admin.heard.length > 0);
  for (const text of [...holder.heard, ...admin.heard]) assert.equal(text, '{"changed":"member"}');
  assert.deepEqual([member.heard, elsewhere.heard], [[], []]);
  for (const ear of [holder, admin, member, elsewhere]) ear.socket.terminate();
});

test('R-15: signing out closes the open socket of that sign-in within 5 s, and no other', async () => {
  const leaving = await signedIn(server, 'adam@example.test');
  const [ear, other] = await Promise.all([listen(leaving, acme.accountId), listen(acme.admin, acme.accountId)]);
  const began = performance.now();
  await leaving.call(signOut);
  assert.equal(await ear.closed, NO_SUCH_PROFILE);
  assert.ok(performance.now() - began < ENDS_WITHIN_MS);
  assert.equal(other.socket.readyState, WebSocket.OPEN);
  other.socket.terminate();
});

test('R-15: being deleted, suspended, signed out by an admin or demoted reaches the open socket within 5 s', async () => {
  const [deleted, suspended, signedOut, demoted] = [
    await personNamed(acme, 'Deleted', 'admin'),
    await personNamed(acme, 'Suspended', 'admin'),
    await personNamed(acme, 'Signedout', 'admin'),
    await personNamed(acme, 'Demoted', 'admin'),
  ];
  const browsers = [deleted, suspended, signedOut, demoted];
  const ears = await Promise.all(browsers.map((browser) => listen(browser, acme.accountId)));
  const [first, second, third, fourth] = ears as [Ear, Ear, Ear, Ear];
  const began = performance.now();
  for (const [operation, browser] of [
    [deleteMembers, deleted],
    [signOutMembers, signedOut],
  ] as const) {
    const items = [{ member_id: await memberIdOf(browser, acme.accountId) }];
    await acme.holder.call(operation, { params: { account_id: acme.accountId }, body: { items } });
  }
  await server.look(`update member set status = 'suspended' where email = 'suspended@example.test'`);
  await server.look(`update member set role = 'member' where email = 'demoted@example.test'`);
  const closed = await Promise.all([first.closed, second.closed, third.closed]);
  assert.deepEqual(closed, [NO_SUCH_PROFILE, NO_SUCH_PROFILE, NO_SUCH_PROFILE]);
  assert.ok(performance.now() - began < ENDS_WITHIN_MS);
  await until(async () => {
    const before = fourth.heard.length;
    await invite(acme);
    // What is told often is told once a second.
    await sleep(1_300);
    return fourth.heard.length === before;
  });
  fourth.socket.terminate();
});

test('I12: the users list hears that the mail of an invitation is out, so that nobody has to keep asking', async () => {
  await server.mailbox.goDown();
  const { email } = await invite(acme);
  const mail = await tried(server, email);
  const ear = await listen(acme.holder, acme.accountId);
  await sleep(1_300);
  ear.heard.length = 0;
  await server.mailbox.comeBack();
  await passTheWait(server);
  await server.mailbox.waitFor(({ to }) => to.includes(email));
  await until(() => ear.heard.length > 0);
  assert.equal((await keptMails(server, email))[0]?.state, 'sent', mail.id);
  ear.socket.terminate();
});

test('Many changes in a moment are told in a few words, the last of them included', async () => {
  const ear = await listen(acme.holder, acme.accountId);
  await sleep(1_300);
  ear.heard.length = 0;
  const { db } = server.serving.kit;
  for (let n = 0; n < MANY; n += 1)
    await inTransaction(db, { accountId: acme.accountId }, ({ tx }) => tellNews(tx, acme.accountId, 'member'));
  const before = ear.heard.length;
  await until(() => ear.heard.length > before);
  assert.ok(ear.heard.length < MANY / 2, `${ear.heard.length} times`);
  ear.socket.terminate();
});

test('A sign-in has twenty open sockets: one more closes the oldest for now, and no other sign-in’s', async () => {
  const ada = await signedIn(server, 'ada@example.test');
  const other = await listen(acme.admin, acme.accountId);
  const ears: Ear[] = [];
  for (let n = 0; n < MOST_SOCKETS; n += 1) ears.push(await listen(ada, acme.accountId));
  await invite(acme);
  await until(() => ears.every(({ heard }) => heard.length > 0));
  const newest = await listen(ada, acme.accountId);
  assert.equal(await ears[0]?.closed, TRY_LATER);
  await sleep(1_300);
  await invite(acme);
  await until(() => newest.heard.length > 0);
  for (const { socket } of [...ears.slice(1), newest, other]) {
    assert.equal(socket.readyState, WebSocket.OPEN);
    socket.terminate();
  }
});

test('What a client says into the news does nothing, and too much of it closes the socket', async () => {
  const ear = await listen(acme.holder, acme.accountId);
  ear.socket.send('{"changed":"member"}');
  ear.socket.send(Buffer.from([0, 255, 1]));
  ear.socket.send('x'.repeat(2000));
  assert.equal(await ear.closed, 1009);
  assert.deepEqual(ear.heard, []);
});

type Ear = { socket: WebSocket; heard: string[]; closed: Promise<number> };

function socketTo(browser: TestBrowser, accountId: string, headers: Record<string, string>, without: string[] = []) {
  const { host, origin } = new URL(server.url);
  const all = { host, origin, cookie: cookiesOf(browser), ...headers };
  const sent = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  return new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/accounts/${accountId}/news`, { headers: sent });
}

/** The status an upgrade is answered with. */
async function knock(
  browser: TestBrowser,
  accountId: string,
  headers: Record<string, string> = {},
  without: string[] = [],
): Promise<number> {
  const socket = socketTo(browser, accountId, headers, without);
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
  });
}

/** An open socket and everything it hears. */
async function listen(browser: TestBrowser, accountId: string): Promise<Ear> {
  const socket = socketTo(browser, accountId, {});
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString('utf8')));
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
  await once(socket, 'open');
  return { socket, heard, closed };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + ENDS_WITHIN_MS; !(await holds()); await sleep(20))
    if (Date.now() > end) assert.fail('it did not come about within 5 s');
}
