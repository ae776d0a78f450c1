import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listBatches, previewBatch, readBatch, startBatch, stopBatch } from '@latchkey/contract/batch';
import { addGroupMembers, createUserGroup } from '@latchkey/contract/group';
import { sendInvitation } from '@latchkey/contract/invitation';
import { changeRoles, deleteMembers, listMembers, reinstateMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createRole } from '@latchkey/contract/role';
import { createToken } from '@latchkey/contract/token';
import { sql } from 'kysely';
import { inTransaction } from '../../src/kit/db.ts';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { type Company, company, personNamed, secondCompany } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { crowdOf, read, started, until } from './batches.ts';
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

test('the members a job means are those that the list shows for the same filter', async () => {
  await crowdOf(acme, 'Filter', 3);
  await invite(acme, 'filter-invited@example.test', { name: 'Ünï_cödé 100% Filter' });
  server.mailbox.behave('filter-bounced@example.test', 550);
  await act(sendInvitation, [{ email: 'filter-bounced@example.test', language: 'en' }]);
  await settled(server);
  await server.look(`update member set last_entered_at = now() - interval '91 days' where name = 'Filter 1'`);
  await server.look(`update member set made_at = now() - interval '99 days' where name = 'Filter 2'`);
  const group_id = await groupOf(['Filter 1', 'Filter 3', 'Ünï_cödé 100% Filter']);
  const role_id = await roleOf('Filtered', ['audit.view']);
  await server.look(`update member set role_id = $1 where name in ('Filter 1', 'Filter 2', 'Ünï_cödé 100% Filter')`, [
    role_id,
  ]);
  const found = async (filter: object) =>
    (await server.look<{ name: string }>('select name from member where id = any ($1)', [await matching(filter)])).map(
      ({ name }) => name,
    );
  assert.deepEqual((await found({ role_id, status: ['active'] })).toSorted(), ['Filter 1', 'Filter 2']);
  assert.deepEqual(await found({ role_id, status: ['active'], group_id }), ['Filter 1']);
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
    { group_id },
    { group_id, search: 'filter 3' },
    { group_id, status: ['inactive', 'invited'] },
    { group_id, role: ['admin'] },
    { group_id: crypto.randomUUID() },
    { role_id },
    { role_id, group_id },
    { role_id, search: 'filter 2' },
    { role_id, group_id, search: 'unI_CODE' },
    { role_id, status: ['inactive', 'invited'] },
    { role_id, role: ['member'] },
    { role_id, role: ['admin'] },
    { role_id, mail: 'bounced' },
    { role_id: crypto.randomUUID() },
    { role_id: crypto.randomUUID(), group_id },
  ];
  for (const filter of filters) {
    const listed = await listedBy(filter);
    assert.deepEqual(await matching(filter), listed, JSON.stringify(filter));
  }
});

test('P9: the preview says what a dry run of the act on each of them would', async () => {
  const stem = 'Previewed';
  await crowdOf(acme, stem, 4);
  const admin = await personNamed(acme, `${stem}-admin`, 'admin');
  await invite(acme, 'of-previewed@example.test', { by: admin });
  await admin.call(createToken, {
    ...inAcme(),
    body: { name: 'its token', kind: 'personal', scopes: [], expires_in_days: 9 },
  });
  await invite(acme, 'previewed-invited@example.test', { role: 'admin' });
  await server.look(`update member set status = 'suspended' where name in ('Previewed 1', 'Previewed 2')`);
  const [had, given] = [
    await roleOf('Had', ['sessions.view', 'audit.view']),
    await roleOf('Given', ['users.manage', 'users.view']),
  ];
  await server.look(`update member set role_id = $1 where name in ('Previewed 2', 'Previewed 3')`, [had]);
  await server.look(`update member set role_id = $1 where name = 'Previewed 4'`, [given]);
  const filter = { search: stem };
  const acts: [Operation, string, object][] = [
    [suspendMembers, 'suspend', {}],
    [reinstateMembers, 'reinstate', {}],
    [deleteMembers, 'delete', {}],
    [changeRoles, 'change-role', { role: 'member' }],
    [changeRoles, 'change-role', { role: 'super_admin' }],
    [changeRoles, 'change-role', { role: 'member', custom_role_id: given }],
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

/** A custom role that holds these permissions. */
async function roleOf(name: string, permissions: string[]): Promise<string> {
  const { body } = await acme.holder.call(createRole, { ...inAcme(), body: { name, permissions } });
  return String(body['role_id']);
}

test('G5, G10: a job gives a custom role to all that match, which must be there and hold nothing that its starter lacks', async () => {
  await crowdOf(acme, 'Customised', 30);
  const role_id = await roleOf('Customised', ['audit.view']);
  const wanted = { act: 'change-role', role: 'member', custom_role_id: role_id, filter: { search: 'customised' } };
  const batch_id = await started(acme, wanted);
  await until(async () => (await read(acme, batch_id)).state === 'done');
  const [{ count } = { count: 0 }] = await server.look<{ count: number }>(
    'select count(*)::integer as count from member where role_id = $1',
    [role_id],
  );
  assert.equal(count, 30);
  const refused = async (by: TestBrowser, more: object) => {
    const { body } = await by.call(startBatch, { ...inAcme(), body: { ...wanted, ...more } });
    return body['code'];
  };
  assert.equal(await refused(acme.holder, { custom_role_id: uuidv7(new Date()) }), 'not-found');
  assert.equal(await refused(acme.holder, { role: 'admin' }), 'invalid');
  assert.equal(await refused(acme.holder, { act: 'suspend', role: undefined }), 'invalid');
  const narrow = await personNamed(acme, 'Narrow');
  const narrows = await roleOf('Narrow', ['users.view', 'users.manage']);
  await server.look(`update member set role_id = $1 where name = 'Narrow'`, [narrows]);
  assert.equal(await refused(narrow, {}), 'not-permitted');
  assert.equal(await refused(narrow, { custom_role_id: narrows }), undefined);
});

test('G5: a job over those with one custom role does its act to exactly these, and by a role that is not there to nobody', async () => {
  await crowdOf(acme, 'Roled', 6);
  const [role_id, other] = [await roleOf('Roled', ['audit.view']), await roleOf('Roled too', ['audit.view'])];
  await server.look(`update member set role_id = $1 where name in ('Roled 1', 'Roled 2', 'Roled 3')`, [role_id]);
  await server.look(`update member set role_id = $1 where name = 'Roled 4'`, [other]);
  const suspended = async () =>
    (await server.look<{ name: string }>(`select name from member where status = 'suspended' order by name`)).map(
      ({ name }) => name,
    );
  const before = await suspended();
  for (const [filter, names] of [
    [{ role_id: crypto.randomUUID() }, []],
    [{ role_id, role: ['admin'] }, []],
    [{ role_id, search: 'roled 2' }, ['Roled 2']],
    [{ role_id }, ['Roled 1', 'Roled 2', 'Roled 3']],
  ] as const) {
    const wanted = { act: 'suspend', filter };
    const preview = await acme.holder.call(previewBatch, { ...inAcme(), body: wanted });
    assert.equal(preview.body['matching'], names.length, JSON.stringify(filter));
    const batch_id = await started(acme, wanted);
    await until(async () => (await read(acme, batch_id)).state === 'done');
    assert.equal((await read(acme, batch_id)).total, names.length);
    assert.deepEqual(await suspended(), [...before, ...names].toSorted(), JSON.stringify(filter));
  }
});

test('G10: a job is seen and stopped by its starter and by who may act on them; another account’s is not found', async () => {
  const batch_id = await started(acme, { act: 'resend', filter: { search: 'nobody at all' } });
  const admins = await started(acme, { act: 'resend', filter: { search: 'nobody at all' } }, acme.admin);
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

test('U2: what a job was searched by is personal: it stands beside the audit row, not in it', async () => {
  const batch_id = await started(acme, { act: 'suspend', filter: { search: 'Quintessa', role: ['member'] } });
  const [row] = await server.look<{ row: string; beside: string; filter: object }>(
    `select a::text as row, a.after->'filter' as filter, p."values"::text as beside
       from audit a join audit_personal p on p.account_id = a.account_id and p.audit_id = a.id where $1 = any (a.targets)`,
    [batch_id],
  );
  assert.deepEqual(row?.filter, { role: ['member'] });
  assert.doesNotMatch(row?.row ?? '', /Quintessa/);
  assert.match(row?.beside ?? '', /Quintessa/);
});

test('a job that means nobody is done at once, and one that names a role where none belongs is refused', async () => {
  const batch_id = await started(acme, { act: 'delete', filter: { search: 'nobody at all' } });
  const { state, done, refused } = await read(acme, batch_id);
  assert.deepEqual({ state, done, refused }, { state: 'done', done: 0, refused: 0 });
  for (const body of [
    { act: 'suspend', role: 'member', filter: {} },
    { act: 'change-role', filter: {} },
  ])
    for (const operation of [previewBatch, startBatch])
      assert.equal((await acme.holder.call(operation, { ...inAcme(), body })).body['code'], 'invalid');
});

/** A new user group with the members of these names. */
async function groupOf(names: string[]): Promise<string> {
  const made = await acme.holder.call(createUserGroup, { ...inAcme(), body: { name: names.join(' ') } });
  const group_id = String(made.body['group_id']);
  const rows = await server.look<{ id: string }>('select id from member where name = any ($1)', [names]);
  assert.equal(rows.length, names.length);
  await act(
    addGroupMembers,
    rows.map(({ id }) => ({ group_id, member_id: id })),
  );
  return group_id;
}

function inAcme() {
  return { params: { account_id: acme.accountId } };
}

function act(operation: Operation, items: object[]) {
  return acme.holder.call(operation, { ...inAcme(), body: { items } });
}

function call(by: TestBrowser, operation: Operation, params: Record<string, string>) {
  return by.call(operation, { params: { ...inAcme().params, ...params } });
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
