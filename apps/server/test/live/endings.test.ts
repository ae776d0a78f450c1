import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { listAudit } from '@latchkey/contract/audit';
import { endSessions, listSessions } from '@latchkey/contract/session';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { type AgentEnd, type Machine, newMachine, online } from './agent-end.ts';
import { asked, connected, dialHost, dialViewer, rejoined, until, type Way } from './data-end.ts';

let server: TestServer;
let acme: Company;
let machine: Machine;
let agent: AgentEnd;

before(async () => {
  server = await testServer();
  acme = await company(server);
  machine = await newMachine(acme);
  agent = await online(server.url, machine);
});
after(() => server.stop());

test('C11: a session whose page was closed after a wrong code failed, and one without any code was never opened; neither was lost', async () => {
  const [wrong, none] = [await paired(), await paired()];
  agent.say({ t: 'failed', session_id: wrong.way.session_id, person_id: randomUUID(), fails: 1 });
  for (const { way, viewer, host } of [wrong, none]) {
    viewer.socket.close();
    await host.closed;
    agent.say({ t: 'ended', session_id: way.session_id, reason: 'lost' });
  }
  await until(async () => (await endingOf(wrong.way)) !== null && (await endingOf(none.way)) !== null);
  assert.deepEqual([await endingOf(wrong.way), await endingOf(none.way)], ['failed', 'unopened']);
  assert.deepEqual(await reasonsIn(wrong.way), ['failed']);
  assert.deepEqual(await reasonsIn(none.way), ['unopened']);
});

test('C11: whoever leaves the page before they got in ended nothing on purpose', async () => {
  const [none, wrong] = [await asked(acme.holder, machine), await asked(acme.holder, machine)];
  agent.say({ t: 'failed', session_id: wrong.session_id, person_id: randomUUID(), fails: 1 });
  await until(async () => (await rowOf(wrong)).failed_at !== null);
  for (const { session_id } of [none, wrong])
    await acme.holder.call(endSessions, { params: { account_id: acme.accountId }, body: { items: [{ session_id }] } });
  assert.deepEqual([await endingOf(none), await endingOf(wrong)], ['unopened', 'failed']);
});

test('C7: a session that the computer refused says so, and one whose attempt it counted only after the end is told as failed', async () => {
  const [busy, late] = [await asked(acme.holder, machine), await asked(acme.holder, machine)];
  agent.say({ t: 'refused', session_id: busy.session_id, code: 'busy' });
  agent.say({ t: 'ended', session_id: late.session_id, reason: 'unopened' });
  await until(async () => (await endingOf(busy)) !== null && (await endingOf(late)) !== null);
  assert.deepEqual([await endingOf(busy), await endingOf(late)], ['refused', 'unopened']);
  agent.say({ t: 'failed', session_id: late.session_id, person_id: randomUUID(), fails: 1 });
  await until(async () => (await endingOf(late)) === 'failed');
});

test('C11: the database takes no session as lost that nobody got into, nor one as unopened that was open', async () => {
  const { way } = await connected(acme.holder, machine, agent);
  await until(async () => (await rowOf(way)).opened_at !== null);
  const never = await asked(acme.holder, machine);
  const end = (session: Way, ending: string) =>
    server.look(`update session set state = 'ended', ended_at = now(), ending = $2 where id = $1`, [
      session.session_id,
      ending,
    ]);
  for (const ending of ['lost', 'idle', 'no-screen', 'fault', 'restarted'])
    await assert.rejects(end(never, ending), /session_lost_was_open/);
  for (const ending of ['unopened', 'failed']) await assert.rejects(end(way, ending), /session_unopened_was_not/);
});

test('C11: a screen that went and a side that was not understood are told as what they were', async () => {
  for (const reason of ['no-screen', 'fault'] as const) {
    const { way } = await connected(acme.holder, machine, agent);
    agent.say({ t: 'ended', session_id: way.session_id, reason });
    await until(async () => (await endingOf(way)) === reason);
  }
});

test('C11: an agent that was out of reach when it let somebody in says so later: the session was lost, not unopened', async () => {
  const way = await asked(acme.holder, machine);
  agent.say({ t: 'ended', session_id: way.session_id, reason: 'unopened' });
  await until(async () => (await endingOf(way)) === 'unopened');
  agent.say({ t: 'opened', session_id: way.session_id });
  await until(async () => (await endingOf(way)) === 'lost');
});

test('C11: a computer that comes back from another start ends its sessions as restarted, at once, and the page hears it', async () => {
  const own = await newMachine(acme);
  const first = await online(server.url, own);
  const live = await connected(acme.holder, own, first);
  await until(async () => (await rowOf(live.way)).boot_id === own.bootId);
  first.socket.terminate();
  own.bootId = randomUUID();
  const second = await online(server.url, own);
  assert.deepEqual(await endingOf(live.way), 'restarted');
  const closed = await live.viewer.closed;
  assert.deepEqual([closed.code, closed.reason], [4410, 'restarted']);
  const again = await rejoined(acme.holder, own, live.way.session_id);
  assert.equal(again.body['code'], 'session-over');
  second.socket.terminate();
});

test('C11: a computer that comes back from the same start goes on with its sessions', async () => {
  const own = await newMachine(acme);
  const first = await online(server.url, own);
  const live = await connected(acme.holder, own, first);
  await until(async () => (await rowOf(live.way)).boot_id === own.bootId);
  first.socket.terminate();
  const second = await online(server.url, own);
  assert.equal((await rowOf(live.way)).state, 'open');
  live.viewer.socket.close();
  await live.host.closed;
  assert.equal((await rejoined(acme.holder, own, live.way.session_id)).status, 200);
  second.socket.terminate();
});

test('C11: an agent that can’t tell starts of its machine apart ends nothing by coming back', async () => {
  const own = await newMachine(acme);
  own.bootId = `agent:${randomUUID()}`;
  const first = await online(server.url, own);
  const live = await connected(acme.holder, own, first);
  await until(async () => (await rowOf(live.way)).boot_id === own.bootId);
  first.socket.terminate();
  own.bootId = `agent:${randomUUID()}`;
  const second = await online(server.url, own);
  assert.equal((await rowOf(live.way)).state, 'open');
  second.socket.terminate();
});

test('C11: what was lost while the computer started anew is told as restarted once it is back; what was lost before it went is not', async () => {
  const own = await newMachine(acme);
  const first = await online(server.url, own);
  const [before_, during] = [await connected(acme.holder, own, first), await connected(acme.holder, own, first)];
  await until(async () => (await rowOf(during.way)).opened_at !== null);
  first.say({ t: 'ended', session_id: before_.way.session_id, reason: 'lost' });
  await until(async () => (await endingOf(before_.way)) === 'lost');
  first.socket.terminate();
  await until(async () => (await linkOf(own)) === null);
  await server.look(`update session set state = 'ended', ended_at = now(), ending = 'lost' where id = $1`, [
    during.way.session_id,
  ]);
  own.bootId = randomUUID();
  const second = await online(server.url, own);
  assert.deepEqual([await endingOf(before_.way), await endingOf(during.way)], ['lost', 'restarted']);
  second.socket.terminate();
});

/** A session whose two sockets are paired, and nobody let in. */
async function paired() {
  const way = await asked(acme.holder, machine);
  const call = await agent.told('session', ({ session_id }) => session_id === way.session_id);
  const [viewer, host] = [dialViewer(acme.holder, way), dialHost(call)];
  assert.deepEqual(await Promise.all([viewer.paired, host.paired]), [true, true]);
  return { way, viewer, host };
}

type Row = {
  state: string;
  opened_at: Date | null;
  failed_at: Date | null;
  boot_id: string | null;
};

async function rowOf({ session_id }: Way): Promise<Row> {
  const [row] = await server.look<Row>('select state, opened_at, failed_at, boot_id from session where id = $1', [
    session_id,
  ]);
  return row ?? assert.fail('no such session');
}

/** As the sessions screen shows it. */
async function endingOf({ session_id }: Way): Promise<string | null> {
  const query = { limit: '50' };
  const { body } = await acme.holder.call(listSessions, { params: { account_id: acme.accountId }, query });
  const rows = body['items'] as { id: string; ending: string | null }[];
  return rows.find(({ id }) => id === session_id)?.ending ?? null;
}

async function linkOf({ id }: Machine): Promise<string | null> {
  const [row] = await server.look<{ link_id: string | null }>('select link_id from computer where id = $1', [id]);
  return row?.link_id ?? null;
}

/** Why the log says that this session did not open. */
async function reasonsIn({ session_id }: Way): Promise<unknown[]> {
  const query = { act: 'session.fail', target_id: session_id };
  const { body } = await acme.holder.call(listAudit, { params: { account_id: acme.accountId }, query });
  return (body['items'] as { after: Record<string, unknown> }[]).map(({ after: { because } }) => because);
}
