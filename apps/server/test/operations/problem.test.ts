import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  acceptAsNewPerson,
  acceptInvitation,
  openInvitation,
  sendInvitation,
  withdrawInvitation,
} from '@latchkey/contract/invitation';
import { deleteMembers, listMembers } from '@latchkey/contract/member';
import { checkSetUpCode, listOutbox, setMail, setUp } from '@latchkey/contract/operator';
import { askReset, me, resetPassword, signIn } from '@latchkey/contract/person';
import { refusalStatus } from '@latchkey/contract/refusals';
import type { Language } from '@latchkey/domain/language';
import type { MailProblem } from '@latchkey/domain/mail';
import type { RefusalCode } from '@latchkey/domain/refusal';
import type { MessageId } from '@latchkey/messages/catalogue';
import { speakerOf } from '@latchkey/messages/format';
import pg from 'pg';
import { mailSentence } from '../../src/kit/problem.ts';
import { PASSWORD } from '../people.ts';
import { type Answer, setUpCodeOf, TestBrowser, testServer, type TestServer } from '../server.ts';
import { forgetAttempts, fullWorld, invite, type World } from './samples.ts';

let world: World;
let fresh: TestServer;

before(async () => {
  [world, fresh] = await Promise.all([fullWorld(), testServer()]);
});
after(() => Promise.all([world.server.stop(), fresh.stop()]));

type Headers = Record<string, string>;
type Recipe = (headers: Headers) => Promise<Answer>;

const nobody = (server = world.server) => new TestBrowser(server);
const members = () => ({ account_id: world.own.accountId });
const newcomer = { name: 'New', password: PASSWORD, language: 'en' };

/** How to meet each refusal that answers a whole call. */
const recipes: Partial<Record<RefusalCode, Recipe>> = {
  'already-set-up': (headers) => nobody().call(checkSetUpCode, { headers, body: { code: 'x' } }),
  'body-too-large': (headers) => nobody().call(signIn, { headers, body: { email: 'x'.repeat(1_100_000) } }),
  busy: (headers) =>
    whileLocked(() =>
      world.own.holder.call(deleteMembers, {
        headers,
        params: members(),
        query: { dry_run: 'true' },
        body: { items: [{ member_id: world.own.accountId }] },
      }),
    ),
  fault: (headers) =>
    whileBroken(() => nobody().call(signIn, { headers, body: { email: 'max@example.test', password: PASSWORD } })),
  'idempotency-key-reused': async (headers) => {
    const send = (email: string) =>
      world.own.holder.call(sendInvitation, {
        headers: { ...headers, 'idempotency-key': 'once' },
        params: members(),
        body: { items: [{ email, language: 'en' }] },
      });
    await send('once@example.test');
    return send('twice@example.test');
  },
  invalid: (headers) => nobody().call(signIn, { headers, body: {} }),
  'link-unknown': (headers) =>
    nobody().call(openInvitation, { headers, body: { link: `${world.own.accountId}.1.${'x'.repeat(43)}` } }),
  'link-used': async (headers) => {
    const { link } = await invite(world.own);
    await nobody().call(acceptAsNewPerson, { body: { link, ...newcomer } });
    return nobody().call(openInvitation, { headers, body: { link } });
  },
  'link-withdrawn': async (headers) => {
    const { link, member_id } = await invite(world.own);
    await world.own.holder.call(withdrawInvitation, { params: members(), body: { items: [{ member_id }] } });
    return nobody().call(openInvitation, { headers, body: { link } });
  },
  'mail-server-refused': (headers) =>
    world.operator.call(setMail, { headers, body: { smtp_url: 'smtp://127.0.0.1:1', mail_from: 'a@example.test' } }),
  'not-found': (headers) =>
    world.own.holder.call(listMembers, { headers, params: { account_id: world.foreign.accountId } }),
  'not-json': (headers) =>
    nobody().send('POST', '/api/v1/sign-in', { headers: { ...headers, 'content-type': 'text/plain' } }),
  'not-permitted': (headers) => world.own.member.call(listMembers, { headers, params: members() }),
  'not-signed-in': (headers) => nobody().call(me, { headers }),
  'password-breached': (headers) => withPassword(headers, 'password1'),
  'password-too-long': (headers) => withPassword(headers, 'long 1'.repeat(100)),
  'password-too-short': (headers) => withPassword(headers, 'short 1'),
  'password-too-simple': (headers) => withPassword(headers, 'nothing but letters'),
  'set-up-code-wrong': (headers) => nobody(fresh).call(checkSetUpCode, { headers, body: { code: 'WRNG-WRNG' } }),
  'set-up-code-spent': async (headers) => {
    let answer = await nobody(fresh).call(checkSetUpCode, { headers, body: { code: 'WRNG-WRNG' } });
    for (let tries = 0; tries < 12 && answer.body['code'] === 'set-up-code-wrong'; tries += 1)
      answer = await nobody(fresh).call(checkSetUpCode, { headers, body: { code: 'WRNG-WRNG' } });
    return answer;
  },
  'sign-in-instead': async (headers) => {
    const { link } = await invite(world.own, 'Stan');
    await world.server.look(
      `insert into person select gen_random_uuid(), 'stan@example.test', 'Stan', 'x', 'en', false, now(), now() on conflict do nothing`,
    );
    const answer = await nobody().call(acceptAsNewPerson, { headers, body: { link, ...newcomer } });
    const { body } = await world.own.holder.call(listMembers, {
      params: members(),
      query: { status: 'invited', limit: '200' },
    });
    const stan = (body['items'] as { id: string; email: string }[]).find((one) => one.email === 'stan@example.test');
    await world.own.holder.call(withdrawInvitation, { params: members(), body: { items: [{ member_id: stan?.id }] } });
    return answer;
  },
  'too-many-attempts': async (headers) => {
    const ask = () => nobody().call(askReset, { headers, body: { email: 'many@example.test', language: 'en' } });
    let answer = await ask();
    for (let tries = 0; tries < 10 && answer.status === 200; tries += 1) answer = await ask();
    return answer;
  },
  'wrong-origin': (headers) => nobody().call(signIn, { headers: { ...headers, origin: 'https://evil.test' } }),
  'wrong-person': async (headers) =>
    world.own.member.call(acceptInvitation, { headers, body: { link: (await invite(world.own)).link } }),
  'wrong-sign-in': (headers) => nobody().call(signIn, { headers, body: { email: 'max@example.test', password: 'x' } }),
};

/** The others, and where they are met instead. */
const elsewhere: Partial<Record<RefusalCode, string>> = {
  'address-is-yours': 'addresses.test.ts',
  'approval-declined': 'code-approval.test.ts',
  'approval-expired': 'code-approval.test.ts',
  'approval-used': 'code-approval.test.ts',
  'already-a-member': 'answers a line of many',
  'already-invited': 'answers a line of many',
  'clock-differs': 'code-approval.test.ts',
  'code-expired': 'computer-enrol.test.ts',
  'code-unknown': 'computer-enrol.test.ts',
  'code-used': 'computer-enrol.test.ts',
  'code-withdrawn': 'computer-enrol.test.ts',
  'company-name-differs': 'account-closing.test.ts',
  'computer-locked': 'live/lock.test.ts',
  'computer-needs-code': 'needs a live agent',
  'computer-offline': 'needs a live agent',
  'computer-quarantined': 'code-approval.test.ts',
  'computer-removed': 'code-approval.test.ts',
  'computer-waiting': 'code-approval.test.ts',
  'device-key-known': 'computer-enrol.test.ts',
  'group-below-itself': 'groups/tree.test.ts',
  'group-exists': 'computer-access.test.ts',
  'group-gone': 'group-batch.test.ts',
  'group-has-groups': 'groups/tree.test.ts',
  'groups-too-deep': 'groups/tree.test.ts',
  'handover-under-way': 'handover.test.ts',
  'have-already': 'requests.test.ts',
  'holder-is-untouchable': 'answers a line of many',
  'holder-must-stay': 'member-life.test.ts',
  'holder-only': 'account-closing.test.ts',
  'holds-accounts': 'erase.test.ts',
  'link-declined': 'races-endings.test.ts',
  'link-expired': 'races-endings.test.ts',
  'link-superseded': 'races-endings.test.ts',
  'locked-another': 'live/lock.test.ts',
  'locked-too-many': 'live/lock.test.ts',
  // Nothing counts licences yet.
  'no-free-licence': 'nowhere',
  'no-open-invitation': 'answers a line of many',
  'not-active': 'answers a line of many',
  'not-for-tokens': 'token.test.ts',
  'not-fresh': 'handover.test.ts',
  'not-limitable': 'packages/domain/src/limited.test.ts',
  'not-locked': 'live/lock.test.ts',
  'not-suspended': 'answers a line of many',
  'not-the-asker': 'addresses.test.ts',
  'not-waiting': 'answers a line of many',
  'not-yourself': 'answers a line of many',
  'own-reach': 'answers a line of many',
  'reaches-further': 'groups/computer-managers.test.ts',
  'request-over': 'answers a line of many',
  'role-exists': 'groups/permissions.test.ts',
  'session-over': 'needs a live agent',
  'sign-in-address': 'addresses.test.ts',
  'sign-up-closed': 'sign-up.test.ts',
  'signed-out-here': 'member-sign-out.test.ts',
  stale: 'account-settings.test.ts',
  'stronger-member': 'answers a line of many',
  'suspended-already': 'answers a line of many',
  'suspended-here': 'answers a line of many',
  'too-many-addresses': 'addresses.test.ts',
  'too-many-codes': 'computer-enrol.test.ts',
  'too-many-groups': 'computer-consequences.test.ts',
  'too-many-invitations': 'answers a line of many',
  'too-many-roles': 'groups/permissions.test.ts',
  'too-many-sessions': 'live/lock.test.ts',
  'too-many-tokens': 'packages/domain/src/token.test.ts',
  'unlocked-by-others': 'live/lock.test.ts',
  'wrong-host': 'edges.test.ts: no browser sends it',
  'wrong-password': 'change-password.test.ts',
  'wrong-signature': 'computer-enrol.test.ts',
};

test('Every refusal is met here, or is known to be met elsewhere', () => {
  const known = [...Object.keys(recipes), ...Object.keys(elsewhere)];
  assert.deepEqual(known.toSorted(), Object.keys(refusalStatus).toSorted());
});

for (const [code, recipe] of Object.entries(recipes) as [RefusalCode, Recipe][]) {
  test(`U4: ${code} is a problem with its code, its status and a sentence in the language asked for`, async () => {
    if (code.startsWith('set-up-code')) await setUpCodeOf(fresh);
    for (const [language, header] of Object.entries(LANGUAGES) as [Language, string][]) {
      await forgetAttempts(world.server);
      const answer = await recipe({ 'accept-language': header });
      await assertProblem(answer, code, language);
    }
  });
}

test('A list that is not read, an address that is nobody’s and a method that is none are problems in the language asked for, too', async () => {
  const headers = { 'accept-language': LANGUAGES.fr };
  await assertProblem(await world.operator.call(listOutbox, { headers, query: { limit: 'x' } }), 'invalid', 'fr');
  for (const path of ['/api/v1/nothing', '/api/v1/%', '/api/v1/%zz', `/api/v1/accounts/${'x'.repeat(300)}`])
    await assertProblem(await nobody().send('GET', path, { headers }), 'not-found', 'fr');
  await assertProblem(await nobody().send('DELETE', '/api/v1/me', { headers }), 'not-found', 'fr');
});

test('Too many attempts say in seconds, in a header too, when to come again', async () => {
  await forgetAttempts(world.server);
  const answer = await (recipes['too-many-attempts'] ?? assert.fail())({});
  const seconds = Number(answer.headers.get('retry-after'));
  assert.ok(Number.isInteger(seconds) && seconds > 0 && seconds <= 3600);
  assert.equal(answer.body['retry_after_s'], seconds);
});

test('A server that is busy says in a header when to come again', async () => {
  const answer = await (recipes.busy ?? assert.fail())({});
  assert.equal(answer.headers.get('retry-after'), '2');
});

test('A fault tells its number only; what happened stands in the log, once, under that number', async () => {
  const before = world.server.logged.length;
  const answer = await (recipes.fault ?? assert.fail())({});
  assert.deepEqual(Object.keys(answer.body).toSorted(), ['code', 'request_id', 'status', 'title', 'type']);
  const lines = world.server.logged
    .slice(before)
    .filter((line) => line.includes(String(answer.body['request_id'])) && line.includes('"err"'));
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /"level":"error".*known_browser/);
});

const LANGUAGES = {
  en: 'en-GB, en;q=0.9',
  fr: 'xx, fr-CA;q=0.8, en;q=0.2',
  pt: 'pt-BR, pt;q=0.9',
} as const;

async function assertProblem(answer: Answer, code: RefusalCode, language: Language): Promise<void> {
  const said = JSON.stringify(answer.body);
  assert.equal(answer.body['code'], code, said);
  assert.equal(answer.status, refusalStatus[code], said);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.deepEqual([answer.body['status'], answer.body['type']], [answer.status, `urn:latchkey:refusal:${code}`]);
  const say = await speakerOf(language);
  const { title = '', ...told } = answer.body as { title?: string };
  const facts = code === 'mail-server-refused' ? { reason: mailSentence(say, told as MailProblem) } : told;
  assert.equal(title, say(`refusal.${code}` satisfies MessageId, facts));
  assert.doesNotMatch(title, /[{}]/);
  if (language !== 'en') assert.notEqual(title, (await speakerOf('en'))(`refusal.${code}`, facts));
}

async function withPassword(headers: Headers, password: string): Promise<Answer> {
  const { link } = await invite(world.own);
  const answer = await nobody().call(acceptAsNewPerson, { headers, body: { link, ...newcomer, password } });
  const reset = await nobody().call(resetPassword, { headers, body: { link, password } });
  assert.equal(reset.body['code'], answer.body['code']);
  const setting = { code: 'x', email: 'a@example.test', company_name: 'A', mail: null, ...newcomer, password };
  assert.equal((await nobody().call(setUp, { body: setting })).body['code'], 'already-set-up');
  return answer;
}

/** Somebody else holds the account while it is asked for. */
async function whileLocked(act: () => Promise<Answer>): Promise<Answer> {
  const client = new pg.Client(world.server.database.superuser);
  await client.connect();
  await client.query('begin');
  await client.query('select from account where id = $1 for update', [world.own.accountId]);
  try {
    return await act();
  } finally {
    await client.query('rollback');
    await client.end();
  }
}

/** Something is broken that nobody foresaw. */
async function whileBroken(act: () => Promise<Answer>): Promise<Answer> {
  await world.server.look('alter table known_browser rename to broken');
  try {
    return await act();
  } finally {
    await world.server.look('alter table broken rename to known_browser');
  }
}
