import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { endSessions } from '@latchkey/contract/session';
import { serve, type Serving } from '../../src/serve.ts';
import { type Company, company, memberIdOf, personNamed } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { giveReach, newMachine, online } from './agent-end.ts';
import { until } from './data-end.ts';
import { connectedAt } from './elsewhere.ts';
import { freeAddress } from './node-process.ts';
import { openPgRelay, type PgRelay } from './pg-relay.ts';

let server: TestServer;
let acme: Company;
let relay: PgRelay;
let deaf: Serving;
let deafUrl: string;

before(async () => {
  server = await testServer();
  acme = await company(server);
  relay = await openPgRelay(server.database.app);
  const { port, url } = await freeAddress();
  deafUrl = url;
  const { db: _, node: __, ...kit } = server.serving.kit;
  deaf = await serve({
    ...kit,
    databases: { app: relay.connection, jobs: server.database.jobs },
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
  await deaf?.stop();
  await relay?.close();
  await server?.stop();
});

test('C9: a server whose notices are swallowed, with nothing closed, ends sessions within 5 s, and hears again by itself', async () => {
  const who = await personNamed(acme, 'Deb');
  const machine = await newMachine(acme);
  await giveReach(acme, who, machine);
  const agent = await online(server.url, machine);
  const [one, two] = [await connectedAt(deafUrl, who, machine, agent), await connectedAt(deafUrl, who, machine, agent)];
  const before = relay.listening();
  assert.ok(before >= 4, 'every ear of that server');
  relay.deafen();
  const items = [{ session_id: one.way.session_id }];
  await acme.holder.call(endSessions, { params: { account_id: acme.accountId }, body: { items } });
  const ended = performance.now();
  const first = await Promise.all([one.viewer.closed, one.host.closed]);
  assert.deepEqual(
    first.map(({ reason, at }) => [reason, at - ended < 5_000]),
    [
      ['ended', true],
      ['ended', true],
    ],
  );
  await server.look('delete from member_access where member_id = $1', [await memberIdOf(who, acme.accountId)]);
  const took = performance.now();
  const second = await Promise.all([two.viewer.closed, two.host.closed]);
  assert.deepEqual(
    second.map(({ reason, at }) => [reason, at - took < 5_000]),
    [
      ['revoked', true],
      ['revoked', true],
    ],
  );
  // No sign of life for five seconds, asked for every five: given up, and opened anew a second later.
  await until(() => relay.listening() === 2 * before, 20_000);
});
