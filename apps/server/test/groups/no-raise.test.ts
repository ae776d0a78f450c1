import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { moveComputers, setOwners } from '@latchkey/contract/computer';
import { makeCode, setAccess } from '@latchkey/contract/computer-access';
import {
  addGroupMembers,
  createUserGroup,
  deleteUserGroups,
  moveUserGroups,
  removeGroupMembers,
  setGroupAccess,
} from '@latchkey/contract/group';
import { resendInvitation, sendInvitation } from '@latchkey/contract/invitation';
import {
  changeRoles,
  deleteMembers,
  reinstateMembers,
  signOutMembers,
  suspendMembers,
} from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createRole, deleteRoles, editRoles, setGroupPermissions, setPermissions } from '@latchkey/contract/role';
import { createToken } from '@latchkey/contract/token';
import { mayBeLimited } from '@latchkey/domain/limited';
import { grantablePermissions, type Permission } from '@latchkey/domain/role';
import { join } from '../operations/crowd.ts';
import { type Company, company, mailedLink, memberIdOf, personNamed } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { fillPairs, type Made, picking } from './crowded.ts';
import { rightsIn, whatIsWrong } from './rights-drawn.ts';

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

/** Somebody who acts, as their token or browser lets them. */
type Actor = {
  name: string;
  id: string;
  scopes?: readonly Permission[];
  call(operation: Operation, body: object): Promise<Answer>;
};
/** What those without a role can do at all is drawn for them more often than not. */
const FITTING: Readonly<Record<string, RegExp>> = {
  Otto: /^(group|invitation|member)\./,
  Omar: /^(group|invitation|member)\./,
  Gina: /^group\.(add|remove|move|create|set-access)/,
  Gwen: /^computer\./,
};

type Place = Made & {
  /** The user groups and computer groups that somebody looks after in this round. */
  focus: { groups: string[]; sites: string[] };
  actors: Actor[];
  holder: Actor;
  roles: string[];
  invited: number;
  pending: Map<string, string>;
};

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

type Drawn = { actor: Actor; operation: Operation; items?: object[]; body: object };

function drawnCall(hands: ReturnType<typeof picking>, place: Place): Drawn {
  const { draw, one } = hands;
  // The holder may do all, and stirs the account up again and again.
  const actor = draw() < 0.2 ? place.holder : one([...place.actors, ...place.actors.slice(3)]);
  const fitting = draw() < 0.8 ? FITTING[actor.name] : undefined;
  const drawPath = () => one(pathsIn(hands, place, actor))();
  let [operation, what] = drawPath();
  for (let tries = 0; tries < 30 && fitting?.test(operation.id) === false; tries += 1) [operation, what] = drawPath();
  return Array.isArray(what) ? { actor, operation, items: what, body: {} } : { actor, operation, body: what };
}

function pathsIn({ draw, one, some }: ReturnType<typeof picking>, place: Place, me: Actor) {
  const { computers, roles } = place;
  const groups = draw() < 0.5 ? place.focus.groups : place.groups;
  const sites = draw() < 0.5 ? place.focus.sites : place.sites;
  const anybody = () => (draw() < 0.2 ? me.id : one(place.members));
  const permissions = () => (draw() < 0.2 ? [] : some(grantablePermissions, draw() < 0.5 ? 2 : 6));
  const opened = () => ({
    kind: one(['none', 'chosen', 'chosen', 'chosen', 'all']),
    group_ids: some(sites, 2),
    computer_ids: some(computers, 3),
  });
  const limits = () => {
    const [users, machines] = [draw() < 0.5, draw() < 0.3];
    const sides = [...(users ? (['users'] as const) : []), ...(machines ? (['computers'] as const) : [])];
    const held = permissions().filter((permission) => mayBeLimited(permission, sides));
    return {
      permissions:
        users && draw() < 0.6 ? [...new Set([...held, 'users.view', 'users.manage', 'groups.manage'])] : held,
      user_group_ids: users ? some(groups, 2) : null,
      computer_group_ids: machines ? some(sites, 2) : null,
    };
  };
  const memberships = () => some(groups, 2).map((group_id) => ({ group_id, member_id: anybody() }));
  const aRole = () => (roles.length === 0 || draw() < 0.3 ? null : one(roles));
  const role = (): [Operation, object] => [createRole, { name: `Role ${draw()}`, ...limits() }];
  const name = () => `invited-${(place.invited += 1)}@example.test`;
  const invitation = (): [Operation, object] => [
    sendInvitation,
    [
      {
        email: name(),
        language: 'en',
        role: one(['member', 'member', 'member', 'member', 'admin', 'super_admin']),
        custom_role_id: draw() < 0.7 ? null : aRole(),
        permissions: draw() < 0.6 ? [] : some(grantablePermissions, 2),
        user_group_ids: draw() < 0.6 ? some(groups, 2) : [],
        ...(draw() < 0.5 ? { access: opened() } : {}),
      },
    ],
  ];
  const paths: (() => [Operation, object])[] = [
    () => [setPermissions, [{ member_id: anybody(), permissions: permissions() }]],
    () => [setGroupPermissions, [{ group_id: one(groups), permissions: permissions() }]],
    () => [
      changeRoles,
      [
        {
          member_id: anybody(),
          role: one(['member', 'member', 'member', 'admin', 'super_admin']),
          custom_role_id: aRole(),
        },
      ],
    ],
    role,
    () =>
      aRole() === null
        ? role()
        : [
            editRoles,
            [{ role_id: one(roles), version: 1 + Math.floor(draw() * 2), name: `Role ${draw()}`, ...limits() }],
          ],
    () => [
      moveUserGroups,
      some(groups, 2).map((id) => ({ group_id: id, parent_id: draw() < 0.3 ? null : one(groups) })),
    ],
    () => [setGroupAccess, [{ group_id: one(groups), ...opened() }]],
    () => [addGroupMembers, memberships()],
    () => [removeGroupMembers, memberships()],
    () => [
      moveComputers,
      some(computers, 2).map((id) => ({ computer_id: id, group_id: draw() < 0.2 ? null : one(sites) })),
    ],
    () => [setOwners, [{ computer_id: one(computers), owner_id: draw() < 0.3 ? null : anybody() }]],
    () => [setAccess, [{ member_id: anybody(), ...opened(), only_own: draw() < 0.3 }]],
    invitation,
    invitation,
    () => [
      resendInvitation,
      [{ member_id: draw() < 0.5 ? one(place.members) : one([...place.pending.keys(), me.id]) }],
    ],
    () => [suspendMembers, [{ member_id: anybody() }]],
    () => [reinstateMembers, some(place.members, 4).map((member_id) => ({ member_id }))],
    () => [signOutMembers, [{ member_id: one(place.members.slice(0, 16)) }]],
    () => [makeCode, { kind: 'enrolment', owner_id: anybody(), ...(draw() < 0.5 ? { group_id: one(sites) } : {}) }],
    () => [createUserGroup, { name: `Group ${draw()}`, parent_id: draw() < 0.5 ? null : one(groups) }],
  ];
  // Rarely, so that something is left.
  if (draw() < 0.02) return [() => [deleteUserGroups, [{ group_id: one(groups) }]] as [Operation, object]];
  if (draw() < 0.02 && roles.length > 0) return [() => [deleteRoles, [{ role_id: one(roles) }]] as [Operation, object]];
  if (draw() < 0.02)
    return [() => [deleteMembers, [{ member_id: one(place.members.slice(0, 16)) }]] as [Operation, object]];
  return paths;
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
