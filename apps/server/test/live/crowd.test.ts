import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { dial, type Machine, newMachine, online } from './agent-end.ts';
import { until } from './data-end.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('Of many computers that come at the same time each is judged by its own hello', async () => {
  const machines = await Promise.all(Array.from({ length: 30 }, () => newMachine(acme)));
  const [forged, rolledBack, removed, ...honest] = machines as [Machine, Machine, Machine, ...Machine[]];
  rolledBack.counter = 5;
  await server.look('update computer set hello_counter = 9 where id = $1', [rolledBack.id]);
  await server.look(
    `update computer set status = 'removed', removed_at = now(), removed_where = 'account' where id = $1`,
    [removed.id],
  );
  const stranger = { ...forged, key: generateKeyPairSync('ed25519').privateKey };
  const ends = await Promise.all([stranger, rolledBack, removed, ...honest].map((one) => dial(server.url, one)));
  const [first, second, third, ...others] = ends;
  assert.equal((await first?.told('refused'))?.code, 'bad-signature');
  assert.equal((await second?.told('refused'))?.code, 'quarantined');
  assert.equal((await third?.told('refused'))?.code, 'removed');
  for (const [at, end] of others.entries())
    assert.equal((await end.told('welcome')).computer, `PC ${honest[at]?.id.slice(-6)}`, 'and hears of itself');
  const counters = await keptOf(honest);
  assert.ok(counters.every((one) => one.hello_counter === '1' && one.online));
  for (const { socket } of others) socket.terminate();
  await until(async () => (await keptOf(honest)).every((one) => !one.online));
});

test('Two sockets of one computer in the same crowd replace each other, and nobody is taken for a copy', async () => {
  const crowd = await Promise.all(Array.from({ length: 20 }, () => newMachine(acme)));
  const machine = await newMachine(acme);
  const others = crowd.map((one) => dial(server.url, one));
  const first = await dial(server.url, machine);
  const second = await dial(server.url, machine);
  await second.told('welcome');
  assert.equal((await first.closed).code, 4409);
  const [kept] = await keptOf([machine]);
  assert.deepEqual([kept?.hello_counter, kept?.online, kept?.quarantined_at], ['2', true, null]);
  for (const { socket } of [second, ...(await Promise.all(others))]) socket.terminate();
});

test('A computer that somebody is busy with keeps no other out, and is let in when they are done', async () => {
  const [busy, other] = [await newMachine(acme), await newMachine(acme)];
  const client = new pg.Client(server.database.superuser);
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select from computer where id = $1 for update', [busy.id]);
    const waiting = await dial(server.url, busy);
    const agent = await online(server.url, other);
    assert.equal(waiting.heard.length, 1, 'only its challenge so far');
    await client.query('commit');
    await waiting.told('welcome');
    for (const { socket } of [waiting, agent]) socket.terminate();
  } finally {
    await client.end();
  }
});

test('A new start of a machine is told from a copy among many, too', async () => {
  const machines = await Promise.all(Array.from({ length: 10 }, () => newMachine(acme)));
  const [cloned, ...honest] = machines as [Machine, ...Machine[]];
  const first = await online(server.url, cloned);
  const clone = { ...cloned, bootId: randomUUID(), counter: 7 };
  const ends = await Promise.all([clone, ...honest].map((one) => dial(server.url, one)));
  assert.equal((await ends[0]?.told('refused'))?.code, 'quarantined');
  assert.equal((await first.closed).reason, 'quarantined');
  for (const end of ends.slice(1)) await end.told('welcome');
  for (const { socket } of ends) socket.terminate();
});

type Kept = { hello_counter: string; online: boolean; quarantined_at: Date | null };

async function keptOf(machines: readonly Machine[]): Promise<Kept[]> {
  return server.look<Kept>(
    'select hello_counter, node_id is not null as online, quarantined_at from computer where id = any ($1)',
    [machines.map(({ id }) => id)],
  );
}
