import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGroup } from '@latchkey/contract/computer';
import {
  addGroupMembers,
  createUserGroup,
  deleteUserGroups,
  renameUserGroup,
  removeGroupMembers,
} from '@latchkey/contract/group';
import { sendInvitation } from '@latchkey/contract/invitation';
import { deleteMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createRole, setGroupPermissions, setPermissions } from '@latchkey/contract/role';
import { WebSocket } from 'ws';
import { cookiesOf } from '../operations/raw.ts';
import { type Company, company, signedIn } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { groupHandsIn } from './group-hands.ts';
import { act, inviteInto, ok } from './invited.ts';
import { limit, LOOKS_AFTER, managerOf } from './manager-hands.ts';
import { fill, idOf, inside } from './two-accounts.ts';

const SEED = 8;
const USERS = '{"changed":"member"}';
const OWN_RIGHTS = '{"changed":"account"}';

let servers: [TestServer, TestServer];
let acme: Company;

before(async () => {
  servers = [await testServer(), await testServer()];
  acme = await company(servers[0]);
});
after(() => Promise.all(servers.map((server) => server.stop())));

const { group, put, somebodyIn } = groupHandsIn(() => acme);

test('G11: a manager hears the same of two accounts that differ outside of their groups, and in one of which everything changes there', async () => {
  const role = { permissions: LOOKS_AFTER, withSites: false };
  const managers = await Promise.all(servers.map((server, side) => fill({ server, seed: SEED, side, role })));
  const holders = await Promise.all(servers.map(holderOf));
  const [quiet, busy] = holders as [TestBrowser, TestBrowser];
  const account = idOf(SEED, 1);
  const ears = await Promise.all(managers.map((manager) => listen(manager, account)));
  await Promise.all(ears.map((ear) => hears(ear, 1)));

  await everythingOutside(busy);
  // Who comes now is told when it is looked the next time: then whatever would be told of it has been.
  const late = await Promise.all(managers.map((manager) => listen(manager, account)));
  await Promise.all(late.map((ear) => hears(ear, 1)));
  assert.deepEqual(
    ears.map(({ heard }) => heard),
    [[USERS], [USERS]],
  );

  const items = [{ member_id: idOf(SEED, inside.members.ines) }];
  for (const by of [quiet, busy]) await done(by, suspendMembers, { body: { items } });
  await Promise.all(ears.map((ear) => hears(ear, 2)));
  for (const { server } of holders)
    await server.look('update custom_role_user_group set group_id = $2 where account_id = $1', [
      account,
      idOf(SEED, inside.groups.low),
    ]);
  await Promise.all(ears.map((ear) => until(() => ear.heard.includes(OWN_RIGHTS))));
  assert.deepEqual(
    ears.map(({ heard }) => heard.slice(0, 2)),
    [
      [USERS, USERS],
      [USERS, USERS],
    ],
  );
  for (const { socket } of [...ears, ...late]) socket.terminate();
});

/** Whatever an account holder does outside of what the manager looks after, to people, groups, roles and computers; news are told of each. */
async function everythingOutside(by: TestBrowser): Promise<void> {
  const at = (n: number) => idOf(SEED, n);
  const invited = await done(by, sendInvitation, {
    body: { items: [invitation('nora', [at(112)]), invitation('nils', [])] },
  });
  const [nora, nils] = (invited['results'] as { result: { member_id: string } }[]).map(
    ({ result }) => result.member_id,
  );
  const { group_id } = await done(by, createUserGroup, { body: { name: 'Fresh', parent_id: at(3) } });
  for (const id of [at(3), at(4), at(112)])
    await done(by, renameUserGroup, { params: { group_id: id }, body: { version: 1, name: `Renamed ${id}` } });
  for (const id of [group_id, at(4)])
    await done(by, addGroupMembers, {
      body: {
        items: [
          { group_id: id, member_id: nora },
          { group_id: id, member_id: nils },
        ],
      },
    });
  await done(by, removeGroupMembers, { body: { items: [{ group_id: at(4), member_id: nils }] } });
  await done(by, setGroupPermissions, { body: { items: [{ group_id, permissions: ['audit.view'] }] } });
  await done(by, setPermissions, { body: { items: [{ member_id: nora, permissions: ['audit.view'] }] } });
  await done(by, createRole, { body: { name: 'Other', permissions: ['users.view'], user_group_ids: [group_id] } });
  await done(by, createGroup, { body: { name: 'Other place' } });
  await done(by, deleteMembers, { body: { items: [{ member_id: nora }, { member_id: nils }] } });
  await done(by, deleteUserGroups, { body: { items: [{ group_id }] } });
  for (const noun of ['member', 'batch', 'computer', 'session'])
    await by.server.look(`select pg_notify('latchkey_news', $1)`, [`${idOf(SEED, 1)} ${noun}`]);
}

function invitation(name: string, user_group_ids: string[]) {
  return { email: `${name}-${SEED}@example.test`, language: 'en', user_group_ids };
}

async function done(by: TestBrowser, operation: Operation, call: { params?: object; body: object }) {
  const params = { account_id: idOf(SEED, 1), ...call.params };
  const { body, status } = await by.call(operation, { ...call, params });
  assert.equal(status, 200, `${operation.id} ${JSON.stringify(body)}`);
  assert.ok(!JSON.stringify(body).includes('"refusal"'), `${operation.id} ${JSON.stringify(body)}`);
  return body;
}

async function holderOf(server: TestServer): Promise<TestBrowser> {
  const [holder] = await server.look<{ email: string }>(
    `select email from member where account_id = $1 and role = 'holder'`,
    [idOf(SEED, 1)],
  );
  return signedIn(server, holder?.email ?? '');
}

test('G11, N3: a manager hears what changes in their groups, of each thing that their lists show', async () => {
  const beside = await group();
  const changes: Record<string, (place: Place) => Promise<unknown>> = {
    'somebody is invited': ({ top }) => inviteInto(acme, [top]),
    'somebody is suspended': ({ who }) => ok(act(acme, suspendMembers, [{ member_id: who }])),
    'somebody comes into a group below': ({ below, who }) => put(below, who),
    'somebody comes into one of others': ({ who }) => put(beside, who),
    'somebody leaves': ({ top, who }) => ok(act(acme, removeGroupMembers, [{ group_id: top, member_id: who }])),
    'somebody may do more': ({ who }) =>
      ok(act(acme, setPermissions, [{ member_id: who, permissions: ['audit.view'] }])),
    'a group is renamed': ({ below }) =>
      acme.server.look('update user_group set name = $2 where id = $1', [below, `Renamed ${below}`]),
    'a group brings more': ({ below }) =>
      ok(act(acme, setGroupPermissions, [{ group_id: below, permissions: ['audit.view'] }])),
  };
  const told: { name: string; ear: Ear; change: () => Promise<unknown> }[] = [];
  for (const [name, change] of Object.entries(changes)) {
    const top = await group();
    const place = { top, below: await group({ parent: top }), who: (await somebodyIn(top)).id };
    const { browser } = await managerOf(acme, [top]);
    told.push({ name, ear: await listen(browser, acme.accountId), change: () => change(place) });
  }
  await Promise.all(told.map(({ ear, name }) => hears(ear, 1, name)));
  for (const { change } of told) await change();
  await Promise.all(told.map(({ ear, name }) => hears(ear, 2, name)));
  for (const { name, ear } of told) {
    assert.deepEqual(new Set(ear.heard), new Set([USERS]), name);
    ear.socket.terminate();
  }
});

type Place = { top: string; below: string; who: string };

test('G11: who does not see users hears nothing of them, inside their groups or not', async () => {
  const top = await group();
  const [blind, seeing] = [await managerOf(acme, [top], ['access.grant']), await managerOf(acme, [top])];
  const ears = await Promise.all([blind, seeing].map(({ browser }) => listen(browser, acme.accountId)));
  await somebodyIn(top);
  await until(() => (ears[1]?.heard.length ?? 0) > 0);
  assert.deepEqual(ears[0]?.heard, []);
  await limit(acme, blind, { permissions: ['users.view'], user_group_ids: [top] });
  await until(() => ears[0]?.heard.includes(USERS) === true);
  for (const { socket } of ears) socket.terminate();
});

type Ear = { socket: WebSocket; heard: string[] };

/** Opens the news of an account as a tab of this browser. */
async function listen(browser: TestBrowser, accountId: string): Promise<Ear> {
  const { url } = browser.server;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/accounts/${accountId}/news`, {
    headers: { cookie: cookiesOf(browser), origin: url },
  });
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString('utf8')));
  await once(socket, 'open');
  return { socket, heard };
}

function hears({ heard }: Ear, count: number, what = 'news'): Promise<void> {
  return until(() => heard.length >= count, what);
}

async function until(is: () => boolean, what = 'news'): Promise<void> {
  for (const end = Date.now() + 20_000; !is() && Date.now() < end;) await sleep(50);
  assert.ok(is(), what);
}
