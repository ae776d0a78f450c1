import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { type Company, company, memberIdOf } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { dial, type HelloChanges, type Machine, newMachine, online } from './agent-end.ts';
import { until } from './data-end.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('C3: a computer that proves its key is online, says what it is, and is offline when its socket ends', async () => {
  const machine = await newMachine(acme);
  machine.facts.hostname = 'front-desk';
  const agent = await online(server.url, machine);
  const welcome = await agent.told('welcome');
  assert.deepEqual([welcome.account, welcome.is_approved, welcome.owner], [acme.companyName, true, null]);
  const [row] = await kept(machine);
  assert.deepEqual([row?.hostname, row?.online, row?.hello_counter], ['front-desk', true, '1']);
  agent.socket.close();
  await until(async () => (await kept(machine))[0]?.online === false);
});

test('C2: whoever has not the device key, says it to another server or says it again is not let in', async () => {
  const machine = await newMachine(acme);
  const stranger = { ...machine, key: generateKeyPairSync('ed25519').privateKey };
  const refused: [string, Machine, HelloChanges, string][] = [
    ['another key', stranger, {}, 'bad-signature'],
    ['a hello to another server', machine, { signedFor: 'https://latchkey.other.test' }, 'bad-signature'],
    ['an old nonce', machine, { nonce: randomBytes(32).toString('base64url') }, 'bad-signature'],
    ['no signature', machine, { signature: Buffer.alloc(64).toString('base64url') }, 'bad-signature'],
    ['another version', machine, { version: 2 }, 'version'],
    ['a computer nobody knows', { ...machine, id: uuidv7(new Date()) }, {}, 'unknown-computer'],
    ['a computer that was removed', await removed(), {}, 'removed'],
  ];
  for (const [words, whose, changes, code] of refused) {
    const end = await dial(server.url, whose, changes);
    assert.equal((await end.told('refused')).code, code, words);
    assert.equal((await end.closed).code, 4403, words);
  }
  assert.deepEqual((await kept(machine))[0]?.hello_counter, '0', 'nothing of it was believed');
});

test('A hello that is repeated byte for byte on another socket is refused', async () => {
  const machine = await newMachine(acme);
  const agent = await online(server.url, machine);
  agent.socket.terminate();
  const nonce = (await agent.told('challenge')).nonce;
  const again = await dial(server.url, machine, { nonce, counter: 1 });
  assert.equal((await again.told('refused')).code, 'bad-signature');
});

test('A counter that is not above the last one means that two machines hold the key: the computer is quarantined', async () => {
  for (const back of [0, 1]) {
    const machine = await newMachine(acme);
    machine.counter = 5;
    const agent = await online(server.url, machine);
    machine.counter -= 1 + back;
    const copy = await dial(server.url, machine);
    assert.equal((await copy.told('refused')).code, 'quarantined');
    assert.equal((await agent.closed).reason, 'quarantined', 'neither of the two is let in');
    machine.counter = 50;
    assert.equal((await (await dial(server.url, machine)).told('refused')).code, 'quarantined');
    const acts = await server.look(`select 1 from audit where act = 'computer.quarantine' and $1 = any (targets)`, [
      machine.id,
    ]);
    assert.equal(acts.length, 1, 'it stands in the log');
  }
});

test('Who owns a computer and who manages computers are mailed once when its key was copied, and nobody else', async () => {
  const machine = await newMachine(acme, { ownerId: await memberIdOf(acme.member, acme.accountId) });
  machine.counter = 5;
  const agent = await online(server.url, machine);
  for (const _ of [1, 2]) {
    machine.counter = 1;
    await (await dial(server.url, machine)).told('refused');
  }
  await agent.closed;
  const [row] = await server.look<{ name: string }>('select name from computer where id = $1', [machine.id]);
  const about = (mail: { subject: string }) => mail.subject.includes(row?.name ?? '');
  const told = ['ada', 'sue', 'adam', 'mia'].map((name) => `${name}@example.test`);
  for (const to of told) {
    const mail = await server.mailbox.waitFor((one) => one.to.includes(to) && about(one));
    assert.match(mail.text, /replacement code/);
    assert.ok(mail.links.some((link) => link.endsWith(`/computers/${machine.id}`)));
  }
  assert.deepEqual(
    server.mailbox.mails
      .filter(about)
      .flatMap(({ to }) => to)
      .toSorted(),
    told.toSorted(),
  );
});

test('Another start of the machine while the first still answers is a clone; one whose socket is dead is the same machine', async () => {
  const machine = await newMachine(acme);
  const first = await online(server.url, machine);
  const clone = await dial(server.url, { ...machine, bootId: randomUUID(), counter: 7 });
  assert.equal((await clone.told('refused')).code, 'quarantined');
  assert.equal((await first.closed).reason, 'quarantined');

  const other = await newMachine(acme);
  const before = await online(server.url, other);
  // A machine that lost its power answers no more, and nobody hangs up for it.
  before.socket.pause();
  const restarted = { ...other, bootId: randomUUID() };
  const back = await dial(server.url, restarted);
  await back.told('welcome');
  assert.equal((await kept(other))[0]?.quarantined_at, null);
  before.socket.terminate();
  back.socket.terminate();
});

test('The same start of a machine that comes by another way takes the place of its old socket', async () => {
  const machine = await newMachine(acme);
  const first = await online(server.url, machine);
  const second = await online(server.url, machine);
  assert.equal((await first.closed).code, 4409);
  assert.deepEqual([(await kept(machine))[0]?.online, (await kept(machine))[0]?.quarantined_at], [true, null]);
  second.socket.terminate();
});

test('An upgrade of an agent with any origin, or for another host, is refused', async () => {
  const refused: [string, Record<string, string>, number][] = [
    ['/agent/control', { origin: server.url }, 403],
    ['/agent/control', { origin: 'null' }, 403],
    ['/agent/control', { origin: '' }, 403],
    ['/session/host', { origin: server.url }, 403],
    ['/agent/control', { host: 'evil.test' }, 421],
    ['/session/host', { host: 'evil.test' }, 421],
    ['/agent/control?x=1', {}, 403],
  ];
  for (const [path, headers, status] of refused)
    assert.equal(await knock(path, headers), status, `${path} ${JSON.stringify(headers)}`);
});

test('Whoever says anything but a hello first is hung up on', async () => {
  for (const first of ['', '{}', 'hello', '{"t":"opened"}', '{"t":"unheard-of"}', Buffer.from('{"t":"hello"}')]) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/agent/control`);
    socket.on('error', () => undefined);
    const code = await new Promise<number>((resolve) => {
      socket.on('message', () => socket.send(first));
      socket.on('close', resolve);
    });
    assert.equal(code, 4400, String(first));
  }
});

test('What became of a computer is told: approved, renamed, another owner, removed', async () => {
  const machine = await newMachine(acme, { status: 'waiting' });
  const agent = await online(server.url, machine);
  assert.equal((await agent.told('welcome')).is_approved, false);
  const change = (what: string) =>
    server.look(`update computer set ${what}, version = version + 1 where id = $1`, [machine.id]);
  await change(`status = 'active', name = 'Reception'`);
  await agent.told('approved');
  assert.equal((await agent.told('renamed')).name, 'Reception');
  await change(`owner_id = (select id from member where email = 'mia@example.test')`);
  const { owner } = await agent.told('owner');
  assert.deepEqual([owner?.name, owner?.is_suspended], ['Mia', false]);
  await change(`owner_id = null, status = 'removed', removed_at = now(), removed_where = 'account'`);
  await agent.told('removed');
  await agent.closed;
});

type Kept = { hostname: string; online: boolean; hello_counter: string; quarantined_at: Date | null };

function kept(machine: Machine): Promise<Kept[]> {
  return server.look<Kept>(
    `select hostname, node_id is not null as online, hello_counter, quarantined_at from computer where id = $1`,
    [machine.id],
  );
}

async function removed(): Promise<Machine> {
  const machine = await newMachine(acme);
  await server.look(
    `update computer set status = 'removed', removed_at = now(), removed_where = 'account' where id = $1`,
    [machine.id],
  );
  return machine;
}

/** The status of an upgrade that is refused. */
function knock(path: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(server.url.replace('http', 'ws') + path, { headers });
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
  });
}
