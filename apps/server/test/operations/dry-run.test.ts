import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openInvitation, resendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import { offerHandover } from '@latchkey/contract/handover';
import { changeRoles, deleteMembers, reinstateMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { createToken } from '@latchkey/contract/token';
import pg from 'pg';
import { type Company, company, memberIdOf, personNamed } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, invite, inviteMany, MANY, outcomeOf, rowOf } from './crowd.ts';
import { assertNoTrace, tracesOf } from './traces.ts';

type Consequence = { kind: string; change: string; total: number; first50: { id: string; label: string }[] };

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('P9: a dry run of deleting says who loses a profile and which invitations fall, and changes nothing', async () => {
  const paul = await memberIdOf(await personNamed(acme, 'Paul'), acme.accountId);
  const invited = await invite(acme, 'pending@example.test', { name: 'Penny' });
  const before = await tracesOf(server);
  const ids = [paul, invited.member_id];
  const dry = await act(deleteMembers, ids, { dry: true });
  await assertNoTrace(server, before, 'a dry run');
  assert.deepEqual(lossesIn(dry), { profile: ['Paul'], invitation: ['Penny'] });
  assert.equal(await openOutcome(invited.link), 'ok');

  const real = await act(deleteMembers, ids);
  assert.deepEqual(real.body['results'], dry.body['results'], 'the act says line by line what the dry run said');
  assert.equal(real.body['consequences'], undefined);
  assert.equal(await openOutcome(invited.link), 'link-withdrawn');
});

test('P9, G10: the invitations that somebody sent are named before they are deleted with them', async () => {
  const otis = await personNamed(acme, 'Otis', 'admin');
  const otisId = await memberIdOf(otis, acme.accountId);
  const sent = await inviteMany(acme, 'of-otis', { by: otis, count: 3 });
  const dry = await act(deleteMembers, [otisId, sent[0]!.member_id], { dry: true });
  const emails = sent.map(({ email }) => email);
  assert.deepEqual(lossesIn(dry), { profile: ['Otis'], role: ['admin'], invitation: emails });
  await act(deleteMembers, [otisId]);
  for (const { link } of sent) assert.equal(await openOutcome(link), 'link-withdrawn');
});

test('P9: a dry run of suspending names the profile, the role, and all that acts for somebody without them', async () => {
  const susi = await personNamed(acme, 'Susi', 'admin');
  const id = await memberIdOf(susi, acme.accountId);
  await invite(acme, 'of-susi@example.test', { by: susi, name: 'Invited by Susi' });
  await susi.call(createToken, {
    ...inAcme(),
    body: { name: 'Token of Susi', kind: 'personal', scopes: [], expires_in_days: 9 },
  });
  await acme.holder.call(offerHandover, { ...inAcme(), body: { member_id: id } });
  const before = await tracesOf(server);
  const dry = await act(suspendMembers, [id], { dry: true });
  await assertNoTrace(server, before, 'a dry run');
  const lost = {
    handover: ['Susi'],
    invitation: ['Invited by Susi'],
    profile: ['Susi'],
    role: ['admin'],
    token: ['Token of Susi'],
  };
  assert.deepEqual(lossesIn(dry), lost);
  const real = await act(suspendMembers, [id]);
  assert.deepEqual(real.body['results'], dry.body['results']);
});

test('P9: a dry run of reinstating names what somebody gets back: their profile and role, no more', async () => {
  const rolf = await memberIdOf(await personNamed(acme, 'Rolf', 'admin'), acme.accountId);
  await act(suspendMembers, [rolf]);
  const before = await tracesOf(server);
  const dry = await act(reinstateMembers, [rolf], { dry: true });
  await assertNoTrace(server, before, 'a dry run');
  assert.deepEqual(changesIn(dry), ['gained profile Rolf', 'gained role admin']);
});

test('P9: a dry run of another role names both roles, and what the new one may not keep up', async () => {
  const rosa = await personNamed(acme, 'Rosa', 'super_admin');
  const id = await memberIdOf(rosa, acme.accountId);
  await invite(acme, 'of-rosa@example.test', { by: rosa, name: 'Invited by Rosa' });
  const before = await tracesOf(server);
  const dry = (role: string) =>
    acme.holder.call(changeRoles, {
      ...inAcme(),
      query: { dry_run: 'true' },
      body: { items: [{ member_id: id, role }] },
    });
  assert.deepEqual(changesIn(await dry('admin')), ['gained role admin', 'lost role super_admin']);
  assert.deepEqual(changesIn(await dry('member')), ['lost invitation Invited by Rosa', 'lost role super_admin']);
  assert.deepEqual(changesIn(await dry('super_admin')), []);
  await assertNoTrace(server, before, 'a dry run');
});

test('P9: a dry run of withdrawing names the invitation, and its link still works', async () => {
  const invited = await invite(acme, 'kept@example.test');
  const before = await tracesOf(server);
  const dry = await act(withdrawInvitation, [invited.member_id], { dry: true });
  await assertNoTrace(server, before, 'a dry run');
  assert.deepEqual(lossesIn(dry), { invitation: ['kept@example.test'] });
  assert.equal(await openOutcome(invited.link), 'ok');
  assert.equal((await rowOf(acme, invited.email))?.status, 'invited');
});

test('P9: who loses is counted in full and named up to fifty', async () => {
  const invited = await inviteMany(acme, 'crowd', { count: 51 });
  const dry = await act(
    withdrawInvitation,
    invited.map(({ member_id }) => member_id),
    { dry: true },
  );
  const [lost] = dry.body['consequences'] as Consequence[];
  assert.deepEqual([lost?.total, lost?.first50.length], [51, 50]);
});

test('P9: a dry run refuses exactly what the act refuses, line by line and as a whole', async () => {
  const ids = [
    await memberIdOf(acme.holder, acme.accountId),
    await memberIdOf(acme.superAdmin, acme.accountId),
    await memberIdOf(acme.admin, acme.accountId),
    '0198c0de-0000-7000-8000-000000000000',
  ];
  const before = await tracesOf(server);
  for (const operation of [deleteMembers, withdrawInvitation, suspendMembers, reinstateMembers]) {
    for (const by of [acme.admin, acme.member, new TestBrowser(server)]) {
      const dry = await act(operation, ids, { by, dry: true });
      const real = await act(operation, ids, { by });
      assert.equal(dry.status, real.status);
      assert.deepEqual(dry.body['results'], real.body['results']);
      assert.equal(dry.body['code'], real.body['code']);
      if (dry.status === 200) assert.deepEqual(dry.body['consequences'], []);
    }
  }
  await assertNoTrace(server, before, 'what was refused');
});

test('P9: a dry run counts a line twice named once, as the act does', async () => {
  const { member_id } = await invite(acme, 'double@example.test');
  const dry = await act(withdrawInvitation, [member_id, member_id], { dry: true });
  const real = await act(withdrawInvitation, [member_id, member_id]);
  assert.deepEqual(dry.body['results'], real.body['results']);
  assert.deepEqual(lossesIn(dry), { invitation: ['double@example.test'] });
});

test('only operations that offer a dry run take one, and only in one spelling', async () => {
  const { member_id } = await invite(acme, 'spelled@example.test');
  const items = [{ member_id }];
  for (const spelling of ['1', 'yes', 'TRUE', 'false', '']) {
    const query = { dry_run: spelling };
    const answer = await acme.holder.call(withdrawInvitation, { ...inAcme(), query, body: { items } });
    assert.equal(outcomeOf(answer), 'invalid', spelling);
  }
  assert.equal(outcomeOf(await act(resendInvitation, [member_id], { dry: true })), 'invalid');
  assert.deepEqual(
    operations.filter(({ dryRun }) => dryRun).map(({ id }) => id),
    [
      'member.suspend',
      'member.reinstate',
      'member.change-role',
      'member.delete',
      'member.sign-out',
      'member.set-permissions',
      'role.edit',
      'role.delete',
      'group.move',
      'group.delete',
      'group.set-access',
      'group.set-permissions',
      'group.add-members',
      'group.remove-members',
      'invitation.withdraw',
      'computer.move',
      'computer.set-owner',
      'computer.remove',
      'computer.delete-group',
      'computer.set-access',
      'request.answer',
    ],
    'each has its test here, in computer-consequences.test.ts or in groups/preview.test.ts',
  );
});

test('P9: dry runs wait for nobody: two seconds for a lock and not a moment more', async () => {
  const { member_id } = await invite(acme, 'locked@example.test');
  const other = new pg.Client(server.database.superuser);
  await other.connect();
  await other.query('begin');
  await other.query('select from account where id = $1 for update', [acme.accountId]);
  const began = performance.now();
  const dry = await act(withdrawInvitation, [member_id], { dry: true });
  const took = performance.now() - began;
  await other.query('rollback');
  await other.end();
  assert.equal(outcomeOf(dry), 'busy');
  assert.ok(took > 1500 && took < 6000, `${took} ms`);
});

test('P9: of many dry runs and one act at once only the act leaves anything behind', async () => {
  const invited = await invite(acme, 'looked-at@example.test');
  const answers = await atOnce(MANY, (n) => act(withdrawInvitation, [invited.member_id], { dry: n !== 7 }));
  assert.equal(outcomeOf(answers[7]!), 'ok');
  const rows = await server.look(`select from audit where act = 'invitation.withdraw' and $1 = any(targets)`, [
    invited.member_id,
  ]);
  assert.equal(rows.length, 1);
});

function act(operation: Operation, ids: string[], how: { by?: TestBrowser; dry?: boolean } = {}): Promise<Answer> {
  const { by = acme.holder, dry = false } = how;
  const items = ids.map((member_id) => ({ member_id }));
  return by.call(operation, { ...inAcme(), ...(dry ? { query: { dry_run: 'true' } } : {}), body: { items } });
}

function inAcme() {
  return { params: { account_id: acme.accountId } };
}

/** What is lost, by kind, as the names that stand in the consequences. */
function lossesIn(answer: Answer): Record<string, string[]> {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const consequences = answer.body['consequences'] as Consequence[];
  return Object.fromEntries(
    consequences.map(({ kind, change, total, first50 }) => {
      assert.equal(change, 'lost');
      assert.equal(total, first50.length);
      return [kind, first50.map(({ label }) => label)];
    }),
  );
}

/** Each thing that is lost or gained, in words. */
function changesIn(answer: Answer): string[] {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const consequences = answer.body['consequences'] as Consequence[];
  return consequences
    .flatMap(({ kind, change, first50 }) => first50.map(({ label }) => `${change} ${kind} ${label}`))
    .toSorted();
}

async function openOutcome(link: string): Promise<string> {
  return outcomeOf(await new TestBrowser(server).call(openInvitation, { body: { link } }));
}
