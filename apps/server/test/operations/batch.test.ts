import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { previewBatch, startBatch, stopBatch } from '@latchkey/contract/batch';
import { changeRoles, reinstateMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createToken, endTokens } from '@latchkey/contract/token';
import { runBatch } from '../../src/batch/running.ts';
import { bindings } from '../../src/operations.ts';
import { type Company, company, memberIdOf, personNamed } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { crowdOf, read, started, until } from './batches.ts';
import { atOnce, MANY, outcomeOf } from './crowd.ts';
import { settled } from './traces.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('P6: 12,000 members are suspended by one filter, each once and with a row of its own, and nobody else', async () => {
  await crowdOf(acme, 'Large', 12_000);
  const others = await statusesBut('Large');
  const wanted = { act: 'suspend', filter: { search: 'LÁRGE', status: ['active'] } };
  const preview = await acme.holder.call(previewBatch, { ...inAcme(), body: wanted });
  assert.match(JSON.stringify(preview.body), /^{"matching":12000,.*"kind":"profile","change":"lost","total":12000/);
  const batch_id = await started(acme, wanted);
  await crowdOf(acme, 'Large-late', 10);
  const seen = new Set<number>();
  for (;;) {
    const { state, done, total } = await read(acme, batch_id);
    assert.equal(total, 12_000);
    seen.add(done);
    if (state !== 'running') break;
    await sleep(100);
  }
  assert.deepEqual(await outcomeOfBatch(batch_id), { state: 'done', done: 12_000, refused: 0 });
  assert.ok(seen.size > 2, 'it said how far it was');
  assert.deepEqual(await countsOf('Large'), { active: 10, suspended: 12_000 });
  assert.deepEqual(await statusesBut('Large'), others);
  await assertOnceEach('member.suspend', 'Large', 12_000);
});

test('a job can be stopped: what is done stays done, the rest stays as it was', async () => {
  await crowdOf(acme, 'Stopped', 4_000);
  const batch_id = await started(acme, { act: 'suspend', filter: { search: 'stopped' } });
  await until(async () => (await read(acme, batch_id)).done > 0);
  assert.equal(outcomeOf(await acme.holder.call(stopBatch, { params: { ...inAcme().params, batch_id } })), 'ok');
  const { state, done, ended_at } = await read(acme, batch_id);
  assert.equal(state, 'stopped');
  assert.ok(done > 0 && done < 4_000 && ended_at !== null, `${done}`);
  await settled(server);
  assert.deepEqual(await countsOf('Stopped'), { active: 4_000 - done, suspended: done });
});

for (const [how, operation, more] of [
  ['suspended', suspendMembers, {}],
  ['demoted', changeRoles, { role: 'member' }],
] as const) {
  test(`G10: a job ends when its starter is ${how} midway, and goes on no more when they have their rights back`, async () => {
    const stem = `Mid-${how}`;
    await crowdOf(acme, stem, 4_000);
    const starter = await personNamed(acme, `Starter-${how}`, 'admin');
    const member_id = await memberIdOf(starter, acme.accountId);
    const batch_id = await started(acme, { act: 'suspend', filter: { search: stem } }, starter);
    await until(async () => (await read(acme, batch_id)).done > 0);
    assert.equal(outcomeOf(await act(operation, [{ member_id, ...more }])), 'ok');
    const { state, done } = await read(acme, batch_id);
    assert.equal(state, 'stopped');
    assert.ok(done < 4_000);
    const back = how === 'suspended' ? [reinstateMembers, {}] : [changeRoles, { role: 'admin' }];
    await act(back[0] as Operation, [{ member_id, ...(back[1] as object) }]);
    await settled(server);
    assert.deepEqual(await countsOf(stem), { active: 4_000 - done, suspended: done });
  });
}

test('G10: a job that a token started does no more than the token may, and ends with it', async () => {
  await crowdOf(acme, 'Tokened', 4_000);
  const scopes = ['users.view', 'users.manage'];
  const body = { name: 'x', kind: 'personal', scopes, expires_in_days: 9 };
  const { body: token } = await acme.holder.call(createToken, { ...inAcme(), body });
  const program = async (operation: Operation, wanted: object) =>
    new TestBrowser(server).call(operation, {
      ...inAcme(),
      body: wanted,
      headers: { authorization: `Bearer ${String(token['token'])}`, origin: '' },
    });
  const rising = { act: 'change-role', role: 'admin', filter: { search: 'tokened' } };
  assert.equal((await program(startBatch, rising)).body['code'], 'not-permitted');
  const answer = await program(startBatch, { act: 'suspend', filter: {} });
  const batch_id = String(answer.body['batch_id']);
  await until(async () => (await read(acme, batch_id)).done > 0);
  await act(endTokens, [{ token_id: token['token_id'] }]);
  await settled(server);
  assert.equal((await read(acme, batch_id)).state, 'stopped');
});

test('a runner that is killed again and again goes on where it was, and no line is done twice', async () => {
  await crowdOf(acme, 'Killed', 4_000);
  const batch_id = await started(acme, { act: 'suspend', filter: { search: 'killed', status: ['active'] } });
  for (let kills = 0; kills < 5; kills += 1) {
    await sleep(120);
    await server.look(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'latchkey' and datname = current_database()`,
    );
  }
  const run = () =>
    runBatch(server.serving.kit, bindings, { accountId: acme.accountId, batchId: batch_id }).catch(() => undefined);
  await atOnce(MANY, run);
  await until(async () => (await read(acme, batch_id)).state === 'done');
  assert.deepEqual(await outcomeOfBatch(batch_id), { state: 'done', done: 4_000, refused: 0 });
  await assertOnceEach('member.suspend', 'Killed', 4_000);
});

function inAcme() {
  return { params: { account_id: acme.accountId } };
}

function act(operation: Operation, items: object[]) {
  return acme.holder.call(operation, { ...inAcme(), body: { items } });
}

async function outcomeOfBatch(batch_id: string) {
  const { state, done, refused } = await read(acme, batch_id);
  return { state, done, refused };
}

/** How many members whose names begin so are in each status. */
async function countsOf(stem: string): Promise<Record<string, number>> {
  const rows = await server.look<{ status: string; n: number }>(
    `select status, count(*)::integer as n from member where name like $1 || '%' and role = 'member' group by status`,
    [stem],
  );
  return Object.fromEntries(rows.filter(({ n }) => n > 0).map(({ status, n }) => [status, n]));
}

function statusesBut(stem: string) {
  return server.look(`select id, status from member where name not like $1 || '%' order by id`, [stem]);
}

async function assertOnceEach(what: string, stem: string, count: number): Promise<void> {
  const [row] = await server.look<{ acts: number; targets: number }>(
    `select count(*)::integer as acts, count(distinct m.id)::integer as targets
       from audit a join audit_target t on t.account_id = a.account_id and t.audit_id = a.id
       join member m on m.account_id = t.account_id and m.id = t.target_id
      where a.account_id = $3 and a.act = $1 and m.name like $2 || ' %'`,
    [what, stem, acme.accountId],
  );
  assert.deepEqual(row, { acts: count, targets: count });
}
