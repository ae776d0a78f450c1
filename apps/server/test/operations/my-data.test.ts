import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeAccount } from '@latchkey/contract/account';
import { sendInvitation } from '@latchkey/contract/invitation';
import { deleteMembers } from '@latchkey/contract/member';
import { askReset, deleteMe, edit, exportMe, me, previewDeletion } from '@latchkey/contract/person';
import { createToken } from '@latchkey/contract/token';
import { uuidv7 } from '../../src/kit/secrets.ts';
import {
  type Company,
  company,
  linkMailedBy,
  memberIdOf,
  personNamed,
  personWithoutProfile,
  secondCompany,
} from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite, join, outcomeOf } from './crowd.ts';
import { accept, addMailbox, moveTo } from './mailboxes.ts';
import { assertNoTrace, settled, tracesOf } from './traces.ts';

const DAY_MS = 86_400_000;

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('P13: a person downloads everything that is kept about them', async () => {
  const nora = await personNamed(acme, 'Nora', 'admin');
  await addMailbox(nora, 'nora@club.example');
  await accept(nora, (await invite(beta, 'nora@club.example')).link);
  await removeFrom(beta, nora);
  await moveTo(nora, 'nora@new.example');
  await invite(beta, 'nora@new.example', { name: 'N. from Acme', note: 'Come back' });
  const inAcme = { account_id: acme.accountId };
  const token = { name: 'Nightly', kind: 'personal', scopes: ['users.view'], expires_in_days: 30 };
  await nora.call(createToken, { params: inAcme, body: token });
  await nora.call(sendInvitation, {
    params: inAcme,
    body: { items: [{ email: 'guest@example.test', language: 'en' }] },
  });
  await linkMailedBy(server, 'nora@new.example', () =>
    new TestBrowser(server).call(askReset, { body: { email: 'nora@new.example', language: 'en' } }),
  );
  await settled(server);
  const kept = await exported(nora);
  assert.deepEqual([kept.person['email'], kept.person['name']], ['nora@new.example', 'Nora']);
  assert.deepEqual(kept.addresses.map(({ email, state }) => [email, state].join(' ')).toSorted(), [
    'nora@club.example confirmed',
    'nora@club.example wish to add, used',
    'nora@example.test former',
    'nora@new.example sign-in',
    'nora@new.example wish to change, used',
  ]);
  assert.deepEqual(
    kept.memberships.map(({ company_name, email, status }) => [company_name, email, status]),
    [
      [acme.companyName, 'nora@new.example', 'active'],
      [beta.companyName, 'nora@club.example', 'removed'],
    ],
  );
  assert.deepEqual(
    kept.invitations.map(({ company_name, name, note }) => [company_name, name, note]),
    [[beta.companyName, 'N. from Acme', 'Come back']],
  );
  assert.deepEqual(
    kept.tokens.map(({ name, scopes }) => [name, scopes]),
    [['Nightly', ['users.view']]],
  );
  assert.ok(kept.sign_ins.length > 1 && kept.events.some(({ act }) => act === 'person.sign-in'));
  for (const kind of [
    'invitation',
    'address_add',
    'address_change_old',
    'address_change_new',
    'address_changed',
    'reset',
  ])
    assert.ok(
      kept.mails.some((mail) => mail['kind'] === kind),
      kind,
    );
  for (const act of ['invitation.accept-as-new', 'invitation.accept', 'token.create', 'invitation.send'])
    assert.ok(
      kept.acts.some((done) => done['act'] === act),
      act,
    );
});

test('P13: the download opens nothing, and holds nothing of anybody else', async () => {
  const text = JSON.stringify(await exported(acme.admin));
  assert.doesNotMatch(text, /argon2|hash|\\\\x[0-9a-f]{16}/);
  for (const other of ['ada@', 'sue@', 'mia@', 'zoe@', beta.companyName]) assert.ok(!text.includes(other), other);
});

test('P13: a mailbox that was somebody else’s before tells its new owner nothing of their mails', async () => {
  const old = await personNamed(acme, 'Recy');
  await moveTo(old, 'recy@new.example');
  await settled(server);
  const { link } = await invite(beta, 'recy@example.test');
  const second = new TestBrowser(server);
  assert.equal(outcomeOf(await join(beta, link, second)), 'ok');
  const kept = await exported(second);
  assert.deepEqual(
    kept.mails.map(({ kind }) => kind),
    ['invitation'],
  );
});

test('P13: what deleting oneself would end is shown first, and holding an account forbids it', async () => {
  const hans = await personNamed(acme, 'Hans', 'admin');
  const token = { name: 'x', kind: 'personal', scopes: [], expires_in_days: 30 };
  await hans.call(createToken, { params: { account_id: acme.accountId }, body: token });
  await invite(acme, 'someone@example.test', { by: hans });
  await invite(beta, 'hans@example.test');
  const before = await tracesOf(server);
  const shown = await hans.call(previewDeletion);
  assert.deepEqual(shown.body, {
    memberships: [
      {
        account_id: acme.accountId,
        company_name: acme.companyName,
        role: 'admin',
        status: 'active',
        computers: 0,
        access_codes: 0,
        sessions: 0,
      },
    ],
    holds: [],
    sign_ins: 1,
    tokens: 1,
    invitations: 2,
  });
  assert.deepEqual((await acme.holder.call(previewDeletion)).body['holds'], [
    { company_name: acme.companyName, is_closed: false },
  ]);
  const refused = await acme.holder.call(deleteMe, { body: { email: 'ada@example.test' } });
  assert.deepEqual([outcomeOf(refused), refused.body['companies']], ['holds-accounts', acme.companyName]);
  assert.equal(outcomeOf(await hans.call(deleteMe, { body: { email: 'ada@example.test' } })), 'wrong-person');
  await assertNoTrace(server, before, 'looking and being refused');
});

test('P13, P14: an account that is closed and not yet erased is still held, and shown to its holder for thirty days', async () => {
  const cora = await personWithoutProfile(server, 'Cora');
  const account_id = uuidv7(new Date());
  await server.look(
    `select make_account(id, password_hash, $1, $2, 'Cora & Co', 'en', now()) from person where email = 'cora@example.test'`,
    [account_id, uuidv7(new Date())],
  );
  const params = { account_id };
  const closed = await cora.call(closeAccount, { params, body: { company_name: 'Cora & Co' } });
  assert.equal(outcomeOf(closed), 'ok', JSON.stringify(closed.body));
  const { body } = await cora.call(me);
  const [shown] = body['closed_accounts'] as { company_name: string; erased_at: string }[];
  assert.equal(shown?.company_name, 'Cora & Co');
  const left = Date.parse(shown.erased_at) - Date.now();
  assert.ok(Math.abs(left - 30 * DAY_MS) < 60_000, `${left} ms`);
  assert.deepEqual((await cora.call(previewDeletion)).body['holds'], [{ company_name: 'Cora & Co', is_closed: true }]);
  const refused = await cora.call(deleteMe, { body: { email: 'cora@example.test' } });
  assert.deepEqual([outcomeOf(refused), refused.body['companies']], ['holds-accounts', 'Cora & Co']);
});

test('P1: name, language and time zone are changed one by one, for all profiles', async () => {
  const per = await personWithoutProfile(server, 'Per');
  const seen = async () => {
    const { name, language, time_zone } = (await per.call(me)).body;
    return { name, language, time_zone };
  };
  assert.deepEqual(await seen(), { name: 'Per', language: 'en', time_zone: null });
  for (const change of [{ time_zone: 'Europe/Lisbon' }, { language: 'pt' }, { name: 'Pêro' }])
    assert.equal(outcomeOf(await per.call(edit, { body: change })), 'ok');
  assert.deepEqual(await seen(), { name: 'Pêro', language: 'pt', time_zone: 'Europe/Lisbon' });
  await per.call(edit, { body: { time_zone: null } });
  assert.deepEqual(await seen(), { name: 'Pêro', language: 'pt', time_zone: null });
  assert.equal(outcomeOf(await per.call(edit, { body: { time_zone: 'Mars/Olympus' } })), 'invalid');
});

type Rows = Record<string, unknown>[];
type Kept = { person: Record<string, unknown> } & Record<
  'addresses' | 'sign_ins' | 'events' | 'memberships' | 'invitations' | 'tokens' | 'mails' | 'acts',
  Rows
>;

async function exported(browser: TestBrowser): Promise<Kept> {
  const answer = await browser.call(exportMe);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as unknown as Kept;
}

async function removeFrom(of: Company, browser: TestBrowser): Promise<void> {
  const body = { items: [{ member_id: await memberIdOf(browser, of.accountId) }] };
  assert.equal(outcomeOf(await of.holder.call(deleteMembers, { params: { account_id: of.accountId }, body })), 'ok');
}
