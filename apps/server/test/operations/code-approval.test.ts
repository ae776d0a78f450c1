import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { approveCode, declineCode, openCodeApproval } from '@latchkey/contract/code-approval';
import { removeComputers } from '@latchkey/contract/computer';
import { suspendMembers } from '@latchkey/contract/member';
import { lp } from '@latchkey/wire/bytes';
import { giveReach, type Machine, newMachine } from '../live/agent-end.ts';
import { type Company, company, memberIdOf, secondCompany } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { ask, leave, newNonce, ownedMachine } from './computer-asking.ts';
import { handsIn } from './computer-hands.ts';
import { give } from './computer-samples.ts';
import { atOnce, MANY, outcomeOf, tally } from './crowd.ts';
import { forgetAttempts } from './samples.ts';

const MINUTE_MS = 60_000;

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

const { fresh, act, ok } = handsIn(() => acme);

test('C6: who forgot their code sees in the browser what the computer shows, approves, and the computer hears who it was, once', async () => {
  const machine = await ownedMachine(acme);
  const nonce = newNonce();
  const waiting = { state: 'waiting', person_id: null, grant_id: null };
  for (const _ of [1, 2]) assert.deepEqual((await ask(server, machine, nonce)).body, waiting);
  const opened = await acme.holder.call(openCodeApproval, { body: { nonce } });
  const { expires_at, ...shown } = opened.body;
  assert.deepEqual(shown, {
    account_id: acme.accountId,
    company_name: acme.companyName,
    computer: { id: machine.id, name: `PC ${machine.id.slice(-6)}` },
    comparison: digitsOf(machine, nonce),
    is_owner: true,
  });
  assert.ok(Math.abs(Date.parse(String(expires_at)) - Date.now() - 5 * MINUTE_MS) < MINUTE_MS);
  assert.deepEqual((await ask(server, machine, nonce)).body, waiting, 'looking changes nothing');
  await ok(acme.holder.call(approveCode, { body: { nonce } }));
  const answers = await atOnce(MANY, () => ask(server, machine, nonce));
  assert.deepEqual(tally(answers), { ok: 1, 'approval-used': MANY - 1 });
  const told = answers.find(({ status }) => status === 200);
  assert.deepEqual(told?.body, { state: 'approved', person_id: await personIdOf('ada'), grant_id: null });
  assert.equal(outcomeOf(await acme.holder.call(openCodeApproval, { body: { nonce } })), 'approval-used');
});

test('C6: what is declined stays declined, and the computer hears it as often as it asks', async () => {
  const [machine, nonce] = [await ownedMachine(acme), newNonce()];
  await ask(server, machine, nonce);
  await ok(acme.holder.call(declineCode, { body: { nonce } }));
  for (const _ of [1, 2])
    assert.deepEqual((await ask(server, machine, nonce)).body, { state: 'declined', person_id: null, grant_id: null });
  for (const operation of [openCodeApproval, approveCode, declineCode])
    assert.equal(outcomeOf(await acme.holder.call(operation, { body: { nonce } })), 'approval-declined');
});

test('C6: of many who answer at once exactly one answer counts', async () => {
  const [machine, nonce] = [await ownedMachine(acme), newNonce()];
  await ask(server, machine, nonce);
  const answers = await atOnce(MANY, (n) =>
    acme.holder.call(n % 2 === 0 ? approveCode : declineCode, { body: { nonce } }),
  );
  assert.equal(tally(answers)['ok'], 1);
});

test('C6, S4: whoever reaches the computer sets their own code, which is that of their own grant', async () => {
  const machine = await ownedMachine(acme);
  const visitor = await fresh();
  await ok(give(acme, visitor.id, { kind: 'chosen', computer_ids: [machine.id] }));
  const grants: string[] = [];
  for (const _ of [1, 2]) {
    const nonce = newNonce();
    await ask(server, machine, nonce);
    const opened = await visitor.browser.call(openCodeApproval, { body: { nonce } });
    assert.equal(opened.body['is_owner'], false);
    await ok(visitor.browser.call(approveCode, { body: { nonce } }));
    const { body } = await ask(server, machine, nonce);
    assert.deepEqual([body['state'], body['person_id']], ['approved', await personIdOf(visitor.name)]);
    grants.push(String(body['grant_id']));
  }
  const open = await server.look<{ id: string; member_id: string; cred_id: string | null }>(
    'select id, member_id, cred_id from computer_grant where computer_id = $1 and ended_at is null',
    [machine.id],
  );
  assert.deepEqual(open, [{ id: grants[0], member_id: visitor.id, cred_id: null }], 'one copy, whichever code it is');
  assert.equal(grants[0], grants[1]);
});

test('C12: nobody else learns that the computer exists, or that it asked', async () => {
  const [machine, nonce] = [await ownedMachine(acme), newNonce()];
  await ask(server, machine, nonce);
  const suspended = await fresh();
  await ok(give(acme, suspended.id, { kind: 'chosen', computer_ids: [machine.id] }));
  await ok(act(suspendMembers, [{ member_id: suspended.id }]));
  const strangers: [string, TestBrowser][] = [
    ['an admin without reach', acme.admin],
    ['a member without reach', acme.member],
    ['the holder of another account', beta.holder],
    ['somebody who is suspended', suspended.browser],
  ];
  for (const [who, browser] of strangers)
    for (const operation of [openCodeApproval, approveCode, declineCode]) {
      const [there, nowhere] = [
        await browser.call(operation, { body: { nonce } }),
        await browser.call(operation, { body: { nonce: newNonce() } }),
      ];
      assert.equal(outcomeOf(there), 'not-found', who);
      assert.deepEqual(there.body, nowhere.body, who);
    }
  assert.equal((await ask(server, machine, nonce)).body['state'], 'waiting');
});

test('C6: after five minutes nothing can be approved, and what was approved is not told any more', async () => {
  const [machine, late, told] = [await ownedMachine(acme), newNonce(), newNonce()];
  for (const nonce of [late, told]) await ask(server, machine, nonce);
  await ok(acme.holder.call(approveCode, { body: { nonce: told } }));
  server.moveClock(5 * MINUTE_MS + 1_000);
  const at = new Date(Date.now() + 5 * MINUTE_MS + 1_000).toISOString();
  for (const operation of [openCodeApproval, approveCode, declineCode])
    assert.equal(outcomeOf(await acme.holder.call(operation, { body: { nonce: late } })), 'approval-expired');
  for (const nonce of [late, told])
    assert.equal(outcomeOf(await ask(server, machine, nonce, { at })), 'approval-expired');
  server.moveClock(-5 * MINUTE_MS - 1_000);
});

test('C9: who lost their way to the computer between approving and setting has nothing to set there', async () => {
  const machine = await ownedMachine(acme);
  for (const lose of ['suspended', 'revoked'] as const) {
    const [{ browser, id }, nonce] = [await fresh(), newNonce()];
    await ok(give(acme, id, { kind: 'chosen', computer_ids: [machine.id] }));
    await ask(server, machine, nonce);
    await ok(browser.call(approveCode, { body: { nonce } }));
    await ok(lose === 'revoked' ? give(acme, id, { kind: 'none' }) : act(suspendMembers, [{ member_id: id }]));
    assert.deepEqual((await ask(server, machine, nonce)).body, { state: 'declined', person_id: null, grant_id: null });
  }
});

test('C6: approving asks for a password proved just now; declining and looking do not', async () => {
  const [machine, nonce] = [await newMachine(acme), newNonce()];
  const { browser } = await fresh();
  await giveReach(acme, browser, machine);
  await ask(server, machine, nonce);
  await server.look(`update sign_in set proved_at = proved_at - interval '11 minutes' where person_id = $1`, [
    await personIdIn(browser),
  ]);
  await ok(browser.call(openCodeApproval, { body: { nonce } }));
  assert.equal(outcomeOf(await browser.call(approveCode, { body: { nonce } })), 'not-fresh');
  await ok(browser.call(declineCode, { body: { nonce } }));
});

test('C2: a computer is believed by its key alone: what is signed otherwise, elsewhere, for something else or long ago is refused', async () => {
  const machine = await ownedMachine(acme);
  const stranger = { ...(await ownedMachine(acme)), id: machine.id };
  const nonce = newNonce();
  const wrong = { url: 'https://latchkey.other.test' };
  for (const asking of [
    ask(server, stranger, nonce),
    ask(server, machine, nonce, wrong),
    ask(server, machine, nonce, { purpose: 'latchkey leave' }),
    ask(server, machine, nonce, { computer_id: stranger.id.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
    leave(server, stranger),
    leave(server, machine, wrong),
    leave(server, machine, { purpose: 'latchkey code approval' }),
  ])
    assert.equal(outcomeOf(await asking), 'wrong-signature');
  for (const minutes of [-6, 6]) {
    const at = new Date(Date.now() + minutes * MINUTE_MS).toISOString();
    assert.equal(outcomeOf(await ask(server, machine, nonce, { at })), 'clock-differs');
    assert.equal(outcomeOf(await leave(server, machine, { at })), 'clock-differs');
  }
  assert.deepEqual(await kept(machine), ['active', null], 'nothing of it was believed');
  assert.deepEqual(await server.look('select from code_approval where computer_id = $1', [machine.id]), []);
});

test('C6: a computer that waits, was removed or whose key was copied gets no code set', async () => {
  const [waits, removed, copied] = [
    await ownedMachine(acme, { status: 'waiting' }),
    await ownedMachine(acme),
    await ownedMachine(acme),
  ];
  const nonce = newNonce();
  await ask(server, removed, nonce);
  await ok(act(removeComputers, [{ computer_id: removed.id }]));
  await server.look('update computer set quarantined_at = now() where id = $1', [copied.id]);
  assert.equal(outcomeOf(await ask(server, waits, newNonce())), 'computer-waiting');
  assert.equal(outcomeOf(await ask(server, removed, nonce)), 'computer-removed');
  assert.equal(outcomeOf(await acme.holder.call(approveCode, { body: { nonce } })), 'not-found');
  assert.equal(outcomeOf(await ask(server, copied, newNonce())), 'computer-quarantined');
  assert.equal(outcomeOf(await leave(server, copied)), 'computer-quarantined', 'nor does it take the computer away');
  assert.deepEqual(await kept(copied), ['active', null]);
});

test('The nonce of one computer is nothing for another, and no computer asks without end', async () => {
  await forgetAttempts(server);
  const [machine, other, nonce] = [await ownedMachine(acme), await ownedMachine(acme), newNonce()];
  await ask(server, machine, nonce);
  assert.equal(outcomeOf(await ask(server, other, nonce)), 'approval-used');
  const answers = await atOnce(25, () => ask(server, other, newNonce()));
  assert.deepEqual(tally(answers), { ok: 20, 'too-many-attempts': 5 });
  assert.equal((await ask(server, machine, nonce)).body['state'], 'waiting');
});

test('The server keeps the hash of a nonce and no code; an hour later it keeps neither', async () => {
  const [machine, nonce] = [await ownedMachine(acme), newNonce()];
  await ask(server, machine, nonce);
  await ok(acme.holder.call(approveCode, { body: { nonce } }));
  const hex = Buffer.from(nonce, 'base64url').toString('hex');
  const rows = await server.look<{ row: string }>(`
    select to_jsonb(p)::text as row from code_approval p union all select to_jsonb(a)::text from audit a
    union all select to_jsonb(v)::text from audit_personal v`);
  for (const { row } of rows) assert.ok(!row.includes(nonce) && !row.includes(hex));
  assert.ok(!server.logged.join('').includes(nonce));
  const acts = await server.look<{ act: string; actor_id: string; targets: string[] }>(
    `select act, actor_id, targets from audit where $1 = any (targets) and act like 'computer.%code'`,
    [machine.id],
  );
  const actor_id = await memberIdOf(acme.holder, acme.accountId);
  assert.deepEqual(acts, [{ act: 'computer.approve-code', actor_id, targets: [machine.id] }]);
  await server.look(`select forget_stale(now() + interval '2 hours')`);
  assert.deepEqual(await server.look('select from code_approval'), []);
});

test('C2: who administers the machine takes it out: the account sees it, the reach ends, and saying it again changes nothing', async () => {
  const machine = await ownedMachine(acme);
  const { browser, id } = await fresh();
  await ok(give(acme, id, { kind: 'chosen', computer_ids: [machine.id] }));
  const nonce = newNonce();
  await ask(server, machine, nonce);
  await ok(browser.call(approveCode, { body: { nonce } }));
  const answers = await atOnce(MANY, () => leave(server, machine));
  assert.deepEqual(tally(answers), { ok: MANY });
  assert.deepEqual(await kept(machine), ['removed', 'computer']);
  const left = await server.look('select from reach where computer_id = $1', [machine.id]);
  const open = await server.look('select from computer_grant where computer_id = $1 and ended_at is null', [
    machine.id,
  ]);
  assert.deepEqual([left, open], [[], []]);
  const acts = await server.look<{ actor_kind: string; before: object }>(
    `select actor_kind, before from audit where act = 'computer.leave' and $1 = any (targets)`,
    [machine.id],
  );
  const owner_id = await memberIdOf(acme.holder, acme.accountId);
  assert.deepEqual(acts, [{ actor_kind: 'system', before: { status: 'active', group_id: null, owner_id } }]);
});

test('C2: a computer that still waits for approval can leave, too', async () => {
  const machine = await ownedMachine(acme, { status: 'waiting' });
  await ok(leave(server, machine));
  assert.deepEqual(await kept(machine), ['removed', 'computer']);
});

function digitsOf(machine: Machine, nonce: string): string {
  const said = lp('latchkey code approval', server.url, machine.id, Buffer.from(nonce, 'base64url'));
  const number = createHash('sha256').update(said).digest().readUInt32BE(0) % 1_000_000;
  return String(number).padStart(6, '0');
}

async function kept(machine: Machine): Promise<unknown[]> {
  const [row] = await server.look<{ status: string; removed_where: string | null }>(
    'select status, removed_where from computer where id = $1',
    [machine.id],
  );
  return [row?.status, row?.removed_where];
}

async function personIdOf(name: string): Promise<string> {
  const email = `${name.toLowerCase()}@example.test`;
  const [row] = await server.look<{ id: string }>('select id from person where email = $1', [email]);
  return row?.id ?? assert.fail(name);
}

async function personIdIn(browser: TestBrowser): Promise<string> {
  const id = await memberIdOf(browser, acme.accountId);
  const [row] = await server.look<{ person_id: string }>('select person_id from member where id = $1', [id]);
  return row?.person_id ?? assert.fail(id);
}
