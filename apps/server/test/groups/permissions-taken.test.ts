import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deleteUserGroups, removeGroupMembers } from '@latchkey/contract/group';
import { acceptInvitation, sendInvitation } from '@latchkey/contract/invitation';
import { changeRoles, deleteMembers, listMembers } from '@latchkey/contract/member';
import { deleteRoles, setGroupPermissions, setPermissions } from '@latchkey/contract/role';
import { createToken } from '@latchkey/contract/token';
import { type Company, company, mailedLink, memberIdOf } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { nextName } from '../operations/computer-samples.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { atOnce, invite, join, MANY, outcomeOf, rowOf } from '../operations/crowd.ts';
import { groupHandsIn } from './group-hands.ts';
import { MANAGES, permissionHandsIn } from './permission-hands.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

const { fresh } = handsIn(() => acme);
const { act, ok, put } = groupHandsIn(() => acme);

const { params, own, customRole, groupBringing, mine } = permissionHandsIn(() => acme);

test('G10: who may not invite any more by a taken permission has no open invitations, and a token of theirs with nothing left ends', async () => {
  const takings: [string, (id: string) => Promise<() => Promise<unknown>>][] = [
    ['own', async (id) => (await own(id, MANAGES), () => own(id, []))],
    [
      'group',
      async (id) => {
        const bringing = await groupBringing();
        await put(bringing, id);
        return () => ok(act(removeGroupMembers, [{ group_id: bringing, member_id: id }]));
      },
    ],
    [
      'group permissions',
      async (id) => {
        const bringing = await groupBringing();
        await put(bringing, id);
        return () => ok(act(setGroupPermissions, [{ group_id: bringing, permissions: [] }]));
      },
    ],
    [
      'group deleted',
      async (id) => {
        const bringing = await groupBringing();
        await put(bringing, id);
        return () => ok(act(deleteUserGroups, [{ group_id: bringing }]));
      },
    ],
    [
      'role deleted',
      async (id) => {
        const role = await customRole(MANAGES);
        await ok(act(changeRoles, [{ member_id: id, role: 'member', custom_role_id: role }]));
        return () => ok(act(deleteRoles, [{ role_id: role }]));
      },
    ],
  ];
  for (const [what, give] of takings) {
    const { browser, id } = await fresh();
    const take = await give(id);
    const sent = await invite(acme, `${nextName('by')}@taken.test`.toLowerCase(), { by: browser });
    const token = { name: 'x', kind: 'personal', scopes: ['users.view'], expires_in_days: 9 };
    const made = await browser.call(createToken, { params: params(), body: token });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    await take();
    assert.equal(await rowOf(acme, sent.email), undefined, what);
    const [row] = await server.look<{ ended: boolean }>(
      'select ended_at is not null as ended from api_token where id = $1',
      [made.body['token_id']],
    );
    assert.equal(row?.ended, true, what);
  }
});

test('I10: an invitation brings role and permissions as far as its inviter may still give them, and says what it can’t', async () => {
  const { browser, id } = await fresh();
  await own(id, [...MANAGES, 'audit.view', 'sessions.view']);
  const role = await customRole(['audit.view', 'sessions.view']);
  const email = `${nextName('role')}@i10.test`.toLowerCase();
  const item = { email, language: 'en', custom_role_id: role, permissions: ['users.view', 'audit.view'] };
  await ok(act(sendInvitation, [item], browser));
  const link = await mailedLink(server, email);
  await own(id, [...MANAGES, 'sessions.view']);
  const invited = new TestBrowser(server);
  const joined = await join(acme, link, invited);
  assert.deepEqual(joined.body['not_brought'], ['role', 'permissions']);
  assert.deepEqual(await mine(invited), ['users.view']);
});

test('P7: who is deleted and invited again has no permission, role or group of before', async () => {
  const { browser, id, email } = await fresh();
  await own(id, ['audit.view']);
  await ok(act(changeRoles, [{ member_id: id, role: 'member', custom_role_id: await customRole(['users.view']) }]));
  await put(await groupBringing(), id);
  assert.equal((await mine(browser)).length, 4);
  await ok(act(deleteMembers, [{ member_id: id }]));
  const sent = await invite(acme, email);
  await browser.call(acceptInvitation, { body: { link: sent.link } });
  assert.deepEqual(await mine(browser), []);
  assert.equal(await memberIdOf(browser, acme.accountId), id);
});

test('U3: a token has what its maker still holds of its scopes, wherever that comes from', async () => {
  const { browser, id } = await fresh();
  await own(id, ['users.view', 'audit.view']);
  const body = { name: 'x', kind: 'personal', scopes: ['users.view', 'audit.view'], expires_in_days: 9 };
  const { token } = (await browser.call(createToken, { params: params(), body })).body;
  const asked = () =>
    new TestBrowser(server).call(listMembers, {
      params: params(),
      headers: { authorization: `Bearer ${String(token)}` },
    });
  assert.equal((await asked()).status, 200);
  await own(id, ['audit.view']);
  assert.equal((await asked()).status, 403);
});

test('G10: of permissions taken and given at the same moment none stays by accident', async () => {
  const { browser, id } = await fresh();
  await atOnce(MANY, (n) => act(setPermissions, [{ member_id: id, permissions: n % 2 === 0 ? ['audit.view'] : [] }]));
  await own(id, []);
  assert.deepEqual(await mine(browser), []);
  const role = await customRole(MANAGES);
  await ok(act(changeRoles, [{ member_id: id, role: 'member', custom_role_id: role }]));
  const racing = await atOnce(MANY, (n) =>
    n === 7
      ? act(deleteRoles, [{ role_id: role }])
      : act(sendInvitation, [{ email: `race-${n}@race.test`, language: 'en' }], browser),
  );
  assert.equal(outcomeOf(racing[7] as Answer), 'ok');
  const open = await server.look(`select from invitation where invited_by = $1 and ending is null`, [id]);
  assert.equal(open.length, 0);
});
