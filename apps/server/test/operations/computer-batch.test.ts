import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  listBatches,
  previewComputerBatch,
  readBatch,
  startBatch,
  startComputerBatch,
  stopBatch,
} from '@latchkey/contract/batch';
import { moveComputers, removeComputers, setOwners } from '@latchkey/contract/computer';
import { changeRoles } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createToken } from '@latchkey/contract/token';
import { type Company, company, memberIdOf, personNamed, secondCompany } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { fleetOf, sessionOf, until } from './batches.ts';
import { handsIn } from './computer-hands.ts';
import { freshCode, freshComputer, freshGroup, give } from './computer-samples.ts';
import { outcomeOf } from './crowd.ts';
import { settled } from './traces.ts';

let server: TestServer;
let acme: Company;
let beta: Company;
const { fresh, nobodys, act, ok, listOf } = handsIn(() => acme);

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('C3: 3,000 computers are moved by one filter, each once and with a row of its own, and no other', async () => {
  const group_id = await freshGroup(acme, 'Moved by a job');
  await fleetOf(acme, 'Bulk', 3_000);
  await fleetOf(acme, 'Other', 3);
  const wanted = { act: 'move', group_id, filter: { search: 'BULK', group_id: 'none' } };
  const preview = await acme.admin.call(previewComputerBatch, { ...inAcme(), body: wanted });
  assert.deepEqual(preview.body, { matching: 3_000, consequences: [] });
  const batch_id = await started(wanted, acme.admin);
  await fleetOf(acme, 'Bulk-late', 2);
  assert.deepEqual(await ended(batch_id), { state: 'done', total: 3_000, done: 3_000, refused: 0 });
  assert.deepEqual(await groupsOf('Bulk'), { [group_id]: 3_000, none: 2 });
  assert.deepEqual(await groupsOf('Other'), { none: 3 });
  const [row] = await server.look<{ rows: number; computers: number }>(
    `select count(*)::integer as rows, count(distinct t.target_id)::integer as computers
       from audit a join audit_target t on t.account_id = a.account_id and t.audit_id = a.id join computer c on c.id = t.target_id
      where a.act = 'computer.move' and c.name like 'Bulk%'`,
  );
  assert.deepEqual(row, { rows: 3_000, computers: 3_000 });
});

test('the computers a job means are those that the list shows for the same filter', async () => {
  const { id } = await fresh();
  const [group_id, mine] = [await freshGroup(acme, 'Filtered'), await freshComputer(acme)];
  await ok(act(moveComputers, [{ computer_id: await nobodys(), group_id }]));
  await ok(act(setOwners, [{ computer_id: await nobodys(), owner_id: id }]));
  await freshComputer(acme, { kind: 'deployment' });
  assert.ok(mine);
  const filters: Record<string, string | string[]>[] = [
    {},
    { group_id },
    { group_id: 'none', state: ['offline', 'needs_code'] },
    { owner_id: id },
    { mine: 'true' },
    { state: ['waiting'] },
    { state: ['online', 'locked'] },
    { search: 'other' },
    { search: '%' },
  ];
  for (const filter of filters) {
    const query = Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)]));
    const { items } = await listOf(acme.holder, query);
    const [preview, total] = [await previewed({ act: 'remove', filter }), await countOf(query)];
    assert.equal(preview.matching, total, JSON.stringify(filter));
    assert.equal(items.length, Math.min(200, total));
  }
});

test('P9: the preview says what a dry run on each of the computers would', async () => {
  const [everyone, grouped, owner, other] = [await fresh(), await fresh(), await fresh(), await fresh()];
  const [from, to] = [await freshGroup(acme, 'From'), await freshGroup(acme, 'To')];
  const computers = [await named('Seen 1'), await named('Seen 2'), await named('Seen 3')];
  const [first = '', second = ''] = computers;
  await ok(act(moveComputers, [{ computer_id: first, group_id: from }]));
  await ok(act(setOwners, [{ computer_id: first, owner_id: owner.id }]));
  await ok(act(setOwners, [{ computer_id: second, owner_id: grouped.id }]));
  await ok(give(acme, everyone.id, { kind: 'all' }));
  await ok(give(acme, grouped.id, { kind: 'chosen', group_ids: [from] }));
  await ok(give(acme, other.id, { kind: 'chosen', group_ids: [to], computer_ids: [second] }));
  for (const who of [grouped, everyone]) await sessionOf(acme, who.id, first);
  for (const computer_id of [first, second]) await freshCode(acme, { kind: 'replacement', computer_id });
  const filter = { search: 'Seen' };
  const acts: [Operation, string, object][] = [
    [removeComputers, 'remove', {}],
    [moveComputers, 'move', { group_id: to }],
    [moveComputers, 'move', { group_id: null }],
    [setOwners, 'set-owner', { owner_id: other.id }],
    [setOwners, 'set-owner', { owner_id: grouped.id }],
    [setOwners, 'set-owner', { owner_id: everyone.id }],
    [setOwners, 'set-owner', { owner_id: null }],
  ];
  for (const [operation, name, more] of acts) {
    const foreseen = await previewed({ act: name, filter, ...more });
    const items = computers.map((computer_id) => ({ computer_id, ...more }));
    const dry = await acme.holder.call(operation, { ...inAcme(), query: { dry_run: 'true' }, body: { items } });
    assert.equal(dry.status, 200, JSON.stringify(dry.body));
    assert.equal(foreseen.matching, 3);
    assert.deepEqual(
      sorted(foreseen.consequences),
      sorted(dry.body['consequences']),
      `${name} ${JSON.stringify(more)}`,
    );
  }
});

test('P9: who reaches every computer is counted for each that is removed', async () => {
  const before = await countReaching();
  const { matching, consequences } = await previewed({ act: 'remove', filter: { search: 'Bulk' } });
  const lost = consequences.find(({ kind }) => kind === 'computer');
  assert.equal(lost?.total, before * matching);
  assert.equal(lost?.first50.length, 50);
});

test('what is given to all that match must be there, and belong to the act', async () => {
  const unknown = '018f0000-0000-7000-8000-00000000abcd';
  const refusals: [object, string][] = [
    [{ act: 'move' }, 'invalid'],
    [{ act: 'remove', group_id: null }, 'invalid'],
    [{ act: 'set-owner', group_id: null }, 'invalid'],
    [{ act: 'move', group_id: unknown }, 'not-found'],
    [{ act: 'set-owner', owner_id: unknown }, 'not-found'],
    [{ act: 'set-owner', owner_id: await memberIdOf(beta.holder, beta.accountId) }, 'not-found'],
  ];
  for (const [wanted, code] of refusals)
    for (const operation of [previewComputerBatch, startComputerBatch]) {
      const answer = await acme.holder.call(operation, { ...inAcme(), body: { filter: {}, ...wanted } });
      assert.equal(answer.body['code'], code, JSON.stringify(wanted));
    }
});

test('lines that are refused say why and which computers, and the others go on', async () => {
  await freshComputer(acme, { kind: 'deployment' }, { hostname: 'Waits here' });
  await nobodys();
  await server.look(`update computer set name = 'Mixed ' || name where status = 'waiting' or hostname = 'host-never'`);
  await named('Mixed in use');
  const waiting = (await listOf(acme.holder, { search: 'mixed', state: 'waiting' })).items.length;
  const batch_id = await started({ act: 'approve', filter: { search: 'mixed' } });
  const { done, refused } = await ended(batch_id);
  assert.deepEqual([done, refused], [waiting, 1]);
  const { body } = await acme.holder.call(readBatch, of(batch_id));
  const [reason] = body['refusals'] as {
    code: string;
    first: { name: string; member_id: null; computer_id: string }[];
  }[];
  assert.equal(reason?.code, 'not-waiting');
  assert.deepEqual([reason?.first[0]?.name, reason?.first[0]?.member_id], ['Mixed in use', null]);
});

test('G10: a job about computers is seen and stopped by who manages them, and ends when its starter does not any more', async () => {
  await fleetOf(acme, 'Stopped', 2_500);
  const starter = await personNamed(acme, 'Fleet-starter', 'admin');
  const member_id = await memberIdOf(starter, acme.accountId);
  const batch_id = await started({ act: 'remove', filter: { search: 'stopped' } }, starter);
  const listed = await starter.call(listBatches, { ...inAcme(), query: { about: 'computer' } });
  assert.deepEqual(
    (listed.body['items'] as { id: string }[]).map(({ id }) => id),
    [batch_id],
  );
  const people = await starter.call(listBatches, { ...inAcme(), query: { about: 'member' } });
  assert.deepEqual(people.body['items'], []);
  for (const operation of [readBatch, stopBatch])
    assert.equal(outcomeOf(await acme.member.call(operation, of(batch_id))), 'not-found', operation.id);
  assert.deepEqual((await acme.member.call(listBatches, inAcme())).body['items'], []);
  await until(async () => (await read(batch_id)).done > 0);
  await ok(act(changeRoles, [{ member_id, role: 'member' }]));
  const { state, done } = await read(batch_id);
  assert.equal(state, 'stopped');
  assert.ok(done < 2_500, `${done}`);
  await ok(act(changeRoles, [{ member_id, role: 'admin' }]));
  await settled(server);
  const { items } = await listOf(acme.holder, { search: 'stopped' });
  assert.equal(await countOf({ search: 'stopped' }), 2_500 - done);
  assert.ok(items.length > 0);
});

test('U3: a token sees the jobs about what its scopes name, and starts no others', async () => {
  const tokenOf = async (scopes: string[]) => {
    const body = { name: scopes.join(), kind: 'personal', scopes, expires_in_days: 9 };
    const answer = await acme.holder.call(createToken, { ...inAcme(), body });
    const bearer = new TestBrowser(server);
    return (operation: Operation, more: object = {}) =>
      bearer.call(operation, {
        ...inAcme(),
        ...more,
        headers: { authorization: `Bearer ${String(answer.body['token'])}` },
      });
  };
  const [computers, users] = [await tokenOf(['computers.manage']), await tokenOf(['users.manage'])];
  const filter = { search: 'nothing at all' };
  assert.equal(outcomeOf(await computers(startComputerBatch, { body: { act: 'approve', filter } })), 'ok');
  assert.equal(outcomeOf(await computers(startBatch, { body: { act: 'resend', filter } })), 'not-permitted');
  assert.equal(outcomeOf(await users(startComputerBatch, { body: { act: 'approve', filter } })), 'not-permitted');
  const about = async (ask: typeof computers) =>
    ((await ask(listBatches)).body['items'] as { about: string }[]).map((item) => item.about);
  assert.ok((await about(computers)).every((one) => one === 'computer'));
  assert.ok((await about(users)).every((one) => one === 'member'));
});

test('U2: what somebody searched for is not kept of a job about computers', async () => {
  await started({ act: 'approve', filter: { search: 'Secret Sally', state: ['waiting'] } });
  const [row] = await server.look<{ after: unknown; personal: number }>(
    `select a.after, (select count(*)::integer from audit_personal p where p.audit_id = a.id and p."values"::text like '%Sally%') as personal
       from audit a where a.act = 'batch.start-computers' order by a.at desc limit 1`,
  );
  assert.match(JSON.stringify(row?.after), /"search": ?true/);
  assert.doesNotMatch(JSON.stringify(row), /Sally/);
  assert.equal(row?.personal, 0);
});

type Batch = { state: string; total: number; done: number; refused: number };
type Foreseen = { matching: number; consequences: { kind: string; total: number; first50: object[] }[] };

function inAcme() {
  return { params: { account_id: acme.accountId } };
}

function of(batch_id: string) {
  return { params: { ...inAcme().params, batch_id } };
}

async function named(name: string): Promise<string> {
  const id = await nobodys();
  await server.look(`update computer set name = $2 where id = $1`, [id, name]);
  return id;
}

async function started(wanted: object, by = acme.holder): Promise<string> {
  const answer = await by.call(startComputerBatch, { ...inAcme(), body: wanted });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body['batch_id']);
}

async function read(batch_id: string): Promise<Batch> {
  const answer: Answer = await acme.holder.call(readBatch, of(batch_id));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Batch;
}

async function ended(batch_id: string): Promise<Batch> {
  await until(async () => (await read(batch_id)).state !== 'running');
  const { state, total, done, refused } = await read(batch_id);
  return { state, total, done, refused };
}

async function previewed(wanted: object): Promise<Foreseen> {
  const answer = await acme.holder.call(previewComputerBatch, { ...inAcme(), body: wanted });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Foreseen;
}

async function countOf(query: Record<string, string>): Promise<number> {
  const { total } = (await listOf(acme.holder, query)) as unknown as { total: { count: number; more: boolean } };
  if (!total.more) return total.count;
  const [row] = await server.look<{ n: number }>(
    `select count(*)::integer as n from computer where account_id = $1 and status <> 'removed' and ($2::text is null or name ilike '%' || $2 || '%')`,
    [acme.accountId, query['search'] === '%' ? null : (query['search'] ?? null)],
  );
  return row?.n ?? 0;
}

async function countReaching(): Promise<number> {
  const [row] = await server.look<{ n: number }>(
    `select count(distinct r.member_id)::integer as n from reach r join computer c on c.id = r.computer_id where r.account_id = $1 and c.name like 'Bulk%'`,
    [acme.accountId],
  );
  return row?.n ?? 0;
}

async function groupsOf(stem: string): Promise<Record<string, number>> {
  const rows = await server.look<{ id: string; n: number }>(
    `select coalesce(group_id::text, 'none') as id, count(*)::integer as n from computer where account_id = $1 and name like $2 || '%' group by 1`,
    [acme.accountId, stem],
  );
  return Object.fromEntries(rows.map(({ id, n }) => [id, n]));
}

function sorted(consequences: unknown): string[] {
  return (consequences as { kind: string; change: string; total: number; first50: { label: string }[] }[])
    .map(
      ({ kind, change, total, first50 }) =>
        `${change} ${kind} ${total} ${first50
          .map(({ label }) => label)
          .toSorted()
          .join()}`,
    )
    .toSorted();
}
