import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { listSessions } from '@latchkey/contract/session';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { giveReach, newMachine, online } from './agent-end.ts';
import { connected, until } from './data-end.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('C4: a session connects a member with a computer, both ways and unread', async () => {
  const machine = await newMachine(acme);
  await giveReach(acme, acme.member, machine);
  const agent = await online(server.url, machine);
  const { way, viewer, host } = await connected(acme.member, machine, agent);
  const [up, down] = [randomBytes(2 ** 20), randomBytes(70_000)];
  viewer.socket.send(up);
  host.socket.send(down);
  await until(() => host.received.length > 0 && viewer.received.length > 0);
  assert.ok(host.received[0]?.equals(up));
  assert.ok(viewer.received[0]?.equals(down));
  const { body } = await acme.member.call(listSessions, {
    params: { account_id: acme.accountId },
    query: { live: 'true' },
  });
  const [row] = body['items'] as { id: string; state: string; is_mine: boolean; can_end: boolean }[];
  assert.deepEqual([row?.id, row?.state, row?.is_mine, row?.can_end], [way.session_id, 'open', true, true]);
  agent.socket.terminate();
});
