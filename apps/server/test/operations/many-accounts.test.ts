import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { enterAccount, readAccount } from '@latchkey/contract/account';
import { reinstateMembers, suspendMembers } from '@latchkey/contract/member';
import { me } from '@latchkey/contract/person';
import { type Company, company, personNamed } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite, outcomeOf } from './crowd.ts';
import { everyPage, pageOf } from './listed.ts';

const ACCOUNTS = 200;
const MEMBERS = 100_000;

type Profile = { account_id: string; company_name: string; member_id: string };

let server: TestServer;
let acme: Company;
let busy: TestBrowser;

before(async () => {
  server = await testServer();
  acme = await company(server);
  busy = await personNamed(acme, 'Busy');
  await server.look(JOIN, [ACCOUNTS - 1]);
});
after(() => server.stop());

test('P1: a person in 200 accounts sees all of them, and enters each with one request', async () => {
  const profiles = await profilesOf(busy);
  assert.equal(profiles.length, ACCOUNTS);
  for (const { account_id } of profiles) {
    const entered = await busy.call(enterAccount, { params: { account_id } });
    assert.equal(entered.status, 200, JSON.stringify(entered.body));
  }
  const [row] = await server.look<{ entered: number }>(
    `select count(*)::integer as entered from member where email = 'busy@example.test' and last_entered_at is not null`,
  );
  assert.equal(row?.entered, ACCOUNTS);
});

test('P5 P6: who is suspended in one of 200 accounts loses that profile and nothing else', async () => {
  const before = await profilesOf(busy);
  const mine = before.find(({ account_id }) => account_id === acme.accountId);
  const body = { items: [{ member_id: mine?.member_id }] };
  const params = { account_id: acme.accountId };
  assert.equal(outcomeOf(await acme.holder.call(suspendMembers, { params, body })), 'ok');
  assert.deepEqual(
    await profilesOf(busy),
    before.filter(({ account_id }) => account_id !== acme.accountId),
  );
  for (const { account_id } of before) {
    const { status } = await busy.call(readAccount, { params: { account_id } });
    assert.equal(status, account_id === acme.accountId ? 404 : 200);
  }
  assert.equal(outcomeOf(await acme.holder.call(reinstateMembers, { params, body })), 'ok');
  assert.deepEqual(await profilesOf(busy), before);
});

test('P5 I1 P6: among 100,000 members pages join, and inviting and suspending one changes one', async () => {
  await server.look(FILL, [acme.accountId, MEMBERS]);
  await server.look('analyze member');
  const counted = async (status: string) => {
    const [row] = await server.look<{ n: number }>(
      'select count(*)::integer as n from member where account_id = $1 and status = $2',
      [acme.accountId, status],
    );
    return row?.n ?? 0;
  };
  const [invited, active, suspended] = [await counted('invited'), await counted('active'), await counted('suspended')];
  const rare = await everyPage(acme, { role: 'super_admin' });
  const [row] = await server.look<{ n: number }>(
    `select count(*)::integer as n from member where account_id = $1 and role = 'super_admin' and status <> 'removed'`,
    [acme.accountId],
  );
  assert.equal(new Set(rare.items.map(({ id }) => id)).size, row?.n);
  assert.deepEqual((await pageOf(acme, {})).total, { count: 1000, more: true });
  const fresh = await invite(acme, 'one-more@example.test');
  const found = await pageOf(acme, { search: 'one-more@' });
  assert.deepEqual([found.total.count, found.items[0]?.id], [1, fresh.member_id]);
  const [victim] = (await pageOf(acme, { status: 'active', role: 'member', sort: 'added' })).items;
  const body = { items: [{ member_id: victim?.id }] };
  const params = { account_id: acme.accountId };
  assert.equal(outcomeOf(await acme.holder.call(suspendMembers, { params, body })), 'ok');
  assert.deepEqual(
    [await counted('invited'), await counted('active'), await counted('suspended')],
    [invited + 1, active - 1, suspended + 1],
  );
});

async function profilesOf(browser: TestBrowser): Promise<Profile[]> {
  const { body } = await browser.call(me);
  return body['profiles'] as Profile[];
}

/** Puts the person into so many more accounts, each with a holder of its own. */
const JOIN = `
  with fresh as materialized (
    select g, gen_random_uuid() as account_id, gen_random_uuid() as holder_id from generate_series(1, $1::integer) g
  ), holders as (
    insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
    select holder_id, 'holder-' || g || '@example.test', 'Holder ' || g, 'none', 'en', now(), now() from fresh
  ), accounts as (
    insert into account (id, company_name, language, made_at) select account_id, 'Company ' || g, 'en', now() from fresh
  )
  insert into member (account_id, id, person_id, email, name, status, role, made_at)
  select account_id, gen_random_uuid(), holder_id, 'holder-' || g || '@example.test', 'Holder ' || g, 'active', 'holder', now() from fresh
  union all
  select f.account_id, gen_random_uuid(), p.id, p.email, p.name, 'active', 'member', now()
    from fresh f cross join person p where p.email = 'busy@example.test'`;

/** Makes so many members, a third of them active, a third suspended and a third removed; one in a thousand a super admin. */
const FILL = `
  with listed as materialized (
    select g, gen_random_uuid() as person_id, 'user-' || g || '@crowd.example.test' as email, 'User ' || g as name
      from generate_series(1, $2::integer) g
  ), people as (
    insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
    select person_id, email, name, 'none', 'en', now(), now() from listed
  )
  insert into member (account_id, id, person_id, email, name, status, role, made_at, removed_at)
  select $1::uuid, gen_random_uuid(), person_id, email, name, (array['removed', 'active', 'suspended'])[1 + g % 3],
         case when g % 1000 = 1 then 'super_admin' else 'member' end, now() - make_interval(secs => g), case when g % 3 = 0 then now() end
    from listed`;
