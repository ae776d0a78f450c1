import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { exportAccount } from '@latchkey/contract/account';
import { acceptInvitation, sendInvitation } from '@latchkey/contract/invitation';
import { listMembers, readMember } from '@latchkey/contract/member';
import { operations } from '@latchkey/contract/operations';
import pg from 'pg';
import { memberIdOf, personNamed, personWithoutProfile } from '../people.ts';
import type { TestBrowser } from '../server.ts';
import { invite } from './crowd.ts';
import { addMailbox } from './mailboxes.ts';
import { forgetAttempts, freshName, fullWorld, type Input, samples, type World } from './samples.ts';
import { settled } from './traces.ts';

// In these tests `foreign` is the account that looks, `own` the one in which things are done.
let world: World;

before(async () => {
  world = await fullWorld();
});
after(() => world.server.stop());

test('P5: what an account can read of a person is the same after they joined another', async () => {
  const { own, foreign } = world;
  const name = freshName();
  const browser = await personNamed(foreign, name);
  const before = await whatIsSeen(name);
  const { link } = await invite(own, `${name.toLowerCase()}@example.test`);
  const joined = await browser.call(acceptInvitation, { body: { link } });
  assert.equal(joined.status, 200, JSON.stringify(joined.body));
  assert.deepEqual(await whatIsSeen(name), before);
});

test('P5: an account reads the address that it invited, and of no other that the person has', async () => {
  const { foreign, server } = world;
  const name = freshName();
  const browser = await personWithoutProfile(server, name);
  const invited = `${name.toLowerCase()}@invited.example`;
  await addMailbox(browser, invited);
  const { link } = await invite(foreign, invited, { role: 'admin' });
  await browser.call(acceptInvitation, { body: { link } });
  const params = { account_id: foreign.accountId };
  const items = [{ email: 'guest-of-theirs@example.test', language: 'en' }];
  await browser.call(sendInvitation, { params, body: { items } });
  await settled(server);
  const text = JSON.stringify(await readableTables());
  assert.ok(text.includes(invited));
  assert.ok(!text.includes(`${name.toLowerCase()}@example.test`));
});

for (const operation of operations.filter(({ scope }) => scope === 'account')) {
  test(`P5: ${operation.id} in one account changes nothing that another can read of a person in both, nor the person`, async () => {
    await forgetAttempts(world.server);
    const shared = await sharedPerson();
    const before = await whatIsSeen(shared.name);
    const { by, input } = await (samples[operation.id] ?? assert.fail(operation.id))(world);
    const acts: [TestBrowser, Input][] = [[by, input]];
    if (input.params?.['account_id'] === world.own.accountId)
      acts.push([world.own.holder, aimedAt(shared.memberId, input)], [shared.browser, input]);
    for (const [browser, asked] of acts) {
      const answer = await browser.call(operation, asked);
      assert.ok(answer.status < 500, JSON.stringify(answer.body));
    }
    await settled(world.server);
    assert.deepEqual(await whatIsSeen(shared.name), before);
  });
}

type Shared = { name: string; browser: TestBrowser; memberId: string };

/** Somebody who is in both accounts: an admin where it is looked, a super admin where it is done. */
async function sharedPerson(): Promise<Shared> {
  const { own, foreign } = world;
  const name = freshName();
  const browser = await personNamed(foreign, name, 'admin');
  const { link } = await invite(own, `${name.toLowerCase()}@example.test`, { role: 'super_admin' });
  await browser.call(acceptInvitation, { body: { link } });
  await settled(world.server);
  return { name, browser, memberId: await memberIdOf(browser, own.accountId) };
}

/** The same call, about that member wherever it is about one. */
function aimedAt(memberId: string, { params, body, ...rest }: Input): Input {
  const items = (body?.['items'] as object[] | undefined)?.map((item) =>
    'member_id' in item ? { ...item, member_id: memberId } : item,
  );
  return {
    ...rest,
    ...(params && { params: { ...params, ...('member_id' in params && { member_id: memberId }) } }),
    ...(body && {
      body: { ...body, ...(items && { items }), ...('member_id' in body && { member_id: memberId }) },
    }),
  };
}

/** Everything the looking account can read, in its tables and through its API, and the person themselves. */
async function whatIsSeen(name: string): Promise<Record<string, unknown>> {
  const email = `${name.toLowerCase()}@example.test`;
  const { foreign, server } = world;
  const params = { account_id: foreign.accountId };
  const [member] = await server.look<{ id: string }>('select id from member where account_id = $1 and email = $2', [
    foreign.accountId,
    email,
  ]);
  const seen = [
    await foreign.holder.call(listMembers, { params, query: { search: name } }),
    await foreign.holder.call(readMember, { params: { ...params, member_id: member?.id ?? '' } }),
    await foreign.holder.call(exportAccount, { params }),
  ];
  assert.ok(seen.every(({ status }) => status === 200) && member);
  const person = await server.look(
    `select p::text, array(select a::text from person_address a where a.person_id = p.id) as addresses from person p where p.email = $1`,
    [email],
  );
  return { tables: await readableTables(), replies: seen.map(({ body }) => body), person };
}

/** Every row of every table that the serving role can read while it stands for the looking account. */
async function readableTables(): Promise<Record<string, string[]>> {
  const client = new pg.Client(world.server.database.app);
  await client.connect();
  try {
    await client.query(`select set_config('app.account_id', $1, false)`, [world.foreign.accountId]);
    const { rows } = await client.query<{ name: string; columns: string }>(`
      select c.oid::regclass::text as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition
         and has_column_privilege(c.oid, a.attnum, 'select') and c.relname not in ('limit_charge', 'node', 'node_address')
       group by c.oid`);
    assert.ok(rows.length > 10);
    const seen: Record<string, string[]> = {};
    for (const { name, columns } of rows) {
      const found = await client.query<{ row: string }>(`select row(${columns})::text as row from ${name} order by 1`);
      seen[name] = found.rows.map(({ row }) => row);
    }
    return seen;
  } finally {
    await client.end();
  }
}
