import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { listComputers } from '@latchkey/contract/computer';
import { permissionsOf } from '@latchkey/domain/role';
import pg from 'pg';
import { pageQuestion } from '../../src/computer/reads.ts';
import type { Member } from '../../src/kit/operation.ts';
import { type Company, company, memberIdOf, secondCompany } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { compiler } from './compiler.ts';

const COMPUTERS = 50_000;
const PAGE = 50;

/** A step of a plan as EXPLAIN writes it. */
type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
};

let server: TestServer;
let acme: Company;
let app: pg.Client;
let mia = '';

before(async () => {
  server = await testServer();
  acme = await company(server);
  mia = await memberIdOf(acme.member, acme.accountId);
  for (const one of [acme, await secondCompany(server)]) await server.look(FILL, [one.accountId, COMPUTERS]);
  await server.look(
    `insert into member_access (account_id, id, member_id, kind, computer_id, made_at)
     select account_id, gen_random_uuid(), $2, 'computer', id, now() from computer where account_id = $1 and status = 'active' order by id limit 30`,
    [acme.accountId, mia],
  );
  await server.look('vacuum analyze');
  app = new pg.Client(server.database.app);
  await app.connect();
  await app.query(`select set_config('app.account_id', $1, false)`, [acme.accountId]);
});
after(async () => {
  await app?.end();
  await server?.stop();
});

type Sight = Parameters<typeof pageQuestion>[1]['sight'];

/** What is asked for, who asks, and how many rows finding it may touch at most, of 50,000 here and as many next door. */
const CASES: { name: string; query: Record<string, string>; sight?: Sight; most: number }[] = [
  { name: 'all of them', query: {}, most: 2000 },
  { name: 'all, by the last time they were seen', query: { sort: 'last_seen', order: 'desc' }, most: 2000 },
  { name: 'all, by when they were added', query: { sort: 'added', order: 'desc' }, most: 2000 },
  { name: 'those of a group', query: { group_id: 'none' }, most: 8000 },
  { name: 'those in use, for who has access to all', query: {}, sight: 'used', most: 2000 },
  { name: 'the thirty that somebody reaches', query: {}, sight: 'reached', most: 600 },
  { name: 'a common name', query: { search: 'desk' }, most: 8000 },
  { name: 'a rare name', query: { search: 'front desk 31234' }, most: 210_000 },
  { name: 'a rare state', query: { state: 'locked' }, most: 210_000 },
];

describe('C3: at 50,000 computers a page of the list', () => {
  for (const { name, query, sight = 'managed', most } of CASES)
    test(`of ${name} touches ${most} rows at most`, async () => {
      const nodes = nodesOf(await planOf(query, sight));
      const ofComputers = nodes.filter((node) => node['Relation Name'] === 'computer');
      assert.ok(ofComputers.length > 0, 'the plan speaks of computers');
      const touched = ofComputers.reduce((sum, node) => sum + touchedBy(node), 0);
      assert.ok(touched <= most, `${touched} rows, ${most} at most`);
    });

  test('far down is no dearer than the first', async () => {
    const { rows } = await app.query<{ name: string; id: string }>(
      `select sort_name as name, id from computer where status <> 'removed' order by sort_name desc, id desc offset 100 limit 1`,
    );
    const [last] = rows;
    const cursor = Buffer.from(JSON.stringify(['name.asc', last?.name, last?.id])).toString('base64url');
    const nodes = nodesOf(await planOf({ cursor }, 'managed'));
    const ofComputers = nodes.filter((node) => node['Relation Name'] === 'computer');
    const touched = ofComputers.reduce((sum, node) => sum + touchedBy(node), 0);
    assert.ok(touched <= 2000, `${touched} rows`);
  });
});

async function planOf(asked: Record<string, string>, sight: Sight): Promise<Node> {
  const me: Member = {
    account_id: acme.accountId,
    member_id: mia,
    person_id: mia,
    email: '',
    name: '',
    role: 'member',
    permissions: sight === 'managed' ? permissionsOf('admin') : [],
  };
  const query = listComputers.query.parse({ limit: String(PAGE), ...asked });
  const { sql, parameters } = pageQuestion(query, { now: new Date(), me, sight }).compile(compiler);
  const { rows } = await app.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
    `explain (analyze, timing off, format json) ${sql}`,
    [...parameters],
  );
  return rows[0]?.['QUERY PLAN'][0]?.Plan ?? assert.fail();
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

/** How many rows, or places of rows, a step looked at in a table or an index. */
function touchedBy(node: Node): number {
  if (!node['Node Type'].endsWith('Scan') || /^(Subquery|CTE|Function|Values) Scan$/.test(node['Node Type'])) return 0;
  return ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 0);
}

const FILL = `
  with groups as (
    insert into computer_group (account_id, id, name, name_key, made_at)
    select $1::uuid, gen_random_uuid(), 'Group ' || g, 'group ' || g, now() from generate_series(1, 20) g returning id
  ), numbered as (select id, row_number() over () as n from groups)
  insert into computer (account_id, id, device_key, name, status, group_id, made_at, removed_at, hostname, os, base_cred_id, last_seen_at, lock_id)
  select $1::uuid, gen_random_uuid(), sha256(convert_to($1::text || g, 'UTF8')), (array['Front desk', 'Lab', 'Küche', 'Lager'])[1 + g % 4] || ' ' || g,
         case when g % 50 = 0 then 'removed' when g % 40 = 1 then 'waiting' else 'active' end,
         case when g % 21 > 0 then (select id from numbered where n = g % 21) end, now() - make_interval(mins => g),
         case when g % 50 = 0 then now() end, 'host-' || g, 'Debian 12', case when g % 3 > 0 then gen_random_uuid() end,
         case when g % 7 > 0 then now() - make_interval(secs => g * 13 % 90000) end, case when g % 5000 = 3 then gen_random_uuid() end
    from generate_series(1, $2::integer) g`;
