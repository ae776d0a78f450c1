import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openSession } from '@latchkey/contract/session';
import { serve, type Serving } from '../../src/serve.ts';
import { enrol, freshCode } from '../operations/computer-samples.ts';
import { type Company, company, memberIdOf } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { dial, giveReach, newMachine } from './agent-end.ts';
import { connected, dialHost, dialViewer, until, type Way } from './data-end.ts';
import { rejoinedAt } from './elsewhere.ts';
import { freeAddress } from './node-process.ts';

let server: TestServer;
let acme: Company;
let other: Serving | undefined;
let otherUrl: string;

before(async () => {
  server = await testServer();
  acme = await company(server);
  const { port, url } = await freeAddress();
  otherUrl = url;
  const { db: _, node: __, ...kit } = server.serving.kit;
  other = await serve({
    ...kit,
    databases: server.database,
    poolSize: 10,
    trustedProxies: [],
    https: undefined,
    bind: 'localhost',
    port,
    nodeUrl: url,
    furnish: async () => undefined,
  });
});
after(async () => {
  await other?.stop();
  await server.stop();
});

test('A computer that hangs on one server is reached through the other, and its agent dials where the viewer is', async () => {
  const machine = await newMachine(acme);
  await giveReach(acme, acme.member, machine);
  const agent = await dial(otherUrl, machine, { signedFor: server.url });
  await agent.told('welcome');
  const { way, viewer, host } = await connected(acme.member, machine, agent);
  assert.ok(way.url.startsWith(server.url.replace('http', 'ws')));
  viewer.socket.send(Buffer.from('hello'));
  await until(() => host.received.length === 1);

  const back = await rejoinedAt(otherUrl, acme.member, machine, way.session_id);
  assert.ok(back.url.startsWith(otherUrl.replace('http', 'ws')), 'it comes back at the other server');
  assert.equal((await viewer.closed).code, 4409, 'and the first lets go of it');
  await host.closed;
  const call = await agent.told('rejoin', ({ session_id }) => session_id === way.session_id);
  const [newViewer, newHost] = [dialViewer(acme.member, back), dialHost(call)];
  assert.deepEqual(await Promise.all([newViewer.paired, newHost.paired]), [true, true]);

  const id = await memberIdOf(acme.member, acme.accountId);
  await server.look('delete from member_access where member_id = $1', [id]);
  assert.deepEqual([(await newViewer.closed).reason, (await newHost.closed).reason], ['revoked', 'revoked']);
  agent.socket.terminate();
});

test('A ticket of one server opens nothing at the other', async () => {
  const machine = await newMachine(acme);
  const agent = await dial(otherUrl, machine, { signedFor: server.url });
  await agent.told('welcome');
  const params = { account_id: acme.accountId, computer_id: machine.id };
  const { body } = await acme.holder.call(openSession, { params, body: { control: true } });
  const way = body as unknown as Way;
  const elsewhere = { ...way, url: way.url.replace(server.url.replace('http', 'ws'), otherUrl.replace('http', 'ws')) };
  assert.equal((await dialViewer(acme.holder, elsewhere).closed).code, 4403);
  agent.socket.terminate();
});

test('A computer that comes to another server with a new start while the first still answers is a clone there too', async () => {
  const machine = await newMachine(acme);
  const first = await dial(server.url, machine);
  await first.told('welcome');
  const clone = await dial(otherUrl, { ...machine, bootId: 'another-start' }, { signedFor: server.url });
  assert.equal((await clone.told('refused')).code, 'quarantined');
  assert.equal((await first.closed).reason, 'quarantined');
});

test('A server that is stopped leaves no computer online on it', async () => {
  const machine = await newMachine(acme);
  const agent = await dial(otherUrl, machine, { signedFor: server.url });
  await agent.told('welcome');
  await other?.stop();
  other = undefined;
  await agent.closed;
  const rows = await server.look('select 1 from computer where id = $1 and node_id is null', [machine.id]);
  assert.equal(rows.length, 1);
  const nodes = await server.look<{ url: string }>('select url from node');
  assert.deepEqual(
    nodes.map(({ url }) => url),
    [server.url],
  );
});

test('C1: a computer that is added while a server does not run is told where that server is dialled', async () => {
  await other?.stop();
  other = undefined;
  const { enrolment_code } = await freshCode(acme);
  const { body } = await enrol(acme, enrolment_code);
  assert.deepEqual(body['node_urls'], [server.url, otherUrl].toSorted());
});
