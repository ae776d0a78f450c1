import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { editAccount, readSettings } from '@latchkey/contract/account';
import { removeComputers, setOwners } from '@latchkey/contract/computer';
import { listReachers, setAccess } from '@latchkey/contract/computer-access';
import { addGroupMembers, createUserGroup, setGroupAccess } from '@latchkey/contract/group';
import { suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createToken } from '@latchkey/contract/token';
import { whyReach } from '@latchkey/contract/why';
import type { Permission } from '@latchkey/domain/role';
import { freshComputer, freshGroup, nextName } from '../operations/computer-samples.ts';
import { outcomeOf } from '../operations/crowd.ts';
import { type Company, company, memberIdOf, personNamed } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { differencesIn, drawnAccounts, settle } from './drawn-accounts.ts';

type Named = { id: string; name: string };
type Way = { kind: string; group: Named | null; by: Named | null; through: Named | null; unseen: boolean };
type Why = {
  member: Named;
  reaches: boolean;
  ways: Way[];
  switched_off: Way[];
  missing: string[];
  could_give: { count: number; first50: Named[] } | null;
  company_name: string;
  support_contact: string;
};

/** Generated accounts whose every pair is asked. */
const ACCOUNTS = 8;

let server: TestServer;
let acme: Company;
let mia: string;

before(async () => {
  server = await testServer();
  acme = await company(server);
  mia = await memberIdOf(acme.member, acme.accountId);
});
after(() => server.stop());

test('G7: why says of every member and computer of generated accounts what the view of reach and the rule book say', async () => {
  const place = await settle(acme);
  let reached = 0;
  for (const [round, drawn] of drawnAccounts(ACCOUNTS).entries()) {
    await place.fill(drawn, round);
    const asked = await Promise.all(
      place.pairs.map(async (pair) => ({ ...pair, why: await whyOf(pair.member, pair.computer) })),
    );
    assert.deepEqual(await differencesIn(place, drawn, asked), [], JSON.stringify(drawn));
    reached += asked.filter(({ why }) => why.reaches).length;
  }
  assert.ok(reached > ACCOUNTS, 'somebody reaches something');
});

test('G7: every way is told: owner, one’s own access, and a group that opens, with the one below it that they are in', async () => {
  const office = await freshGroup(acme);
  const computer = await freshComputer(acme, { group_id: office });
  const [upper, lower] = await upperAndLower({ kind: 'chosen', group_ids: [office] });
  const member_id = await memberNamed();
  await ok(act(addGroupMembers, [{ group_id: lower.id, member_id }]));
  await ok(act(setAccess, [{ member_id, kind: 'chosen', computer_ids: [computer] }]));
  await ok(act(setOwners, [{ computer_id: computer, owner_id: member_id }]));
  const why = await whyOf(member_id, computer);
  assert.deepEqual(
    why.ways.map(({ kind, by, through }) => [kind, by, through]),
    [
      ['owner', null, null],
      ['computer', null, null],
      ['group', upper, lower],
    ],
  );
  assert.equal(why.ways[2]?.group?.id, office);
  assert.deepEqual([why.missing, why.switched_off], [[], []]);
});

test('G4, G7: "only this list" takes what the groups open, and why says that it does', async () => {
  const computer = await freshComputer(acme);
  const [upper, lower] = await upperAndLower({ kind: 'all' });
  const member_id = await memberNamed();
  await ok(act(addGroupMembers, [{ group_id: lower.id, member_id }]));
  assert.ok((await whyOf(member_id, computer)).reaches);
  await ok(act(setAccess, [{ member_id, kind: 'none', only_own: true }]));
  const off = await whyOf(member_id, computer);
  assert.deepEqual([off.reaches, off.ways, off.missing], [false, [], ['only-own']]);
  assert.deepEqual(off.switched_off, [{ kind: 'all', group: null, by: upper, through: lower, unseen: false }]);
  await ok(act(setAccess, [{ member_id, kind: 'all', only_own: true }]));
  const own = await whyOf(member_id, computer);
  assert.deepEqual([own.ways.length, own.switched_off, own.missing], [1, off.switched_off, []]);
});

test('G7: whoever is suspended, and a computer that waits, is what is missing, with the ways there would be', async () => {
  const waiting = await freshComputer(acme, { kind: 'deployment', needs_approval: true });
  const member_id = await memberNamed();
  await ok(act(setAccess, [{ member_id, kind: 'all' }]));
  await ok(act(suspendMembers, [{ member_id }]));
  const why = await whyOf(member_id, waiting);
  assert.deepEqual(why.missing, ['member-not-active', 'computer-not-active']);
  assert.deepEqual([why.ways, why.switched_off.map(({ kind }) => kind)], [[], ['all']]);
});

test('G7, G10: who could give access is whoever may give it and is not weaker: nobody to themselves, nobody to the holder', async () => {
  const computer = await freshComputer(acme);
  const givers = async (browser: TestBrowser) => {
    const why = await whyOf(await memberIdOf(browser, acme.accountId), computer);
    return why.could_give?.first50.map(({ name }) => name.split(' ')[0]).toSorted();
  };
  assert.deepEqual(await givers(acme.member), ['Ada', 'Adam', 'Sue']);
  assert.deepEqual(await givers(acme.admin), ['Ada', 'Sue']);
  assert.deepEqual(await givers(acme.superAdmin), ['Ada']);
  assert.deepEqual(await givers(acme.holder), []);
});

test('G11: a plain member learns why they reach a computer, by the groups they are in, and nobody who could give access', async () => {
  const computer = await freshComputer(acme);
  const [upper, lower] = await upperAndLower({ kind: 'all' });
  await ok(act(addGroupMembers, [{ group_id: lower.id, member_id: mia }]));
  const answer = await ask(acme.member, mia, computer);
  const why = answer.body as Why;
  assert.deepEqual(why.ways, [{ kind: 'all', group: null, by: lower, through: null, unseen: false }]);
  assert.equal(why.could_give, null);
  assert.equal(why.company_name, acme.companyName);
  const said = JSON.stringify(answer.body);
  for (const name of [upper.name, 'Ada', 'Sue', 'Adam', '@']) assert.ok(!said.includes(name), name);
});

test('G11: of others, and of computers they do not reach, a plain member learns nothing, not even whether there are any', async () => {
  const nobody = '0198c0de-0000-7000-8000-000000000000';
  const [group, computer, removed] = [await freshGroup(acme), await freshComputer(acme), await freshComputer(acme)];
  await ok(act(removeComputers, [{ computer_id: removed }]));
  const plain = await personNamed(acme, nextName('Plain'));
  const self = await memberIdOf(plain, acme.accountId);
  const other = await memberNamed();
  await ok(act(setAccess, [{ member_id: other, kind: 'chosen', group_ids: [group], computer_ids: [computer] }]));
  const said = async (member_id: string, computer_id: string) => {
    const { status, body } = await ask(plain, member_id, computer_id);
    return JSON.stringify({ status, ...body, request_id: undefined, instance: undefined });
  };
  const ofOthers = [await said(other, computer), await said(mia, nobody), await said(nobody, nobody)];
  assert.equal(new Set(ofOthers).size, 1, ofOthers.join('\n'));
  assert.match(ofOthers[0] ?? '', /not-permitted/);
  const ofThem = [await said(self, computer), await said(self, nobody), await said(self, removed)];
  assert.equal(new Set(ofThem).size, 1, ofThem.join('\n'));
  assert.match(ofThem[0] ?? '', /not-found/);
});

test('G11: who sees users and manages no computers is told of those that they or whom they ask about reach', async () => {
  const [mine, theirs, hidden] = [await freshComputer(acme), await freshComputer(acme), await freshComputer(acme)];
  const [helper, member_id] = [await adminToken(['users.view']), await memberNamed()];
  for (const computer_id of [theirs, hidden]) await ok(act(setOwners, [{ computer_id, owner_id: null }]));
  await ok(act(setAccess, [{ member_id, kind: 'chosen', computer_ids: [theirs] }]));
  await ok(act(setOwners, [{ computer_id: mine, owner_id: helper.member_id }]));
  assert.equal((await helper.ask(member_id, mine)).body['reaches'], false);
  assert.equal((await helper.ask(member_id, theirs)).body['reaches'], true);
  assert.equal(outcomeOf(await helper.ask(member_id, hidden)), 'not-found');
});

test('G11: the owner of a computer sees who reaches it, and not in which groups they are', async () => {
  const computer = await freshComputer(acme);
  await ok(act(setOwners, [{ computer_id: computer, owner_id: mia }]));
  const [upper, lower] = await upperAndLower({ kind: 'all' });
  const member_id = await memberNamed();
  await ok(act(addGroupMembers, [{ group_id: lower.id, member_id }]));
  const waysSeenBy = async (browser: TestBrowser) => {
    const params = { account_id: acme.accountId, computer_id: computer };
    const { body } = await browser.call(listReachers, { params, query: { limit: '200' } });
    const rows = body['items'] as { member_id: string; ways: Omit<Way, 'through'>[] }[];
    return rows.find((row) => row.member_id === member_id)?.ways;
  };
  assert.deepEqual(await waysSeenBy(acme.holder), [{ kind: 'all', group: null, by: upper }]);
  assert.deepEqual(await waysSeenBy(acme.member), [{ kind: 'all', group: null, by: null }]);
});

test('G11: who asks of themselves is told the company and the contact of the account, and nobody by name', async () => {
  const params = { account_id: acme.accountId };
  const { version } = (await acme.holder.call(readSettings, { params })).body;
  const body = { version, support_contact: 'help@acme.test' };
  await ok(acme.holder.call(editAccount, { params, body }));
  const computer = await freshComputer(acme);
  await ok(act(setAccess, [{ member_id: mia, kind: 'all' }]));
  const why = (await ask(acme.member, mia, computer)).body as Why;
  assert.deepEqual([why.support_contact, why.could_give], ['help@acme.test', null]);
});

function ask(by: TestBrowser, member_id: string, computer_id: string, headers: Record<string, string> = {}) {
  return by.call(whyReach, { params: { account_id: acme.accountId, member_id, computer_id }, headers });
}

async function whyOf(member_id: string, computer_id: string): Promise<Why> {
  const answer = await ask(acme.holder, member_id, computer_id);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Why;
}

/** A group that opens this, and one below it. */
async function upperAndLower(opened: object): Promise<[Named, Named]> {
  const made = async (parent_id: string | null) => {
    const body = { name: nextName('Group '), parent_id };
    const answer = await ok(acme.holder.call(createUserGroup, { params: { account_id: acme.accountId }, body }));
    return { id: String(answer.body['group_id']), name: body.name };
  };
  const upper = await made(null);
  const lower = await made(upper.id);
  await ok(act(setGroupAccess, [{ group_id: upper.id, ...opened }]));
  return [upper, lower];
}

async function memberNamed(): Promise<string> {
  return memberIdOf(await personNamed(acme, nextName('Somebody')), acme.accountId);
}

/** An admin by a token that may do no more than this. */
async function adminToken(scopes: Permission[]) {
  const browser = await personNamed(acme, nextName('Helper'), 'admin');
  const body = { name: nextName('Token'), kind: 'personal', scopes, expires_in_days: 1 };
  const { token } = (await ok(browser.call(createToken, { params: { account_id: acme.accountId }, body }))).body;
  const headers = { authorization: `Bearer ${String(token)}` };
  return {
    member_id: await memberIdOf(browser, acme.accountId),
    ask: (member_id: string, computer_id: string) => ask(new TestBrowser(server), member_id, computer_id, headers),
  };
}

function act(operation: Operation, items: object[]): Promise<Answer> {
  return acme.holder.call(operation, { params: { account_id: acme.accountId }, body: { items } });
}

async function ok(calling: Promise<Answer>): Promise<Answer> {
  const answer = await calling;
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  return answer;
}
