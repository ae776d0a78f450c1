import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { editAccount, readSettings } from '@latchkey/contract/account';
import { endCodes, listCodes, makeCode } from '@latchkey/contract/computer-access';
import { readComputer } from '@latchkey/contract/computer';
import { enrolComputer } from '@latchkey/contract/enrolment';
import { changeRoles, deleteMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { type Company, company, memberIdOf, personNamed, secondCompany } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import {
  enrol,
  freshCode,
  freshComputer,
  freshGroup,
  give,
  grantOf,
  machine,
  nextName,
  randomKey,
  signatureOf,
} from './computer-samples.ts';
import { atOnce, MANY, outcomeOf, tally } from './crowd.ts';
import { forgetAttempts } from './samples.ts';

const HOUR_MS = 3_600_000;

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('C1: a code is shown once in groups of four, kept as a hash, and lets one computer in, however it is typed', async () => {
  const { code_id, enrolment_code } = await freshCode(acme);
  assert.match(enrolment_code, /^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
  const kept = await server.look<{ row: string }>(
    `select row_to_json(e)::text as row from enrolment_code e where id = $1`,
    [code_id],
  );
  assert.ok(!kept[0]?.row.includes(enrolment_code));
  const answer = await enrol(acme, ` ${enrolment_code.toLowerCase().replaceAll('-', ' ')}`, { hostname: 'Front-desk' });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const { owner, ...reply } = answer.body;
  assert.equal((owner as { name: string }).name, 'Ada Holder', 'its maker owns it where nobody else is named');
  assert.deepEqual(
    { ...reply, computer_id: '' },
    {
      account_id: acme.accountId,
      company_name: acme.companyName,
      computer_id: '',
      name: 'Front-desk',
      status: 'active',
      public_url: server.url,
      node_urls: reply['node_urls'],
    },
  );
  assert.equal(outcomeOf(await enrol(acme, enrolment_code)), 'code-used');
});

test('C1: of many machines with one code exactly one comes in; of a deployment as many as it says', async () => {
  const once = await freshCode(acme);
  assert.deepEqual(tally(await atOnce(MANY, () => enrol(acme, once.enrolment_code))), { ok: 1, 'code-used': MANY - 1 });
  const five = await freshCode(acme, { kind: 'deployment', uses: 5 });
  assert.deepEqual(tally(await atOnce(MANY, () => enrol(acme, five.enrolment_code))), { ok: 5, 'code-used': MANY - 5 });
  const rows = await server.look<{ status: string; owner_id: string | null }>(
    `select status, owner_id from computer where id in (select target_id from audit_target t where audit_id in (select audit_id from audit_target where target_id = $1))`,
    [five.code_id],
  );
  assert.deepEqual(
    rows.map(({ status, owner_id }) => [status, owner_id]),
    Array.from({ length: 5 }, () => ['waiting', null]),
    'they wait for approval and are nobody’s',
  );
});

test('C1: a code ends after 24 hours, a deployment code when it says, and a withdrawn one says so', async () => {
  const [code, deployment, withdrawn] = [
    await freshCode(acme),
    await freshCode(acme, { kind: 'deployment', uses: 5, expires_in_days: 2 }),
    await freshCode(acme),
  ];
  await ok(act(acme.holder, endCodes, [{ code_id: withdrawn.code_id }]));
  assert.equal(outcomeOf(await enrol(acme, withdrawn.enrolment_code)), 'code-withdrawn');
  server.moveClock(24 * HOUR_MS + 1000);
  assert.equal(outcomeOf(await enrol(acme, code.enrolment_code)), 'code-expired');
  assert.equal(outcomeOf(await enrol(acme, deployment.enrolment_code)), 'ok');
  server.moveClock(25 * HOUR_MS);
  assert.equal(outcomeOf(await enrol(acme, deployment.enrolment_code)), 'code-expired');
  server.moveClock(-49 * HOUR_MS - 1000);
});

test('C2: a machine proves its key, and a key that was seen before is refused, in whichever account', async () => {
  const { enrolment_code } = await freshCode(acme, { kind: 'deployment', uses: 9 });
  const first = machine(enrolment_code);
  const others = [
    { ...first.body, signature: machine(enrolment_code).body['signature'] },
    { ...first.body, device_key: randomKey() },
    { ...first.body, code: enrolment_code.toLowerCase() },
    { ...first.body, signature: 'A'.repeat(86) },
    // The all-zero key verifies nonsense where nobody checks.
    { ...first.body, device_key: 'A'.repeat(43), signature: 'A'.repeat(86) },
  ];
  for (const body of others) assert.equal(outcomeOf(await post(body)), 'wrong-signature', JSON.stringify(body));
  assert.equal(outcomeOf(await post(first.body)), 'ok');
  assert.equal(outcomeOf(await post(first.body)), 'device-key-known');
  const device_key = String(first.body['device_key']);
  const code = (await freshCode(beta)).enrolment_code;
  const again = { ...first.body, code, signature: signatureOf(code, device_key, first.privateKey) };
  assert.equal(outcomeOf(await post(again)), 'device-key-known');
  assert.equal(outcomeOf(await enrol(beta, code)), 'ok', 'a refusal uses no code up');
});

test('C2: of many with one key exactly one comes in', async () => {
  const { enrolment_code } = await freshCode(acme, { kind: 'deployment', uses: 100 });
  const { body } = machine(enrolment_code);
  assert.deepEqual(tally(await atOnce(MANY, () => post(body))), { ok: 1, 'device-key-known': MANY - 1 });
});

test('C1: what a machine says of itself is text, or refused, and never more', async () => {
  await forgetAttempts(server);
  const { enrolment_code } = await freshCode(acme, { kind: 'deployment', uses: 99 });
  const hostile = [
    '<script>alert(1)</script>',
    `'; drop table computer; --`,
    '{name} ${7*7}',
    '=1+1',
    '../../etc',
    '__proto__',
    '',
    '😀'.repeat(100),
  ];
  for (const text of hostile) {
    const answer = await enrol(acme, enrolment_code, { hostname: text, os: text, agent_version: text });
    assert.equal(answer.status, 200, JSON.stringify([text, answer.body]));
    const name = String(answer.body['name']);
    assert.ok(name.length > 0 && name.length <= 100 && name.isWellFormed(), name);
    const read = await acme.holder.call(readComputer, {
      params: { account_id: acme.accountId, computer_id: String(answer.body['computer_id']) },
    });
    assert.equal(read.body['hostname'], text);
  }
  for (const text of ['a\0b', '\ud800', 'a\r\nb', 'a\u202eb'.repeat(100), 'x'.repeat(201), 7, null, {}, ['a']])
    for (const field of ['hostname', 'os', 'agent_version'])
      assert.equal(
        outcomeOf(await enrol(acme, enrolment_code, { [field]: text })),
        'invalid',
        `${field} ${JSON.stringify(text)}`,
      );
  for (const device_key of ['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`, `${'A'.repeat(42)}\n`])
    assert.equal(outcomeOf(await post({ ...machine(enrolment_code).body, device_key })), 'invalid', device_key);
});

test('An address that tries codes without end is told to wait; right ones cost nothing', async () => {
  await forgetAttempts(server);
  const { enrolment_code } = await freshCode(acme, { kind: 'deployment', uses: 9 });
  for (const _ of [1, 2, 3]) await ok(enrol(acme, enrolment_code));
  const answers = await atOnce(210, () => enrol(acme, '0000-0000-0000-0000-0000'));
  assert.deepEqual(tally(answers), { 'code-unknown': 200, 'too-many-attempts': 10 });
  await forgetAttempts(server);
});

test('C1: a replacement takes name, group, owner and access of the old one, which goes, and its copies of codes end', async () => {
  const group_id = await freshGroup(acme);
  const old = await freshComputer(acme, { group_id }, { hostname: 'Till 1' });
  const mia = await memberIdOf(acme.member, acme.accountId);
  await ok(give(acme, mia, { kind: 'chosen', computer_ids: [old] }));
  const grant = await grantOf(acme, mia, old);
  const { enrolment_code } = await freshCode(acme, { kind: 'replacement', computer_id: old });
  const answer = await enrol(acme, enrolment_code, { hostname: 'new-machine' });
  assert.equal(answer.body['name'], 'Till 1');
  const [fresh] = await server.look('select group_id, owner_id, status from computer where id = $1', [
    answer.body['computer_id'],
  ]);
  assert.deepEqual(fresh, { group_id, owner_id: await memberIdOf(acme.holder, acme.accountId), status: 'active' });
  assert.deepEqual(await server.look('select status, owner_id from computer where id = $1', [old]), [
    { status: 'removed', owner_id: null },
  ]);
  const [ended] = await server.look<{ is: boolean }>(
    'select ended_at is not null as is from computer_grant where id = $1',
    [grant],
  );
  assert.equal(ended?.is, true);
  assert.equal(await reachOf(mia), 1);
  await give(acme, mia, { kind: 'none' });
});

test('C1: a member adds a computer only where the account lets members, for themselves and ungrouped', async () => {
  const params = { account_id: acme.accountId };
  const ask = (body: object) => acme.member.call(makeCode, { params, body });
  assert.equal(outcomeOf(await ask({ kind: 'enrolment' })), 'not-permitted');
  await setting({ members_may_enrol: true });
  assert.equal(outcomeOf(await ask({ kind: 'enrolment' })), 'ok');
  const other = await memberIdOf(acme.admin, acme.accountId);
  const group_id = await freshGroup(acme);
  const computer_id = await freshComputer(acme);
  for (const body of [
    { kind: 'enrolment', owner_id: other },
    { kind: 'enrolment', group_id },
    { kind: 'deployment' },
    { kind: 'replacement', computer_id },
  ])
    assert.equal(outcomeOf(await ask(body)), 'not-permitted', JSON.stringify(body));
  const own = (await ask({ kind: 'enrolment' })).body;
  await setting({ members_may_enrol: false });
  assert.equal(
    outcomeOf(await enrol(acme, String(own['enrolment_code']))),
    'code-withdrawn',
    'the code falls with the setting',
  );
});

test('C1: a code is mailed to whom the computer is for, in their language; nobody else is named by it', async () => {
  const owner_id = await memberIdOf(acme.member, acme.accountId);
  const { enrolment_code } = await freshCode(acme, { owner_id, mailed: true }, acme.admin);
  const mail = await server.mailbox.waitFor(
    (one) => one.to.includes('mia@example.test') && one.text.includes(enrolment_code),
  );
  assert.match(mail.subject, /Acme/);
  const answer = await enrol(acme, enrolment_code);
  assert.equal((answer.body['owner'] as { name: string }).name, 'Mia');
});

test('G10: codes die with their maker’s rights: suspended, deleted or demoted', async () => {
  const ways: [Operation, object][] = [
    [suspendMembers, {}],
    [deleteMembers, {}],
    [changeRoles, { role: 'member' }],
  ];
  for (const [operation, more] of ways) {
    const maker = await personNamed(acme, nextName('Maker'), 'admin');
    const member_id = await memberIdOf(maker, acme.accountId);
    const code = await freshCode(acme, { kind: 'deployment', uses: 3 }, maker);
    assert.equal(outcomeOf(await enrol(acme, code.enrolment_code)), 'ok');
    await ok(act(acme.holder, operation, [{ member_id, ...more }]));
    assert.equal(outcomeOf(await enrol(acme, code.enrolment_code)), 'code-withdrawn', operation.id);
  }
});

test('G10: one’s own codes are seen and ended by oneself, others’ by who manages computers and is not weaker', async () => {
  const { code_id } = await freshCode(acme);
  const listed = await acme.admin.call(listCodes, { params: { account_id: acme.accountId } });
  assert.ok((listed.body['items'] as { id: string }[]).some(({ id }) => id === code_id));
  assert.equal(outcomeOf(await act(acme.admin, endCodes, [{ code_id }])), 'stronger-member');
  assert.equal(outcomeOf(await act(acme.member, endCodes, [{ code_id }])), 'not-found');
  assert.equal(outcomeOf(await act(beta.holder, endCodes, [{ code_id }], beta)), 'not-found');
  assert.equal(outcomeOf(await act(acme.holder, endCodes, [{ code_id }])), 'ok');
});

test('C1: somebody has a hundred open codes and no more', async () => {
  const maker = await personNamed(acme, nextName('Maker'), 'admin');
  const params = { account_id: acme.accountId };
  const answers = await atOnce(104, () => maker.call(makeCode, { params, body: { kind: 'enrolment' } }));
  assert.deepEqual(tally(answers), { ok: 100, 'too-many-codes': 4 });
});

async function post(body: object): Promise<Answer> {
  return new TestBrowser(server).call(enrolComputer, { body });
}

function act(by: TestBrowser, operation: Operation, items: object[], of = acme): Promise<Answer> {
  return by.call(operation, { params: { account_id: of.accountId }, body: { items } });
}

async function ok(calling: Promise<Answer>): Promise<Answer> {
  const answer = await calling;
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  return answer;
}

async function setting(values: object): Promise<void> {
  const params = { account_id: acme.accountId };
  const { body } = await acme.holder.call(readSettings, { params });
  await ok(acme.holder.call(editAccount, { params, body: { version: body['version'], ...values } }));
}

/** How many computers a member reaches. */
async function reachOf(member_id: string): Promise<number> {
  const rows = await server.look('select distinct computer_id from reach where member_id = $1', [member_id]);
  return rows.length;
}
