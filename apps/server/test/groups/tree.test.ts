import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deleteUserGroups, listUserGroups, moveUserGroups, renameUserGroup } from '@latchkey/contract/group';
import { setGroupPermissions } from '@latchkey/contract/role';
import { type Company, company, secondCompany } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { atOnce, MANY, outcomeOf, tally } from '../operations/crowd.ts';
import { groupHandsIn } from './group-hands.ts';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

const { making, group, chain, act, ok, outcomes, somebodyIn, read } = groupHandsIn(() => acme);
const inBeta = groupHandsIn(() => beta);

test('G1: user groups nest to five levels; a sixth is refused, by making and by moving', async () => {
  const levels = await chain(5);
  assert.equal(outcomeOf(await making({ parent: levels[4]! })), 'groups-too-deep');
  const pair = await chain(2);
  const moved = (to: string) => act(moveUserGroups, [{ group_id: pair[0]!, parent_id: to }]);
  assert.equal(outcomeOf(await moved(levels[3]!)), 'groups-too-deep', 'it brings one below it');
  await ok(moved(levels[2]!));
  const { above } = (await read(pair[1]!)) as { above: { id: string }[] };
  assert.deepEqual(
    above.map(({ id }) => id),
    [...levels.slice(0, 3), pair[0]],
  );
});

test('G1: the database itself keeps a sixth level and a circle out, whatever code runs', async () => {
  const levels = await chain(5);
  const sixth = server.look(
    `insert into user_group (account_id, id, parent_id, name, name_key, made_at) values ($1, gen_random_uuid(), $2, 'x', 'x', now())`,
    [acme.accountId, levels[4]],
  );
  await assert.rejects(sixth, /user_groups_nest_five_deep/);
  const circle = server.look('update user_group set parent_id = $2 where id = $1', [levels[0], levels[1]]);
  await assert.rejects(circle, /user_group_is_not_below_itself|user_groups_nest_five_deep/);
});

test('G2: a group tells what it lets do by itself, and what comes from each above it, the nearest first', async () => {
  const [top, middle, low] = await chain(3);
  await ok(act(setGroupPermissions, [{ group_id: top!, permissions: ['sessions.view', 'users.view'] }]));
  await ok(act(setGroupPermissions, [{ group_id: middle!, permissions: ['audit.view'] }]));
  const ofLow = await read(low!);
  assert.deepEqual(ofLow['permissions'], []);
  assert.deepEqual(
    (ofLow['inherited_permissions'] as { group: { id: string }; permissions: string[] }[]).map((one) => ({
      ...one,
      group: one.group.id,
    })),
    [
      { group: middle, permissions: ['audit.view'] },
      { group: top, permissions: ['users.view', 'sessions.view'] },
    ],
  );
  assert.deepEqual((await read(top!))['permissions'], ['users.view', 'sessions.view']);
});

test('G1: a group is never put below itself, also when two are put below each other at once', async () => {
  const [one, two] = await chain(2);
  assert.equal(outcomeOf(await act(moveUserGroups, [{ group_id: one!, parent_id: one! }])), 'group-below-itself');
  assert.equal(outcomeOf(await act(moveUserGroups, [{ group_id: one!, parent_id: two! }])), 'group-below-itself');
  const [left, right] = [await group(), await group()];
  const moves = await atOnce(MANY, (nth) => {
    const [group_id, parent_id] = nth % 2 === 0 ? [left, right] : [right, left];
    return act(moveUserGroups, [{ group_id, parent_id }]);
  });
  assert.deepEqual(tally(moves), { ok: MANY / 2, 'group-below-itself': MANY / 2 });
  assert.deepEqual(await closureFaults(), []);
});

test('G1: any moves leave each group with exactly the groups that stand above it', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, () => group()));
  for (let round = 0; round < 4; round += 1) {
    const moves = await atOnce(MANY, (nth) => {
      const [from, to] = [(nth * 7 + round * 5) % ids.length, (nth * 11 + round * 3) % (ids.length + 1)];
      return act(moveUserGroups, [{ group_id: ids[from]!, parent_id: ids[to] ?? null }]);
    });
    const known = ['ok', 'group-below-itself', 'groups-too-deep'];
    assert.ok(
      moves.map(outcomeOf).every((one) => known.includes(one)),
      JSON.stringify(tally(moves)),
    );
    assert.deepEqual(await closureFaults(), []);
  }
});

test('G1: names are told apart within a parent, not by case and not by how characters are composed', async () => {
  const [parent, other] = [await group(), await group()];
  await group({ parent, name: 'Überall' });
  for (const name of ['überall', 'ÜBERALL', 'Überall'.normalize('NFD'), 'Ｕ\u0308berall'])
    assert.equal(outcomeOf(await making({ parent, name })), 'group-exists', name);
  const moving = await group({ parent: other, name: 'ÜBERALL' });
  assert.equal(outcomeOf(await act(moveUserGroups, [{ group_id: moving, parent_id: parent }])), 'group-exists');
  const sibling = await group({ parent, name: 'Elsewhere' });
  assert.equal(outcomeOf(await renamed(sibling, 1, 'überALL')), 'group-exists');
  assert.equal(outcomeOf(await renamed(sibling, 1, 'ELSEWHERE')), 'ok', 'its own name in another case');
  const racers = await atOnce(MANY, (nth) => making({ parent, name: nth % 2 === 0 ? 'Only one' : 'ONLY ONE' }));
  assert.deepEqual(tally(racers), { ok: 1, 'group-exists': MANY - 1 });
  const inLine = [await group({ name: 'Twin' }), await group({ parent: other, name: 'twin' })];
  const twins = inLine.map((group_id) => ({ group_id, parent_id: parent }));
  assert.deepEqual(await outcomes(act(moveUserGroups, twins)), ['ok', 'group-exists']);
});

test('An account has a thousand user groups and no more, also when many are made at once', async () => {
  const first = await inBeta.group({ name: 'First' });
  await server.look(
    `insert into user_group (account_id, id, name, name_key, made_at)
     select $1, gen_random_uuid(), 'Group ' || n, 'group ' || n, now() from generate_series(1, 995) n`,
    [beta.accountId],
  );
  const racers = await atOnce(MANY, (nth) => inBeta.making({ name: `Racer ${nth}`, parent: first }));
  assert.deepEqual(tally(racers), { ok: 4, 'too-many-groups': MANY - 4 });
  const { body } = await beta.holder.call(listUserGroups, { params: { account_id: beta.accountId } });
  assert.equal((body['items'] as object[]).length, 1_000);
  await ok(inBeta.act(moveUserGroups, [{ group_id: first, parent_id: null }]));
  const [racer] = await server.look<{ id: string }>(`select id from user_group where name like 'Racer%' limit 1`);
  await ok(inBeta.act(deleteUserGroups, [{ group_id: racer?.id }]));
  assert.equal(outcomeOf(await inBeta.making()), 'ok');
});

test('G1: a group with sub-groups is deleted with them in one act, or not at all; its members stay', async () => {
  const levels = await chain(3);
  const { id } = await somebodyIn(levels[2]!);
  assert.equal(outcomeOf(await act(deleteUserGroups, [{ group_id: levels[0] }])), 'group-has-groups');
  const [first, second] = [levels[0], levels[1]].map((group_id) => ({ group_id }));
  assert.deepEqual(await outcomes(act(deleteUserGroups, [first!, second!])), ['group-has-groups', 'group-has-groups']);
  const all = [...levels, levels[0]].map((group_id) => ({ group_id }));
  assert.deepEqual(await outcomes(act(deleteUserGroups, all)), ['ok', 'ok', 'ok', 'not-found']);
  const [left] = await server.look<{ groups: number; status: string }>(
    `select (select count(*)::integer from user_group_above where group_id = any ($2) or above_id = any ($2)) as groups, status from member where id = $1`,
    [id, levels],
  );
  assert.deepEqual(left, { groups: 0, status: 'active' });
});

test('G1: who renames a group that was renamed or moved meanwhile is told so', async () => {
  const [one, parent] = [await group(), await group()];
  const racers = await atOnce(MANY, (nth) => renamed(one, 1, `Renamed ${nth}`));
  assert.deepEqual(tally(racers), { ok: 1, stale: MANY - 1 });
  await ok(act(moveUserGroups, [{ group_id: one, parent_id: parent }]));
  assert.equal(outcomeOf(await renamed(one, 2, 'Late')), 'stale');
  assert.equal(outcomeOf(await renamed(one, 3, 'In time')), 'ok');
});

test('A7: a group of another account is none', async () => {
  const [foreign, own] = [await inBeta.group({ name: 'Theirs', parent: await parentWithRoom() }), await group()];
  assert.equal(outcomeOf(await making({ parent: foreign })), 'not-found');
  assert.equal(outcomeOf(await act(moveUserGroups, [{ group_id: own, parent_id: foreign }])), 'not-found');
  assert.equal(outcomeOf(await act(moveUserGroups, [{ group_id: foreign, parent_id: null }])), 'not-found');
  assert.equal(outcomeOf(await renamed(foreign, 1, 'Mine')), 'not-found');
});

function renamed(group_id: string, version: number, name: string) {
  return acme.holder.call(renameUserGroup, {
    params: { account_id: acme.accountId, group_id },
    body: { version, name },
  });
}

/** Room for one more in the account that is full, and the group it goes below. */
async function parentWithRoom(): Promise<string> {
  const [row] = await server.look<{ id: string }>(
    `with gone as (delete from user_group where account_id = $1 and name like 'Group 9%' returning id)
     select id from user_group where account_id = $1 and name = 'First'`,
    [beta.accountId],
  );
  return row?.id ?? assert.fail();
}

/** Where what the database keeps of the groups above differs from walking up from each group. */
function closureFaults(): Promise<object[]> {
  return server.look(`
    with recursive walked as (
      select account_id, id as group_id, id as above_id, 0 as distance, parent_id from user_group
      union all
      select w.account_id, w.group_id, u.id, w.distance + 1, u.parent_id
        from walked w join user_group u on u.account_id = w.account_id and u.id = w.parent_id where w.distance < 9
    ), kept as (select account_id, group_id, above_id, distance from user_group_above),
    true_ones as (select account_id, group_id, above_id, distance from walked)
    (select * from kept except select * from true_ones) union all (select * from true_ones except select * from kept)`);
}
