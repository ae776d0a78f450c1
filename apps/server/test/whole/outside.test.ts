import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { me } from '@latchkey/contract/person';
import pg from 'pg';
import { type Mailbox, openMailbox } from '../kit/mailbox.ts';
import { ADA, adaSignedIn, emailsSeenBy, invite, listening, settle, type Visitor, type Way } from './browser.ts';
import { type Gate, openGate } from './gate.ts';
import { type House, refusedStart, spawnHouse, startHouse, until, up } from './house.ts';
import { freePort } from '../free-port.ts';
import { newPlace, type Outside, outsideIn, type Place } from './place.ts';

const MEMBER_NEWS = '{"changed":"member"}';

// Two servers of one installation on a PostgreSQL of the operator's, through everything that happens to it.
let place: Place;
let outside: Outside;
let mailbox: Mailbox;
let gate: Gate;
let env: [Environment, Environment];
let ways: [Way, Way];
let houses: House[] = [];
let visitors: Visitor[] = [];
let accountId: string;

before(async () => {
  place = newPlace();
  mailbox = await openMailbox();
  gate = await openGate(mailbox.port);
  place.onLeave(async () => {
    await gate.close();
    await mailbox.close();
  });
  outside = await outsideIn(place, 'server');
  const [one, other] = [await freePort(), await freePort()];
  ways = [{ publicUrl: `http://localhost:${one}` }, { publicUrl: `http://localhost:${other}` }];
  env = [environmentOf(one), environmentOf(other)];
});
after(() => place.leave());

test('What is wrong with DATABASE_URL is said in a sentence that never holds the password', async () => {
  const PORT = String(await freePort());
  const secret = 'not-the-password';
  const refusals: [string, RegExp][] = [
    [outside.url({ password: secret }), /refuses the password of the role latchkey_owner/],
    [outside.url({ database: 'elsewhere' }), /has no database “elsewhere”/],
    [`postgres://latchkey_owner:${secret}@localhost:${PORT}/latchkey`, /No PostgreSQL answers at localhost/],
    [outside.url({ user: 'postgres' }), /must name the role latchkey_owner as its user/],
  ];
  const said = await Promise.all(
    refusals.map(([DATABASE_URL]) => refusedStart(place, { env: { PORT, DATABASE_URL } })),
  );
  for (const [index, [, words]] of refusals.entries()) {
    assert.match(said[index] ?? '', words);
    assert.ok(!said[index]?.includes(secret), said[index]);
  }
});

test('Two servers that start at once on an empty database migrate it once', async () => {
  houses = env.map((one) => spawnHouse(place, { env: one }));
  for (const house of houses) await up(house);
  const ran = await look('select name, count(*)::int as times from migration group by name');
  assert.ok(ran.length > 0 && ran.every((row) => row['times'] === 1), JSON.stringify(ran));
});

test('What is done through one server is told and seen at the other', async () => {
  ({ accountId } = await settle(houses, ways[0]));
  visitors = await Promise.all(ways.map((way) => adaSignedIn(way)));
  const ears = await Promise.all(visitors.map((visitor) => listening(visitor, accountId)));
  await invite(at(0), accountId, 'bob@example.test');
  await until(() => ears.every(({ heard }) => heard.includes(MEMBER_NEWS)));
  assert.deepEqual(await emailsSeenBy(at(1), accountId), [ADA, 'bob@example.test']);
  for (const { socket } of ears) socket.terminate();
});

test('When the connection that listens is lost, open tabs are told to fetch anew, and hear again what happens', async () => {
  const ears = await Promise.all(visitors.map((visitor) => listening(visitor, accountId)));
  // The first check of each socket's rights.
  await sleep(500);
  const ended = await look(
    "select pg_terminate_backend(pid) as ended from pg_stat_activity where application_name = 'latchkey-news'",
  );
  assert.equal(ended.length, 2 * 4, 'each server listens for news, agents, probes and sessions');
  await until(() => ears.every(({ heard }) => heard.length > 0));
  const before = ears.map(({ heard }) => heard.length);
  await invite(at(1), accountId, 'cleo@example.test');
  await until(() => ears.every(({ heard }, index) => heard.length > (before[index] ?? 0)));
  for (const { socket } of ears) socket.terminate();
});

test('While the database is away calls are answered as busy, and everything goes on when it is back', async () => {
  await until(async () => (await stateOfMailTo('cleo@example.test')) === 'sent');
  gate.shut();
  await invite(at(0), accountId, 'dan@example.test');
  await until(() => gate.waiting() > 0);
  await outside.stop();
  for (const visitor of visitors) {
    const answer = await visitor.call(me);
    assert.equal(answer.status, 503, answer.text);
    assert.equal(answer.body['code'], 'busy');
    assert.equal((await visitor.send('GET', '/healthz')).status, 200);
  }
  await until(async () => (await at(0).send('GET', '/readyz')).status === 503);
  // The mail that was under way is handed over now, and nobody can write that down.
  gate.open();
  await mailbox.waitFor((mail) => mail.to.includes('dan@example.test'));
  await outside.start();
  for (const [index, visitor] of visitors.entries()) {
    await until(async () => (await visitor.call(me)).status === 200, houses[index]);
    await until(async () => (await visitor.send('GET', '/readyz')).status === 200, houses[index]);
    assert.equal(houses[index]?.child.exitCode, null);
  }
  await until(async () => (await stateOfMailTo('dan@example.test')) === 'sent', houses[0]);
});

test('After it was back, jobs are done and news are told as before', async () => {
  const ears = await Promise.all(visitors.map((visitor) => listening(visitor, accountId)));
  await invite(at(1), accountId, 'eve@example.test');
  await until(() => ears.every(({ heard }) => heard.includes(MEMBER_NEWS)));
  await until(async () => (await stateOfMailTo('eve@example.test')) === 'sent', houses[1]);
  for (const { socket } of ears) socket.terminate();
});

test('After a restart everything is still there, and no set-up code is printed any more', async () => {
  for (const house of houses) assert.equal(await house.stop(), 0, house.said);
  houses = [await startHouse(place, { env: env[0] })];
  assert.doesNotMatch(houses[0]?.said ?? '', /Set-up code/);
  const ada = await adaSignedIn(ways[0]);
  assert.deepEqual(await emailsSeenBy(ada, accountId), [ADA, ...['bob', 'cleo', 'dan', 'eve'].map(mailboxOf)]);
  assert.equal(await houses[0]?.stop(), 0);
});

test('A database of a newer version is refused, and so is one whose migrations are not those of this version', async () => {
  await look(`insert into migration (name, checksum) values ('9999-of-the-future.sql', 'x')`);
  assert.match(await refusedStart(place, { env: env[0] }), /newer than this version.*9999-of-the-future/);
  await look(`delete from migration where name like '9999%'`);
  const [first] = await look('select name from migration order by name limit 1');
  await look(`update migration set checksum = 'x' where name = '${String(first?.['name'])}'`);
  assert.match(await refusedStart(place, { env: env[0] }), /changed after it ran/);
});

type Environment = Record<string, string>;

function environmentOf(port: number): Environment {
  const SMTP_URL = `smtp://127.0.0.1:${gate.port}`;
  return { PORT: String(port), DATABASE_URL: outside.url(), SMTP_URL, MAIL_FROM: 'latchkey@example.test' };
}

function at(index: 0 | 1): Visitor {
  return visitors[index] ?? assert.fail('nobody is signed in yet');
}

function mailboxOf(name: string): string {
  return `${name}@example.test`;
}

async function stateOfMailTo(email: string): Promise<unknown> {
  const rows = await look(`select state from mail where recipient = '${email}' order by id desc limit 1`);
  return rows[0]?.['state'];
}

async function look(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ ...outside.embedded.superuser, database: 'latchkey' });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
