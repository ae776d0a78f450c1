import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signOut } from '@latchkey/contract/person';
import { setAccess } from '@latchkey/contract/computer-access';
import pg from 'pg';
import { type Company, company, memberIdOf, personNamed } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { type AgentEnd, giveReach, type Machine, newMachine, online } from './agent-end.ts';
import { asked, connected, dialHost, dialViewer, rejoined, until, type Way } from './data-end.ts';

const BARRIER = 4_711;

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

test('C9: a right taken while the last check is under way, which does not see it yet, ends the session within 5 s', async () => {
  const who = await newcomer('Bea');
  const way = await asked(who, machine);
  const host = dialHost(await callOf(way));
  const id = await memberIdOf(who, acme.accountId);
  const barrier = await barrierInChecks();
  const viewer = dialViewer(who, way);
  // Its check has looked at the database as it was, and has not answered.
  await until(barrier.isReached);
  await server.look('delete from member_access where member_id = $1', [id]);
  const took = performance.now();
  await barrier.lift();
  assert.deepEqual(await Promise.all([viewer.paired, host.paired]), [true, true], 'what it saw was well');
  const ended = await Promise.all([viewer.closed, host.closed]);
  for (const { reason, at } of ended) assert.deepEqual([reason, at - took < 5_000], ['revoked', true]);
});

test('C9: a right taken while the network is lost: nobody comes back, no ticket works, and the computer hears why', async () => {
  const ways: [string, (who: TestBrowser) => Promise<unknown>][] = [
    ['revoked', loseAccess],
    ['signed-out', (who) => who.call(signOut)],
  ];
  await Promise.all(
    ways.map(async ([reason, act], nth) => {
      const who = await newcomer(`Gap${nth}`);
      const { way, viewer, host } = await connected(who, machine, agent);
      await until(async () => (await stateOf(way)) === 'open');
      viewer.socket.terminate();
      await host.closed;
      const fresh = (await rejoined(who, machine, way.session_id)).body as unknown as Way;
      const call = await agent.told('rejoin', ({ session_id }) => session_id === way.session_id);
      await act(who);
      const took = performance.now();
      const [late, lateHost] = [dialViewer(who, fresh), dialHost(call)];
      assert.deepEqual(await Promise.all([late.paired, lateHost.paired]), [false, false]);
      assert.ok(
        ['not-signed-in', 'session-over'].includes(String((await rejoined(who, machine, way.session_id)).body['code'])),
      );
      const told = await agent.told('end', ({ session_id }) => session_id === way.session_id);
      assert.equal(told.reason, reason);
      assert.ok(performance.now() - took < 5_000);
    }),
  );
});

/** Lets every check of rights wait at a barrier after it has taken its view of the database, and before it answers. */
async function barrierInChecks(): Promise<{ isReached: () => Promise<boolean>; lift: () => Promise<void> }> {
  const holder = new pg.Client(server.database.superuser);
  await holder.connect();
  await holder.query('select pg_advisory_lock($1)', [BARRIER]);
  await server.look(`
    alter function sessions_standing(uuid[], timestamptz) rename to sessions_standing_now;
    create function sessions_standing(asked uuid[], at timestamptz) returns table (session_id uuid, fault text, node_id uuid, round integer)
      language plpgsql stable security definer as $$
    begin
      perform pg_advisory_lock_shared(${BARRIER});
      perform pg_advisory_unlock_shared(${BARRIER});
      return query select * from sessions_standing_now(asked, at);
    end $$;`);
  return {
    isReached: async () =>
      (await server.look(`select from pg_locks where locktype = 'advisory' and objid = ${BARRIER} and not granted`))
        .length > 0,
    async lift() {
      await holder.query('select pg_advisory_unlock($1)', [BARRIER]);
      await holder.end();
      await server.look(`
        drop function sessions_standing(uuid[], timestamptz);
        alter function sessions_standing_now(uuid[], timestamptz) rename to sessions_standing;`);
    },
  };
}

async function newcomer(name: string): Promise<TestBrowser> {
  const who = await personNamed(acme, name);
  await giveReach(acme, who, machine);
  return who;
}

async function loseAccess(who: TestBrowser): Promise<void> {
  const items = [{ member_id: await memberIdOf(who, acme.accountId), kind: 'none' }];
  const { body } = await acme.holder.call(setAccess, { params: { account_id: acme.accountId }, body: { items } });
  assert.match(JSON.stringify(body), /"result":/);
}

function callOf({ session_id }: Way) {
  return agent.told('session', (told) => told.session_id === session_id);
}

async function stateOf({ session_id }: Way): Promise<string | undefined> {
  const [row] = await server.look<{ state: string }>('select state from session where id = $1', [session_id]);
  return row?.state;
}
