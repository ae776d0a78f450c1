import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readAccess, setAccess } from '@latchkey/contract/computer-access';
import {
  approveComputers,
  createGroup,
  deleteGroups,
  editComputer,
  editGroup,
  listGroups,
  moveComputers,
  readComputer,
  removeComputers,
  setOwners,
} from '@latchkey/contract/computer';
import { changeRoles, deleteMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { previewDeletion } from '@latchkey/contract/person';
import { type Company, company, memberIdOf, personNamed, secondCompany } from '../people.ts';
import { type Answer, type TestBrowser, testServer, type TestServer } from '../server.ts';
import { sessionOf } from './batches.ts';
import { freshCode, freshComputer, freshGroup, give, nextName } from './computer-samples.ts';
import { atOnce, MANY, outcomeOf, tally } from './crowd.ts';
import { assertNoTrace, tracesOf } from './traces.ts';
import { handsIn } from './computer-hands.ts';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

const { fresh, nobodys, act, ok, listOf, seenBy, nameOf } = handsIn(() => acme);

test('Access of many is set in one act, each line on its own, and what is foreign or gone is refused', async () => {
  const [one, two] = [await fresh(), await fresh()];
  const [group, computer, removed] = [await freshGroup(acme), await freshComputer(acme), await freshComputer(acme)];
  await ok(act(removeComputers, [{ computer_id: removed }]));
  const foreign = await freshComputer(beta);
  const answer = await act(setAccess, [
    { member_id: one.id, kind: 'chosen', group_ids: [group, group], computer_ids: [computer] },
    { member_id: two.id, kind: 'chosen', computer_ids: [foreign] },
    { member_id: two.id, kind: 'chosen', computer_ids: [removed] },
    { member_id: await memberIdOf(beta.member, beta.accountId), kind: 'all' },
    { member_id: two.id, kind: 'all', group_ids: [foreign] },
  ]);
  assert.deepEqual(outcomesOf(answer), ['ok', 'not-found', 'not-found', 'not-found', 'ok']);
  const access = await accessOf(one.id);
  assert.deepEqual([access.kind, access.groups.length, access.computers.length], ['chosen', 1, 1]);
  assert.equal((await accessOf(two.id)).kind, 'all');
});

test('Of many who set one member’s access at once the last one counts, whole', async () => {
  const { id } = await fresh();
  const computers = [await freshComputer(acme), await freshComputer(acme)];
  await atOnce(MANY, (n) => give(acme, id, { kind: 'chosen', computer_ids: [computers[n % 2] ?? ''] }));
  const rows = await server.look('select from member_access where member_id = $1', [id]);
  assert.equal(rows.length, 1);
});

test('Computers are renamed by version, approved once, and removed for good', async () => {
  const computer = await freshComputer(acme, { kind: 'deployment' });
  const rename = (version: number, name: string) =>
    acme.admin.call(editComputer, {
      params: { account_id: acme.accountId, computer_id: computer },
      body: { version, name },
    });
  assert.deepEqual(tally(await atOnce(MANY, (n) => rename(1, `Name ${n}`))), { ok: 1, stale: MANY - 1 });
  assert.equal((await listOf(acme.admin, { state: 'waiting', search: 'Name' })).items.length, 1);
  const approvals = await atOnce(MANY, () => act(approveComputers, [{ computer_id: computer }], acme.admin));
  assert.deepEqual(tally(approvals), { ok: 1, 'not-waiting': MANY - 1 });
  const removals = await atOnce(MANY, () => act(removeComputers, [{ computer_id: computer }], acme.admin));
  assert.deepEqual(tally(removals), { ok: 1, 'not-found': MANY - 1 });
  for (const again of [await rename(3, 'x'), await act(approveComputers, [{ computer_id: computer }])])
    assert.equal(outcomeOf(again), 'not-found');
});

test('C13: who owns a computer removes it; who only reaches it does not', async () => {
  const [owner, visitor] = [await fresh(), await fresh()];
  const computer = await nobodys();
  await ok(act(setOwners, [{ computer_id: computer, owner_id: owner.id }]));
  await ok(give(acme, visitor.id, { kind: 'chosen', computer_ids: [computer] }));
  assert.equal(outcomeOf(await act(removeComputers, [{ computer_id: computer }], visitor.browser)), 'not-permitted');
  assert.equal(outcomeOf(await act(removeComputers, [{ computer_id: computer }], owner.browser)), 'ok');
  assert.deepEqual(await seenBy(visitor.browser), []);
});

test('An account has a thousand groups and no more; renaming and deleting go on', async () => {
  const params = { account_id: beta.accountId };
  const create = (name: string) => beta.holder.call(createGroup, { params, body: { name } });
  const first = String((await ok(create('First'))).body['group_id']);
  await server.look(
    `insert into computer_group (account_id, id, name, name_key, made_at)
     select $1, gen_random_uuid(), 'Group ' || n, 'group ' || n, now() from generate_series(1, 995) n`,
    [beta.accountId],
  );
  assert.deepEqual(tally(await atOnce(MANY, (n) => create(`Racer ${n}`))), { ok: 4, 'too-many-groups': MANY - 4 });
  const edit = { params: { ...params, group_id: first }, body: { version: 1, name: 'Still first' } };
  await ok(beta.holder.call(editGroup, edit));
  await ok(act(deleteGroups, [{ group_id: first }], beta.holder, beta));
  await ok(create('Another'));
});

test('Groups have names of their own, counts, and versions; a deleted one leaves its computers ungrouped', async () => {
  const params = { account_id: acme.accountId };
  const names = ['Straße', 'STRASSE', 'Lager', 'LAGER '];
  const made = await Promise.all(names.map((name) => acme.admin.call(createGroup, { params, body: { name } })));
  assert.deepEqual(tally(made), { ok: 3, 'group-exists': 1 });
  const racers = await atOnce(MANY, () => acme.admin.call(createGroup, { params, body: { name: 'One' } }));
  assert.deepEqual(tally(racers), { ok: 1, 'group-exists': MANY - 1 });
  const group_id = await freshGroup(acme);
  const computer = await freshComputer(acme, { group_id });
  const groups = await acme.admin.call(listGroups, { params });
  const found = (groups.body['items'] as { id: string; computers: number }[]).find(({ id }) => id === group_id);
  assert.equal(found?.computers, 1);
  assert.deepEqual((await acme.member.call(listGroups, { params })).body, { items: [], ungrouped: 0 });
  const edit = (version: number, name: string) =>
    acme.admin.call(editGroup, { params: { ...params, group_id }, body: { version, name } });
  assert.deepEqual(
    [outcomeOf(await edit(1, 'one')), outcomeOf(await edit(1, 'Two')), outcomeOf(await edit(1, 'Three'))],
    ['group-exists', 'ok', 'stale'],
  );
  await ok(act(deleteGroups, [{ group_id }]));
  const read = await acme.admin.call(readComputer, { params: { ...params, computer_id: computer } });
  assert.equal(read.body['group'], null);
});

test('P9: a dry run says who loses which computers, and changes nothing', async () => {
  const [group, { id, name }] = [await freshGroup(acme), await fresh()];
  const [grouped, owned] = [await nobodys({ group_id: group }), await nobodys()];
  await ok(act(setOwners, [{ computer_id: owned, owner_id: id }]));
  await ok(give(acme, id, { kind: 'chosen', group_ids: [group] }));
  const [ofGroup, ofOwned] = [await nameOf(grouped), await nameOf(owned)];
  const before = await tracesOf(server);
  const dry = async (operation: Operation, items: object[]) =>
    changesIn(
      await acme.holder.call(operation, {
        params: { account_id: acme.accountId },
        query: { dry_run: 'true' },
        body: { items },
      }),
    );
  const both = [`lost computer ${ofGroup}`, `lost computer ${ofOwned}`].toSorted();
  assert.deepEqual(await dry(suspendMembers, [{ member_id: id }]), [...both, `lost profile ${name}`].toSorted());
  assert.deepEqual(
    await dry(deleteMembers, [{ member_id: id }]),
    [...both, `lost owned-computer ${ofOwned}`, `lost profile ${name}`].toSorted(),
  );
  assert.deepEqual(await dry(setAccess, [{ member_id: id, kind: 'none' }]), [`lost computer ${ofGroup}`]);
  assert.deepEqual(await dry(setAccess, [{ member_id: id, kind: 'chosen', computer_ids: [grouped] }]), []);
  const about = `${name} · ${ofGroup}`;
  assert.deepEqual(await dry(moveComputers, [{ computer_id: grouped, group_id: null }]), [`lost computer ${about}`]);
  assert.deepEqual(await dry(deleteGroups, [{ group_id: group }]), [`lost computer ${about}`]);
  assert.ok((await dry(removeComputers, [{ computer_id: grouped }])).includes(`lost computer ${about}`));
  assert.deepEqual(await dry(setOwners, [{ computer_id: owned, owner_id: null }]), [
    `lost computer ${name} · ${ofOwned}`,
    `lost owned-computer ${name} · ${ofOwned}`,
  ]);
  await assertNoTrace(server, before, 'dry runs');
});

test('P13: deleting oneself says what of computers ends with it, for each account', async () => {
  const { browser, id } = await fresh();
  const [owned, reached] = [await nobodys(), await nobodys()];
  await ok(act(setOwners, [{ computer_id: owned, owner_id: id }]));
  await ok(give(acme, id, { kind: 'chosen', computer_ids: [reached] }));
  await server.look(`update computer set base_cred_id = gen_random_uuid() where id = $1`, [owned]);
  await sessionOf(acme, id, reached);
  await server.look(`update computer_grant set cred_id = gen_random_uuid() where member_id = $1`, [id]);
  const { body } = await browser.call(previewDeletion);
  const [{ account_id, computers, access_codes, sessions } = {}] = body['memberships'] as Record<string, unknown>[];
  assert.deepEqual([account_id, computers, access_codes, sessions], [acme.accountId, 1, 2, 1]);
  const dry = {
    params: { account_id: acme.accountId },
    query: { dry_run: 'true' },
    body: { items: [{ member_id: id }] },
  };
  const lost = changesIn(await acme.holder.call(deleteMembers, dry));
  assert.ok(lost.includes(`lost session ${await nameOf(reached)}`), lost.join());
  assert.ok(lost.includes(`lost owned-computer ${await nameOf(owned)}`), lost.join());
});

test('P9, G11: removing a computer counts everybody who loses it, also who is called the same; names are for who may see them', async () => {
  await server.look(`delete from member_access where account_id = $1 and kind = 'all'`, [acme.accountId]);
  const [one, two, owner] = [await fresh(), await fresh(), await fresh()];
  const computer = await nobodys();
  await ok(act(setOwners, [{ computer_id: computer, owner_id: owner.id }]));
  for (const { id } of [one, two]) await ok(give(acme, id, { kind: 'chosen', computer_ids: [computer] }));
  await freshCode(acme, { kind: 'replacement', computer_id: computer });
  await server.look(`update member set name = 'Anna' where id = any ($1)`, [[one.id, two.id]]);
  const called = await nameOf(computer);
  const lost = [
    `${owner.name} · ${called}`,
    'Ada Holder · ' + called,
    `Anna · ${called}`,
    `Anna · ${called}`,
  ].toSorted();
  const all = [...lost.map((label) => `lost computer ${label}`), `lost owned-computer ${owner.name} · ${called}`];
  const dry = (by: TestBrowser, items: object[], operation: Operation = removeComputers) =>
    by.call(operation, { params: { account_id: acme.accountId }, query: { dry_run: 'true' }, body: { items } });
  const coded = (label: string) => [...all, `lost code ${label}`].toSorted();
  for (const by of [acme.holder, acme.admin])
    assert.deepEqual(changesIn(await dry(by, [{ computer_id: computer }])), coded(`Ada Holder · ${called}`));
  assert.deepEqual(changesIn(await dry(owner.browser, [{ computer_id: computer }])), coded(called));
  const both = [one, two].map(({ id }) => ({ member_id: id, kind: 'none' }));
  const ending = await dry(acme.holder, both, setAccess);
  assert.deepEqual(changesIn(ending), [`lost computer Anna · ${called}`, `lost computer Anna · ${called}`]);
  const [{ total } = {}] = ending.body['consequences'] as { total: number }[];
  assert.equal(total, 2, 'each loses it');
  await ok(act(removeComputers, [{ computer_id: computer }]));
});

test('P9, G10: the codes that somebody made are named before they fall', async () => {
  const maker = await personNamed(acme, nextName('Maker'), 'admin');
  const member_id = await memberIdOf(maker, acme.accountId);

  await freshCode(acme, { kind: 'deployment', group_id: await freshGroup(acme, 'Warehouse') }, maker);
  const query = { dry_run: 'true' };
  const params = { account_id: acme.accountId };
  const dry = await acme.holder.call(changeRoles, { params, query, body: { items: [{ member_id, role: 'member' }] } });
  assert.deepEqual(changesIn(dry), ['lost code Warehouse', 'lost role admin']);
});

async function accessOf(member_id: string): Promise<{ kind: string; groups: object[]; computers: object[] }> {
  const answer = await acme.holder.call(readAccess, { params: { account_id: acme.accountId, member_id } });
  return answer.body as unknown as { kind: string; groups: object[]; computers: object[] };
}

function outcomesOf(answer: Answer): string[] {
  const lines = answer.body['results'] as { refusal?: { code: string } }[];
  return lines.map(({ refusal }) => refusal?.code ?? 'ok');
}

/** Each thing that is lost or gained, in words. */
function changesIn(answer: Answer): string[] {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const consequences = answer.body['consequences'] as { kind: string; change: string; first50: { label: string }[] }[];
  return consequences
    .flatMap(({ kind, change, first50 }) => first50.map(({ label }) => `${change} ${kind} ${label}`))
    .toSorted();
}
