import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { standingQuestion } from '../../src/kit/who.ts';
import { type Company, company, secondCompany } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { compiler } from './compiler.ts';
import { fillAccount } from './listed.ts';

const MEMBERS = 30_000;
const PAGE = 51;

/** A step of a plan as EXPLAIN writes it. */
type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Node[];
};

let server: TestServer;
let acme: Company;
let app: pg.Client;
let groups: { few: string; many: string; late: string };
let plans: Node[] = [];

before(async () => {
  server = await testServer();
  acme = await company(server);
  await fillAccount(acme, MEMBERS);
  await fillAccount(await secondCompany(server), MEMBERS);
  await server.look(
    `update member set name = 'Xaver Yquem', email = 'rare-' || email where account_id = $1 and id in (select id from member where account_id = $1 limit 7)`,
    [acme.accountId],
  );
  groups = await groupsIn(acme);
  await server.look('vacuum analyze');
  app = await listeningApp();
});
after(async () => {
  await app?.end();
  await server?.stop();
});

/** What is asked for, and how many rows finding it may touch at most, of 30,000 here and as many next door. */
const CASES: { name: string; filter: object; most: number }[] = [
  { name: 'everybody', filter: {}, most: 1500 },
  { name: 'a rare pattern', filter: { search: 'xaver yq' }, most: 700 },
  { name: 'a first name', filter: { search: 'zoe' }, most: 16_000 },
  { name: 'a common pattern', filter: { search: 'quispe' }, most: 18_000 },
  { name: 'an absent pattern', filter: { search: 'nobody has this' }, most: 700 },
  { name: 'a pattern that everybody matches', filter: { search: 'example' }, most: 4000 },
  { name: 'a rare pattern of two signs', filter: { search: 'yq' }, most: 700 },
  { name: 'an absent pattern of two signs', filter: { search: 'q#' }, most: 700 },
  { name: 'an absent sign', filter: { search: '#' }, most: 700 },
  { name: 'a rare role', filter: { role: ['super_admin'] }, most: 1500 },
  { name: 'the only holder', filter: { role: ['holder'] }, most: 100 },
  { name: 'a rare status and role', filter: { status: ['suspended'], role: ['admin'] }, most: 1500 },
  { name: 'a status that most have', filter: { status: ['active'] }, most: 1500 },
  { name: 'a rare role and a common pattern', filter: { role: ['super_admin'], search: 'example' }, most: 4000 },
  { name: 'a rare role and a rare pattern', filter: { role: ['super_admin'], search: 'xaver' }, most: 4000 },
  { name: 'inactive members', filter: { status: ['inactive'] }, most: 9000 },
  { name: 'inactive members of a rare role', filter: { status: ['inactive'], role: ['super_admin'] }, most: 4000 },
  { name: 'bounced invitations', filter: { mail: 'bounced' }, most: 9000 },
  { name: 'expired invitations and a rare pattern', filter: { mail: 'expired', search: 'xaver' }, most: 9000 },
];

/** The same of those in a group: seven, every third, or the last thousand by name. */
const CASES_OF_GROUPS: { name: string; of: keyof typeof groups; filter: object; most: number }[] = [
  { name: 'a small group', of: 'few', filter: {}, most: 1500 },
  { name: 'a small group and a common pattern', of: 'few', filter: { search: 'quispe' }, most: 1500 },
  { name: 'a small group of a rare status', of: 'few', filter: { status: ['suspended'] }, most: 1500 },
  { name: 'a large group', of: 'many', filter: {}, most: 5000 },
  { name: 'a large group of a status that most have', of: 'many', filter: { status: ['invited'] }, most: 9000 },
  { name: 'a large group and a pattern that everybody matches', of: 'many', filter: { search: 'example' }, most: 5000 },
  { name: 'a large group and a rare pattern', of: 'many', filter: { search: 'xaver yq' }, most: 36_000 },
  { name: 'a group of those who come last', of: 'late', filter: {}, most: 4500 },
];

describe('finding a page of the users list touches few rows', () => {
  for (const { name, filter, most } of CASES) {
    for (const order of [
      { sort: 'name', order: 'asc' },
      { sort: 'last_activity', order: 'desc' },
      { sort: 'added', order: 'asc' },
    ]) {
      test(`${name}, by ${order.sort} ${order.order}`, async () => {
        await findPage({ ...filter, ...order });
        assertTouched(most);
      });
    }
  }

  for (const { name, of, filter, most } of CASES_OF_GROUPS)
    for (const sort of ['name', 'last_activity', 'added'])
      test(`${name}, by ${sort}`, async () => {
        await findPage({ ...filter, sort, group_id: groups[of] });
        assertTouched(most);
      });

  test('a page far down the list is no dearer than the first', async () => {
    const [{ ids }] = (await server.look<{ ids: string[] }>(
      `select array_agg(id) as ids from (select id from member where account_id = $1 and status <> 'removed' order by sort_name desc, id desc limit 5000) m`,
      [acme.accountId],
    )) as [{ ids: string[] }];
    const [last] = await server.look<{ sort_name: string }>('select sort_name from member where id = $1', [ids.at(-1)]);
    await findPage({ after: [last?.sort_name, ids.at(-1)] });
    const touched = plans.flatMap(nodesOf).reduce((sum, node) => sum + touchedBy(node), 0);
    assert.ok(touched <= 1500, `${touched} rows`);
  });

  test('nobody is found without an account', async () => {
    await app.query(`select set_config('app.account_id', '', false)`);
    const { rows } = await app.query(`select * from member_page('{"search":"example"}', now(), 10)`);
    await app.query(`select set_config('app.account_id', $1, false)`, [acme.accountId]);
    assert.deepEqual(rows, [{ ids: [], counted: 0 }]);
  });
});

test('who calls is found by few rows, however many members their account has', async () => {
  const token = randomBytes(32);
  await server.look(
    `insert into sign_in (id, token_hash, person_id, made_at, proved_at, expires_at, address, user_agent)
     select gen_random_uuid(), $2, person_id, now(), now(), now() + interval '1 day', '127.0.0.1', ''
       from member where account_id = $1 and role = 'holder' and status = 'active'`,
    [acme.accountId, token],
  );
  const { sql: text, parameters } = standingQuestion(token, acme.accountId, sql<Date>`now()`).compile(compiler);
  plans = [];
  const { rows } = await app.query<{ role: string }>(text, [...parameters]);
  assert.deepEqual(
    rows.map((row) => row.role),
    ['holder'],
  );
  const ofMembers = plans.flatMap(nodesOf).filter((node) => node['Relation Name'] === 'member');
  assert.ok(ofMembers.length > 0, 'the plans were heard');
  const touched = ofMembers.reduce((sum, node) => sum + touchedBy(node), 0);
  assert.ok(touched <= 20, `${touched} rows, 20 at most`);
});

function assertTouched(most: number): void {
  const nodes = plans.flatMap(nodesOf);
  assert.ok(
    nodes.some((node) => node['Relation Name'] === 'member'),
    'the plans were heard',
  );
  assert.deepEqual(
    nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'account'),
    [],
  );
  const touched = nodes.reduce((sum, node) => sum + touchedBy(node), 0);
  assert.ok(touched <= most, `${touched} rows, ${most} at most`);
}

/** Groups in an account: of seven members, of every third, and of the last thousand by name. */
async function groupsIn({ server: of, accountId }: Company): Promise<typeof groups> {
  const [row] = await of.look<typeof groups>(
    `with made as (
       insert into user_group (account_id, id, name, name_key, made_at)
       select $1, gen_random_uuid(), name, name, now() from unnest(array['few', 'many', 'late']) name returning id, name
     )
     select (select id from made where name = 'few') as few, (select id from made where name = 'many') as many, (select id from made where name = 'late') as late`,
    [accountId],
  );
  assert.ok(row);
  for (const [id, which] of [
    [row.few, `order by md5(id::text) limit 7`],
    [row.many, `and id::text ~ '[0-4]$'`],
    [row.late, `order by sort_name desc limit 1000`],
  ])
    await of.look(
      `insert into user_group_member (account_id, group_id, member_id, made_at)
       select account_id, $2, id, now() from member where account_id = $1 and status <> 'removed' ${which}`,
      [accountId, id],
    );
  return row;
}

async function findPage(filter: object): Promise<void> {
  plans = [];
  await app.query('select ids, counted from member_page($1, now(), $2)', [JSON.stringify(filter), PAGE]);
}

/** A connection with the rights of the app, which hears the plan of every statement that runs, also of those inside functions. */
async function listeningApp(): Promise<pg.Client> {
  const client = new pg.Client(server.database.superuser);
  client.on('notice', ({ message = '' }) => {
    const plan = /plan:\n(\{[\s\S]*\})$/.exec(message)?.[1];
    if (plan !== undefined) plans.push((JSON.parse(plan) as { Plan: Node }).Plan);
  });
  await client.connect();
  await client.query(`load 'auto_explain'`);
  for (const [setting, value] of Object.entries({
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_format': 'json',
    client_min_messages: 'log',
    role: 'latchkey_app',
    'app.account_id': acme.accountId,
  }))
    await client.query('select set_config($1, $2, false)', [setting, value]);
  return client;
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

/** How many rows, or places of rows, a step looked at in a table or an index. */
function touchedBy(node: Node): number {
  if (!node['Node Type'].endsWith('Scan') || /^(Subquery|CTE|Function|Values) Scan$/.test(node['Node Type'])) return 0;
  const each =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return each * (node['Actual Loops'] ?? 0);
}
