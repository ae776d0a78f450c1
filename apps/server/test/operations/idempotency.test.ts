import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { resendInvitation, sendInvitation } from '@latchkey/contract/invitation';
import { deleteMembers } from '@latchkey/contract/member';
import { operations } from '@latchkey/contract/operations';
import { type Company, company, memberIdOf, personNamed, secondCompany } from '../people.ts';
import { type Answer, type TestBrowser, testServer, type TestServer } from '../server.ts';
import { freshName } from './samples.ts';
import { assertNoTrace, settled, tracesOf } from './traces.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('A request that comes again with its key is answered as the first time, and nothing is done again', async () => {
  const body = bodyOf(freshName(), freshName());
  const first = await send(acme.holder, 'again', body);
  assert.equal(first.status, 200);
  const mails = await mailsSettled();
  const traces = await tracesOf(server);
  for (let times = 0; times < 3; times += 1) {
    const again = await send(acme.holder, 'again', body);
    assert.deepEqual([again.status, again.body], [first.status, first.body]);
  }
  // The order of fields in JSON means nothing, and what a field holds by default may be left out or not.
  const [one, two] = body.items;
  const reordered = {
    items: [
      { language: 'en', email: one?.email, name: '' },
      { ...two, role: 'member', note: '' },
    ],
  };
  assert.deepEqual((await send(acme.holder, 'again', reordered)).body, first.body);
  await assertNoTrace(server, traces, 'a replay');
  assert.equal(await mailsSettled(), mails);
});

test('A replay tells again what was refused, line by line', async () => {
  const body = bodyOf('Ada', freshName());
  const first = await send(acme.holder, 'refused-lines', body);
  assert.match(JSON.stringify(first.body), /already-a-member/);
  assert.deepEqual((await send(acme.holder, 'refused-lines', body)).body, first.body);
});

test('A key that was used for another body is refused, and nothing is written', async () => {
  const body = bodyOf(freshName());
  await send(acme.holder, 'other-body', body);
  const traces = await tracesOf(server);
  for (const other of [
    bodyOf(freshName()),
    { items: [...body.items, ...bodyOf(freshName()).items] },
    { items: [{ ...body.items[0], note: 'x' }] },
  ]) {
    const answer = await send(acme.holder, 'other-body', other);
    assert.deepEqual([answer.status, answer.body['code']], [409, 'idempotency-key-reused']);
  }
  await assertNoTrace(server, traces, 'a reused key');
});

test('A request that was refused as a whole has not used its key', async () => {
  const body = bodyOf(freshName());
  assert.equal((await send(acme.member, 'not-used', body)).status, 403);
  assert.equal((await send(acme.holder, 'not-used-invalid', { items: [] })).status, 400);
  assert.match(JSON.stringify((await send(acme.holder, 'not-used-invalid', body)).body), /"result":/);
});

test('A dry run uses no key', async () => {
  const doomed = await memberIdOf(await personNamed(acme, freshName()), acme.accountId);
  const body = { items: [{ member_id: doomed }] };
  const call = (query: Record<string, string>) =>
    acme.holder.call(deleteMembers, { params: of(acme), query, body, headers: { 'idempotency-key': 'dry' } });
  const dry = await call({ dry_run: 'true' });
  const wet = await call({});
  assert.ok('consequences' in dry.body && !('consequences' in wet.body));
  assert.match(JSON.stringify(wet.body), /"was":"deleted"/);
});

test('20 requests with one key at the same time make one invitation and have one answer', async () => {
  const name = freshName();
  const body = bodyOf(name);
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(acme.holder, 'twenty', body)));
  for (const answer of answers) {
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, answers[0]?.body);
  }
  assert.match(JSON.stringify(answers[0]?.body), /"invitation_id"/);
  await settled(server);
  const email = `${name.toLowerCase()}@example.test`;
  const [made] = await server.look(
    `
    select (select count(*)::integer from invitation i join member m on m.id = i.member_id where m.email = $1) as invitations,
           (select count(*)::integer from mail where recipient = $1) as mails,
           (select count(*)::integer from audit a join audit_personal p on p.audit_id = a.id where p."values" ->> 'email' = $1) as audits`,
    [email],
  );
  assert.deepEqual(made, { invitations: 1, mails: 1, audits: 1 });
  assert.equal(server.mailbox.mails.filter((mail) => mail.to.includes(email)).length, 1);
});

test('G9: rights are checked before a replay: who was demoted, deleted or signed out learns nothing from it', async () => {
  const [demoted, deleted] = [await personNamed(acme, 'Demoted', 'admin'), await personNamed(acme, 'Deleted', 'admin')];
  const body = bodyOf(freshName());
  for (const browser of [demoted, deleted]) await send(browser, 'rights', body);
  await server.look(`update member set role = 'member' where email = 'demoted@example.test'`);
  const items = [{ member_id: await memberIdOf(deleted, acme.accountId) }];
  await acme.holder.call(deleteMembers, { params: of(acme), body: { items } });
  const traces = await tracesOf(server);
  const again = await send(demoted, 'rights', body);
  assert.deepEqual([again.status, again.body['code']], [403, 'not-permitted']);
  const gone = await send(deleted, 'rights', body);
  assert.deepEqual([gone.status, gone.body['code']], [404, 'not-found']);
  deleted.cookies.clear();
  assert.equal((await send(deleted, 'rights', body)).status, 401);
  await assertNoTrace(server, traces, 'a replay without the right');
});

test('A key belongs to one member of one account and to one operation', async () => {
  const body = bodyOf(freshName());
  const mine = await send(acme.holder, 'shared', body);
  const theirs = await send(acme.admin, 'shared', body);
  assert.match(JSON.stringify(mine.body), /"result"/);
  assert.match(JSON.stringify(theirs.body), /already-invited/, 'it was done, not replayed');
  const beta = await secondCompany(server);
  const elsewhere = await send(beta.holder, 'shared', body, beta);
  assert.match(JSON.stringify(elsewhere.body), /"result"/);
  assert.notDeepEqual(elsewhere.body, mine.body);
  const lines = mine.body['results'] as { result: { member_id: string } }[];
  const resent = await acme.holder.call(resendInvitation, {
    params: of(acme),
    body: { items: [{ member_id: lines[0]?.result.member_id }] },
    headers: { 'idempotency-key': 'shared' },
  });
  assert.equal(resent.status, 200, JSON.stringify(resent.body));
  assert.match(JSON.stringify(resent.body), /"result"/);
});

test('What takes a key is an act on many, since only its replies are kept', () => {
  for (const operation of operations.filter(({ idempotent }) => idempotent)) assert.ok(operation.bulk, operation.id);
});

function of({ accountId }: Company): Record<string, string> {
  return { account_id: accountId };
}

function bodyOf(...names: string[]) {
  return { items: names.map((name) => ({ email: `${name.toLowerCase()}@example.test`, language: 'en' })) };
}

function send(browser: TestBrowser, key: string, body: unknown, to = acme): Promise<Answer> {
  return browser.call(sendInvitation, { params: of(to), body, headers: { 'idempotency-key': key } });
}

async function mailsSettled(): Promise<number> {
  await settled(server);
  return server.mailbox.mails.length;
}
