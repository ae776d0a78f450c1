import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Operation } from '@latchkey/contract/operation';
import { resendInvitation, sendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import { deleteMembers } from '@latchkey/contract/member';
import { refuseDeletion } from '@latchkey/domain/member';
import {
  asRole,
  grantableRoles,
  permissionsOf,
  refuseActingOn,
  refuseGranting,
  type Role,
} from '@latchkey/domain/role';
import { type Company, company, memberIdOf, personNamed, secondCompany } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite } from './samples.ts';
import { assertNoTrace, tracesOf } from './traces.ts';

let server: TestServer;
let acme: Company;
let actors: { role: Role; browser: TestBrowser }[];
/** An active and an invited member of every role; the holder is active only. */
const active = new Map<Role, string>();
const invited = new Map<Role, string>();

before(async () => {
  server = await testServer();
  acme = await company(server);
  actors = [
    { role: 'holder', browser: acme.holder },
    { role: 'super_admin', browser: acme.superAdmin },
    { role: 'admin', browser: acme.admin },
  ];
  active.set('holder', await memberIdOf(acme.holder, acme.accountId));
  for (const role of grantableRoles) {
    active.set(
      role,
      await memberIdOf(await personNamed(acme, `Active-${role}`.replace('_', '-'), role), acme.accountId),
    );
    const { member_id } = await invite(acme);
    await server.look('update member set role = $1 where id = $2', [role, member_id]);
    invited.set(role, member_id);
  }
});
after(() => server.stop());

test('G10: nobody grants by an invitation what they may not grant, and nothing is written', async () => {
  const traces = await tracesOf(server);
  for (const { role, browser } of actors) {
    for (const granted of grantableRoles) {
      const expected = refuseGranting(permissionsOf(role), granted);
      if (!expected) continue;
      const items = [{ email: 'climber@example.test', role: granted, language: 'en' }];
      assert.deepEqual(
        await linesOf(browser, sendInvitation, items),
        [{ index: 0, refusal: expected }],
        `${role} ${granted}`,
      );
    }
  }
  await assertNoTrace(server, traces, 'a refused grant');
});

test('G10, P11: who is stronger is out of reach, and the holder of everybody', async () => {
  const traces = await tracesOf(server);
  for (const { role, browser } of actors) {
    const member_id = await memberIdOf(browser, acme.accountId);
    for (const [target, id] of active) {
      const expected = refuseDeletion(
        { member_id, permissions: permissionsOf(role) },
        { id, ...asRole(target), status: 'active' },
      );
      const dry = await linesOf(browser, deleteMembers, [{ member_id: id }], { dry_run: 'true' });
      assert.deepEqual(dry[0]?.refusal, expected, `${role} deletes ${target}`);
      if (expected)
        assert.deepEqual((await linesOf(browser, deleteMembers, [{ member_id: id }]))[0]?.refusal, expected);
    }
    const self = await linesOf(browser, deleteMembers, [{ member_id }]);
    assert.deepEqual(self[0]?.refusal, { code: role === 'holder' ? 'holder-is-untouchable' : 'not-yourself' });
  }
  await assertNoTrace(server, traces, 'refused deletions and dry runs');
});

test('G10, I11: an invitation that promises more than one may grant is out of reach too', async () => {
  const traces = await tracesOf(server);
  for (const { role, browser } of actors) {
    for (const [target, id] of invited) {
      const expected = refuseActingOn(permissionsOf(role), asRole(target));
      const dry = { dry_run: 'true' };
      assert.deepEqual((await linesOf(browser, withdrawInvitation, [{ member_id: id }], dry))[0]?.refusal, expected);
      assert.deepEqual((await linesOf(browser, deleteMembers, [{ member_id: id }], dry))[0]?.refusal, expected);
      if (!expected) continue;
      for (const operation of [withdrawInvitation, resendInvitation, deleteMembers]) {
        const lines = await linesOf(browser, operation, [{ member_id: id }]);
        assert.deepEqual(lines[0]?.refusal, expected, `${operation.id}: ${role} on ${target}`);
      }
    }
  }
  await assertNoTrace(server, traces, 'refused withdrawals and dry runs');
});

test('P9: a dry run writes nothing, mails nothing, and says per line what the act would', async () => {
  const beta = await secondCompany(server);
  const doomed = await memberIdOf(beta.member, beta.accountId);
  const { member_id } = await invite(beta);
  const traces = await tracesOf(server);
  const mails = server.mailbox.mails.length;
  for (const operation of [withdrawInvitation, deleteMembers]) {
    const items = [{ member_id }, { member_id: doomed }, { member_id: beta.accountId }];
    const params = { account_id: beta.accountId };
    const dry = await beta.holder.call(operation, { params, query: { dry_run: 'true' }, body: { items } });
    assert.equal(dry.status, 200, JSON.stringify(dry.body));
    assert.equal((dry.body['results'] as unknown[]).length, 3);
  }
  await assertNoTrace(server, traces, 'a dry run');
  assert.equal(server.mailbox.mails.length, mails);
});

type Line = { index: number; result?: unknown; refusal?: unknown };

async function linesOf(
  browser: TestBrowser,
  operation: Operation,
  items: object[],
  query: Record<string, string> = {},
): Promise<Line[]> {
  const answer = await browser.call(operation, { params: { account_id: acme.accountId }, query, body: { items } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body['results'] as Line[];
}
