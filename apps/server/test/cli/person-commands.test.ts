import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { acceptAsNewPerson, sendInvitation } from '@latchkey/contract/invitation';
import { setUp } from '@latchkey/contract/operator';
import { exportMe, me } from '@latchkey/contract/person';
import pg from 'pg';
import { reachRunning } from '../../src/kit/postgres/reach.ts';
import { type Mailbox, openMailbox } from '../kit/mailbox.ts';
import { PASSWORD } from '../people.ts';
import { TestBrowser, type TestServer } from '../server.ts';
import { type Terminal, terminal } from './terminal.ts';

let at: Terminal;
let mailbox: Mailbox;
let stop: (() => Promise<void>) | undefined;
let bea: TestBrowser;

before(async () => {
  mailbox = await openMailbox();
  at = await terminal(mailbox.url);
  stop = await at.start();
  const ada = new TestBrowser({ url: at.url } as TestServer);
  bea = new TestBrowser({ url: at.url } as TestServer);
  const code = /[A-Z0-9]{4}(-[A-Z0-9]{4}){4}/.exec((await at.latchkey(['setup-code'])).out)?.[0];
  const first = { name: 'Ada', email: 'ada@example.test', password: PASSWORD, language: 'en' };
  const { body } = await ada.call(setUp, { body: { ...first, code, company_name: 'Acme', mail: null } });
  const items = [{ email: 'bea@example.test', name: 'Bea', language: 'en' }];
  await ada.call(sendInvitation, { params: { account_id: String(body['account_id']) }, body: { items } });
  const mail = await mailbox.waitFor((one) => one.to.includes('bea@example.test'));
  const link = mail.links[0]?.split('#')[1];
  await bea.call(acceptAsNewPerson, { body: { link, name: 'Bea', password: PASSWORD, language: 'en' } });
});
after(async () => {
  await stop?.();
  await mailbox.close();
  at.remove();
});

test('O4, P13: the operator prints what is kept about a person, who is told and finds it among what happened to them', async () => {
  const printed = await at.latchkey(['person', 'export', 'Bea@Example.test']);
  assert.equal(printed.code, 0, printed.err);
  const kept = JSON.parse(printed.out) as { person: { email: string }; memberships: { company_name: string }[] };
  assert.deepEqual([kept.person.email, kept.memberships[0]?.company_name], ['bea@example.test', 'Acme']);
  await mailbox.waitFor((one) => one.to.includes('bea@example.test') && /operator exported/.test(one.subject));
  const { events } = (await bea.call(exportMe)).body as unknown as { events: { act: string }[] };
  assert.ok(events.some(({ act }) => act === 'operator.export-person'));
});

test('O4, P13: the operator is shown what erasing a person ends, and nothing is erased before they say so', async () => {
  const shown = await at.latchkey(['person', 'erase', 'bea@example.test']);
  assert.equal(shown.code, 0, shown.err);
  assert.match(shown.out, /1 memberships, 1 sign-ins.*\n {2}Acme: member, active\n.*--yes/);
  assert.equal((await bea.call(me)).status, 200);
});

test('O4, P13: who holds an account, and who is nobody, is not erased', async () => {
  const holder = await at.latchkey(['person', 'erase', 'ada@example.test', '--yes']);
  assert.deepEqual([holder.code, holder.out], [1, '']);
  assert.match(holder.err, /account holder of Acme/);
  for (const command of ['erase', 'export']) {
    const nobody = await at.latchkey(['person', command, 'nobody@example.test']);
    assert.deepEqual([nobody.code, nobody.out], [1, '']);
  }
});

test('O4, P13: the operator erases a person, which is noted without who it was', async () => {
  const done = await at.latchkey(['person', 'erase', 'bea@example.test', '--yes']);
  assert.equal(done.code, 0, done.err);
  assert.equal((await bea.call(me)).status, 401);
  await mailbox.waitFor((one) => one.to.includes('bea@example.test') && /was deleted/.test(one.subject));
  const client = new pg.Client(await reachRunning(at.settings['DATA_DIR'] ?? ''));
  await client.connect();
  const { rows } = await client.query(`
    select (select count(*)::integer from person) as people, e.asked_by, e.asked_as is not null as by_name,
           (select array_agg(a.actor_kind) from audit a where a.act = 'person.delete') as noted from erasure e`);
  assert.deepEqual(rows, [{ people: 1, asked_by: 'operator', by_name: true, noted: ['operator'] }]);
  await client.end();
});
