import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Company, company, memberIdOf, personNamed } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { type AgentEnd, dial, giveReach, type Machine, newMachine, online } from './agent-end.ts';
import { type DataEnd, dialHost, dialViewer, type LiveSession, rejoined, until, type Way } from './data-end.ts';
import { connectedAt, rejoinedAt } from './elsewhere.ts';
import { type NodeProcess, startNode } from './node-process.ts';

const STANDS_STILL_MS = 10_000;

let server: TestServer;
let acme: Company;
let machine: Machine;
let agent: AgentEnd;
let other: NodeProcess;

before(async () => {
  server = await testServer();
  acme = await company(server);
  machine = await newMachine(acme);
  agent = await online(server.url, machine);
  other = await startNode(server);
});
after(async () => {
  await other?.end();
  await server?.stop();
});

test('C9: what came to a server that stood still is not passed on before rights were looked at, and who still may comes back', async () => {
  const [gone, kept] = [await newcomer('Gone'), await newcomer('Kept')];
  const lives = [
    await connectedAt(other.url, gone, machine, agent),
    await connectedAt(other.url, kept, machine, agent),
  ];
  await Promise.all(lives.map(passes));
  other.signal('SIGSTOP');
  await server.look('delete from member_access where member_id = $1', [await memberIdOf(gone, acme.accountId)]);
  const committed = performance.now();
  const before = lives.map(heardBy);
  while (performance.now() - committed < STANDS_STILL_MS) {
    for (const { viewer, host } of lives) for (const end of [viewer, host]) end.socket.send(Buffer.alloc(1_000, 1));
    await sleep(20);
  }
  other.signal('SIGCONT');
  const closed = await Promise.all(lives.flatMap(({ viewer, host }) => [viewer.closed, host.closed]));
  assert.deepEqual(lives.map(heardBy), before, 'nothing of it got through');
  for (const { at } of closed) assert.ok(at - committed < STANDS_STILL_MS + 3_000);
  await comesBack(kept, lives[1]!.way);
  assert.equal((await rejoined(gone, machine, lives[0]!.way.session_id)).body['code'], 'session-over');
  const { reason } = await agent.told('end', ({ session_id }) => session_id === lives[0]!.way.session_id);
  assert.equal(reason, 'revoked', 'the server that stood still tells why');
});

test('A server that was killed takes no session with it: it comes back at another, and the computer as well', async () => {
  const doomed = await startNode(server);
  const own = await newMachine(acme);
  const who = await newcomer('Nell');
  await giveReach(acme, who, own);
  const first = await dial(doomed.url, own, { signedFor: server.url });
  await first.told('welcome');
  const live = await connectedAt(doomed.url, who, own, first);
  // Until then the computer would hear of it anew.
  await until(async () => (await stateOf(live.way)) === 'open');
  doomed.signal('SIGKILL');
  await Promise.all([live.viewer.closed, live.host.closed, first.closed]);
  const back = await online(server.url, own);
  const way = (await rejoined(who, own, live.way.session_id)).body as unknown as Way;
  const call = await back.told('rejoin', ({ session_id }) => session_id === live.way.session_id);
  await passes({ way, viewer: dialViewer(who, way), host: dialHost(call) });
  await until(async () => (await server.look('select from node where id = $1', [doomed.id])).length === 0, 25_000);
  assert.equal(await stateOf(way), 'open');
  back.socket.terminate();
});

async function newcomer(name: string): Promise<TestBrowser> {
  const who = await personNamed(acme, name);
  await giveReach(acme, who, machine);
  return who;
}

async function stateOf({ session_id }: Way): Promise<string | undefined> {
  const [row] = await server.look<{ state: string }>('select state from session where id = $1', [session_id]);
  return row?.state;
}

/** Waits until something got through in both directions. */
async function passes({ viewer, host }: LiveSession): Promise<void> {
  assert.deepEqual(await Promise.all([viewer.paired, host.paired]), [true, true]);
  for (const end of [viewer, host]) end.socket.send(Buffer.from('x'));
  await until(() => viewer.received.length > 0 && host.received.length > 0);
}

function heardBy({ viewer, host }: LiveSession): number[] {
  return [viewer, host].map((end: DataEnd) => end.received.length);
}

async function comesBack(who: TestBrowser, { session_id }: Way): Promise<void> {
  const way = await rejoinedAt(other.url, who, machine, session_id);
  const call = await agent.told('rejoin', (told) => told.session_id === session_id);
  const live = { way, viewer: dialViewer(who, way), host: dialHost(call) };
  await passes(live);
  assert.equal(live.viewer.socket.readyState, WebSocket.OPEN);
  live.viewer.socket.terminate();
}
