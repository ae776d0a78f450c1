import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { editAccount, readSettings } from '@latchkey/contract/account';
import { startBatch } from '@latchkey/contract/batch';
import { moveComputers, setOwners } from '@latchkey/contract/computer';
import { setAccess } from '@latchkey/contract/computer-access';
import { addGroupMembers, moveUserGroups, setGroupAccess } from '@latchkey/contract/group';
import { sendInvitation } from '@latchkey/contract/invitation';
import { changeRoles, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { createRole, setPermissions } from '@latchkey/contract/role';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { freshComputer, freshGroup } from '../operations/computer-samples.ts';
import { freshMember, freshUserGroup } from '../operations/group-samples.ts';
import { fullWorld, type Input, samples, type World } from '../operations/samples.ts';
import { memberIdOf, personNamed } from '../people.ts';
import type { Answer, TestBrowser } from '../server.ts';

let world: World;
let pia: TestBrowser;
/** What is Pia’s to see: herself, a computer of hers, one that she reaches through a group, and the group. */
let mine: { member_id: string; owned: string; reached: string; team: string };

before(async () => {
  world = await fullWorld();
  const { own } = world;
  pia = await personNamed(own, 'Pia');
  const member_id = await memberIdOf(pia, own.accountId);
  const [owned, reached, team] = [await freshComputer(own), await freshComputer(own), await freshUserGroup(own)];
  mine = { member_id, owned, reached, team };
  await done(setOwners, { computer_id: owned, owner_id: member_id });
  await done(addGroupMembers, { group_id: team, member_id });
  await done(setGroupAccess, { group_id: team, kind: 'chosen', computer_ids: [reached] });
});
after(() => world.server.stop());

const inAccount = operations.filter(({ scope }) => scope === 'account');
/** What concerns whoever calls, and would end them or spend what is theirs. */
const OF_ONESELF = new Set(['member.leave', 'token.create', 'account.enter']);

for (const operation of inAccount.filter(({ id }) => !OF_ONESELF.has(id))) {
  test(`G11: to a plain member ${operation.id} says the same of what they do not see as of what is not there`, async () => {
    const sample = samples[operation.id] ?? assert.fail(operation.id);
    const { input } = await sample(world);
    const unknown = withOtherIds(input);
    const dry = operation.dryRun ? [{ dry_run: 'true' }] : [];
    for (const more of [...dry, {}]) {
      const [ofThere, ofNothing] = [await asPia(operation, input, more), await asPia(operation, unknown, more)];
      assert.deepEqual(ofThere, ofNothing, JSON.stringify(input));
    }
  });
}

test('G11: whatever happens outside of what a plain member sees changes no byte of what they read', async () => {
  const first = await allThatPiaReads();
  assert.ok(first.size > 25, `${first.size} readings`);
  await stirOutside();
  const then = await allThatPiaReads();
  for (const [what, seen] of first) assert.equal(then.get(what), seen, what);
});

/** Everything that can be read, as Pia asks for it: about herself, what is hers, and what is not. */
async function allThatPiaReads(): Promise<Map<string, string>> {
  const { member_id, owned, reached, team } = mine;
  const nobody = '00000000-0000-7000-8000-000000000000';
  const named: Record<string, string[]> = {
    member_id: [member_id, nobody],
    computer_id: [owned, reached, nobody],
    group_id: [team, nobody],
    permission: ['users.view', 'access.grant', 'computers.manage'],
  };
  const seen = new Map<string, string>();
  for (const operation of inAccount.filter(({ method }) => method === 'GET')) {
    const names = [...operation.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
    const sets = names.reduce<Record<string, string>[]>(
      (before, name) => before.flatMap((one) => (named[name] ?? [nobody]).map((value) => ({ ...one, [name]: value }))),
      [{}],
    );
    for (const params of sets) {
      const { status, body } = await pia.call(operation, { params: { account_id: world.own.accountId, ...params } });
      assert.ok(status < 500, `${operation.id} ${JSON.stringify(body)}`);
      seen.set(`${operation.id} ${JSON.stringify(params)}`, `${status} ${JSON.stringify({ ...body, request_id: '' })}`);
    }
  }
  return seen;
}

/** People, groups, roles, computers and settings that are not Pia’s come, go and change. */
async function stirOutside(): Promise<void> {
  const { own } = world;
  const params = { account_id: own.accountId };
  const [other, gone, above, beside] = [
    await freshMember(own),
    await freshMember(own),
    await freshUserGroup(own),
    await freshUserGroup(own),
  ];
  const [computer, site] = [await freshComputer(own), await freshGroup(own)];
  const { body: role } = await own.holder.call(createRole, {
    params,
    body: { name: 'Outside', permissions: ['users.view'] },
  });
  await done(moveComputers, { computer_id: computer, group_id: site });
  await done(setAccess, { member_id: other, kind: 'chosen', group_ids: [site] });
  await done(setOwners, { computer_id: computer, owner_id: other });
  await done(addGroupMembers, { group_id: beside, member_id: other });
  await done(setGroupAccess, { group_id: beside, kind: 'chosen', computer_ids: [computer] });
  await done(setPermissions, { member_id: other, permissions: ['users.manage', 'access.grant'] });
  await done(changeRoles, { member_id: other, role: 'member', custom_role_id: role['role_id'] });
  await done(suspendMembers, { member_id: gone });
  // Above what is hers, where it brings her nothing.
  await done(moveUserGroups, { group_id: mine.team, parent_id: above });
  await done(sendInvitation, { email: 'outside@example.test', language: 'en' });
  const { body } = await own.holder.call(readSettings, { params });
  const settings = { ...(body['settings'] as object | undefined) };
  await own.holder.call(editAccount, { params, body: { version: body['version'], ...settings, invitation_days: 9 } });
  const job = await (samples['batch.start'] ?? assert.fail())(world);
  await job.by.call(startBatch, job.input);
}

async function asPia(
  operation: Operation,
  { params, query, body }: Input,
  more: Record<string, string>,
): Promise<unknown> {
  const answer = await pia.call(operation, {
    params: { ...params, account_id: world.own.accountId },
    query: { ...query, ...more },
    ...(body && { body }),
  });
  assert.ok(answer.status < 500, JSON.stringify(answer.body));
  return plain(answer, JSON.stringify({ params, query, body }));
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The answer without what is of this call alone, its ids told by their place in what was asked. */
function plain({ status, body }: Answer, asked: string): unknown {
  const order = [...new Set(asked.match(ID))];
  const text = JSON.stringify({ ...body, request_id: '' });
  return { status, text: text.replace(ID, (id) => (order.includes(id) ? `#${order.indexOf(id)}` : id)) };
}

/** The same call about things that are not there. */
function withOtherIds(input: Input): Input {
  const others = new Map<string, string>();
  const text = JSON.stringify(input).replace(ID, (id) => {
    if (id === world.own.accountId || id === mine.member_id) return id;
    if (!others.has(id)) others.set(id, uuidv7(new Date()));
    return others.get(id) ?? id;
  });
  return JSON.parse(text) as Input;
}

async function done(operation: Operation, item: object): Promise<void> {
  const { own } = world;
  const answer = await own.holder.call(operation, { params: { account_id: own.accountId }, body: { items: [item] } });
  assert.doesNotMatch(
    JSON.stringify(answer.body),
    /"refusal"|"code"/,
    `${operation.id} ${JSON.stringify(answer.body)}`,
  );
}
