import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { listBatches, previewBatch, readBatch, startBatch } from '@latchkey/contract/batch';
import { withdrawInvitation } from '@latchkey/contract/invitation';
import { suspendMembers } from '@latchkey/contract/member';
import { createRole } from '@latchkey/contract/role';
import pg from 'pg';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { MANY } from '../operations/crowd.ts';
import { type Consequence, groupHandsIn } from './group-hands.ts';
import { groupsOf, inviteInto, ok, permit } from './invited.ts';
import { give, limit, LOOKS_AFTER, type Manager, managerOf, told } from './manager-hands.ts';

let server: TestServer;
let acme: Company;
let top: string;
let low: string;
let beside: string;
let manager: Manager;

before(async () => {
  server = await testServer();
  acme = await company(server);
  top = await group();
  low = await group({ parent: top });
  beside = await group();
  manager = await managerOf(acme, [top]);
});
after(() => server.stop());

const { group, dry, somebodyIn } = groupHandsIn(() => acme);
const params = () => ({ account_id: acme.accountId });

type Job = {
  id: string;
  state: string;
  total: number;
  done: number;
  refused: number;
  refusals: { code: string; first: object[] }[];
};

/** Starts a job and gives how it ended, as its starter reads it. */
async function over(body: object, by = manager): Promise<Job> {
  return ended((await ok(by.browser.call(startBatch, { params: params(), body }))).body, by);
}

/** How a job that was started ended, as its starter reads it. */
async function ended(started: object, by: Manager): Promise<Job> {
  const batch_id = String(Reflect.get(started, 'batch_id'));
  for (;;) {
    const job = (await told(by.browser.call(readBatch, { params: { ...params(), batch_id } }))) as Job;
    if (job.state !== 'running') return job;
    await sleep(20);
  }
}

/** A job of a manager over all they look after, while their role changes as role.edit writes it: before the first line is worked on. */
async function narrowedWhile(by: Manager, change: string, values: unknown[]): Promise<object> {
  const other = new pg.Client(server.database.superuser);
  await other.connect();
  await other.query('begin');
  // Who works on a job locks the account first, and waits for this.
  await other.query('select from account where id = $1 for no key update', [acme.accountId]);
  await other.query(change, values);
  const body = { act: 'suspend', filter: {} };
  const started = await ok(by.browser.call(startBatch, { params: params(), body }));
  await other.query('commit');
  await other.end();
  return started.body;
}

async function statusesOf(...them: { id: string }[]): Promise<(string | undefined)[]> {
  return Promise.all(them.map(({ id }) => statusOf(id)));
}

async function statusOf(id: string): Promise<string | undefined> {
  const [row] = await server.look<{ status: string }>('select status from member where id = $1', [id]);
  return row?.status;
}

test('G11: what a manager does to all that match they do to those in their groups alone', async () => {
  const [inside, inLow, both, outside] = [
    await somebodyIn(top),
    await somebodyIn(low),
    await somebodyIn(top, beside),
    await somebodyIn(beside),
  ];
  const preview = await ok(
    manager.browser.call(previewBatch, { params: params(), body: { act: 'suspend', filter: {} } }),
  );
  assert.equal(preview.body['matching'], 3);
  const named = (preview.body['consequences'] as Consequence[]).find(({ kind }) => kind === 'profile');
  assert.deepEqual(named?.first50.map(({ label }) => label).toSorted(), [inside.name, inLow.name].toSorted());
  const job = await over({ act: 'suspend', filter: {} });
  assert.deepEqual([job.total, job.done, job.refused], [3, 2, 1]);
  assert.deepEqual(
    job.refusals.map(({ code, first }) => [code, first.length]),
    [['reaches-further', 1]],
  );
  const statuses = await Promise.all([inside, inLow, both, outside].map(({ id }) => statusOf(id)));
  assert.deepEqual(statuses, ['suspended', 'suspended', 'active', 'active']);
  const by = (filter: object) => over({ act: 'reinstate', filter });
  for (const group_id of [beside, uuidv7(new Date())]) assert.equal((await by({ group_id })).total, 0);
  assert.equal((await by({ status: ['suspended'] })).done, 2);
  const mine = (await told(manager.browser.call(listBatches, { params: params() }))) as { items: Job[] };
  assert.equal(mine.items.length, 4);
});

test('G5, G11: a manager’s job over those with a custom role means those of them in their groups alone', async () => {
  const team = await group();
  const other = await managerOf(acme, [team]);
  const [one, two, outside] = [await somebodyIn(team), await somebodyIn(team), await somebodyIn(beside)];
  const { body } = await ok(
    acme.holder.call(createRole, { params: params(), body: { name: 'Held by some', permissions: [] } }),
  );
  const role_id = String(body['role_id']);
  await server.look('update member set role_id = $1 where id in ($2, $3)', [role_id, one.id, outside.id]);
  for (const unheld of [uuidv7(new Date()), manager.role_id]) {
    const job = await over({ act: 'suspend', filter: { role_id: unheld } }, other);
    assert.deepEqual([job.total, job.done], [0, 0]);
  }
  const wanted = { act: 'suspend', filter: { role_id } };
  const preview = await ok(other.browser.call(previewBatch, { params: params(), body: wanted }));
  assert.equal(preview.body['matching'], 1);
  const job = await over(wanted, other);
  assert.deepEqual([job.total, job.done], [1, 1]);
  assert.deepEqual(await statusesOf(one, two, outside), ['suspended', 'active', 'active']);
});

test('G10, G11: by a job a manager gives no role, and puts nobody into a group outside', async () => {
  const start = (body: object) => told(manager.browser.call(startBatch, { params: params(), body }));
  const filter = {};
  assert.equal(await start({ act: 'change-role', role: 'member', filter }), 'not-permitted');
  for (const group_id of [beside, uuidv7(new Date())])
    for (const one of ['add-to-group', 'remove-from-group'])
      assert.equal(await start({ act: one, group_id, filter }), 'not-found', one);
  const made = await group({ parent: top });
  const { id } = await somebodyIn(low);
  assert.equal((await over({ act: 'add-to-group', group_id: made, filter: { group_id: low } })).refused, 0);
  assert.ok((await groupsOf(acme, id)).includes(made));
  const viewer = await managerOf(acme, [top], ['users.view', 'groups.manage']);
  const suspend = { params: params(), body: { act: 'suspend', filter } };
  assert.equal(await told(viewer.browser.call(startBatch, suspend)), 'not-permitted');
});

test('G10: a job of a manager whose role is narrowed goes on inside what is left of it, and says what it refused', async () => {
  const [one, two] = [await group(), await group()];
  const other = await managerOf(acme, [one, two]);
  const [left, right] = [await somebodyIn(one), await somebodyIn(two)];
  const gone = 'delete from custom_role_user_group where role_id = $1 and group_id = $2';
  const job = await ended(await narrowedWhile(other, gone, [other.role_id, two]), other);
  assert.deepEqual([job.state, job.total, job.done, job.refused], ['done', 2, 1, 1]);
  // Of who is not theirs any more they are told what of nobody is told.
  assert.deepEqual(
    job.refusals.map(({ code }) => code),
    ['not-found'],
  );
  assert.deepEqual(await statusesOf(left, right), ['suspended', 'active']);
  const again = await over({ act: 'suspend', filter: {} }, other);
  assert.deepEqual([again.total, await statusOf(right.id)], [1, 'active']);
  await give(acme, other.id, null);
  assert.deepEqual(await told(other.browser.call(listBatches, { params: params() })), {
    items: [],
    total: { count: 0, more: false },
  });
});

test('G10: a job of a manager who may not act on users any more is stopped, with nothing done after that', async () => {
  const team = await group();
  const other = await managerOf(acme, [team]);
  const [first, second] = [await somebodyIn(team), await somebodyIn(team)];
  const gone = `delete from custom_role_permission where role_id = $1 and permission = 'users.manage'`;
  const started = await narrowedWhile(other, gone, [other.role_id]);
  // To them it is nobody's any more.
  const stateOf = async () =>
    (await server.look('select state, done, refused from batch where id = $1', [Reflect.get(started, 'batch_id')]))[0];
  while (Reflect.get((await stateOf()) ?? {}, 'state') === 'running') await sleep(20);
  assert.deepEqual(await stateOf(), { state: 'stopped', done: 0, refused: 0 });
  assert.deepEqual(await statusesOf(first, second), ['active', 'active']);
});

test('G10: whenever a role is narrowed while jobs run, each line was done by who still could, or refused and told', async () => {
  const races: { other: Manager; one: string; there: string; here: string }[] = [];
  for (let nth = 0; nth < MANY; nth += 1) {
    const [one, two] = [await group(), await group()];
    const other = await managerOf(acme, [one, two]);
    races.push({ other, one, here: (await somebodyIn(one)).id, there: (await somebodyIn(two)).id });
  }
  await Promise.all(
    races.map(async ({ other, one, here, there }, nth) => {
      const running = other.browser.call(startBatch, { params: params(), body: { act: 'suspend', filter: {} } });
      const [started] = await Promise.all([ok(running), limit(acme, other, { user_group_ids: [one] })]);
      const job = await ended(started.body, other);
      const [inside, outside] = await statusesOf({ id: here }, { id: there });
      // Begun after the role was narrowed it is about one of them. Who is not seen any more is counted, not named.
      const untold = job.total === 2 && outside === 'active' ? [['not-found', 0]] : [];
      assert.deepEqual([job.state, inside, job.done + job.refused], ['done', 'suspended', job.total], `race ${nth}`);
      assert.deepEqual(
        job.refusals.map(({ code, first }) => [code, first.length]),
        untold,
        `race ${nth}`,
      );
    }),
  );
});

test('P9, G11: a dry run of a manager names whom they see, and counts the rest', async () => {
  const helper = await somebodyIn(top);
  await permit(acme, helper.id, LOOKS_AFTER);
  const [seen, hidden] = [
    await inviteInto(acme, [low], { by: helper.browser, name: 'Seen' }),
    await inviteInto(acme, [beside], { by: helper.browser, name: 'Hidden' }),
  ];
  const invitations = (of: Consequence[]) => of.find(({ kind }) => kind === 'invitation');
  // Past the rules, or their invitations would be over: who holds nothing is no stronger than a manager.
  await server.look('delete from member_permission where member_id = $1', [helper.id]);
  const limited = await dry(suspendMembers, [{ member_id: helper.id }], manager.browser);
  assert.deepEqual(
    [invitations(limited)?.total, invitations(limited)?.first50.map(({ label }) => label)],
    [2, ['Seen']],
  );
  const withdrawn = await dry(
    withdrawInvitation,
    [seen, hidden].map(({ member_id }) => ({ member_id })),
    manager.browser,
  );
  assert.deepEqual(
    invitations(withdrawn)?.first50.map(({ label }) => label),
    ['Seen'],
  );
});
