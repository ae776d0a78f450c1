import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { approveComputers, moveComputers, setOwners } from '@latchkey/contract/computer';
import { endCodes, listCodes, listReachers, makeCode, readAccess, setAccess } from '@latchkey/contract/computer-access';
import { addGroupMembers } from '@latchkey/contract/group';
import { sendInvitation } from '@latchkey/contract/invitation';
import { changeRoles } from '@latchkey/contract/member';
import { setPermissions } from '@latchkey/contract/role';
import type { Permission } from '@latchkey/domain/role';
import { tellLockouts } from '../../src/computer/lock-digest.ts';
import { quarantine } from '../../src/computer/presence.ts';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { enrol, freshCode, freshGroup, give } from '../operations/computer-samples.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { outcomeOf } from '../operations/crowd.ts';
import { type Company, company } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { act, groupNamed, invitee, ok, permit } from './invited.ts';
import {
  asks,
  column,
  computerIn,
  type Keeper,
  keeperOf,
  limitTo,
  linesOf,
  lockOn,
  paramsOf,
  waitingIn,
} from './keeper-hands.ts';

let server: TestServer;
let acme: Company;
/** A group that they look after, and one beside. */
let [lab, beside] = ['', ''];
let keeper: Keeper;

before(async () => {
  server = await testServer();
  acme = await company(server);
  [lab, beside] = [await freshGroup(acme, 'Lab'), await freshGroup(acme, 'Beside')];
  keeper = await keeperOf(acme, { computers: [lab] });
});
after(() => server.stop());

const { fresh } = handsIn(() => acme);
const unknown = () => uuidv7(new Date());
const lacking = (permission: Permission) => ({ code: 'not-permitted', permission });

/** What came of making a code. */
async function code(wanted: object, by: TestBrowser = keeper.browser): Promise<string> {
  return outcomeOf(await by.call(makeCode, { params: paramsOf(acme), body: { kind: 'deployment', ...wanted } }));
}

/** Somebody who holds these for the whole account. */
async function whole(...permissions: Permission[]): Promise<{ browser: TestBrowser; id: string }> {
  const who = await fresh();
  await permit(acme, who.id, permissions);
  return who;
}

test('C1, G5: codes let computers into groups that one looks after, and nowhere else', async () => {
  assert.equal(await code({ group_id: lab }), 'ok');
  assert.equal(await code({ group_id: lab, needs_approval: false }), 'ok');
  assert.equal(await code({ kind: 'enrolment', group_id: lab }), 'ok');
  assert.equal(await code({ kind: 'enrolment', group_id: lab, owner_id: (await fresh()).id }), 'ok');
  for (const group_id of [beside, unknown()]) assert.equal(await code({ group_id }), 'not-found');
  for (const kind of ['deployment', 'enrolment']) assert.equal(await code({ kind }), 'reaches-further');
  const adder = await keeperOf(acme, { computers: [lab] }, ['computers.enrol']);
  assert.equal(await code({ group_id: lab }, adder.browser), 'ok');
  assert.equal(await code({ group_id: lab, needs_approval: false }, adder.browser), 'not-permitted');
  const old = [await computerIn(acme, lab), await computerIn(acme, beside), await computerIn(acme, null), unknown()];
  const replacing = [];
  for (const computer_id of old) replacing.push(await code({ kind: 'replacement', computer_id }));
  assert.deepEqual(replacing, ['ok', 'not-found', 'not-found', 'not-found']);
});

test('C1, G11: they see and withdraw the codes for their groups, and who made them only where they see users', async () => {
  const other = await keeperOf(acme, { computers: [lab] });
  const [inside, outside, mine] = [
    await freshCode(acme, { kind: 'deployment', group_id: lab }, other.browser),
    await freshCode(acme, { kind: 'deployment', group_id: beside }),
    await freshCode(acme, { kind: 'deployment', group_id: lab }, keeper.browser),
  ];
  const listed = await asks(acme, keeper.browser, listCodes, { query: { limit: '200' } });
  const makers = new Map(
    (listed['items'] as { id: string; made_by: object | null }[]).map(({ id, made_by }) => [id, made_by]),
  );
  assert.deepEqual(makers.get(inside.code_id), null);
  assert.deepEqual(makers.get(mine.code_id), { member_id: keeper.id, name: keeper.name });
  assert.ok(!makers.has(outside.code_id));
  const ending = [mine.code_id, outside.code_id, unknown()].map((code_id) => ({ code_id }));
  const none = { code: 'not-found' };
  assert.deepEqual(await linesOf(act(acme, endCodes, ending, keeper.browser)), ['ok', none, none]);
  // Who made it holds, limited or not, what they do not hold for the whole account.
  const [line] = await linesOf(act(acme, endCodes, [{ code_id: inside.code_id }], keeper.browser));
  assert.deepEqual(line, { code: 'stronger-member' });
});

test('G10: codes end when the group leaves their limits, and with the permission or the role', async () => {
  const [one, two] = [await freshGroup(acme), await freshGroup(acme)];
  const maker = await keeperOf(acme, { computers: [one, two] });
  const old = await computerIn(acme, two);
  const codes = [
    await freshCode(acme, { kind: 'deployment', group_id: one }, maker.browser),
    await freshCode(acme, { kind: 'deployment', group_id: two }, maker.browser),
    await freshCode(acme, { kind: 'replacement', computer_id: old }, maker.browser),
  ];
  const outcomes = async () => {
    const answers = [];
    for (const { enrolment_code } of codes) answers.push(outcomeOf(await enrol(acme, enrolment_code)));
    return answers;
  };
  await limitTo(acme, maker, { computers: [one] });
  assert.deepEqual(await outcomes(), ['ok', 'code-withdrawn', 'code-withdrawn']);
  codes[0] = await freshCode(acme, { kind: 'deployment', group_id: one }, maker.browser);
  await limitTo(acme, maker, { computers: [one] }, ['computers.enrol']);
  assert.deepEqual((await outcomes())[0], 'code-withdrawn');
  await limitTo(acme, maker, { computers: [one] });
  codes[0] = await freshCode(acme, { kind: 'deployment', group_id: one }, maker.browser);
  await ok(act(acme, changeRoles, [{ member_id: maker.id, role: 'member', custom_role_id: null }]));
  assert.deepEqual((await outcomes())[0], 'code-withdrawn');
});

test('G10: a code for the place of a computer ends when its maker’s group has it no more', async () => {
  const computer_id = await computerIn(acme, lab);
  const theirs = await freshCode(acme, { kind: 'replacement', computer_id }, keeper.browser);
  const admins = await freshCode(acme, { kind: 'replacement', computer_id }, acme.admin);
  await ok(act(acme, moveComputers, [{ computer_id, group_id: beside }]));
  assert.equal(outcomeOf(await enrol(acme, theirs.enrolment_code)), 'code-withdrawn');
  assert.equal(outcomeOf(await enrol(acme, admins.enrolment_code)), 'ok');
});

test('G10: who lets computers into a group for the whole account holds what its keepers may do to them', async () => {
  const site = await freshGroup(acme);
  await keeperOf(acme, { computers: [site] }, ['computers.unlock', 'sessions.end']);
  const partly = await whole('computers.manage', 'computers.enrol', 'computers.unlock');
  const fully = await whole('computers.manage', 'computers.enrol', 'computers.unlock', 'sessions.end');
  const [waiting, moving] = [await waitingIn(acme, site), await computerIn(acme, null)];
  for (const [operation, item] of [
    [approveComputers, { computer_id: waiting }],
    [moveComputers, { computer_id: moving, group_id: site }],
  ] as const) {
    assert.deepEqual(await linesOf(act(acme, operation, [item], partly.browser)), [lacking('sessions.end')]);
    assert.deepEqual(await linesOf(act(acme, operation, [item], fully.browser)), ['ok']);
  }
  assert.equal(await code({ group_id: site }, partly.browser), 'not-permitted');
  assert.equal(await code({ group_id: site }, fully.browser), 'ok');
  // Out of it, or where it stands already, nobody gets anything.
  await linesOf(act(acme, moveComputers, [{ computer_id: moving, group_id: site }], partly.browser));
  assert.deepEqual(await linesOf(act(acme, moveComputers, [{ computer_id: moving, group_id: null }], partly.browser)), [
    'ok',
  ]);
});

test('G10: nobody brings a computer under their own limits, nor gives its next keepers what they do not have there', async () => {
  const [one, two] = [await freshGroup(acme), await freshGroup(acme)];
  const mover = await keeperOf(acme, { computers: [one] }, ['sessions.end']);
  await ok(act(acme, setPermissions, [{ member_id: mover.id, permissions: ['computers.manage'] }]));
  const item = { computer_id: await computerIn(acme, null), group_id: one };
  assert.deepEqual(await linesOf(act(acme, moveComputers, [item], mover.browser)), [lacking('sessions.end')]);
  const both = await keeperOf(acme, { computers: [one, two] }, ['computers.manage']);
  const across = { computer_id: await computerIn(acme, two), group_id: one };
  assert.deepEqual(await linesOf(act(acme, moveComputers, [across], both.browser)), [lacking('sessions.end')]);
  await limitTo(acme, both, { computers: [one, two] }, ['computers.manage', 'sessions.end']);
  assert.deepEqual(await linesOf(act(acme, moveComputers, [across], both.browser)), ['ok']);
});

test('G4, G10: access inside groups of computers is set there, and what others gave elsewhere stays', async () => {
  const [who, inside, outside] = [await fresh(), await computerIn(acme, lab), await computerIn(acme, beside)];
  await ok(give(acme, who.id, { kind: 'chosen', group_ids: [beside], computer_ids: [outside] }));
  const set = (access: object) => linesOf(act(acme, setAccess, [{ member_id: who.id, ...access }], keeper.browser));
  const has = async () => {
    const { kind, groups, computers } = await asks(acme, acme.holder, readAccess, { member_id: who.id });
    return {
      kind,
      of: [...(groups as { id: string }[]), ...(computers as { id: string }[])].map(({ id }) => id).toSorted(),
    };
  };
  assert.deepEqual(await set({ kind: 'chosen', group_ids: [lab], computer_ids: [inside] }), ['ok']);
  assert.deepEqual(await has(), { kind: 'chosen', of: [beside, outside, lab, inside].toSorted() });
  assert.deepEqual(await set({ kind: 'none' }), ['ok']);
  assert.deepEqual(await has(), { kind: 'chosen', of: [beside, outside].toSorted() });
  for (const named of [{ group_ids: [beside] }, { computer_ids: [outside] }, { computer_ids: [unknown()] }])
    assert.deepEqual(await set({ kind: 'chosen', ...named }), [{ code: 'not-found' }]);
  for (const further of [{ kind: 'all' }, { kind: 'none', only_own: true }])
    assert.deepEqual(await set(further), [{ code: 'reaches-further' }]);
  await ok(give(acme, who.id, { kind: 'all' }));
  assert.deepEqual(await set({ kind: 'chosen', group_ids: [lab] }), ['ok']);
  assert.equal((await has()).kind, 'all', 'what reaches further is others’ to take');
});

test('I10, G10: what an invitation brings elsewhere is not touched by who gives access inside', async () => {
  const sent = await ok(
    act(acme, sendInvitation, [{ ...invitee([]), access: { kind: 'chosen', group_ids: [beside] } }]),
  );
  const member_id = (sent.body['results'] as { result: { member_id: string } }[])[0]?.result.member_id;
  const item = { member_id, kind: 'chosen', group_ids: [lab] };
  assert.deepEqual(await linesOf(act(acme, setAccess, [item], keeper.browser)), [{ code: 'reaches-further' }]);
});

test('G11: who gives access inside user groups gives it to who is wholly in these', async () => {
  const [team, other] = [await groupNamed(acme), await groupNamed(acme)];
  const giver = await keeperOf(acme, { users: [team] }, ['access.grant', 'users.view']);
  const [whollyIn, partlyIn, out] = [await fresh(), await fresh(), await fresh()];
  for (const [group_id, { id: member_id }] of [
    [team, whollyIn],
    [team, partlyIn],
    [other, partlyIn],
    [other, out],
  ] as const)
    await ok(act(acme, addGroupMembers, [{ group_id, member_id }]));
  const items = [whollyIn.id, partlyIn.id, out.id, unknown()].map((member_id) => ({
    member_id,
    kind: 'chosen',
    group_ids: [beside],
  }));
  assert.deepEqual(await linesOf(act(acme, setAccess, items, giver.browser)), [
    'ok',
    { code: 'reaches-further' },
    { code: 'not-found' },
    { code: 'not-found' },
  ]);
  const read = await asks(acme, giver.browser, readAccess, { member_id: partlyIn.id });
  assert.deepEqual([column({ items: read['user_groups'] }, 'id'), read['unseen_groups']], [[team], 1]);
  assert.equal((await asks(acme, giver.browser, readAccess, { member_id: out.id }))['code'], 'not-found');
});

test('G11: access is shown as far as one looks after it; the rest is a number', async () => {
  const team = await groupNamed(acme);
  const one = await keeperOf(acme, { computers: [lab], users: [team] }, [
    'access.grant',
    'users.view',
    'computers.manage',
  ]);
  const [who, inside, outside] = [await fresh(), await computerIn(acme, lab), await computerIn(acme, beside)];
  await ok(act(acme, addGroupMembers, [{ group_id: team, member_id: who.id }]));
  await ok(act(acme, setOwners, [{ computer_id: outside, owner_id: who.id }]));
  await ok(give(acme, who.id, { kind: 'chosen', group_ids: [beside], computer_ids: [inside] }));
  const read = await asks(acme, one.browser, readAccess, { member_id: who.id });
  const { kind, groups, computers, owned, unseen } = read as Record<string, { id: string }[]>;
  assert.deepEqual([kind, groups, computers?.map(({ id }) => id), owned, unseen], ['chosen', [], [inside], [], 2]);
  const other = await fresh();
  await ok(give(acme, other.id, { kind: 'all' }));
  const reachers = await asks(acme, one.browser, listReachers, { computer_id: inside, query: { limit: '200' } });
  const all = await asks(acme, acme.holder, listReachers, { computer_id: inside, query: { limit: '200' } });
  assert.deepEqual(column(reachers, 'member_id'), [who.id]);
  assert.deepEqual(reachers['total'], all['total']);
  const blind = await asks(acme, keeper.browser, listReachers, { computer_id: inside });
  assert.deepEqual([blind['items'], blind['total']], [[], all['total']]);
  for (const computer_id of [outside, unknown()])
    assert.equal((await asks(acme, one.browser, listReachers, { computer_id }))['code'], 'not-found');
});

test('S5, C2: who looks after a group is mailed of locks and copied keys there, and of no others', async () => {
  const one = await keeperOf(acme, { computers: [beside] }, ['computers.unlock', 'computers.manage']);
  const [inside, outside] = [await computerIn(acme, beside), await computerIn(acme, lab)];
  await lockOn(acme, inside, (await fresh()).id);
  await lockOn(acme, outside, (await fresh()).id);
  const names = await server.look<{ id: string; name: string }>('select id, name from computer where id = any ($1)', [
    [inside, outside],
  ]);
  const nameOf = (id: string) => names.find((row) => row.id === id)?.name ?? assert.fail();
  await tellLockouts(server.serving.kit);
  const to = `${one.name.toLowerCase()}@example.test`;
  const locked = await server.mailbox.waitFor((mail) => mail.to.includes(to) && /locked/i.test(mail.subject));
  assert.match(locked.text, new RegExp(nameOf(inside)));
  assert.ok(!locked.text.includes(nameOf(outside)));
  for (const computerId of [outside, inside])
    await quarantine(server.serving.kit, { accountId: acme.accountId, computerId }, 'counter');
  const { length } = await server.look(`select from mail where recipient = $1 and kind = 'computer_quarantined'`, [to]);
  assert.equal(length, 1);
});
