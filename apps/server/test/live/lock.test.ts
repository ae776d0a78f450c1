import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { forgiveMembers, listLocks, unlockComputers } from '@latchkey/contract/computer-locks';
import { tellLockouts } from '../../src/computer/lock-digest.ts';
import { type Company, company, memberIdOf, personNamed } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { type AgentEnd, giveReach, type Machine, newMachine, online } from './agent-end.ts';
import { ask, asked, connected, until, type Way } from './data-end.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('S5: a lock keeps everybody out until it is unlocked, and open sessions go on', async () => {
  const { machine, agent } = await computer();
  const [who, other] = [await reaching('Lou', machine), await reaching('Moe', machine)];
  const { viewer } = await connected(other, machine, agent);
  const lockId = await lockBy(who, machine, agent);
  await until(async () => (await ask(who, machine)).body['code'] === 'computer-locked');
  for (const browser of [other, acme.holder])
    assert.equal((await ask(browser, machine)).body['code'], 'computer-locked');
  assert.equal(viewer.socket.readyState, viewer.socket.OPEN);
  assert.deepEqual((await unlock(other, lockId)).code, 'not-found', 'who can’t unlock is not told of it');
  assert.equal((await unlock(who, lockId)).code, 'not-permitted');
  assert.equal((await unlock(acme.admin, lockId)).code, undefined);
  assert.equal((await agent.told('unlock')).lock_id, lockId);
  agent.say({ t: 'unlocked', lock_id: lockId });
  await until(async () => (await lockRow(lockId))?.cleared_at !== null);
  assert.equal((await ask(other, machine)).status, 200);
  assert.equal((await unlock(acme.admin, lockId)).code, 'not-locked');
  viewer.socket.terminate();
});

test('S5: unlocking an older lock does not lift a later one', async () => {
  const { machine, agent } = await computer();
  const who = await reaching('Ned', machine);
  const older = await lockBy(who, machine, agent);
  await until(async () => (await lockRow(older)) !== undefined);
  await unlock(acme.admin, older);
  const later = await lockBy(await reaching('Obi', machine), machine, agent);
  await until(async () => (await lockRow(later)) !== undefined);
  assert.equal((await unlock(acme.admin, older)).code, 'not-locked');
  assert.equal((await ask(acme.holder, machine)).body['code'], 'computer-locked');
});

test('S5: an unlock while the computer is away is told when it is back, in its welcome and after', async () => {
  const { machine, agent } = await computer();
  const lockId = await lockBy(await reaching('Pat', machine), machine, agent);
  await until(async () => (await lockRow(lockId)) !== undefined);
  agent.socket.terminate();
  await unlock(acme.admin, lockId);
  machine.facts.locks = [{ lock_id: lockId, person_id: randomUUID(), session_id: randomUUID(), is_personal: false }];
  const back = await online(server.url, machine);
  assert.deepEqual((await back.told('welcome')).locks_cleared, [lockId]);
  await back.told('unlock', ({ lock_id }) => lock_id === lockId);
  back.socket.terminate();
});

test('S5: a lock that nobody heard of is heard of in the next hello', async () => {
  const { machine, agent } = await computer();
  const who = await reaching('Quin', machine);
  const { session_id } = await asked(who, machine);
  agent.socket.terminate();
  const lockId = randomUUID();
  machine.facts.locks = [{ lock_id: lockId, person_id: randomUUID(), session_id, is_personal: false }];
  const back = await online(server.url, machine);
  const member = await memberIdOf(who, acme.accountId);
  assert.equal(
    (await lockRow(lockId))?.member_id,
    member,
    'whose attempts they were the session says, not the computer',
  );
  back.socket.terminate();
});

test('S5: who locked a computer can try no other for 15 minutes, and after three in a day none until an admin forgives it', async () => {
  const [one, two, three, four] = [await computer(), await computer(), await computer(), await computer()];
  const who = await personNamed(acme, 'Rex');
  for (const { machine } of [one, two, three, four]) await giveReach(acme, who, machine);
  for (const { machine, agent } of [one, two, three]) {
    const lockId = await lockBy(who, machine, agent);
    await until(async () => (await lockRow(lockId)) !== undefined);
    if (machine !== three.machine) {
      const { body } = await ask(who, four.machine);
      assert.equal(body['code'], 'locked-another');
      assert.ok(Number(body['retry_after_s']) > 880 && Number(body['retry_after_s']) <= 900);
    }
    await server.look(`update lockout set at = at - interval '16 minutes' where id = $1`, [lockId]);
  }
  assert.equal((await ask(who, four.machine)).body['code'], 'locked-too-many');
  await server.look(`update lockout set at = at - interval '30 days' where member_id = $1`, [
    await memberIdOf(who, acme.accountId),
  ]);
  assert.equal((await ask(who, four.machine)).body['code'], 'locked-too-many', 'it does not pass by itself');
  const items = [{ member_id: await memberIdOf(who, acme.accountId) }];
  const params = { account_id: acme.accountId };
  assert.equal((await who.call(forgiveMembers, { params, body: { items } })).body['code'], 'not-permitted');
  await acme.admin.call(forgiveMembers, { params, body: { items } });
  assert.equal((await ask(who, four.machine)).status, 200);
});

test('S5: one person can’t lock fifty computers, however many they ask for at once', async () => {
  const many = await Promise.all(Array.from({ length: 50 }, computer));
  const who = await personNamed(acme, 'Sly');
  for (const { machine } of many) await giveReach(acme, who, machine);
  const answers = await Promise.all(many.map(({ machine }) => ask(who, machine)));
  const given = answers.flatMap((answer, nth) =>
    answer.status === 200 ? [{ way: answer.body as unknown as Way, ...many[nth]! }] : [],
  );
  assert.ok(given.length <= 3, `${given.length} computers may be tried at once`);
  for (const refused of answers.filter(({ status }) => status !== 200))
    assert.equal(refused.body['code'], 'too-many-sessions');
  for (const { way, agent } of given) say(agent, way, randomUUID());
  await until(async () => (await locksBy(who)) > 0);
  for (let round = 0; round < 2; round += 1) {
    const again = await Promise.all(many.map(({ machine }) => ask(who, machine)));
    assert.ok(again.every(({ status }) => status !== 200));
  }
  assert.ok((await locksBy(who)) <= 3);
  for (const { agent } of many) agent.socket.terminate();
});

test('S5: who caused a lock unlocks it only if nobody else could, and freshly signed in', async () => {
  const { machine, agent } = await computer();
  const lockId = await lockBy(acme.holder, machine, agent);
  await until(async () => (await lockRow(lockId)) !== undefined);
  assert.equal((await unlock(acme.holder, lockId)).code, 'unlocked-by-others');
  const others = `account_id = '${acme.accountId}' and role in ('admin', 'super_admin')`;
  await server.look(`update member set status = 'suspended' where ${others}`);
  await server.look(`update sign_in set proved_at = now() - interval '11 minutes' where ended_at is null`);
  assert.equal((await unlock(acme.holder, lockId)).code, 'not-fresh');
  await server.look('update sign_in set proved_at = now() where ended_at is null');
  assert.equal((await unlock(acme.holder, lockId)).code, undefined);
  await server.look(`update member set status = 'active' where ${others}`);
});

test('S5: owner and unlockers see who, when and from where; others see no list', async () => {
  const owner = await personNamed(acme, 'Tia');
  const { machine, agent } = await computer(await memberIdOf(owner, acme.accountId));
  const lockId = await lockBy(await reaching('Uma', machine), machine, agent);
  await until(async () => (await lockRow(lockId)) !== undefined);
  for (const browser of [owner, acme.admin]) {
    const [row] = await locksSeen(browser, machine);
    assert.deepEqual([row?.id, row?.member.name], [lockId, 'Uma']);
    assert.match(row?.address ?? '', /127\.0\.0\.1|::1/);
  }
  assert.deepEqual(await locksSeen(acme.member, machine), []);
  await unlock(acme.admin, lockId);
  const [lifted] = await locksSeen(owner, machine);
  assert.deepEqual([lifted?.ended_at === null, lifted?.ended_by?.name], [false, 'Adam'], 'who lifted it, and when');
});

test('S5: owner and unlockers are mailed, in one mail an hour at most', async () => {
  const first = await computer();
  await lockBy(await reaching('Una', first.machine), first.machine, first.agent);
  const isNoted = async () =>
    (await server.look('select from lockout where computer_id = $1', [first.machine.id])).length > 0;
  await until(isNoted);
  // As if all so far had been told this minute.
  await server.look(`update lockout set digest_id = coalesce(digest_id, gen_random_uuid()), digested_at = now()`);
  const before = await told();
  const owner = await personNamed(acme, 'Vic');
  const { machine, agent } = await computer(await memberIdOf(owner, acme.accountId));
  await lockBy(await reaching('Wes', machine), machine, agent);
  const other = await computer();
  await lockBy(await reaching('Xia', other.machine), other.machine, other.agent);
  await until(async () => (await untold()) === 2);
  await tellLockouts(server.serving.kit);
  assert.deepEqual([await told(), await untold()], [before, 2], 'the next waits for its hour');
  await server.look(`update lockout set digested_at = digested_at - interval '61 minutes'`);
  await tellLockouts(server.serving.kit);
  assert.equal(await untold(), 0);
  const toOwner = await server.mailbox.waitFor(
    (mail) => mail.to.includes('vic@example.test') && /locked/.test(mail.subject),
  );
  const toAdmin = await server.mailbox.waitFor(
    (mail) => mail.to.includes('adam@example.test') && mail.text.includes('Xia'),
  );
  assert.match(toOwner.text, /Wes/);
  assert.doesNotMatch(toOwner.text, /Xia/, 'an owner hears of their own computers');
  assert.match(toAdmin.text, /Wes[^]*Xia/);
});

async function computer(ownerId?: string): Promise<{ machine: Machine; agent: AgentEnd }> {
  const machine = await newMachine(acme, ownerId === undefined ? {} : { ownerId });
  return { machine, agent: await online(server.url, machine) };
}

async function reaching(name: string, machine: Machine): Promise<TestBrowser> {
  const who = await personNamed(acme, name);
  await giveReach(acme, who, machine);
  return who;
}

/** Asks for a session and has the computer say that three codes in it were wrong. */
async function lockBy(who: TestBrowser, machine: Machine, agent: AgentEnd): Promise<string> {
  const lockId = randomUUID();
  say(agent, await asked(who, machine), lockId);
  return lockId;
}

function say(agent: AgentEnd, way: Way, lockId: string): void {
  agent.say({ t: 'locked', lock_id: lockId, person_id: randomUUID(), session_id: way.session_id, is_personal: false });
}

async function unlock(who: TestBrowser, lockId: string): Promise<{ code?: string }> {
  const params = { account_id: acme.accountId };
  const { body } = await who.call(unlockComputers, { params, body: { items: [{ lock_id: lockId }] } });
  const [line] = body['results'] as { refusal?: { code: string } }[];
  return line?.refusal ?? {};
}

async function locksSeen(who: TestBrowser, machine: Machine) {
  const query = { computer_id: machine.id };
  const { body } = await who.call(listLocks, { params: { account_id: acme.accountId }, query });
  type Seen = {
    id: string;
    address: string;
    member: { name: string };
    ended_at: string | null;
    ended_by: { name: string } | null;
  };
  return body['items'] as Seen[];
}

type Row = { member_id: string; cleared_at: Date | null };

async function lockRow(id: string): Promise<Row | undefined> {
  const rows = await server.look<Row>('select member_id, cleared_at from lockout where id = $1', [id]);
  return rows[0];
}

async function locksBy(who: TestBrowser): Promise<number> {
  const rows = await server.look('select 1 from lockout where member_id = $1', [await memberIdOf(who, acme.accountId)]);
  return rows.length;
}

async function untold(): Promise<number> {
  return (await server.look('select 1 from lockout where digest_id is null')).length;
}

async function told(): Promise<number> {
  return (await server.look('select distinct digest_id from lockout where digest_id is not null')).length;
}
