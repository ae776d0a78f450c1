import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listBatches, previewBatch, readBatch, startBatch, stopBatch } from '@latchkey/contract/batch';
import { setAccess } from '@latchkey/contract/computer-access';
import {
  addGroupMembers,
  createUserGroup,
  deleteUserGroups,
  removeGroupMembers,
  setGroupAccess,
} from '@latchkey/contract/group';
import { listMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createToken } from '@latchkey/contract/token';
import { type Company, company, personNamed, secondCompany } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { crowdOf, fleetOf, read, sessionOf, started, until } from './batches.ts';
import { invite } from './crowd.ts';
import { settled } from './traces.ts';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('G1: all that match are put into a group by a job and taken out by another, each with a row of its own', async () => {
  await crowdOf(acme, 'Joining', 700);
  await invite(acme, 'joining-invited@example.test', { name: 'Joining Invited' });
  const group_id = await groupNamed('Joined');
  const adding = await started(acme, { act: 'add-to-group', group_id, filter: { search: 'joining' } });
  await settled(server);
  assert.deepEqual(await outcomeOf(adding), { state: 'done', total: 701, done: 701, refused: 0 });
  assert.equal(await sizeOf(group_id), 701);
  assert.equal(await rowsOf('group.add-members', group_id), 701);
  const wanted = { act: 'remove-from-group', group_id, filter: { group_id, status: ['active'] } };
  const removing = await started(acme, wanted, acme.admin);
  await settled(server);
  assert.deepEqual(await outcomeOf(removing), { state: 'done', total: 700, done: 700, refused: 0 });
  assert.equal(await sizeOf(group_id), 1);
  assert.equal(await rowsOf('group.remove-members', group_id), 700);
  assert.equal(await rowsOf('batch.start', group_id), 2);
});

test('a job whose group is deleted meanwhile does no more, and says so of each line that is left', async () => {
  await crowdOf(acme, 'Orphaned', 4_000);
  const group_id = await groupNamed('Short-lived');
  const batch_id = await started(acme, { act: 'add-to-group', group_id, filter: { search: 'orphaned' } });
  await until(async () => (await read(acme, batch_id)).done > 0);
  const { body } = await act(deleteUserGroups, [{ group_id }]);
  assert.match(JSON.stringify(body), /"result"/);
  await settled(server);
  const { state, done, refused } = await outcomeOf(batch_id);
  assert.equal(state, 'done');
  assert.ok(done > 0 && refused > 0 && done + refused === 4_000, `${done} done, ${refused} refused`);
  const read_ = await acme.holder.call(readBatch, { params: { ...inAcme().params, batch_id } });
  const codes = (read_.body['refusals'] as { code: string; count: number }[]).map(({ code, count }) => [code, count]);
  assert.deepEqual(codes, [['group-gone', refused]]);
});

test('P9: the preview of a job on a group says what a dry run on each of them would', async () => {
  const { group_id, beside, ids, filter } = await villageOf('Foreseen');
  for (const [group, permission] of [
    [group_id, 'audit.view'],
    [group_id, 'sessions.view'],
    [beside, 'sessions.view'],
  ])
    await server.look('insert into user_group_permission (account_id, group_id, permission) values ($1, $2, $3)', [
      acme.accountId,
      group,
      permission,
    ]);
  const acts = [
    ['add-to-group', addGroupMembers],
    ['remove-from-group', removeGroupMembers],
  ] as const;
  for (const [name, operation] of acts)
    for (const by of [acme.holder, acme.admin]) {
      const body = { act: name, group_id, filter };
      const preview = await by.call(previewBatch, { ...inAcme(), body });
      const items = ids.map((member_id) => ({ group_id, member_id }));
      const dry = await by.call(operation, { ...inAcme(), query: { dry_run: 'true' }, body: { items } });
      assert.equal(preview.body['matching'], ids.length);
      assert.deepEqual(sorted(preview.body['consequences']), sorted(dry.body['consequences']), name);
      assert.match(JSON.stringify(preview.body), name === 'add-to-group' ? /"gained"/ : /"session","change":"lost"/);
    }
});

test('G9: a job on a group is for who manages groups, to begin, to see and to stop, and gives no access that its starter may not give', async () => {
  const group_id = await groupNamed('Guarded');
  const filter = { search: 'nobody at all' };
  const wanted = { act: 'add-to-group', group_id, filter };
  const users = await programWith(['users.view', 'users.manage']);
  const groups = await programWith(['users.view', 'groups.manage']);
  for (const operation of [previewBatch, startBatch]) {
    assert.deepEqual(await refusedFor(users, operation, wanted), ['not-permitted', 'groups.manage']);
    assert.deepEqual(await refusedFor(groups, operation, { act: 'suspend', filter }), [
      'not-permitted',
      'users.manage',
    ]);
    assert.equal((await groups(operation, wanted)).status, 200);
  }
  const batch_id = String((await groups(startBatch, wanted)).body['batch_id']);
  for (const operation of [readBatch, stopBatch]) {
    assert.equal((await users(operation, undefined, { batch_id })).status, 404, operation.id);
    assert.equal((await groups(operation, undefined, { batch_id })).status, 200, operation.id);
  }
  const acts = async (program: Program) =>
    new Set(((await program(listBatches)).body['items'] as { act: string }[]).map((one) => one.act));
  assert.deepEqual(await acts(groups), new Set(['add-to-group']));
  assert.ok(!(await acts(users)).has('add-to-group'));
  await openAll(group_id);
  assert.deepEqual(await refusedFor(groups, startBatch, wanted), ['not-permitted', 'access.grant']);
  assert.equal((await groups(startBatch, { ...wanted, act: 'remove-from-group' })).status, 200);
});

test('G10: a group of another account is not found, and neither the starter nor who is stronger is touched', async () => {
  await personNamed(acme, 'Plain');
  const group_id = await groupNamed('Ranked');
  for (const operation of [previewBatch, startBatch])
    for (const name of ['add-to-group', 'remove-from-group']) {
      const body = { act: name, group_id, filter: {} };
      const answer = await beta.holder.call(operation, { params: { account_id: beta.accountId }, body });
      assert.equal(answer.body['code'], 'not-found', `${operation.id} ${name}`);
    }
  const batch_id = await started(
    acme,
    { act: 'add-to-group', group_id, filter: { search: 'a', role: ['holder', 'super_admin', 'admin'] } },
    acme.admin,
  );
  await settled(server);
  assert.equal((await read(acme, batch_id)).done, 0);
  assert.equal(await sizeOf(group_id), 0);
});

test('the users list shows who is in one group itself, with every other filter, and how many they are', async () => {
  const { group_id, below, ids } = await villageOf('Listed');
  await act(
    addGroupMembers,
    ids.map((member_id) => ({ group_id, member_id })),
  );
  await act(addGroupMembers, [{ group_id: below, member_id: ids[0] }]);
  const shown = async (query: Record<string, string>) => {
    const { body } = await acme.admin.call(listMembers, { ...inAcme(), query: { ...query, limit: '3' } });
    const { items, total } = body as unknown as { items: { id: string; name: string }[]; total: { count: number } };
    return [items.map(({ name }) => name), total.count];
  };
  const names = ids.map((_, index) => `Listed ${index + 1}`);
  assert.deepEqual(await shown({ group_id }), [names.slice(0, 3), ids.length]);
  assert.deepEqual(await shown({ group_id, order: 'desc' }), [names.toReversed().slice(0, 3), ids.length]);
  assert.deepEqual(await shown({ group_id: below }), [['Listed 1'], 1]);
  assert.deepEqual(await shown({ group_id, status: 'suspended' }), [['Listed 5'], 1]);
  assert.deepEqual(await shown({ group_id, search: 'listed 2' }), [['Listed 2'], 1]);
  assert.deepEqual(await shown({ group_id, role: 'admin' }), [[], 0]);
  assert.deepEqual(await shown({ group_id: crypto.randomUUID() }), [[], 0]);
  const elsewhere = { params: { account_id: beta.accountId }, query: { group_id } };
  assert.deepEqual((await beta.holder.call(listMembers, elsewhere)).body['items'], []);
});

/**
 * Seven members, one of them suspended, and a group whose parent opens computers: some of the members are in it, some reach some of
 * these computers otherwise, one has only their own access, and one is connected.
 */
async function villageOf(stem: string) {
  await crowdOf(acme, stem, 7);
  await fleetOf(acme, stem, 5);
  const ids = (
    await server.look<{ id: string }>(`select id from member where name like $1 || ' %' order by name`, [stem])
  ).map(({ id }) => id);
  const computers = (
    await server.look<{ id: string }>(`select id from computer where name like $1 || ' %' order by name`, [stem])
  ).map(({ id }) => id);
  const parent = await groupNamed(`${stem} parent`);
  const group_id = await groupNamed(`${stem} group`, parent);
  const below = await groupNamed(`${stem} below`, group_id);
  const beside = await groupNamed(`${stem} beside`);
  await server.look(
    `insert into computer_group (account_id, id, name, name_key, made_at) values ($1, $2, $3, $3, now())`,
    [acme.accountId, below, stem],
  );
  await server.look(`update computer set group_id = $1 where id = any ($2)`, [below, computers.slice(0, 3)]);
  await act(setGroupAccess, [
    { group_id: parent, kind: 'chosen', group_ids: [below], computer_ids: [computers[3]] },
    { group_id: beside, kind: 'chosen', group_ids: [below] },
  ]);
  await act(setAccess, [
    { member_id: ids[1], kind: 'chosen', computer_ids: [computers[0], computers[3]] },
    { member_id: ids[2], kind: 'all' },
    { member_id: ids[3], kind: 'none', only_own: true },
  ]);
  await act(addGroupMembers, [
    { group_id: beside, member_id: ids[0] },
    ...[ids[0], ids[1], ids[3], ids[5]].map((member_id) => ({ group_id, member_id })),
  ]);
  await server.look(`update computer set owner_id = $1 where id = $2`, [ids[5], computers[1]]);
  await server.look(`update member set status = 'suspended' where id = $1`, [ids[4]]);
  await sessionOf(acme, String(ids[5]), String(computers[0]));
  await sessionOf(acme, String(ids[5]), String(computers[1]));
  return { group_id, below, beside, ids, filter: { search: stem } };
}

function inAcme() {
  return { params: { account_id: acme.accountId } };
}

function act(operation: Operation, items: object[]) {
  return acme.holder.call(operation, { ...inAcme(), body: { items } });
}

async function groupNamed(name: string, parent_id: string | null = null): Promise<string> {
  const { status, body } = await acme.holder.call(createUserGroup, { ...inAcme(), body: { name, parent_id } });
  assert.equal(status, 200, JSON.stringify(body));
  return String(body['group_id']);
}

async function openAll(group_id: string): Promise<void> {
  await act(setGroupAccess, [{ group_id, kind: 'all' }]);
}

async function outcomeOf(batch_id: string) {
  const { state, total, done, refused } = await read(acme, batch_id);
  return { state, total, done, refused };
}

async function sizeOf(group_id: string): Promise<number> {
  const [row] = await server.look<{ n: number }>(
    `select count(*)::integer as n from user_group_member where group_id = $1`,
    [group_id],
  );
  return row?.n ?? 0;
}

async function rowsOf(what: string, target: string): Promise<number> {
  const [row] = await server.look<{ n: number }>(
    `select count(*)::integer as n from audit where act = $1 and $2 = any (targets)`,
    [what, target],
  );
  return row?.n ?? 0;
}

type Program = (
  operation: Operation,
  body?: object,
  params?: Record<string, string>,
) => ReturnType<TestBrowser['call']>;

/** Calls by an API token of the holder with these permissions. */
async function programWith(scopes: string[]): Promise<Program> {
  const body = { name: scopes.join(), kind: 'personal', scopes, expires_in_days: 9 };
  const { body: token } = await acme.holder.call(createToken, { ...inAcme(), body });
  const headers = { authorization: `Bearer ${String(token['token'])}`, origin: '' };
  return (operation, wanted, params = {}) =>
    new TestBrowser(server).call(operation, {
      params: { ...inAcme().params, ...params },
      headers,
      ...(wanted === undefined ? {} : { body: wanted }),
    });
}

async function refusedFor(program: Program, operation: Operation, wanted: object): Promise<unknown[]> {
  const { body } = await program(operation, wanted);
  return [body['code'], body['permission']];
}

function sorted(consequences: unknown): unknown[] {
  const each = consequences as { kind: string; change: string; first50: { id: string; label: string }[] }[];
  return each
    .map((one) => ({ ...one, first50: one.first50.toSorted((a, b) => (a.id + a.label < b.id + b.label ? -1 : 1)) }))
    .toSorted((a, b) => (a.change + a.kind < b.change + b.kind ? -1 : 1));
}
