import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { acceptInvitation } from '@latchkey/contract/invitation';
import { listReachers, readAccess } from '@latchkey/contract/computer-access';
import { deleteGroups, moveComputers, readComputer, removeComputers, setOwners } from '@latchkey/contract/computer';
import { deleteMembers, reinstateMembers, suspendMembers } from '@latchkey/contract/member';
import { type Company, company, memberIdOf, secondCompany } from '../people.ts';
import { type Answer, type TestBrowser, testServer, type TestServer } from '../server.ts';
import { freshComputer, freshGroup, give, grantOf } from './computer-samples.ts';
import { invite, outcomeOf } from './crowd.ts';
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
