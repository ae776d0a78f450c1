import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { type Company, company, secondCompany, signedIn } from '../people.ts';
import { cookiesOf } from '../operations/raw.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { type AgentEnd, giveReach, type Machine, newMachine, online } from './agent-end.ts';
import { asked, connected, dialHost, dialViewer, rejoined, until, type Way } from './data-end.ts';

const REFUSED = 4403;

type Call = Awaited<ReturnType<typeof callFor>>;

let server: TestServer;
let acme: Company;
let beta: Company;
let machine: Machine;
let agent: AgentEnd;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
  machine = await newMachine(acme);
  await giveReach(acme, acme.member, machine);
  agent = await online(server.url, machine);
});
after(() => server.stop());

test('C10: a ticket works once, for its side, in its sign-in, and nothing else is one', async () => {
  const way = await asked(acme.member, machine);
  const call = await callFor(way);
  const elsewhere = await signedIn(server, 'mia@example.test');
  const wrong: [string, () => { closed: Promise<{ code: number }> }][] = [
    ['a ticket nobody made', () => dialViewer(acme.member, { ...way, ticket: randomBytes(32).toString('base64url') })],
    ['no ticket', () => dialViewer(acme.member, { ...way, ticket: 'x' })],
    ['the host’s ticket at the viewer’s side', () => dialViewer(acme.member, { ...call, url: way.url })],
    ['the viewer’s ticket at the host’s side', () => dialHost({ ...way, url: call.url })],
  ];
  for (const [words, act] of wrong) assert.ok([4400, REFUSED].includes((await act().closed).code), words);
  const host = dialHost(call);
  const viewer = dialViewer(acme.member, way);
  assert.deepEqual(await Promise.all([viewer.paired, host.paired]), [true, true], 'what was tried spent neither');
  assert.equal((await dialViewer(acme.member, way).closed).code, REFUSED, 'the viewer’s again');
  assert.equal((await dialHost(call).closed).code, REFUSED, 'the host’s again: a third joiner');
  assert.equal(viewer.socket.readyState, WebSocket.OPEN);
  viewer.socket.terminate();

  for (const browser of [elsewhere, beta.member, acme.holder]) {
    const stolen = await asked(acme.member, machine);
    assert.equal((await dialViewer(browser, stolen).closed).code, REFUSED, 'another sign-in');
    assert.equal((await dialViewer(acme.member, stolen).closed).code, REFUSED, 'and it is spent');
  }
});

test('C10: a ticket that is 30 s old works no more', async () => {
  const way = await asked(acme.member, machine);
  const call = await callFor(way);
  await server.look(`update session_ticket set expires_at = now() - interval '1 millisecond' where session_id = $1`, [
    way.session_id,
  ]);
  assert.equal((await dialViewer(acme.member, way).closed).code, REFUSED);
  assert.equal((await dialHost(call).closed).code, REFUSED);
  const rows = await server.look<{ s: number }>(
    `select extract(epoch from t.expires_at - s.made_at)::float8 as s from session_ticket t join session s on s.id = t.session_id
      where t.side = 'viewer' and t.used_at is not null and t.expires_at > s.made_at`,
  );
  assert.ok(
    rows.every(({ s }) => s <= 31),
    'none was made for longer',
  );
});

test('C10: a ticket of another server opens nothing here', async () => {
  const way = await asked(acme.member, machine);
  const call = await callFor(way);
  await server.look('update session_ticket set node_id = $2 where session_id = $1', [
    way.session_id,
    uuidv7(new Date()),
  ]);
  assert.equal((await dialViewer(acme.member, way).closed).code, REFUSED);
  assert.equal((await dialHost(call).closed).code, REFUSED);
});

test('C4: a computer whose socket breaks before there is a pair is called anew at once, whether or not the viewer is there, and not for ever', async () => {
  const early = await asked(acme.member, machine);
  await breakAt(early, 1);
  const call = await callOf(early, 2);
  const [viewer, host] = [dialViewer(acme.member, early), dialHost(call)];
  assert.deepEqual(await Promise.all([viewer.paired, host.paired]), [true, true]);
  const waiting = await asked(acme.member, machine);
  const alone = dialViewer(acme.member, waiting);
  for (let nth = 1; nth <= 6; nth++) await hangUpAt(waiting, nth);
  await until(() => callsOf(waiting).length === 6);
  assert.equal(alone.socket.readyState, WebSocket.OPEN);
  for (const { socket } of [viewer, host, alone]) socket.terminate();
});

test('Of twenty who come with the same ticket at once one is let in', async () => {
  const way = await asked(acme.member, machine);
  const ends = Array.from({ length: 20 }, () => dialViewer(acme.member, way));
  const host = dialHost(await callFor(way));
  const pairs = await Promise.all(ends.map((end) => Promise.race([end.paired, end.closed.then(() => false)])));
  assert.equal(pairs.filter(Boolean).length, 1);
  assert.equal(await host.paired, true);
  host.socket.terminate();
});

test('A page of somebody else can’t open the socket of a viewer', async () => {
  const way = await asked(acme.member, machine);
  for (const origin of ['https://evil.test', 'null', '', server.url.replace('http', 'https'), `${server.url}0`])
    assert.equal(await knock(way, { origin, cookie: cookiesOf(acme.member) }), 403, origin);
  assert.equal(await knock(way, { cookie: cookiesOf(acme.member) }), 403, 'no origin');
  assert.equal(await knock(way, { origin: server.url, cookie: cookiesOf(new TestBrowser(server)) }), 404, 'no sign-in');
});

test('C4: after a lost network fresh tickets make a new pair, and the old one is over', async () => {
  const { way, viewer, host } = await connected(acme.member, machine, agent);
  viewer.socket.terminate();
  assert.equal((await host.closed).code, 1013, 'the other side is told that it may come back');
  const again = await rejoined(acme.member, machine, way.session_id);
  assert.equal(again.status, 200, JSON.stringify(again.body));
  const call = await agent.told('rejoin', ({ session_id }) => session_id === way.session_id);
  const [newViewer, newHost] = [dialViewer(acme.member, again.body as unknown as Way), dialHost(call)];
  assert.deepEqual(await Promise.all([newViewer.paired, newHost.paired]), [true, true]);
  newViewer.socket.send(Buffer.from('back'));
  await until(() => newHost.received.length === 1);

  const third = await rejoined(acme.member, machine, way.session_id);
  const taken = dialViewer(acme.member, third.body as unknown as Way);
  assert.deepEqual(
    [(await newViewer.closed).code, (await newHost.closed).code],
    [4409, 4409],
    'the pair before is over',
  );
  taken.socket.terminate();
  const stranger = await rejoined(await signedIn(server, 'mia@example.test'), machine, way.session_id);
  assert.equal(stranger.body['code'], 'not-found', 'another sign-in of the same person');
  assert.equal((await rejoined(acme.holder, machine, way.session_id)).body['code'], 'not-found');
});

test('Who says anything before being paired, or text after, is hung up on', async () => {
  const early = dialViewer(acme.member, await asked(acme.member, machine));
  early.socket.on('open', () => early.socket.send(Buffer.from('x')));
  assert.equal((await early.closed).code, 4400);
  const { viewer, host } = await connected(acme.member, machine, agent);
  viewer.socket.send('text');
  assert.equal((await viewer.closed).code, 4400);
  await host.closed;
  const big = await connected(acme.member, machine, agent);
  big.viewer.socket.send(Buffer.alloc(2 ** 20 + 1));
  assert.equal((await big.viewer.closed).code, 1009, 'longer than a message may be');
  await big.host.closed;
});

test('A viewer that takes nothing more holds up its own host only, and little waits for it', async () => {
  const stalled = await connected(acme.member, machine, agent);
  const lively = await connected(acme.member, machine, agent);
  stalled.viewer.socket.pause();
  const chunk = Buffer.alloc(64 * 1024, 1);
  let taken = 0;
  for (let sent = 0; sent < 1024; sent += 1) stalled.host.socket.send(chunk, () => (taken += 1));
  for (let sent = 0; sent < 200; sent += 1) lively.host.socket.send(chunk);
  await until(() => lively.viewer.received.length === 200);
  assert.ok(taken < 1024, 'the host is held up');
  stalled.viewer.socket.resume();
  await until(() => stalled.viewer.received.length === 1024, 20_000);
  for (const end of [stalled.viewer, lively.viewer]) end.socket.terminate();
});

function callFor(way: Way) {
  return agent.told('session', ({ session_id }) => session_id === way.session_id);
}

function callsOf(way: Way) {
  return agent.heard.filter((one) => one.t === 'session' && one.session_id === way.session_id) as Call[];
}

/** What the computer is told the n-th time. */
async function callOf(way: Way, nth: number): Promise<Call> {
  await until(() => callsOf(way).length >= nth);
  return callsOf(way)[nth - 1] ?? assert.fail('no call');
}

/** Dials as the computer that was called the n-th time, and hangs up with the ticket itself: no viewer who waits is paired with it. */
async function hangUpAt(way: Way, nth: number): Promise<void> {
  const { socket } = dialHost(await callOf(way, nth));
  socket.once('open', () => socket.close());
}

/** Dials as the computer that was called the n-th time, and breaks as soon as its ticket is spent; where nobody waits. */
async function breakAt(way: Way, nth: number): Promise<void> {
  const { socket } = dialHost(await callOf(way, nth));
  await until(async () => {
    const used = `select 1 from session_ticket where session_id = $1 and side = 'host' and used_at is not null`;
    return (await server.look(used, [way.session_id])).length === 1;
  });
  socket.terminate();
}

/** The status of a viewer's upgrade. */
function knock(way: Way, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(way.url, { headers });
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => resolve(101));
  });
}
