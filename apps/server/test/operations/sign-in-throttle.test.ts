import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { me, signIn } from '@latchkey/contract/person';
import { PASSWORD, personWithoutProfile, signedIn } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, outcomeOf, tally } from './crowd.ts';

/** How many wrong passwords a mailbox is worth in a quarter of an hour, and how many an address on the network. */
const A_MAILBOX = 10;
const AN_ADDRESS = 100;
const QUARTER_MS = 15 * 60_000;
const STORM = 200;
/** Enough to meet every budget of a mailbox several times over. */
const GUST = 40;

let server: TestServer;
let evaluated = { known: 0, unknown: 0 };
let hosts = 0;

before(async () => {
  server = await testServer({ trustedProxies: ['127.0.0.1', '::1'] });
  countPasswords();
  for (const name of ['Vic', 'Ned', 'Eve']) await personWithoutProfile(server, name);
});
after(() => server.stop());
beforeEach(() => {
  // Every test begins a quarter of an hour later, so that none inherits what another has used up.
  server.moveClock(QUARTER_MS + 1000);
  evaluated = { known: 0, unknown: 0 };
});

test('R-13: of 200 wrong passwords at once for one mailbox no more than ten are looked at', async () => {
  const answers = await atOnce(STORM, (n) =>
    guess('vic@example.test', { password: `wrong guess ${n}`, from: host(n) }),
  );
  assert.deepEqual(tally(answers), { 'wrong-sign-in': A_MAILBOX, 'too-many-attempts': STORM - A_MAILBOX });
  assert.deepEqual(evaluated, { known: A_MAILBOX, unknown: 0 });
  const refused = answers.find(({ status }) => status === 429)!;
  const seconds = Number(refused.headers.get('retry-after'));
  assert.ok(seconds > 0 && seconds <= QUARTER_MS / 1000, `${seconds}`);
  assert.equal(refused.body['retry_after_s'], seconds);
});

test('R-13: the right password among many wrong ones opens nothing once the ten are used up', async () => {
  await atOnce(A_MAILBOX, (n) => guess('vic@example.test', { password: `wrong guess ${n}`, from: host(n) }));
  const answers = await atOnce(GUST, (n) => guess('vic@example.test', { password: PASSWORD, from: host(n) }));
  assert.deepEqual(tally(answers), { 'too-many-attempts': GUST });
  assert.equal(evaluated.known, A_MAILBOX);
});

test('R-14: whoever guesses, and wherever from, locks nobody out of a browser that signed in before', async () => {
  const mine = await signedIn(server, 'vic@example.test');
  const beside = host();
  evaluated = { known: 0, unknown: 0 };
  // From the victim’s own address too: an office has one for everybody.
  await atOnce(GUST, (n) =>
    guess('vic@example.test', { password: `wrong guess ${n}`, from: n % 2 === 0 ? beside : host(n) }),
  );
  await atOnce(AN_ADDRESS, (n) => guess(`nobody-${n}@example.test`, { password: 'wrong', from: beside }));
  assert.equal(evaluated.known, A_MAILBOX);
  assert.equal(outcomeOf(await guess('vic@example.test', { browser: mine, from: beside })), 'ok');
  assert.equal((await mine.call(me)).status, 200);
  assert.equal(
    outcomeOf(await guess('vic@example.test', { from: host() })),
    'too-many-attempts',
    'a new browser waits',
  );
});

test('R-14: a known browser has a budget of its own, which is as small and locks out no other', async () => {
  const [one, other] = [await signedIn(server, 'vic@example.test'), await signedIn(server, 'vic@example.test')];
  evaluated = { known: 0, unknown: 0 };
  const wrong = { password: 'wrong', browser: one, from: host() };
  const answers = await atOnce(GUST, () => guess('vic@example.test', wrong));
  assert.deepEqual(tally(answers), { 'wrong-sign-in': A_MAILBOX, 'too-many-attempts': GUST - A_MAILBOX });
  assert.equal(evaluated.known, A_MAILBOX);
  assert.equal(outcomeOf(await guess('vic@example.test', { browser: other, from: host() })), 'ok');
  assert.equal(outcomeOf(await guess('vic@example.test', { from: host() })), 'ok', 'strangers have theirs untouched');
});

test('R-14: a browser that is known to one person is a stranger to every other', async () => {
  const eves = await signedIn(server, 'eve@example.test');
  const answers = await atOnce(GUST, () =>
    guess('vic@example.test', { password: 'wrong', browser: eves, from: host() }),
  );
  assert.deepEqual(tally(answers), { 'wrong-sign-in': A_MAILBOX, 'too-many-attempts': GUST - A_MAILBOX });
  assert.equal(
    outcomeOf(await guess('vic@example.test', { from: host() })),
    'too-many-attempts',
    'it was the strangers’ budget',
  );
  assert.equal(outcomeOf(await guess('eve@example.test', { browser: eves, from: host() })), 'ok');
});

test('P16: an address without a person is throttled the same, at the same cost, in the same words', async () => {
  const storm = (email: string) => atOnce(GUST, (n) => guess(email, { password: `wrong guess ${n}`, from: host(n) }));
  const [known, unknown] = [await storm('vic@example.test'), await storm('nobody@example.test')];
  assert.deepEqual(tally(unknown), tally(known));
  assert.deepEqual(evaluated, { known: A_MAILBOX, unknown: A_MAILBOX });
  assert.deepEqual(shapes(unknown), shapes(known));
});

test('R-14: one address on the network may guess a hundred times, over all mailboxes', async () => {
  const from = host();
  const answers = await atOnce(AN_ADDRESS + GUST, (n) =>
    guess(`mailbox-${n}@example.test`, { password: 'wrong', from }),
  );
  assert.deepEqual(tally(answers), { 'wrong-sign-in': AN_ADDRESS, 'too-many-attempts': GUST });
  assert.equal(evaluated.unknown, AN_ADDRESS);
  assert.equal(outcomeOf(await guess('ned@example.test', { from: host() })), 'ok', 'others go on');
});

test('R-14: an IPv6 customer is one address, however many of theirs they use', async () => {
  const answers = await atOnce(AN_ADDRESS + GUST, (n) =>
    guess(`v6-${n}@example.test`, { password: 'wrong', from: `2001:db8:7:7::${(n + 1).toString(16)}` }),
  );
  assert.equal(tally(answers)['wrong-sign-in'], AN_ADDRESS);
});

test('right passwords cost nothing: a busy office is never locked out by signing in', async () => {
  const from = host();
  for (let n = 0; n < AN_ADDRESS + 5; n += 1) assert.equal(outcomeOf(await guess('ned@example.test', { from })), 'ok');
});

test('what was used up comes back after a quarter of an hour, and not before', async () => {
  await atOnce(A_MAILBOX + 1, () => guess('ned@example.test', { password: 'wrong', from: host() }));
  server.moveClock(QUARTER_MS - 10_000);
  assert.equal(outcomeOf(await guess('ned@example.test', { from: host() })), 'too-many-attempts');
  server.moveClock(10_000);
  assert.equal(outcomeOf(await guess('ned@example.test', { from: host() })), 'ok');
});

type Guess = { password?: string; browser?: TestBrowser; from: string };

function guess(
  email: string,
  { password = PASSWORD, browser = new TestBrowser(server), from }: Guess,
): Promise<Answer> {
  return browser.call(signIn, { body: { email, password }, headers: { 'x-forwarded-for': from } });
}

/** An address on the network that nobody has used yet; a number gives one of a hundred neighbours. */
function host(among?: number): string {
  if (among !== undefined) return `198.51.100.${among % 100}`;
  hosts += 1;
  return `203.0.113.${hosts}`;
}

/** Counts the passwords that are really hashed: what an attacker gets for their attempts. */
function countPasswords(): void {
  const { kit } = server.serving;
  const { hashPassword, verifyPassword, dummyVerify } = kit.passwords;
  kit.passwords = {
    hashPassword,
    verifyPassword: (hash, password) => {
      evaluated.known += 1;
      return verifyPassword(hash, password);
    },
    dummyVerify: (password) => {
      evaluated.unknown += 1;
      return dummyVerify(password);
    },
  };
}

/** Everything an answer says that could differ, without what is random in it. */
function shapes(answers: Answer[]): string[] {
  const texts = answers.map(({ status, body, headers }) => {
    const names = [...headers.keys()].filter((name) => name !== 'date');
    // How long one still has to wait stands in the sentence too.
    return JSON.stringify([status, { ...body, retry_after_s: 0 }, names]).replaceAll(/\d+ seconds/g, 'a while');
  });
  return [...new Set(texts)].toSorted();
}
