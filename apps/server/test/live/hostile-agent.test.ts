import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { AgentMessage } from '@latchkey/wire/link-messages';
import { type Company, company, secondCompany } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { type AgentEnd, giveReach, type Machine, newMachine, online } from './agent-end.ts';
import { asked, connected, until } from './data-end.ts';

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

test('An agent that speaks of sessions, grants and locks of other computers changes nothing', async () => {
  const evil = await newMachine(acme);
  const abroad = await newMachine(beta);
  const [liar, foreigner] = [await online(server.url, evil), await online(server.url, abroad)];
  const { way } = await connected(acme.member, machine, agent);
  const waiting = await asked(acme.member, machine);
  const call = await agent.told('session', ({ session_id }) => session_id === waiting.session_id);
  const before = await everything();
  for (const end of [liar, foreigner])
    for (const message of lies(way.session_id, waiting.session_id, call.grant_id)) end.say(message);
  await heardOut(liar, evil);
  await heardOut(foreigner, abroad);
  assert.deepEqual(await everything(), before);
  for (const end of [liar, foreigner]) end.socket.terminate();
});

test('A revision that was never given is not acknowledged, and none is taken back', async () => {
  const own = await newMachine(acme);
  const end = await online(server.url, own);
  await server.look('update computer set grant_revision = 5 where id = $1', [own.id]);
  for (const revision of [6, 10 ** 12, 3, 2]) end.say({ t: 'acknowledged', revision });
  await heardOut(end, own);
  const [row] = await server.look<{ r: string }>('select acknowledged_revision as r from computer where id = $1', [
    own.id,
  ]);
  assert.equal(row?.r, '3');
  end.socket.terminate();
});

test('C12: the copy that a computer names is told back to it, and an ended one is', async () => {
  const own = await newMachine(acme);
  await giveReach(acme, acme.member, own);
  const end = await online(server.url, own);
  const { way } = await connected(acme.member, own, end);
  const { grant_id, cred_id } = await end.told('session', ({ session_id }) => session_id === way.session_id);
  assert.equal(cred_id, null, 'the base code is meant');
  const copy = randomUUID();
  end.say({ t: 'grant', session_id: way.session_id, grant_id, cred_id: copy });
  const told = await end.told('grants', ({ items }) => items.some((item) => item.cred_id === copy));
  assert.equal(told.is_last, true);
  const next = await asked(acme.member, own);
  const second = await end.told('session', ({ session_id }) => session_id === next.session_id);
  assert.deepEqual([second.grant_id, second.cred_id], [grant_id, copy]);
  end.say({ t: 'acknowledged', revision: told.revision });
  await server.look(
    `with c as (update computer set grant_revision = grant_revision + 1 where id = $1 returning grant_revision)
     update computer_grant g set ended_at = now(), revision = c.grant_revision from c where g.id = $2`,
    [own.id, grant_id],
  );
  await end.told('grants', ({ items }) => items.some((item) => item.grant_id === grant_id && item.cred_id === null));
  end.socket.terminate();
});

test('Whatever stands in a field, the server stays up, believes nothing misshapen and hangs up on it', async () => {
  const strange: unknown[] = [
    null,
    true,
    -1,
    2 ** 60,
    '',
    'x'.repeat(201),
    '\u0000',
    '\u202E',
    '<script>',
    "'; drop table session; --",
    [],
    {},
    [[]],
    { toString: 1 },
    '__proto__',
    '00000000-0000-0000-0000-000000000000',
    'É'.repeat(199),
    '\uD800',
  ];
  const honest: Record<string, unknown>[] = [
    { t: 'facts', ...machine.facts },
    ...lies(randomUUID(), randomUUID(), randomUUID()).map((message) => ({ ...message })),
  ];
  for (const message of honest)
    for (const field of Object.keys(message).filter((name) => name !== 't')) {
      const own = await newMachine(acme);
      const end = await online(server.url, own);
      for (const value of strange) end.sayRaw(JSON.stringify({ ...message, [field]: value }));
      end.sayRaw('{"t":"facts"}');
      assert.equal((await end.closed).code, 4400, `${String(message['t'])}.${field}`);
    }
  const faults = server.logged.filter((line) => /"level":"(error|fatal)"/.test(line));
  assert.deepEqual(faults, []);
  assert.ok(await online(server.url, machine));
});

test('An agent that talks without end is hung up on', async () => {
  const own = await newMachine(acme);
  const end = await online(server.url, own);
  for (let said = 0; said < 2_000; said += 1) end.say({ t: 'opened', session_id: randomUUID() });
  assert.equal((await end.closed).code, 4400);
});

test('What a machine says of itself is written once a second at most, the last word included', async () => {
  const own = await newMachine(acme);
  const end = await online(server.url, own);
  for (let nth = 0; nth < 30; nth += 1) end.sayRaw(JSON.stringify({ t: 'facts', ...own.facts, user: `user ${nth}` }));
  await until(async () => (await factsOf(own))[0]?.os_user === 'user 29');
  end.socket.terminate();
});

function lies(open: string, waiting: string, grantId: string): AgentMessage[] {
  const person_id = randomUUID();
  return [
    { t: 'ended', session_id: open, reason: 'host-ended' },
    { t: 'opened', session_id: waiting },
    { t: 'refused', session_id: waiting, code: 'busy' },
    { t: 'failed', session_id: waiting, person_id, fails: 1 },
    { t: 'locked', lock_id: randomUUID(), person_id, session_id: waiting, is_personal: false },
    { t: 'locked', lock_id: randomUUID(), person_id, session_id: open, is_personal: true },
    { t: 'grant', session_id: waiting, grant_id: grantId, cred_id: randomUUID() },
    { t: 'grant', session_id: null, grant_id: grantId, cred_id: randomUUID() },
    { t: 'unlocked', lock_id: randomUUID() },
    { t: 'acknowledged', revision: 10 ** 9 },
  ];
}

/** What one says is heard in its order: when the last of it is written, all of it was heard. */
async function heardOut(end: AgentEnd, of: Machine): Promise<void> {
  const word = `after ${randomUUID()}`;
  end.sayRaw(JSON.stringify({ t: 'facts', ...of.facts, user: word }));
  await until(async () => (await factsOf(of))[0]?.os_user === word);
}

function factsOf(of: Machine): Promise<{ os_user: string }[]> {
  return server.look<{ os_user: string }>('select os_user from computer where id = $1', [of.id]);
}

async function everything() {
  const sessions = await server.look('select id, state, ending from session order by id');
  const grants = await server.look('select id, cred_id, revision, ended_at from computer_grant order by id');
  const locks = await server.look('select id from lockout order by id');
  return { sessions, grants, locks };
}
