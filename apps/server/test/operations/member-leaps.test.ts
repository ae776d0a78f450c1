import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { fillAccount } from './listed.ts';

const PAGE = 51;

let server: TestServer;
let acme: Company;
let app: pg.Client;

before(async () => {
  server = await testServer();
  acme = await company(server);
  await fillAccount(acme, 20_000);
  // Some whose names stand far from the others that the same pattern finds.
  await server.look(
    `update member set name = 'Zoe Anna' where account_id = $1 and id in (select id from member where account_id = $1 and name like 'Maria%' limit 20)`,
    [acme.accountId],
  );
  await server.look(
    `update member set name = case when id::text < '8' then 'Émile' else 'Ünal' end || ' Zoë Anna'
      where account_id = $1 and id in (select id from member where account_id = $1 and name like 'Günther%' limit 70)`,
    [acme.accountId],
  );
  await server.look(
    `update member set last_entered_at = now() where account_id = $1 and status = 'active' and made_at > now() - interval '350 days'`,
    [acme.accountId],
  );
  await server.look('vacuum analyze');
  app = new pg.Client(server.database.superuser);
  await app.connect();
  await app.query(
    `select set_config('role', 'latchkey_app', false), set_config('app.account_id', '${acme.accountId}', false)`,
  );
});
after(async () => {
  await app?.end();
  await server?.stop();
});

/** Patterns that stand together somewhere in the alphabet, and inactive members, all of whom are old ones. */
const CASES: { search?: string; status?: string[]; sort: 'name' | 'added' }[] = [
  { search: 'zoe', sort: 'name' },
  { search: 'anna', sort: 'name' },
  { search: 'валя', sort: 'name' },
  { search: 'omer', sort: 'name' },
  { search: 'mari', status: ['active', 'suspended', 'invited'], sort: 'name' },
  { search: 'maria', status: ['inactive'], sort: 'name' },
  { status: ['inactive'], sort: 'added' },
  { search: 'maria', status: ['inactive'], sort: 'added' },
];

describe('what stands together far down the users list is paged through in order, without missing or repeating one (I11)', () => {
  for (const asked of CASES) {
    for (const order of ['asc', 'desc']) {
      test(`${asked.search ?? 'everybody'} ${asked.status?.join(', ') ?? ''} by ${asked.sort} ${order}`, async () => {
        const all = await plainly({ ...asked, order });
        assert.ok(all.length > 100);
        for (let at = 0; at < all.length; at += at < 4 * PAGE ? PAGE : 7 * PAGE) {
          const last = all[at - 1];
          const after = last === undefined ? {} : { after: [last.place, last.id] };
          const { rows } = await app.query<{ ids: string[]; counted: number }>(
            'select ids, counted from member_page($1, now(), $2)',
            [JSON.stringify({ ...asked, order, ...after }), PAGE],
          );
          assert.deepEqual(
            rows[0]?.ids,
            all.slice(at, at + PAGE).map(({ id }) => id),
          );
          assert.equal(rows[0].counted, Math.min(1001, all.length));
        }
      });
    }
  }
});

test('the parts of the alphabet begin in the order of names', async () => {
  const [found] = await server.look<{ steps: string[]; sorted: string[] }>(
    `select name_steps() as steps, array(select s from unnest(name_steps()) s order by s collate "und-x-icu") as sorted`,
  );
  assert.deepEqual(found?.steps, found?.sorted);
  assert.ok((found?.steps.length ?? 128) <= 127);
});

test('any stretch of the alphabet is its spans: every name in it has one of them, and no other name has', async () => {
  const wrong = await server.look(`
    select low, beyond, part from generate_series(0, 127, 3) low, generate_series(low + 1, 128) beyond, generate_series(0, 127) part
     where (array[128 + part, (128 + part) >> 1, (128 + part) >> 2, (128 + part) >> 3, (128 + part) >> 4, (128 + part) >> 5, (128 + part) >> 6]
            && spans_between(low, beyond)) <> (part >= low and part < beyond) limit 5`);
  assert.deepEqual(wrong, []);
});

/** Everybody it finds, sorted by a database that knows no index of the list. */
function plainly({ search, status, sort, order }: (typeof CASES)[number] & { order: string }) {
  const key = sort === 'name' ? 'm.sort_name' : 'm.made_at';
  return server.look<{ id: string; place: string }>(
    `select m.id, ${sort === 'name' ? key : `(extract(epoch from ${key}) * 1000000)::bigint::text`} as place from member m
      where m.account_id = $1 and m.status <> 'removed' and m.search_text || '' like $2
        and ($3::text[] = '{}' or m.status = any ($3) or 'inactive' = any ($3) and m.status = 'active'
             and coalesce(m.last_entered_at, m.made_at) < now() - interval '90 days')
      order by ${key} ${order}, m.id ${order}`,
    [acme.accountId, `%${search ?? ''}%`, status ?? []],
  );
}
