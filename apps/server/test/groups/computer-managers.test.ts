import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  approveComputers,
  createGroup,
  deleteGroups,
  editComputer,
  editGroup,
  listComputers,
  listGroups,
  moveComputers,
  readComputer,
  removeComputers,
  setOwners,
} from '@latchkey/contract/computer';
import { forgiveMembers, listLocks, unlockComputers } from '@latchkey/contract/computer-locks';
import { setAccess } from '@latchkey/contract/computer-access';
import { setPermissions } from '@latchkey/contract/role';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { freshGroup, give, nextName } from '../operations/computer-samples.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { atOnce, MANY, outcomeOf } from '../operations/crowd.ts';
import { type Company, company, memberIdOf } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { act, ok } from './invited.ts';
import { asks, column, computerIn, type Keeper, keeperOf, linesOf, lockOn, waitingIn } from './keeper-hands.ts';

let server: TestServer;
let acme: Company;
/** Two groups that they look after, and one beside. */
let [lab, shop, beside] = ['', '', ''];
let keeper: Keeper;
let acmeMember = '';

before(async () => {
  server = await testServer();
  acme = await company(server);
  [lab, shop, beside] = [
    await freshGroup(acme, 'Lab'),
    await freshGroup(acme, 'Shop'),
    await freshGroup(acme, 'Beside'),
  ];
  keeper = await keeperOf(acme, { computers: [lab, shop] });
  acmeMember = await memberIdOf(acme.member, acme.accountId);
});
after(() => server.stop());

const { fresh } = handsIn(() => acme);
const NOT_FOUND = { code: 'not-found' };
const FURTHER = { code: 'reaches-further' };

const lines = (operation: Parameters<typeof act>[1], items: object[], by = keeper.browser) =>
  linesOf(act(acme, operation, items, by));
const unknown = () => uuidv7(new Date());

/** A computer in the lab, one beside, and an id that is nobody's. */
async function three(): Promise<[string, string, string]> {
  return [await computerIn(acme, lab), await computerIn(acme, beside), unknown()];
}

test('G5, G11: a manager of groups of computers sees all that stands in them, and of the others what they reach', async () => {
  const one = await keeperOf(acme, { computers: [lab] }, ['computers.manage']);
  const [inside, waiting] = [await computerIn(acme, lab, { hostname: 'kiln' }), await waitingIn(acme, lab)];
  const [hidden, reached] = [await computerIn(acme, beside), await computerIn(acme, beside)];
  await ok(give(acme, one.id, { kind: 'chosen', computer_ids: [reached] }));
  const list = (query: Record<string, string> = {}) =>
    asks(acme, one.browser, listComputers, { query: { limit: '200', ...query } });
  const all = await list();
  const seen = column(all, 'id');
  for (const id of [inside, waiting, reached]) assert.ok(seen.includes(id));
  assert.ok(!seen.includes(hidden));
  assert.deepEqual(all['total'], { count: seen.length, more: false });
  assert.ok(column(await list({ state: 'waiting' }), 'id').includes(waiting));
  assert.deepEqual(column(await list({ search: 'kiln' }), 'id'), [inside]);
  assert.deepEqual(column(await list({ group_id: beside }), 'id'), [reached]);
  for (const sort of ['name', 'last_seen', 'added'])
    assert.deepEqual(column(await list({ sort, order: 'desc' }), 'id'), seen);
  assert.equal((await asks(acme, one.browser, readComputer, { computer_id: waiting }))['id'], waiting);
  assert.deepEqual(
    await told(readComputer, { computer_id: hidden }, one),
    await told(readComputer, { computer_id: unknown() }, one),
  );
});

/** The answer to a read without what belongs to the one call. */
async function told(operation: Parameters<typeof asks>[2], params: object, by = keeper): Promise<object> {
  const { instance: _, request_id: __, ...rest } = await asks(acme, by.browser, operation, { ...params });
  return rest;
}

test('C3, G11: who is signed in at a machine is shown and found inside only, and an owner where users are seen', async () => {
  const one = await keeperOf(acme, { computers: [lab] }, ['computers.manage']);
  const [inside, reached] = [await computerIn(acme, lab), await computerIn(acme, beside)];
  const owner = await fresh();
  await ok(act(acme, setOwners, [{ computer_id: inside, owner_id: owner.id }]));
  await ok(give(acme, one.id, { kind: 'chosen', computer_ids: [reached] }));
  await server.look(`update computer set os_user = 'wilhelmina' where id = any ($1)`, [[inside, reached]]);
  const find = async (query: Record<string, string>) =>
    column(await asks(acme, one.browser, listComputers, { query }), 'id');
  assert.deepEqual(await find({ search: 'wilhelmina' }), [inside]);
  assert.deepEqual(await find({ owner_id: owner.id }), []);
  const shown = async () => {
    const { owner: whose, os_user } = await asks(acme, one.browser, readComputer, { computer_id: inside });
    return { whose, os_user };
  };
  assert.deepEqual(await shown(), { whose: null, os_user: 'wilhelmina' });
  await ok(act(acme, setPermissions, [{ member_id: one.id, permissions: ['users.view'] }]));
  assert.deepEqual(((await shown()).whose as { member_id: string }).member_id, owner.id);
  assert.deepEqual(await find({ owner_id: owner.id }), [inside]);
});

test('G5: a manager of groups sees these, by name, and makes, renames and deletes none', async () => {
  const items = (await asks(acme, keeper.browser, listGroups))['items'] as { id: string; computers: number }[];
  assert.deepEqual(items.map(({ id }) => id).toSorted(), [lab, shop].toSorted());
  const { name } = { name: nextName('Renamed ') };
  const params = { account_id: acme.accountId };
  const made = await keeper.browser.call(createGroup, { params, body: { name } });
  assert.equal(outcomeOf(made), 'not-permitted');
  // Another group has the name or not: that would be told by it.
  const renamed = await keeper.browser.call(editGroup, {
    params: { ...params, group_id: lab },
    body: { name, version: 1 },
  });
  assert.equal(outcomeOf(renamed), 'not-permitted');
  assert.equal(outcomeOf(await act(acme, deleteGroups, [{ group_id: lab }], keeper.browser)), 'not-permitted');
});

test('G5, G11: they rename, approve and remove what stands inside; what stands outside does not exist for them', async () => {
  const [inside, outside, nobody] = await three();
  const rename = (computer_id: string) =>
    keeper.browser.call(editComputer, {
      params: { account_id: acme.accountId, computer_id },
      body: { version: 1, name: nextName('Desk ') },
    });
  assert.deepEqual([await rename(inside), await rename(outside), await rename(nobody)].map(outcomeOf), [
    'ok',
    'not-found',
    'not-found',
  ]);
  const [waits, waitsOutside] = [await waitingIn(acme, shop), await waitingIn(acme, beside)];
  const approving = [waits, waitsOutside, nobody].map((computer_id) => ({ computer_id }));
  assert.deepEqual(await lines(approveComputers, approving), ['ok', NOT_FOUND, NOT_FOUND]);
  const removing = [inside, outside, nobody].map((computer_id) => ({ computer_id }));
  assert.deepEqual(await lines(removeComputers, removing), ['ok', NOT_FOUND, NOT_FOUND]);
});

test('G11: computers move between groups they look after, and neither out of them nor into them', async () => {
  const [inside, outside, nobody] = await three();
  const wanted = [
    [inside, shop, 'ok'],
    [inside, lab, 'ok'],
    [inside, beside, NOT_FOUND],
    [inside, nobody, NOT_FOUND],
    [outside, lab, NOT_FOUND],
    [nobody, lab, NOT_FOUND],
    [inside, null, FURTHER],
    [outside, null, NOT_FOUND],
  ] as const;
  const items = wanted.map(([computer_id, group_id]) => ({ computer_id, group_id }));
  assert.deepEqual(
    await lines(moveComputers, items),
    wanted.map(([, , outcome]) => outcome),
  );
});

test('G10: a move that opens a computer to somebody needs access to be given there, to them', async () => {
  const [theirs, other] = [await freshGroup(acme), await freshGroup(acme)];
  const [mover, giver] = [
    await keeperOf(acme, { computers: [theirs, other] }, ['computers.manage']),
    await keeperOf(acme, { computers: [theirs, other] }, ['computers.manage', 'access.grant']),
  ];
  await ok(give(acme, (await fresh()).id, { kind: 'chosen', group_ids: [other] }));
  const item = { computer_id: await computerIn(acme, theirs), group_id: other };
  assert.deepEqual(await lines(moveComputers, [item], mover.browser), [
    { code: 'not-permitted', permission: 'access.grant' },
  ]);
  assert.deepEqual(await lines(moveComputers, [item], giver.browser), ['ok']);
});

test('C13, G10: an owner is named by who gives access there; nobody takes a computer for themselves', async () => {
  const [inside, outside, nobody] = await three();
  const { id: owner_id } = await fresh();
  const plain = await keeperOf(acme, { computers: [lab] }, ['computers.manage']);
  const lacking = { code: 'not-permitted', permission: 'access.grant' };
  const items = [inside, outside, nobody].map((computer_id) => ({ computer_id, owner_id }));
  assert.deepEqual(await lines(setOwners, items, plain.browser), [lacking, NOT_FOUND, NOT_FOUND]);
  assert.deepEqual(await lines(setOwners, items), ['ok', NOT_FOUND, NOT_FOUND]);
  assert.deepEqual(await lines(setOwners, [{ computer_id: inside, owner_id: nobody }]), [NOT_FOUND]);
  assert.deepEqual(await lines(setOwners, [{ computer_id: inside, owner_id: null }], plain.browser), ['ok']);
  assert.deepEqual(await lines(setOwners, [{ computer_id: inside, owner_id: keeper.id }]), [{ code: 'own-reach' }]);
});

test('S5, G11: they see and lift locks inside, and let those try again who locked nothing else', async () => {
  const [inside, outside] = await three();
  const [here, both, there] = [await fresh(), await fresh(), await fresh()];
  await lockOn(acme, inside, both.id, 2);
  const mine = await lockOn(acme, inside, here.id);
  const theirs = await lockOn(acme, outside, both.id, 1);
  await lockOn(acme, outside, there.id);
  const listed = await asks(acme, keeper.browser, listLocks, { query: { computer_id: inside } });
  const rows = listed['items'] as { member: { name: string } }[];
  assert.deepEqual(
    rows.map(({ member }) => member.name),
    [here.name, both.name],
  );
  assert.deepEqual(await asks(acme, keeper.browser, listLocks, { query: { computer_id: outside } }), {
    items: [],
    next_cursor: null,
    total: { count: 0, more: false },
  });
  const unlocking = [mine, theirs, unknown()].map((lock_id) => ({ lock_id }));
  assert.deepEqual(await lines(unlockComputers, unlocking), ['ok', NOT_FOUND, NOT_FOUND]);
  const forgiving = [here.id, both.id, there.id, unknown()].map((member_id) => ({ member_id }));
  assert.deepEqual(await lines(forgiveMembers, forgiving), ['ok', FURTHER, NOT_FOUND, NOT_FOUND]);
});

test('S5, G11: that somebody may try none any more is said by what they locked inside', async () => {
  const [inside, outside] = await three();
  const who = await fresh();
  for (const [hours, computer] of [
    [3, inside],
    [2, outside],
    [1, outside],
  ] as const)
    await lockOn(acme, computer, who.id, hours);
  const brakes = async (by: Keeper['browser']) => {
    const { items } = await asks(acme, by, listLocks, { query: { computer_id: inside } });
    return (items as { is_braked: boolean }[]).map((lock) => lock.is_braked);
  };
  assert.deepEqual([await brakes(keeper.browser), await brakes(acme.holder)], [[false], [true]]);
});

test('G11: what a dry run says names and counts nothing outside', async () => {
  const [inside, outside] = await three();
  const who = await fresh();
  await ok(give(acme, who.id, { kind: 'chosen', computer_ids: [inside, outside] }));
  const dry = async (operation: Parameters<typeof act>[1], items: object[]) =>
    (
      await keeper.browser.call(operation, {
        params: { account_id: acme.accountId },
        query: { dry_run: 'true' },
        body: { items },
      })
    ).body['consequences'] as { kind: string; total: number; first50: { id: string }[] }[];
  for (const [operation, items] of [
    [removeComputers, [{ computer_id: inside }, { computer_id: outside }]],
    [setAccess, [{ member_id: who.id, kind: 'none' }]],
    [
      moveComputers,
      [
        { computer_id: inside, group_id: shop },
        { computer_id: outside, group_id: shop },
      ],
    ],
  ] as const) {
    const told = await dry(operation, [...items]);
    const named = told.flatMap(({ first50 }) => first50.map(({ id }) => id));
    assert.ok(
      named.every((id) => id === inside),
      JSON.stringify(told),
    );
    assert.ok(!JSON.stringify(told).includes(who.name), 'nor who has it, where users are not seen');
  }
});

test('G11: whoever moves a computer away races who unlocks, renames and removes it there: never both', async () => {
  for (const [operation, itemOf] of [
    [removeComputers, async (computer_id: string) => ({ computer_id })],
    [unlockComputers, async (computer_id: string) => ({ lock_id: await lockOn(acme, computer_id, acmeMember) })],
  ] as const) {
    const computers = await Promise.all(Array.from({ length: MANY }, () => computerIn(acme, lab)));
    const items: object[] = [];
    for (const computer of computers) items.push(await itemOf(computer));
    const answers = await atOnce(MANY * 2, (n) =>
      n % 2 === 0
        ? act(acme, moveComputers, [{ computer_id: computers[n / 2], group_id: beside }])
        : act(acme, operation, [items[(n - 1) / 2] ?? {}], keeper.browser),
    );
    for (const [n, answer] of answers.entries())
      assert.ok(['ok', 'not-found'].includes(outcomeOf(answer)), `${n} ${JSON.stringify(answer.body)}`);
    // Once it is gone, nothing is done to it any more.
    const later = await linesOf(act(acme, operation, items, keeper.browser));
    assert.ok(
      later.every((line) => line !== 'ok'),
      operation.id,
    );
  }
});
