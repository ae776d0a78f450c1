import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createUserGroup, deleteUserGroups } from '@latchkey/contract/group';
import { sendInvitation } from '@latchkey/contract/invitation';
import { changeRoles, reinstateMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createRole, deleteRoles, setPermissions } from '@latchkey/contract/role';
import { createToken } from '@latchkey/contract/token';
import { grantablePermissions, type Permission } from '@latchkey/domain/role';
import { join } from '../operations/crowd.ts';
import { type Company, company, mailedLink, memberIdOf, personNamed } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { fillPairs, picking } from './crowded.ts';
import { rightsIn, whatIsWrong } from './rights-drawn.ts';
import { type Actor, drawnCall, type Place } from './paths-drawn.ts';

const ROUNDS = 10;
const ACTS = 140;

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('G10: no sequence of acts, by whom and on which path ever, gives anybody more than who acts holds and may give', async () => {
  const hands = picking(22);
  const place = await settle();
  const tally: Record<string, Set<string>> = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    await begin(place, hands);
    let rights = await rightsIn(server, acme.accountId);
    for (let nth = 0; nth < ACTS; nth += 1) {
      const { actor, operation, items, body } = drawnCall(hands, place);
      const answer = await actor.call(operation, items === undefined ? body : { items });
      assert.ok(answer.status < 500, `${operation.id} ${JSON.stringify(answer.body)}`);
      remember(place, operation, { items, ...answer });
      const isDone =
        answer.status === 200 && (items === undefined || JSON.stringify(answer.body).includes('"result":'));
      (tally[operation.id] ??= new Set()).add(isDone ? 'ok' : 'refused');
      // Of what was refused whole every fifth is looked at, that nothing was done.
      if (!isDone && nth % 5 !== 0) continue;
      const now = await rightsIn(server, acme.accountId);
      const said = `${round}.${nth}: ${actor.name}: ${operation.id} ${JSON.stringify(items ?? body)} → ${JSON.stringify(answer.body)}`;
      assert.deepEqual(whatIsWrong({ before: rights, after: now, actor, operation: operation.id }), [], said);
      rights = now;
    }
  }
  assert.ok((await acceptAll(place)) >= 5, 'some of the invitations still brought somebody in');
  for (const [id, outcomes] of Object.entries(tally)) assert.deepEqual([...outcomes].toSorted(), ['ok', 'refused'], id);
});

/** The actors: the built-in roles, some without a role, and a token with few scopes. */
async function settle(): Promise<Place> {
  const made = await fillPairs(server, acme.accountId);
  const holder = await actorOf('holder', acme.holder);
  const [sue, adam] = [await actorOf('sue', acme.superAdmin), await actorOf('adam', acme.admin)];
  const own: Actor[] = [];
  for (const name of ['Olga', 'Otto', 'Omar', 'Gina', 'Gwen'])
    own.push(await actorOf(name, await personNamed(acme, name)));
  const actors = [sue, adam, ...own, await tokenOf('adam’s token', adam)];
  made.members.push(sue.id, adam.id, ...own.map(({ id }) => id));
  return { ...made, actors, holder, roles: [], focus: { groups: [], sites: [] }, invited: 0, pending: new Map() };
}

/**
 * Stands everybody up again: one with permissions of their own, two who look after groups and nothing else, one who puts anybody into
 * groups and looks after one of these besides, and one who moves computers and looks after those of one group.
 */
async function begin(
  { holder, actors, groups, sites, roles, focus }: Place,
  { some, one }: ReturnType<typeof picking>,
): Promise<void> {
  const ids = actors.map(({ id }) => id);
  const [sue, adam, olga, otto, omar, gina, gwen] = ids;
  await holder.call(reinstateMembers, { items: ids.map((member_id) => ({ member_id })) });
  const made: string[] = [];
  focus.groups = some(groups, 3);
  focus.sites = [one(sites)];
  for (const [permissions, users, computers] of [
    [['users.view', 'users.manage', 'groups.manage', 'access.grant'], some(focus.groups, 2), null],
    [['users.view', 'users.manage', 'sessions.end'], [one(focus.groups)], null],
    [['computers.unlock', 'sessions.end'], null, focus.sites],
  ] as const) {
    const limits = { permissions, user_group_ids: users, computer_group_ids: computers };
    const { body } = await holder.call(createRole, { name: `Looks after ${roles.length}`, ...limits });
    made.push(String(body['role_id']));
    roles.push(String(body['role_id']));
  }
  const standing = [
    [sue, 'super_admin', null, []],
    [adam, 'admin', null, []],
    [olga, 'member', null, ['users.manage', ...some(grantablePermissions, 7)]],
    [otto, 'member', made[0], []],
    [omar, 'member', made[0], []],
    [gina, 'member', made[1], ['groups.manage', 'access.grant']],
    [gwen, 'member', made[2], ['computers.manage', 'access.grant', 'users.view']],
  ] as const;
  for (const [member_id, role, custom_role_id, permissions] of standing) {
    await holder.call(changeRoles, { items: [{ member_id, role, custom_role_id }] });
    await holder.call(setPermissions, { items: [{ member_id, permissions }] });
  }
}

async function actorOf(name: string, browser: TestBrowser): Promise<Actor> {
  const id = await memberIdOf(browser, acme.accountId);
  const params = { account_id: acme.accountId };
  return { name, id, call: (operation, body) => browser.call(operation, { params, body }) };
}

async function tokenOf(name: string, maker: Actor): Promise<Actor> {
  const scopes: Permission[] = ['users.view', 'users.manage', 'groups.manage', 'computers.manage'];
  const { body } = await maker.call(createToken, { name, kind: 'personal', scopes, expires_in_days: 1 });
  const headers = { authorization: `Bearer ${String(body['token'])}`, cookie: '' };
  const params = { account_id: acme.accountId };
  const browser = new TestBrowser(server);
  return {
    name,
    id: maker.id,
    scopes,
    call: (operation, given) => browser.call(operation, { params, body: given, headers }),
  };
}

/** What was made can be drawn from then on. */
function remember(
  place: Place,
  operation: Operation,
  { items = [], status, body }: Answer & { items: object[] | undefined },
): void {
  if (status !== 200) return;
  const gone = Object.values(
    operation.id === deleteUserGroups.id || operation.id === deleteRoles.id ? (items[0] ?? {}) : {},
  );
  if (JSON.stringify(body).includes('"result":')) {
    place.groups = place.groups.filter((id) => !gone.includes(id));
    place.roles = place.roles.filter((id) => !gone.includes(id));
  }
  if (operation.id === createRole.id) place.roles.push(String(body['role_id']));
  if (operation.id === createUserGroup.id) place.groups.push(String(body['group_id']));
  if (operation.id !== sendInvitation.id) return;
  const lines = body['results'] as { index: number; result?: { member_id: string } }[];
  for (const { index, result } of lines) {
    if (!result) continue;
    place.members.push(result.member_id);
    place.pending.set(result.member_id, (items[index] as { email: string }).email);
  }
}

/** Accepts what is still open: it brings nothing that was not promised, and nothing that who answers for it does not hold now (I10). */
async function acceptAll({ pending }: Place): Promise<number> {
  let accepted = 0;
  for (const [id, email] of pending) {
    const before = await rightsIn(server, acme.accountId);
    const answer = await join(acme, await mailedLink(server, email));
    if (answer.status !== 200) continue;
    accepted += 1;
    const [row] = await server.look<{ inviter: string }>(
      'select invited_by as inviter from invitation where member_id = $1 order by sent_at desc limit 1',
      [id],
    );
    const now = (await rightsIn(server, acme.accountId)).get(id);
    const [promised, inviter] = [before.get(id), before.get(row?.inviter ?? '')];
    assert.ok(now && promised && inviter && inviter.status === 'active', email);
    const among = (all: readonly string[], those: readonly string[]) => those.every((one) => all.includes(one));
    assert.ok(
      among(promised.full, now.full) && among(promised.reach, now.reach),
      `${email} has what was promised at most`,
    );
    assert.ok(
      inviter.role === 'holder' || among(inviter.full, now.full),
      `${email} has what ${row?.inviter} holds at most`,
    );
    assert.ok(
      now.reach.length === 0 || inviter.held.includes('access.grant'),
      `${email} reaches what was given by who may`,
    );
  }
  return accepted;
}
