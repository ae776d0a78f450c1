import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { editAccount, readAccount, readAttention, readSettings } from '@latchkey/contract/account';
import { me } from '@latchkey/contract/person';
import { type Company, company, linkMailedBy } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { freshComputer } from './computer-samples.ts';
import { freshName, invite } from './samples.ts';
import { resendInvitation } from '@latchkey/contract/invitation';

type Setting = { name: string; value: unknown; changed_at: string | null; changed_by: string | null };

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('N4: every setting stands there with its value, and after a change with who made it', async () => {
  const { version } = await read();
  const body = {
    version,
    company_name: 'Acme Works',
    invitation_days: 3,
    inactivity_days: 30,
    sender_name: 'Acme people',
    reply_to: 'People@Acme.test',
    support_contact: 'help@acme.test',
    language: 'fr',
    members_may_enrol: true,
    session_idle_minutes: 30,
    lock_only_person: true,
  };
  const edited = await acme.admin.call(editAccount, { ...of(), body });
  assert.equal(edited.status, 200, JSON.stringify(edited.body));
  const { settings } = await read();
  const { version: _, ...wanted } = { ...body, reply_to: 'people@acme.test' };
  assert.deepEqual(Object.fromEntries(settings.map(({ name, value }) => [name, value])), wanted);
  assert.ok(settings.every((setting) => setting.changed_by === 'Adam' && setting.changed_at !== null));
});

test('P4: a new company name shows everywhere at once', async () => {
  const { version } = await read();
  await acme.holder.call(editAccount, { ...of(), body: { version, company_name: 'Zenith' } });
  assert.equal((await acme.member.call(readAccount, of())).body['company_name'], 'Zenith');
  const profiles = (await acme.member.call(me)).body['profiles'] as { company_name: string }[];
  assert.equal(profiles[0]?.company_name, 'Zenith');
  const name = freshName();
  await linkMailedBy(server, `${name.toLowerCase()}@example.test`, async () => {
    await invite(acme, name);
    return acme.holder.call(readAccount, of());
  });
  assert.ok(server.mailbox.mails.at(-1)?.subject.includes('Zenith'));
});

test('N4: mails of the account come from the sender it names, and answers go where it says', async () => {
  const { email } = await invite(acme);
  const mail = await server.mailbox.waitFor((one) => one.to.includes(email));
  assert.match(mail.raw, /^From: "?Acme people"? <latchkey@example.test>/m);
  assert.match(mail.raw, /^Reply-To: <?people@acme.test>?/m);
});

test('of twenty changes at the same time one wins, and the others are told that they looked at something old', async () => {
  const { version } = await read();
  const racers = Array.from({ length: 20 }, (_, at) =>
    acme.holder.call(editAccount, { ...of(), body: { version, invitation_days: at + 1 } }),
  );
  const answers = await Promise.all(racers);
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
  assert.equal(answers.filter((answer) => answer.body['code'] === 'stale').length, 19);
  assert.equal((await read()).version, version + 1);
});

test('N4: who may not manage the account neither reads nor changes its settings; the support contact is for everybody', async () => {
  const { version } = await read();
  assert.equal((await acme.member.call(readSettings, of())).status, 403);
  assert.equal((await acme.member.call(editAccount, { ...of(), body: { version, invitation_days: 9 } })).status, 403);
  assert.equal((await acme.member.call(readAccount, of())).body['support_contact'], 'help@acme.test');
});

test('U2: addresses of the settings stand beside the audit row, not in it', async () => {
  const rows = await server.look(`select before, after from audit where act = 'account.edit'`);
  assert.ok(!JSON.stringify(rows).includes('acme.test'));
  const aside = await server.look(`select "values" from audit_personal where "values"::text like '%help@acme.test%'`);
  assert.ok(aside.length > 0);
});

test('N2: what needs attention is counted', async () => {
  const before = await attention();
  const bad = freshName();
  server.mailbox.behave(`${bad.toLowerCase()}@example.test`, 550);
  await invite(acme, bad);
  const late = await invite(acme);
  await server.look(`update invitation set expires_at = now() - interval '1 day' where member_id = $1`, [
    late.member_id,
  ]);
  await server.look(`update member set last_entered_at = now() - interval '31 days' where email = 'mia@example.test'`);
  await server.look(`update member set last_entered_at = now() where email = 'ada@example.test'`);
  await server.look(
    `update member set last_entered_at = null where email = any ('{adam@example.test,sue@example.test}')`,
  );
  for (let tries = 0; (await attention()).bounced === before.bounced && tries < 100; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const now = await attention();
  assert.equal(now.bounced, before.bounced + 1);
  assert.equal(now.expired, before.expired + 1);
  assert.equal(now.inactive, 1);
  // Adam, who asks, is here.
  assert.equal(now.never_opened, 1);
  await acme.holder.call(resendInvitation, { ...of(), body: { items: [{ member_id: late.member_id }] } });
  assert.equal((await attention()).expired, before.expired);
});

test('N2, C1: computers that wait for approval need attention, of who manages them', async () => {
  const { waiting_computers: before = 0 } = await attention();
  const computer_id = await freshComputer(acme, { kind: 'deployment' });
  const { waiting_computers, locked_computers } = await attention();
  assert.deepEqual([waiting_computers, locked_computers], [before + 1, 0]);
  await server.look(`update computer set status = 'active', lock_id = gen_random_uuid() where id = $1`, [computer_id]);
  const after = await attention();
  assert.deepEqual([after['waiting_computers'], after['locked_computers']], [before, 1]);
});

function of() {
  return { params: { account_id: acme.accountId } };
}

async function read() {
  const { status, body } = await acme.holder.call(readSettings, of());
  assert.equal(status, 200, JSON.stringify(body));
  return body as { version: number; settings: Setting[] };
}

async function attention() {
  const { status, body } = await acme.admin.call(readAttention, of());
  assert.equal(status, 200, JSON.stringify(body));
  return body as Record<string, number> & { bounced: number; expired: number; never_opened: number };
}
