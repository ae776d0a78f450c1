import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { addAddress, changePassword, endSignIns, listSignIns, me, prove, signIn } from '@latchkey/contract/person';
import { WebSocket } from 'ws';
import { sweepPeople } from '../../src/person/sweeping.ts';
import { type Company, company, PASSWORD, personNamed, personWithoutProfile, signedIn } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, MANY, outcomeOf, tally } from './crowd.ts';
import { forgetAttempts } from './samples.ts';

const DAY_MS = 86_400_000;
const CLOSES_WITHIN_MS = 5_000;
const TEN_MINUTES_MS = 600_000;

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('A5: people see where they are signed in, newest first, and which one this is', async () => {
  const first = await personWithoutProfile(server, 'Fay');
  const second = await signedIn(server, 'fay@example.test');
  const { items, total } = await listed(second);
  assert.deepEqual(total, { count: 2, more: false });
  assert.deepEqual(
    items.map(({ is_this }) => is_this),
    [true, false],
  );
  assert.ok(items.every(({ address, user_agent }) => address !== '' && user_agent !== ''));
  const { items: seen } = await listed(first);
  assert.deepEqual(
    seen.map(({ id, is_this }) => [id, is_this]),
    items.map(({ id, is_this }) => [id, !is_this]),
  );
});

test('A5: the list is read page by page, and nobody else’s is in it', async () => {
  const pat = await personWithoutProfile(server, 'Pat');
  for (let n = 0; n < 4; n += 1) await signedIn(server, 'pat@example.test');
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await listed(pat, { limit: '2', ...(cursor === null ? {} : { cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  const own = await server.look<{ id: string }>(
    `select s.id from sign_in s join person p on p.id = s.person_id where p.email = 'pat@example.test' order by s.id desc`,
  );
  assert.deepEqual(
    ids,
    own.map(({ id }) => id),
  );
  assert.equal(ids.length, 5);
});

test('A5: chosen sign-ins end at once, and only one’s own', async () => {
  const [una, vic] = [await personWithoutProfile(server, 'Una'), await personWithoutProfile(server, 'Vic')];
  const other = await signedIn(server, 'una@example.test');
  const [first] = (await listed(una)).items;
  const [foreign] = (await listed(vic)).items;
  const answer = await end(una, [first?.id ?? '', foreign?.id ?? '']);
  assert.deepEqual(answer.body, { ended: 1 });
  assert.equal((await other.call(me)).status, 401);
  assert.equal((await vic.call(me)).status, 200);
  assert.deepEqual((await end(una, [first?.id ?? ''])).body, { ended: 0 }, 'it has ended already');
});

test('A5: ending this sign-in signs out', async () => {
  const zed = await personWithoutProfile(server, 'Zed');
  const [own] = (await listed(zed)).items;
  await end(zed, [own?.id ?? '']);
  assert.equal(zed.signInToken, undefined, 'the cookie is gone');
});

test('A5: all others end in one act, however many do it at once', async () => {
  await personWithoutProfile(server, 'Wes');
  const browsers: TestBrowser[] = [];
  for (let n = 0; n < MANY; n += 1) browsers.push(await signedIn(server, 'wes@example.test'));
  const answers = await Promise.all(browsers.map((browser) => end(browser, 'others')));
  // Whoever is ended before can end nobody any more.
  const left = await server.look(
    `select from sign_in s join person p on p.id = s.person_id where p.email = 'wes@example.test' and s.ended_at is null`,
  );
  assert.equal(left.length, 1, JSON.stringify(tally(answers)));
});

test('A5: the news of an ended sign-in close within five seconds', async () => {
  const rita = await personNamed(acme, 'Rita');
  const elsewhere = await signedIn(server, 'rita@example.test');
  const socket = await newsOf(elsewhere);
  await end(rita, 'others');
  const [code] = (await once(socket, 'close', { signal: AbortSignal.timeout(CLOSES_WITHIN_MS) })) as [number];
  assert.equal(code, 4401);
});

test('P10: a password that is proved anew makes the sign-in fresh for ten minutes, this one only', async () => {
  const jude = await personWithoutProfile(server, 'Jude');
  const other = await signedIn(server, 'jude@example.test');
  server.moveClock(TEN_MINUTES_MS + 1000);
  for (const browser of [jude, other]) assert.equal(await freshness(browser), 'not-fresh');
  assert.equal(outcomeOf(await jude.call(prove, { body: { password: 'wrong' } })), 'wrong-password');
  assert.equal(await freshness(jude), 'not-fresh');
  assert.equal(outcomeOf(await jude.call(prove, { body: { password: PASSWORD } })), 'ok');
  assert.equal(await freshness(jude), 'ok');
  assert.equal(await freshness(other), 'not-fresh');
  server.moveClock(-2 * TEN_MINUTES_MS);
  assert.equal(await freshness(jude), 'not-fresh', 'a clock that goes back makes nothing fresh');
  server.moveClock(TEN_MINUTES_MS - 1000);
});

test('R-13: somebody at a browser that was left alone has ten guesses at the password, counted before they are looked at', async () => {
  const kay = await personWithoutProfile(server, 'Kay');
  const guesses = await atOnce(MANY, (n) =>
    n % 2 === 0
      ? kay.call(prove, { body: { password: `wrong ${n}` } })
      : kay.call(changePassword, { body: { current_password: `wrong ${n}`, password: 'quite another 9' } }),
  );
  assert.deepEqual(tally(guesses), { 'wrong-password': 10, 'too-many-attempts': MANY - 10 });
  assert.equal(outcomeOf(await kay.call(prove, { body: { password: PASSWORD } })), 'too-many-attempts');
  const elsewhere = await new TestBrowser(server).call(signIn, {
    body: { email: 'kay@example.test', password: PASSWORD },
  });
  assert.equal(outcomeOf(elsewhere), 'ok', 'who has the password still signs in');
});

test('R-13: right passwords cost nothing', async () => {
  const lea = await personWithoutProfile(server, 'Lea');
  for (let n = 0; n < 12; n += 1)
    assert.equal(outcomeOf(await lea.call(prove, { body: { password: PASSWORD } })), 'ok');
});

test('P7: a sign-in that was swept as over stays so, though the clock goes back', async () => {
  const ines = await personWithoutProfile(server, 'Ines');
  server.moveClock(31 * DAY_MS);
  assert.equal((await ines.call(me)).status, 401);
  await sweepPeople(server.serving.kit);
  server.moveClock(-31 * DAY_MS);
  assert.equal((await ines.call(me)).status, 401);
});

type SignIn = { id: string; is_this: boolean; address: string; user_agent: string };
type Page = { items: SignIn[]; next_cursor: string | null; total: { count: number; more: boolean } };

async function listed(browser: TestBrowser, query: Record<string, string> = {}): Promise<Page> {
  const answer = await browser.call(listSignIns, { query });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as unknown as Page;
}

function end(browser: TestBrowser, sign_in_ids: string[] | 'others'): Promise<Answer> {
  return browser.call(endSignIns, { body: { sign_in_ids } });
}

/** What an act that asks for a fresh sign-in answers. */
async function freshness(browser: TestBrowser): Promise<string> {
  await forgetAttempts(server);
  return outcomeOf(await browser.call(addAddress, { body: { email: 'jude@club.example' } }));
}

async function newsOf(browser: TestBrowser): Promise<WebSocket> {
  const url = `${server.url.replace('http', 'ws')}/api/v1/accounts/${acme.accountId}/news`;
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const socket = new WebSocket(url, { headers: { cookie, origin: server.url } });
  await once(socket, 'open');
  return socket;
}
