import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { previewBatch, readBatch, startBatch } from '@latchkey/contract/batch';
import { openInvitation, sendInvitation } from '@latchkey/contract/invitation';
import {
  changeRoles,
  deleteMembers,
  listMembers,
  reinstateMembers,
  sendReset,
  signOutMembers,
  suspendMembers,
} from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createToken } from '@latchkey/contract/token';
import {
  type Actor,
  refuseRoleChange,
  refuseSendingReset,
  refuseSigningOut,
  refuseSuspension,
  type Target,
} from '@latchkey/domain/member';
import type { Refusal } from '@latchkey/domain/refusal';
import { asRole, type GrantableRole, grantableRoles, permissionsOf, type Role } from '@latchkey/domain/role';
import { invitationLink } from '../../src/invitation/links.ts';
import { type Company, company, memberIdOf, personNamed } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { endingOf, invite, inviteMany, join, outcomeOf, rowOf } from './crowd.ts';
import { forgetAttempts } from './samples.ts';
import { assertNoTrace, settled, tracesOf } from './traces.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  // Written while the account is locked, so these moments are in the order in which the acts came.
  await server.look('create table seen (id uuid, role text, status text, at timestamptz)');
  await server.look(`create function see() returns trigger language plpgsql security definer set search_path = public as
    $$ begin insert into seen values (new.id, new.role, new.status, clock_timestamp()); return null; end $$`);
  await server.look('create trigger see after update on member for each row execute function see()');
});
after(() => server.stop());

test('G10: once an inviter is suspended, nobody arrives by their invitations, in a race with 24 acceptances', async () => {
  const ivan = await personNamed(acme, 'Ivan', 'admin');
  const invited = await inviteMany(acme, 'of-ivan', { by: ivan });
  const ivanId = await memberIdOf(ivan, acme.accountId);
  await Promise.all([
    sleep(30).then(() => act(suspendMembers, [{ member_id: ivanId }])),
    ...invited.map((one, n) => sleep(n * 3).then(() => join(acme, one.link))),
  ]);
  const ended = await momentOf(ivanId, `status = 'suspended'`);
  for (const one of invited) {
    const arrived = await momentOf(one.member_id, `status = 'active'`);
    assert.ok(arrived === undefined || (ended !== undefined && arrived < ended), one.email);
    assert.equal(await endingOf(acme, one), arrived === undefined ? 'withdrawn' : 'accepted');
  }
  await act(reinstateMembers, [{ member_id: ivanId }]);
  const late = await Promise.all(invited.map(({ link }) => join(acme, link)));
  assert.ok(late.every((answer) => ['link-used', 'link-withdrawn'].includes(outcomeOf(answer))));
});

test('G10: once an inviter is demoted, nobody arrives with what they may not grant any more, in a race with 24 acceptances', async () => {
  for (const left of ['admin', 'member'] as const) {
    const sven = await personNamed(acme, `Sven-${left}`, 'super_admin');
    const invited = await invitedAs('admin', `of-sven-${left}`, sven);
    const member_id = await memberIdOf(sven, acme.accountId);
    await Promise.all([
      sleep(30).then(() => act(changeRoles, [{ member_id, role: left }])),
      ...invited.map((link, n) => sleep(n * 3).then(() => join(acme, link))),
    ]);
    const demoted = await momentOf(member_id, `role = '${left}'`);
    const arrived = await server.look<{ role: string; at: Date }>(
      `select s.role, s.at from seen s join member m on m.id = s.id where m.email like 'of-sven-${left}-%' and s.status = 'active'`,
    );
    for (const { role } of arrived.filter((one) => demoted !== undefined && one.at > demoted))
      assert.equal([left, role].join(' '), 'admin member', 'an Admin may invite, but makes no Admin');
    for (const { role } of arrived.filter((one) => demoted !== undefined && one.at < demoted))
      assert.equal(role, 'admin');
  }
});

test('G10, P7: who was deleted and is invited again has no old right, token, invitation or job', async () => {
  const olga = await personNamed(acme, 'Olga', 'super_admin');
  const member_id = await memberIdOf(olga, acme.accountId);
  const sent = await invite(acme, 'of-olga@example.test', { by: olga });
  const token = await tokenOf(olga);
  assert.equal((await withToken(token)).status, 200);
  await act(deleteMembers, [{ member_id }]);
  const again = await invite(acme, 'olga@example.test');
  assert.equal((await withToken(token)).status, 401);
  const accepted = await olga.send('POST', '/api/v1/invitations/accept', { body: { link: again.link } });
  assert.equal(accepted.status, 200, JSON.stringify(accepted.body));
  assert.equal((await rowOf(acme, 'olga@example.test'))?.role, 'member');
  assert.equal((await olga.call(listMembers, inAcme())).status, 403);
  assert.equal((await withToken(token)).status, 401);
  const opened = await new TestBrowser(server).call(openInvitation, { body: { link: sent.link } });
  assert.equal(outcomeOf(opened), 'link-withdrawn');
  await act(changeRoles, [{ member_id, role: 'super_admin' }]);
  assert.equal((await withToken(token)).status, 401, 'not even with the role of before');
});

test('G10: a token ends with a suspension for good, and one made while it is suspended does not come about', async () => {
  const tess = await personNamed(acme, 'Tess', 'admin');
  const member_id = await memberIdOf(tess, acme.accountId);
  const token = await tokenOf(tess);
  const [, ...made] = await Promise.all([
    sleep(10).then(() => act(suspendMembers, [{ member_id }])),
    ...Array.from({ length: 20 }, (_, n) => sleep(n).then(() => tess.call(createToken, tokenBody()))),
  ]);
  await act(reinstateMembers, [{ member_id }]);
  const tokens = made.flatMap(({ status, body }) => (status === 200 ? [String(body['token'])] : []));
  for (const one of [token, ...tokens]) assert.equal((await withToken(one)).status, 401);
});

const ranks: [Role, () => TestBrowser][] = [
  ['holder', () => acme.holder],
  ['super_admin', () => acme.superAdmin],
  ['admin', () => acme.admin],
];

type Judged = { operation: Operation; more: object; refuse: (actor: Actor, target: Target) => Refusal | undefined };

const judged: Judged[] = [
  { operation: suspendMembers, more: {}, refuse: refuseSuspension },
  { operation: sendReset, more: {}, refuse: refuseSendingReset },
  { operation: signOutMembers, more: {}, refuse: refuseSigningOut },
  ...grantableRoles.map((role): Judged => ({
    operation: changeRoles,
    more: { role },
    refuse: (actor, target) => refuseRoleChange(actor, target, role),
  })),
];

for (const { operation, more, refuse } of judged) {
  test(`G10, P11: ${operation.id} ${JSON.stringify(more)} reaches nobody stronger and never oneself, tried or done`, async () => {
    await forgetAttempts(server);
    const targets = await Promise.all(grantableRoles.map(async (role) => ({ role, id: await freshId(role) })));
    for (const [rank, browser] of ranks) {
      const self = { role: rank, id: await memberIdOf(browser(), acme.accountId) };
      const actor = { member_id: self.id, permissions: permissionsOf(rank) };
      const holder = { role: 'holder' as const, id: await memberIdOf(acme.holder, acme.accountId) };
      const traces = await tracesOf(server);
      for (const target of [...targets, self, holder]) {
        const expected = refuse(actor, { ...target, ...asRole(target.role), status: 'active' });
        const item = { member_id: target.id, ...more };
        const dry = operation.dryRun ? [{ dry_run: 'true' }] : [];
        for (const query of expected ? [{}, ...dry] : dry) {
          const answer = await browser().call(operation, { ...inAcme(), query, body: { items: [item] } });
          assert.equal(outcomeOf(answer), expected?.code ?? 'ok', `${rank} on ${target.role}`);
        }
      }
      await assertNoTrace(server, traces, `${rank}, ${operation.id}`);
    }
  });
}

test('G10: a job over all that match refuses each stronger member, the holder and its starter, and its preview is silent about them', async () => {
  await personNamed(acme, 'Matchless');
  const sent = { act: 'change-role', role: 'member', filter: {} };
  const preview = await acme.admin.call(previewBatch, {
    ...inAcme(),
    body: { ...sent, act: 'suspend', role: undefined },
  });
  assert.doesNotMatch(JSON.stringify(preview.body), /"(Ada Holder|Sue|Adam)"/);
  const before = await server.look(`select id, role from member where role <> 'member' order by id`);
  const started = await acme.admin.call(startBatch, { ...inAcme(), body: sent });
  assert.equal(started.status, 200, JSON.stringify(started.body));
  await settled(server);
  const params = { ...inAcme().params, batch_id: String(started.body['batch_id']) };
  const { body } = await acme.admin.call(readBatch, { params });
  const codes = (body['refusals'] as { code: string }[]).map(({ code }) => code).toSorted();
  assert.deepEqual(codes, ['holder-is-untouchable', 'not-yourself', 'stronger-member']);
  assert.equal(body['state'], 'done');
  assert.deepEqual(await server.look(`select id, role from member where role <> 'member' order by id`), before);
  for (const role of ['admin', 'super_admin'])
    for (const operation of [previewBatch, startBatch]) {
      const answer = await acme.admin.call(operation, { ...inAcme(), body: { ...sent, role } });
      assert.equal(answer.body['code'], 'not-permitted', `${operation.id} ${role}`);
    }
});

function inAcme() {
  return { params: { account_id: acme.accountId } };
}

function act(operation: Operation, items: object[], by = acme.holder): Promise<Answer> {
  return by.call(operation, { ...inAcme(), body: { items } });
}

/** When a member first was so, by the order of the acts. */
async function momentOf(id: string, so: string): Promise<Date | undefined> {
  const [row] = await server.look<{ at: Date | null }>(`select min(at) as at from seen where id = $1 and ${so}`, [id]);
  return row?.at ?? undefined;
}

/** The links of 24 invitations that bring a role. */
async function invitedAs(role: GrantableRole, stem: string, by: TestBrowser): Promise<string[]> {
  const items = Array.from({ length: 24 }, (_, n) => ({ email: `${stem}-${n}@example.test`, role, language: 'en' }));
  const { body } = await act(sendInvitation, items, by);
  const lines = body['results'] as { result: { invitation_id: string } }[];
  const { kit } = server.serving;
  return lines.map(({ result }) => invitationLink(kit, result.invitation_id, 1).split('#')[1] ?? '');
}

let made = 0;

async function freshId(role: GrantableRole): Promise<string> {
  made += 1;
  return memberIdOf(await personNamed(acme, `Ranked${made}`, role), acme.accountId);
}

function tokenBody() {
  return { ...inAcme(), body: { name: 'x', kind: 'personal', scopes: ['users.view'], expires_in_days: 9 } };
}

async function tokenOf(browser: TestBrowser): Promise<string> {
  return String((await browser.call(createToken, tokenBody())).body['token']);
}

function withToken(token: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, origin: '' };
  return new TestBrowser(server).call(listMembers, { ...inAcme(), headers });
}
