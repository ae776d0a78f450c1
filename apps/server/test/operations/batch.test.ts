import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { listBatches, previewBatch, readBatch, startBatch, stopBatch } from '@latchkey/contract/batch';
import { sendInvitation } from '@latchkey/contract/invitation';
import { changeRoles, deleteMembers, listMembers, reinstateMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createToken, endTokens } from '@latchkey/contract/token';
import { runBatch } from '../../src/batch/running.ts';
import { bindings } from '../../src/operations.ts';
import { inTransaction } from '../../src/kit/db.ts';
import { type Company, company, memberIdOf, personNamed, secondCompany } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, invite, MANY, outcomeOf } from './crowd.ts';
import { settled } from './traces.ts';
import { sql } from 'kysely';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('P6: 12,000 members are suspended by one filter, each once and with a row of its own, and nobody else', async () => {
  await crowdOf('Large', 12_000);
  const others = await statusesBut('Large');
  const batch_id = await started({ act: 'suspend', filter: { search: 'LÁRGE', status: ['active'] } });
  await crowdOf('Large-late', 10);
  const seen = new Set<number>();
  for (;;) {
    const { state, done, total } = await read(batch_id);
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
  await crowdOf('Stopped', 4_000);
  const batch_id = await started({ act: 'suspend', filter: { search: 'stopped' } });
  await until(async () => (await read(batch_id)).done > 0);
  assert.equal(outcomeOf(await call(acme.holder, stopBatch, { batch_id })), 'ok');
  const { state, done, ended_at } = await read(batch_id);
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
    await crowdOf(stem, 4_000);
    const starter = await personNamed(acme, `Starter-${how}`, 'admin');
    const member_id = await memberIdOf(starter, acme.accountId);
    const batch_id = await started({ act: 'suspend', filter: { search: stem } }, starter);
    await until(async () => (await read(batch_id)).done > 0);
    assert.equal(outcomeOf(await act(operation, [{ member_id, ...more }])), 'ok');
    const { state, done } = await read(batch_id);
    assert.equal(state, 'stopped');
    assert.ok(done < 4_000);
    const back = how === 'suspended' ? [reinstateMembers, {}] : [changeRoles, { role: 'admin' }];
    await act(back[0] as Operation, [{ member_id, ...(back[1] as object) }]);
    await settled(server);
    assert.deepEqual(await countsOf(stem), { active: 4_000 - done, suspended: done });
  });
}

test('G10: a job that a token started does no more than the token may, and ends with it', async () => {
  await crowdOf('Tokened', 4_000);
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
  await until(async () => (await read(batch_id)).done > 0);
  await act(endTokens, [{ token_id: token['token_id'] }]);
  await settled(server);
  assert.equal((await read(batch_id)).state, 'stopped');
});

test('a runner that is killed again and again goes on where it was, and no line is done twice', async () => {
  await crowdOf('Killed', 4_000);
  const batch_id = await started({ act: 'suspend', filter: { search: 'killed', status: ['active'] } });
  for (let kills = 0; kills < 5; kills += 1) {
    await sleep(120);
    await server.look(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'latchkey' and datname = current_database()`,
    );
  }
  const run = () =>
    runBatch(server.serving.kit, bindings, { accountId: acme.accountId, batchId: batch_id }).catch(() => undefined);
  await atOnce(MANY, run);
  await until(async () => (await read(batch_id)).state === 'done');
  assert.deepEqual(await outcomeOfBatch(batch_id), { state: 'done', done: 4_000, refused: 0 });
  await assertOnceEach('member.suspend', 'Killed', 4_000);
});

test('the members a job means are those that the list shows for the same filter', async () => {
  await crowdOf('Filter', 3);
  await invite(acme, 'filter-invited@example.test', { name: 'Ünï_cödé 100% Filter' });
  server.mailbox.behave('filter-bounced@example.test', 550);
  await act(sendInvitation, [{ email: 'filter-bounced@example.test', language: 'en' }]);
  await settled(server);
  await server.look(`update member set last_entered_at = now() - interval '91 days' where name = 'Filter 1'`);
  await server.look(`update member set made_at = now() - interval '99 days' where name = 'Filter 2'`);
  const filters = [
    {},
    { search: 'filter' },
    { search: 'unI_CODE' },
    { search: '100%' },
    { search: '%' },
    { search: 'nobody has this' },
    { status: ['inactive'] },
    { status: ['inactive', 'invited'], search: 'filter' },
    { status: ['active', 'inactive'], search: 'filter' },
    { role: ['admin', 'holder'] },
    { mail: 'bounced' },
    { mail: 'expired' },
  ];
  for (const filter of filters) {
    const listed = await listedBy(filter);
    assert.deepEqual(await matching(filter), listed, JSON.stringify(filter));
  }
});

test('P9: the preview says what a dry run of the act on each of them would', async () => {
  const stem = 'Previewed';
  await crowdOf(stem, 4);
  const admin = await personNamed(acme, `${stem}-admin`, 'admin');
  await invite(acme, 'of-previewed@example.test', { by: admin });
  await admin.call(createToken, {
    ...inAcme(),
    body: { name: 'its token', kind: 'personal', scopes: [], expires_in_days: 9 },
  });
  await invite(acme, 'previewed-invited@example.test', { role: 'admin' });
  await server.look(`update member set status = 'suspended' where name in ('Previewed 1', 'Previewed 2')`);
  const filter = { search: stem };
  const acts: [Operation, string, object][] = [
    [suspendMembers, 'suspend', {}],
    [reinstateMembers, 'reinstate', {}],
    [deleteMembers, 'delete', {}],
    [changeRoles, 'change-role', { role: 'member' }],
    [changeRoles, 'change-role', { role: 'super_admin' }],
  ];
  const ids = await listedBy(filter);
  for (const [operation, name, more] of acts)
    for (const by of [acme.holder, acme.admin]) {
      const preview = await by.call(previewBatch, { ...inAcme(), body: { act: name, filter, ...more } });
      if (preview.body['code'] === 'not-permitted') continue;
      const items = ids.map((member_id) => ({ member_id, ...more }));
      const dry = await by.call(operation, { ...inAcme(), query: { dry_run: 'true' }, body: { items } });
      assert.equal(preview.body['matching'], ids.length);
      assert.deepEqual(sorted(preview.body['consequences']), sorted(dry.body['consequences']), name);
    }
});

test('G10: a job is seen and stopped by its starter and by who may act on them; another account’s is not found', async () => {
  const batch_id = await started({ act: 'resend', filter: { search: 'nobody at all' } });
  const admins = await started({ act: 'resend', filter: { search: 'nobody at all' } }, acme.admin);
  for (const operation of [readBatch, stopBatch]) {
    assert.equal((await call(acme.admin, operation, { batch_id })).status, 404, operation.id);
    assert.equal((await call(acme.superAdmin, operation, { batch_id: admins })).status, 200, operation.id);
    const elsewhere = { params: { account_id: beta.accountId, batch_id } };
    assert.equal((await beta.holder.call(operation, elsewhere)).status, 404, operation.id);
  }
  const { body } = await acme.admin.call(listBatches, inAcme());
  assert.deepEqual(
    (body['items'] as { id: string }[]).map(({ id }) => id),
    [admins],
  );
});

test('a job that means nobody is done at once, and one that names a role where none belongs is refused', async () => {
  const batch_id = await started({ act: 'delete', filter: { search: 'nobody at all' } });
  assert.deepEqual(await outcomeOfBatch(batch_id), { state: 'done', done: 0, refused: 0 });
  for (const body of [
    { act: 'suspend', role: 'member', filter: {} },
    { act: 'change-role', filter: {} },
  ])
    for (const operation of [previewBatch, startBatch])
      assert.equal((await acme.holder.call(operation, { ...inAcme(), body })).body['code'], 'invalid');
});

function inAcme() {
  return { params: { account_id: acme.accountId } };
}

function act(operation: Operation, items: object[]) {
  return acme.holder.call(operation, { ...inAcme(), body: { items } });
}

function call(by: TestBrowser, operation: Operation, params: Record<string, string>) {
  return by.call(operation, { params: { ...inAcme().params, ...params } });
}

/** Starts a job and gives its id. */
async function started(wanted: object, by = acme.holder): Promise<string> {
  const answer = await by.call(startBatch, { ...inAcme(), body: wanted });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body['batch_id']);
}

type Batch = { state: string; total: number; done: number; refused: number; ended_at: string | null };

async function read(batch_id: string): Promise<Batch> {
  const answer = await call(acme.holder, readBatch, { batch_id });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Batch;
}

async function outcomeOfBatch(batch_id: string) {
  const { state, done, refused } = await read(batch_id);
  return { state, done, refused };
}

/** So many active members whose names begin so; written as the operations would leave them. */
async function crowdOf(stem: string, count: number): Promise<void> {
  await server.look(
    `with fresh as (
       insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
       select gen_random_uuid(), lower($2) || '-' || n || '@example.test', $2 || ' ' || n, 'x', 'en', now(), now() from generate_series(1, $3) n
       returning id, email, name
     )
     insert into member (account_id, id, person_id, email, name, status, role, made_at)
     select $1, gen_random_uuid(), id, email, name, 'active', 'member', now() from fresh`,
    [acme.accountId, stem, count],
  );
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

/** Everybody the list shows for a filter, page by page. */
async function listedBy(filter: Record<string, string | string[]>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const asked = Object.entries(filter).map(([name, value]) => [name, [value].flat().join(',')]);
    const query: Record<string, string> = {
      ...Object.fromEntries(asked),
      limit: '200',
      ...(cursor === null ? {} : { cursor }),
    };
    const { body } = await acme.holder.call(listMembers, { ...inAcme(), query });
    ids.push(...(body['items'] as { id: string }[]).map(({ id }) => id));
    cursor = body['next_cursor'] as string | null;
  } while (cursor !== null);
  return ids.toSorted();
}

/** Everybody a job would mean. */
async function matching(filter: object): Promise<string[]> {
  const { db } = server.serving.kit;
  const { rows } = await inTransaction(db, { accountId: acme.accountId, mode: 'read' }, ({ tx, now }) =>
    sql<{ id: string }>`select id from members_matching(${JSON.stringify(filter)}::jsonb, ${now}) as id`.execute(tx),
  );
  return rows.map(({ id }) => id).toSorted();
}

function sorted(consequences: unknown): unknown[] {
  const each = consequences as { kind: string; change: string; first50: { id: string; label: string }[] }[];
  return each
    .map((one) => ({ ...one, first50: one.first50.toSorted((a, b) => (a.id + a.label < b.id + b.label ? -1 : 1)) }))
    .toSorted((a, b) => (a.change + a.kind < b.change + b.kind ? -1 : 1));
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await holds()); await sleep(20))
    if (Date.now() > end) assert.fail('it did not come about');
}
