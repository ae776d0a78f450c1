import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sendInvitation } from '@latchkey/contract/invitation';
import { setUp } from '@latchkey/contract/operator';
import { type Company, company, memberIdOf, PASSWORD, personNamed } from '../people.ts';
import { type Answer, setUpCodeOf, TestBrowser, testServer, type TestServer } from '../server.ts';
import { assertSaid } from './refusals.ts';
import { freshName } from './samples.ts';
import { assertNoTrace, settled, tracesOf } from './traces.ts';

type Refusal = { code: string; problems?: { path: string; problem: string }[]; member_id?: string };
type Line = { index: number; result?: { member_id: string; invitation_id: string }; refusal?: Refusal };

let server: TestServer;
let acme: Company;
/** Somebody who was suspended. */
let idle: { email: string; member_id: string };

before(async () => {
  server = await testServer({ limits: { invitationsPerDay: 5000 } });
  acme = await company(server);
  idle = await suspended('Idle');
});
after(() => server.stop());

test('I1: who is in the account already is named by their id, so that the line leads to them', async () => {
  const [mia, fresh] = [await memberIdOf(acme.member, acme.accountId), addressOf(freshName())];
  const items = [idle.email, 'mia@example.test', fresh, fresh].map(invitee);
  const lines = linesOf(await send(acme.admin, { items }));
  assert.deepEqual(
    lines.flatMap(({ refusal }) => refusal ?? []),
    [
      { code: 'suspended-here', member_id: idle.member_id },
      { code: 'already-a-member', member_id: mia },
      { code: 'already-invited', member_id: lines[2]?.result?.member_id },
    ],
  );
  const [again] = linesOf(await send(acme.holder, { items: [invitee(fresh)] }));
  assert.deepEqual(again?.refusal, { code: 'already-invited', member_id: lines[2]?.result?.member_id });
});

test('I1: each line brings its own name, language, role and note', async () => {
  const [one, two] = [addressOf(freshName()), addressOf(freshName())];
  const items = [
    { email: one, language: 'de', name: 'Ada  Byron', role: 'admin', note: 'Guten Tag.\nBis bald.' },
    { email: two.toUpperCase(), language: 'pt' },
  ];
  const lines = linesOf(await send(acme.holder, { items }));
  assert.ok(lines.every(({ result }) => result !== undefined));
  const rows = await server.look(
    `select m.email, m.name, m.role, i.language, i.note from member m join invitation i on i.member_id = m.id
      where m.id = any($1) order by i.language`,
    [lines.map(({ result }) => result!.member_id)],
  );
  assert.deepEqual(rows, [
    { email: one, name: 'Ada Byron', role: 'admin', language: 'de', note: 'Guten Tag.\nBis bald.' },
    { email: two, name: '', role: 'member', language: 'pt', note: '' },
  ]);
});

test('I1: 501 lines, no line and what is no list are refused as a whole, and nothing is written', async () => {
  const traces = await tracesOf(server);
  const items = Array.from({ length: 501 }, () => invitee(addressOf(freshName())));
  for (const body of [
    { items },
    { items: [] },
    {},
    { items: 'ada@example.test' },
    { items: items.slice(0, 2), more: 1 },
  ]) {
    const answer = await send(acme.holder, body);
    assert.deepEqual([answer.status, answer.body['code']], [400, 'invalid'], JSON.stringify(body).slice(0, 200));
  }
  await assertNoTrace(server, traces, 'a list that is none');
});

test('I1: lines that are all bad are all told, and nothing is written', async () => {
  const traces = await tracesOf(server);
  const items = [{}, { email: 'nobody', language: 'en' }, null, 7, invitee(idle.email)];
  const codes = linesOf(await send(acme.holder, { items })).map(({ refusal }) => refusal?.code);
  assert.deepEqual(codes, ['invalid', 'invalid', 'invalid', 'invalid', 'suspended-here']);
  await assertNoTrace(server, traces, 'lines that are all bad');
});

test('I1: an act that comes again with its key is answered line by line as the first time, and nobody is mailed twice', async () => {
  const fresh = Array.from({ length: 40 }, () => addressOf(freshName()));
  const items = [...fresh.map((email) => invitee(email)), { email: 'nobody' }, invitee(idle.email), invitee(fresh[0]!)];
  const first = await send(acme.holder, { items }, 'many-again');
  assert.equal(linesOf(first).filter(({ result }) => result !== undefined).length, 40);
  await settled(server);
  const traces = await tracesOf(server);
  assert.deepEqual((await send(acme.holder, { items }, 'many-again')).body, first.body);
  const other = await send(acme.holder, { items: items.slice(1) }, 'many-again');
  assert.equal(other.body['code'], 'idempotency-key-reused');
  await assertNoTrace(server, traces, 'an act that came again');
  assert.deepEqual(mailedTo(fresh.toSorted()), fresh.toSorted());
});

test('I1: 500 lines are one act: they are written together, or none of them', async () => {
  const { quiet, invite } = await holderWithoutMail();
  try {
    const lines = linesOf(await invite(500));
    const written = await quiet.look<{ acts: number; rows: number }>(
      `select count(distinct xmin::text)::integer as acts, count(*)::integer as rows from member where id = any($1)`,
      [lines.map(({ result }) => result!.member_id)],
    );
    assert.deepEqual(written, [{ acts: 1, rows: 500 }]);

    // Without its audit log nothing may happen at all; the log is written when every line is done.
    await quiet.look('alter table audit_personal add constraint nobody_today check (false) not valid');
    const traces = await tracesOf(quiet);
    assert.equal((await invite(50)).status, 500);
    await assertNoTrace(quiet, traces, 'an act that failed at its end');
  } finally {
    await quiet.stop();
  }
});

test('I1: twenty acts at once with the same addresses invite each of them once', async () => {
  const emails = Array.from({ length: 20 }, () => addressOf(freshName()));
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      send(at % 2 === 0 ? acme.holder : acme.admin, { items: emails.map((email) => invitee(email)) }),
    ),
  );
  const lines = answers.flatMap(linesOf);
  assert.equal(lines.filter(({ result }) => result !== undefined).length, emails.length);
  const refused = new Set(lines.flatMap(({ refusal }) => refusal?.code ?? []));
  assert.deepEqual([...refused], ['already-invited']);
  await settled(server);
  assert.deepEqual(mailedTo(emails.toSorted()), emails.toSorted());
});

test('I6: an invitation that has expired does not stand in the way of a new one, whether or not it was swept away', async () => {
  const email = addressOf(freshName());
  const items = [invitee(email), invitee(addressOf(freshName()))];
  await send(acme.holder, { items: items.slice(0, 1) });
  await settled(server);
  await server.look(
    `update invitation i set expires_at = now() - interval '1 hour' from member m where m.id = i.member_id and m.email = $1`,
    [email],
  );
  const lines = linesOf(await send(acme.holder, { items }));
  assert.ok(
    lines.every(({ result }) => result !== undefined),
    JSON.stringify(lines),
  );
  const endings = await server.look(
    `select coalesce(i.ending, 'open') as ending from invitation i join member m on m.id = i.member_id where m.email = $1 order by i.made_at`,
    [email],
  );
  assert.deepEqual(endings, [{ ending: 'expired' }, { ending: 'open' }]);
});

// The last, because its mails keep the queue busy for a while.
test('I1: of 500 lines each gets its own result, and no bad line stops a good one', async () => {
  const [invited, listed] = [await alreadyInvited(), addressOf(freshName())];
  const bad = badLines({ invited, listed });
  const good = Array.from({ length: 500 - bad.length }, (_, at) => invitee(at === 0 ? listed : addressOf(freshName())));
  // Bad ones stand between good ones all along; what is in the list twice stands behind its first.
  const items = good.flatMap((item, at) => (at > 0 && at <= bad.length ? [item, bad[at - 1]!.item] : [item]));
  const answer = await send(acme.admin, { items });
  assert.equal(answer.status, 200, JSON.stringify(answer.body).slice(0, 500));

  const lines = linesOf(answer);
  assert.deepEqual(
    lines.map(({ index }) => index),
    items.map((_, index) => index),
  );
  for (const { item, code, problem } of bad) {
    const { refusal } = lines[items.indexOf(item)]!;
    assert.equal(refusal?.code, code, JSON.stringify(item));
    if (problem !== undefined) assert.deepEqual(refusal?.problems?.[0], problem);
    assertSaid(refusal, JSON.stringify(item));
  }
  const made = lines.filter(({ result }) => result !== undefined);
  assert.equal(made.length, good.length);

  const [rows] = await server.look<{ members: number; invitations: number; audits: number; mails: number }>(
    `select (select count(*)::integer from member where id = any($1) and status = 'invited') as members,
            (select count(*)::integer from invitation where id = any($2) and ending is null) as invitations,
            (select count(distinct recipient)::integer from mail where subject_id = any($2)) as mails,
            (select count(*)::integer from audit where act = 'invitation.send' and targets && $2) as audits`,
    [made.map(({ result }) => result!.member_id), made.map(({ result }) => result!.invitation_id)],
  );
  assert.deepEqual(rows, { members: good.length, invitations: good.length, audits: good.length, mails: good.length });
  await server.mailbox.waitFor(({ to }) => to.includes(listed));
});

type BadLine = { item: unknown; code: string; problem?: { path: string; problem: string } };

/** Every kind of line that invites nobody, as an Admin meets it. */
function badLines({ invited, listed }: { invited: string; listed: string }): BadLine[] {
  const fresh = () => addressOf(freshName());
  const invalid = (item: unknown, path: string, problem: string): BadLine => ({
    item,
    code: 'invalid',
    problem: { path, problem },
  });
  return [
    ...['', 'nobody', 'nobody@', '@example.test', 'a b@example.test', 'ada@localhost', 'аda@example.test'].map(
      (email) => invalid({ ...invitee(email) }, 'email', 'email'),
    ),
    invalid(invitee(`a@x.test\r\nBcc: b@x.test`), 'email', 'email'),
    invalid(invitee(`${'a'.repeat(250)}@example.test`), 'email', 'too-long'),
    invalid({ ...invitee(fresh()), name: 'n'.repeat(101) }, 'name', 'too-long'),
    invalid({ ...invitee(fresh()), name: 'Ada\u0000' }, 'name', 'unprintable'),
    invalid({ ...invitee(fresh()), name: 'Ada\u202eByron' }, 'name', 'unprintable'),
    invalid({ ...invitee(fresh()), note: 'n'.repeat(2001) }, 'note', 'too-long'),
    invalid({ ...invitee(fresh()), role: 'holder' }, 'role', 'invalid'),
    invalid({ ...invitee(fresh()), role: 'Member' }, 'role', 'invalid'),
    invalid({ ...invitee(fresh()), language: 'la' }, 'language', 'invalid'),
    invalid({ email: fresh() }, 'language', 'required'),
    invalid({ language: 'en' }, 'email', 'required'),
    invalid({ ...invitee(fresh()), status: 'active' }, 'status', 'unknown-field'),
    invalid({ ...invitee(fresh()), email: 7 }, 'email', 'invalid'),
    invalid({ ...invitee(fresh()), name: null }, 'name', 'invalid'),
    invalid({ ...invitee(fresh()), note: ['Hello'] }, 'note', 'invalid'),
    ...[null, 7, 'ada@example.test', [fresh()], true].map((item) => ({ item, code: 'invalid' })),
    { item: { ...invitee(fresh()), role: 'admin' }, code: 'not-permitted' },
    { item: { ...invitee(fresh()), role: 'super_admin' }, code: 'not-permitted' },
    { item: invitee(invited), code: 'already-invited' },
    { item: invitee(invited.toUpperCase()), code: 'already-invited' },
    { item: invitee(listed), code: 'already-invited' },
    { item: invitee(` ${listed.toUpperCase()} `), code: 'already-invited' },
    { item: invitee('ada@example.test'), code: 'already-a-member' },
    { item: invitee('mia@example.test'), code: 'already-a-member' },
    { item: invitee(idle.email), code: 'suspended-here' },
  ];
}

function invitee(email: string) {
  return { email, language: 'en' };
}

function addressOf(name: string): string {
  return `${name.toLowerCase()}@example.test`;
}

function send(browser: TestBrowser, body: unknown, key?: string): Promise<Answer> {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return browser.call(sendInvitation, { params: { account_id: acme.accountId }, body, headers });
}

function linesOf({ body }: Answer): Line[] {
  return body['results'] as Line[];
}

/** A server whose mails wait, with nobody but the holder, who invites so many strangers at once. */
async function holderWithoutMail() {
  const quiet = await testServer({ mail: false });
  const holder = new TestBrowser(quiet);
  const code = await setUpCodeOf(quiet);
  const founder = { name: 'Ada', email: 'ada@example.test', password: PASSWORD, language: 'en', mail: null };
  const { body } = await holder.call(setUp, { body: { ...founder, code, company_name: 'Quiet' } });
  const params = { account_id: String(body['account_id']) };
  const invite = (count: number) => {
    const items = Array.from({ length: count }, () => invitee(addressOf(freshName())));
    return holder.call(sendInvitation, { params, body: { items } });
  };
  return { quiet, invite };
}

async function alreadyInvited(): Promise<string> {
  const email = addressOf(freshName());
  await send(acme.holder, { items: [invitee(email)] });
  return email;
}

async function suspended(name: string): Promise<{ email: string; member_id: string }> {
  const member_id = await memberIdOf(await personNamed(acme, name), acme.accountId);
  await server.look(`update member set status = 'suspended' where id = $1`, [member_id]);
  return { email: addressOf(name), member_id };
}

/** The addresses among these that had mail, once for each mail. */
function mailedTo(emails: readonly string[]): string[] {
  const wanted = new Set(emails);
  return server.mailbox.mails.flatMap(({ to }) => to.filter((one) => wanted.has(one))).toSorted();
}
