import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { acceptInvitation } from '@latchkey/contract/invitation';
import { listReachers, readAccess, setAccess } from '@latchkey/contract/computer-access';
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
import { changeRoles, deleteMembers, reinstateMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { type Company, company, memberIdOf, personNamed, secondCompany } from '../people.ts';
import { type Answer, type TestBrowser, testServer, type TestServer } from '../server.ts';
import { freshCode, freshComputer, freshGroup, give, grantOf, nextName } from './computer-samples.ts';
import { atOnce, invite, MANY, outcomeOf, tally } from './crowd.ts';
import { assertNoTrace, tracesOf } from './traces.ts';

type Row = {
  id: string;
  name: string;
  owner: { name: string } | null;
  os_user: string | null;
  via: string[];
  reached: boolean;
};

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('G4: reach is what one owns, all, chosen groups and chosen computers; through a group it follows the computer', async () => {
  const [group, other] = [await freshGroup(acme), await freshGroup(acme)];
  const [grouped, single, owned] = [
    await freshComputer(acme, { group_id: group }),
    await freshComputer(acme),
    await nobodys(),
  ];
  const { browser, id } = await fresh();
  await ok(act(setOwners, [{ computer_id: owned, owner_id: id }]));
  assert.deepEqual(await seenBy(browser), [owned]);
  await ok(give(acme, id, { kind: 'chosen', group_ids: [group], computer_ids: [single] }));
  assert.deepEqual(await seenBy(browser), [grouped, single, owned].toSorted());
  await ok(
    act(
      moveComputers,
      [grouped, single].map((computer_id) => ({ computer_id, group_id: other })),
    ),
  );
  assert.deepEqual(await seenBy(browser), [single, owned].toSorted());
  await ok(give(acme, id, { kind: 'all' }));
  const future = await freshComputer(acme);
  assert.ok((await seenBy(browser)).includes(future), 'future ones too');
  await ok(give(acme, id, { kind: 'none' }));
  assert.deepEqual(await seenBy(browser), [owned]);
});

test('G4: managing computers gives no reach, and reach gives no managing', async () => {
  const computer = await freshComputer(acme);
  const [row] = (await listOf(acme.admin, { search: await nameOf(computer) })).items;
  assert.deepEqual([row?.reached, row?.via], [false, []]);
  const { browser, id } = await fresh();
  await ok(give(acme, id, { kind: 'all' }));
  for (const [operation, items] of [
    [moveComputers, [{ computer_id: computer, group_id: null }]],
    [setOwners, [{ computer_id: computer, owner_id: null }]],
    [removeComputers, [{ computer_id: computer }]],
  ] as const)
    assert.equal(outcomeOf(await act(operation, [...items], browser)), 'not-permitted', operation.id);
  await ok(give(acme, id, { kind: 'none' }));
  assert.equal(
    (await listOf(acme.holder)).items.every(({ reached }) => reached),
    true,
    'P11: the holder reaches everything',
  );
});

test('C12: without reach a computer is not there: not listed, not read, not named', async () => {
  const computer = await freshComputer(acme);
  const params = { account_id: acme.accountId, computer_id: computer };
  assert.deepEqual((await listOf(acme.member)).items, []);
  for (const operation of [readComputer, listReachers])
    assert.equal(outcomeOf(await acme.member.call(operation, { params })), 'not-found', operation.id);
  assert.equal(outcomeOf(await act(removeComputers, [{ computer_id: computer }], acme.member)), 'not-found');
  assert.equal(outcomeOf(await act(removeComputers, [{ computer_id: computer }], beta.holder, beta)), 'not-found');
});

test('G10: nobody sets their own access or that of who is stronger, and nobody the holder’s', async () => {
  const [holder, sue, adam] = await Promise.all(
    [acme.holder, acme.superAdmin, acme.admin].map((one) => memberIdOf(one, acme.accountId)),
  );
  const outcome = async (by: TestBrowser, member = '') => outcomeOf(await give(acme, member, { kind: 'all' }, by));
  assert.equal(await outcome(acme.admin, adam), 'not-yourself');
  assert.equal(await outcome(acme.admin, sue), 'stronger-member');
  assert.equal(await outcome(acme.superAdmin, sue), 'not-yourself');
  assert.equal(await outcome(acme.superAdmin, holder), 'holder-is-untouchable');
  assert.equal(await outcome(acme.member, adam), 'not-permitted');
  assert.equal(await outcome(acme.superAdmin, adam), 'ok');
  await give(acme, adam ?? '', { kind: 'none' });
});

test('G10: nobody but the holder names themselves owner or moves a computer to where they reach it', async () => {
  const [computer, group] = [await nobodys(), await freshGroup(acme)];
  const adam = await memberIdOf(acme.admin, acme.accountId);
  const name = (owner_id: string, by: TestBrowser) => act(setOwners, [{ computer_id: computer, owner_id }], by);
  const move = (by: TestBrowser) => act(moveComputers, [{ computer_id: computer, group_id: group }], by);
  assert.equal(outcomeOf(await name(adam, acme.admin)), 'own-reach');
  await ok(give(acme, adam, { kind: 'chosen', group_ids: [group] }));
  assert.equal(outcomeOf(await move(acme.admin)), 'own-reach');
  assert.equal(outcomeOf(await move(acme.superAdmin)), 'ok');
  await give(acme, adam, { kind: 'none' });
  assert.equal(outcomeOf(await name(await memberIdOf(acme.holder, acme.accountId), acme.holder)), 'ok');
  assert.equal(outcomeOf(await name(adam, acme.admin)), 'own-reach');
  const mia = await memberIdOf(acme.member, acme.accountId);
  assert.equal(outcomeOf(await name(mia, acme.admin)), 'stronger-member', 'it is the holder’s');
});

test('C13: a new owner and the old one are mailed, and the machine is owed news', async () => {
  const [one, two] = [await fresh(), await fresh()];
  const computer = await nobodys();
  await ok(act(setOwners, [{ computer_id: computer, owner_id: one.id }]));
  await server.mailbox.waitFor((mail) => mail.to.includes(one.email) && /is yours now/.test(mail.subject));
  await ok(act(setOwners, [{ computer_id: computer, owner_id: two.id }]));
  await server.mailbox.waitFor((mail) => mail.to.includes(one.email) && /no longer yours/.test(mail.subject));
  await server.mailbox.waitFor((mail) => mail.to.includes(two.email) && /is yours now/.test(mail.subject));
  assert.deepEqual(await seenBy(one.browser), []);
  assert.deepEqual(await seenBy(two.browser), [computer]);
});

test('G11: whoever reaches a computer sees its owner by name; who is signed in at it only its owner and who manages', async () => {
  const [owner, visitor] = [await fresh(), await fresh()];
  const computer = await nobodys();
  await ok(act(setOwners, [{ computer_id: computer, owner_id: owner.id }]));
  await server.look(`update computer set os_user = 'secretuser' where id = $1`, [computer]);
  await ok(give(acme, visitor.id, { kind: 'chosen', computer_ids: [computer] }));
  const [seen] = (await listOf(visitor.browser)).items;
  assert.deepEqual([seen?.owner?.name, seen?.os_user], [owner.name, null]);
  assert.deepEqual((await listOf(visitor.browser, { search: 'secretuser' })).items, []);
  assert.equal((await listOf(owner.browser, { search: 'SECRETuser' })).items.length, 1);
  assert.equal((await listOf(acme.admin, { search: 'secretuser' })).items[0]?.os_user, 'secretuser');
  const params = { account_id: acme.accountId, computer_id: computer };
  const [byOwner, byAdmin, byVisitor] = [
    await owner.browser.call(listReachers, { params }),
    await acme.admin.call(listReachers, { params }),
    await visitor.browser.call(listReachers, { params }),
  ];
  const ways = (answer: Answer) =>
    (answer.body['items'] as { name: string; email: string | null; ways: { kind: string }[] }[])
      .map(({ name, email, ways: by }) => [name, email, by.map(({ kind }) => kind).join()].join(' '))
      .toSorted();
  assert.deepEqual(
    ways(byOwner),
    ['Ada Holder  holder', `${owner.name}  owner`, `${visitor.name}  computer`].toSorted(),
  );
  assert.ok(ways(byAdmin).includes(`${visitor.name} ${visitor.email} computer`));
  assert.equal(outcomeOf(byVisitor), 'not-permitted');
});

test('P6, P7, C12: what was copied of codes ends with the last way: suspended, deleted, moved, removed, ungrouped, taken away', async () => {
  const group = await freshGroup(acme);
  const ways: ((of: { id: string; computer: string }) => Promise<Answer>)[] = [
    ({ id }) => act(suspendMembers, [{ member_id: id }]),
    ({ id }) => act(deleteMembers, [{ member_id: id }]),
    ({ id }) => give(acme, id, { kind: 'none' }),
    ({ computer }) => act(removeComputers, [{ computer_id: computer }]),
    ({ computer }) => act(moveComputers, [{ computer_id: computer, group_id: null }]),
    () => act(deleteGroups, [{ group_id: group }]),
  ];
  for (const way of ways) {
    const { id } = await fresh();
    const computer = await nobodys({ group_id: group });
    await ok(give(acme, id, { kind: 'chosen', group_ids: [group] }));
    const grant = await grantOf(acme, id, computer);
    const holders = await grantOf(acme, await memberIdOf(acme.holder, acme.accountId), computer);
    await ok(way({ id, computer }));
    assert.equal(await isOpen(grant), false, way.toString());
    const isRemoved = way.toString().includes('removeComputers');
    assert.equal(await isOpen(holders), !isRemoved, 'who reaches it otherwise keeps theirs');
    const [row] = await server.look<{ known: boolean }>(
      'select grant_revision >= 1 as known from computer where id = $1',
      [computer],
    );
    assert.equal(row?.known, true);
  }
});

test('P6: reinstating brings access back, and no copy of a code', async () => {
  const { browser, id } = await fresh();
  const computer = await freshComputer(acme);
  await ok(give(acme, id, { kind: 'chosen', computer_ids: [computer] }));
  const grant = await grantOf(acme, id, computer);
  await ok(act(suspendMembers, [{ member_id: id }]));
  await ok(act(reinstateMembers, [{ member_id: id }]));
  assert.deepEqual([await seenBy(browser), await isOpen(grant)], [[computer], false]);
});

test('P7: who comes back has no access, owns nothing, and none of their codes works', async () => {
  const { browser, id, email } = await fresh();
  const computer = await nobodys();
  await ok(give(acme, id, { kind: 'all' }));
  await ok(act(setOwners, [{ computer_id: computer, owner_id: id }]));
  await server.mailbox.waitFor((mail) => mail.to.includes(email) && /is yours now/.test(mail.subject));
  await ok(act(deleteMembers, [{ member_id: id }]));
  const again = await invite(acme, email);

  assert.equal(outcomeOf(await browser.call(acceptInvitation, { body: { link: again.link } })), 'ok');
  assert.equal(await memberIdOf(browser, acme.accountId), id, 'the record is the old one');
  assert.deepEqual(await seenBy(browser), []);
  assert.equal((await accessOf(id)).kind, 'none');
});

test('P11: a holder who hands the account over reaches what they otherwise do, if anything', async () => {
  const gamma = beta;
  const computer = await freshComputer(gamma);
  await act(setOwners, [{ computer_id: computer, owner_id: null }], gamma.holder, gamma);
  const holder = await memberIdOf(gamma.holder, gamma.accountId);
  const grant = await grantOf(gamma, holder, computer);
  const heir = await memberIdOf(gamma.superAdmin, gamma.accountId);
  await server.look(
    `begin; update member set role = 'super_admin' where id = '${holder}'; update member set role = 'holder' where id = '${heir}'; commit`,
  );
  assert.equal(await isOpen(grant), false);
  await server.look(
    `begin; update member set role = 'super_admin' where id = '${heir}'; update member set role = 'holder' where id = '${holder}'; commit`,
  );
});

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

test('P9, G10: the codes that somebody made are named before they fall', async () => {
  const maker = await personNamed(acme, nextName('Maker'), 'admin');
  const member_id = await memberIdOf(maker, acme.accountId);

  await freshCode(acme, { kind: 'deployment', group_id: await freshGroup(acme, 'Warehouse') }, maker);
  const query = { dry_run: 'true' };
  const params = { account_id: acme.accountId };
  const dry = await acme.holder.call(changeRoles, { params, query, body: { items: [{ member_id, role: 'member' }] } });
  assert.deepEqual(changesIn(dry), ['lost code Warehouse', 'lost role admin']);
});

async function fresh(): Promise<{ browser: TestBrowser; id: string; name: string; email: string }> {
  const name = nextName('Reacher');
  const browser = await personNamed(acme, name);
  return { browser, name, id: await memberIdOf(browser, acme.accountId), email: `${name.toLowerCase()}@example.test` };
}

/** A computer in use that belongs to nobody. */
async function nobodys(wanted: object = {}): Promise<string> {
  return freshComputer(acme, { kind: 'deployment', needs_approval: false, ...wanted });
}

function act(operation: Operation, items: object[], by = acme.holder, of = acme): Promise<Answer> {
  return by.call(operation, { params: { account_id: of.accountId }, body: { items } });
}

async function ok(calling: Promise<Answer>): Promise<Answer> {
  const answer = await calling;
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  return answer;
}

async function listOf(by: TestBrowser, query: Record<string, string> = {}): Promise<{ items: Row[] }> {
  const answer = await by.call(listComputers, {
    params: { account_id: acme.accountId },
    query: { limit: '200', ...query },
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as unknown as { items: Row[] };
}

async function seenBy(by: TestBrowser): Promise<string[]> {
  return (await listOf(by)).items.map(({ id }) => id).toSorted();
}

async function nameOf(computer: string): Promise<string> {
  const [row] = await server.look<{ name: string }>('select name from computer where id = $1', [computer]);
  return row?.name ?? assert.fail();
}

async function accessOf(member_id: string): Promise<{ kind: string; groups: object[]; computers: object[] }> {
  const answer = await acme.holder.call(readAccess, { params: { account_id: acme.accountId, member_id } });
  return answer.body as unknown as { kind: string; groups: object[]; computers: object[] };
}

async function isOpen(grant: string): Promise<boolean> {
  const [row] = await server.look<{ is: boolean }>('select ended_at is null as is from computer_grant where id = $1', [
    grant,
  ]);
  return row?.is ?? assert.fail();
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
