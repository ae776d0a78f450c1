import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { findPostgres15 } from '../../src/kit/postgres/outside.ts';
import { ADA, adaSignedIn, emailsSeenBy, invite, settle, type Way } from './browser.ts';
import { type House, startHouse } from './house.ts';
import { commandsOf, runPage } from './page.ts';
import { freePort } from '../free-port.ts';
import { newPlace, type Outside, outsideIn, type Place } from './place.ts';

const MEMBERS = [ADA, 'bob@example.test', 'cleo@example.test'];

// An installation on one PostgreSQL server is dumped while it runs, and restored into another.
let place: Place;
let old: Outside;
let fresh: Outside;
let house: House;
let way: Way;
let port: string;
let accountId: string;

before(async () => {
  place = newPlace();
  port = String(await freePort());
  way = { publicUrl: `http://localhost:${port}` };
  [old, fresh] = [await outsideIn(place, 'old-server'), await outsideIn(place, 'new-server')];
  house = await startHouse(place, { env: { PORT: port, DATABASE_URL: old.url() }, name: 'old' });
  // A server that has worked for a while is far ahead in its transaction numbers.
  await look(old, 'do $$ begin for i in 1..5000 loop perform pg_current_xact_id(); commit; end loop; end $$');
  const settled = await settle([house], way);
  ({ accountId } = settled);
  for (const email of MEMBERS.slice(1)) await invite(settled.ada, accountId, email);
});
after(() => place.leave());

test('The dump of the operating page, restored into an empty server, has every row of every table', async () => {
  const [dump, restore] = commandsOf('An outside database: pg_dump and pg_restore');
  await runPage(place, { ...howTo(old, 'old'), commands: at(old, dump) });
  assert.equal(await house.stop(), 0, house.said);
  const there = await countsOf(old);
  assert.ok((there['public.audit'] ?? 0) > 2 && (there['public.member'] ?? 0) === 3, JSON.stringify(there));

  await look(fresh, 'drop database latchkey', 'postgres');
  await look(fresh, 'drop role latchkey_owner', 'postgres');
  mkdirSync(join(place.folder, 'new'));
  cpSync(join(place.folder, 'old', 'latchkey.dump'), join(place.folder, 'new', 'latchkey.dump'));
  await runPage(place, { ...howTo(fresh, 'new'), commands: at(fresh, restore) });
  assert.deepEqual(await countsOf(fresh), there);
  assert.deepEqual(await objectsOf(fresh), await objectsOf(old));
});

test('No table can hide a row from the role that dumps', async () => {
  const hiding = `select c.relname from pg_class c where c.relforcerowsecurity and not exists (
    select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and pg_get_expr(p.polqual, c.oid) = 'true'
       and 'latchkey_owner'::regrole = any (p.polroles))`;
  assert.deepEqual(await look(old, hiding), []);
  const foreign = `select c.relname from pg_class c where c.relrowsecurity and not pg_has_role('latchkey_owner', c.relowner, 'usage')`;
  assert.deepEqual(await look(old, foreign), []);
});

test('What was restored serves: the password is good, the members are there, new acts are told', async () => {
  const [{ count } = { count: 0 }] = await look<{ count: number }>(fresh, `select count(*)::int as count ${UNREAD}`);
  assert.ok(count > 0, 'the numbers of the old server are in the future of the new one');
  const DATABASE_URL = fresh.url({ password: 'the password in DATABASE_URL' });
  house = await startHouse(place, { env: { PORT: port, DATABASE_URL }, name: 'new' });
  assert.doesNotMatch(house.said, /Set-up code/);
  const ada = await adaSignedIn(way);
  assert.deepEqual(await emailsSeenBy(ada, accountId), MEMBERS);
  await invite(ada, accountId, 'dan@example.test');
  assert.deepEqual(await emailsSeenBy(ada, accountId), [...MEMBERS, 'dan@example.test']);
});

test('Readers of the audit log are not kept waiting by transaction numbers of the old server', async () => {
  const rows = await look<{ xact: string }>(fresh, 'select xact::text from audit order by at, id');
  assert.deepEqual(
    rows.map(({ xact }) => xact),
    rows.map(({ xact }) => xact).toSorted((one, other) => Number(BigInt(one) - BigInt(other))),
    'in the order in which it happened',
  );
  assert.deepEqual(await look(fresh, `select 1 ${UNREAD}`), []);
  assert.equal(await house.stop(), 0, house.said);
});

/** Rows that readers of the audit log do not see yet, at rest. */
const UNREAD = 'from audit where xact >= pg_snapshot_xmin(pg_current_snapshot())';

/** The commands, for a server that is reached by its socket. */
function at(server: Outside, commands: string): string {
  return commands.replaceAll('db.example.com', server.host);
}

/** What surrounds the commands: the tools of the installed PostgreSQL, and the passwords where its tools look for them. */
function howTo(server: Outside, name: string): { cwd: string; env: Record<string, string> } {
  const { owner, superuser } = server.embedded;
  const passwords = join(place.folder, `${name}.pgpass`);
  const ofOwner = name === 'old' ? owner.password : 'the password in DATABASE_URL';
  writeFileSync(passwords, `*:*:*:postgres:${superuser.password}\n*:*:*:latchkey_owner:${ofOwner}\n`, { mode: 0o600 });
  const PATH = `${findPostgres15()}:${process.env['PATH']}`;
  return { cwd: join(place.folder, name), env: { PATH, PGPASSFILE: passwords } };
}

/**
 * How many rows each table has, as somebody sees it from whom nothing is hidden. Which servers run, and where, is not data: who was
 * running at the dump is found gone after a restore.
 */
async function countsOf(server: Outside): Promise<Record<string, number>> {
  const tables = await look<{ name: string }>(
    server,
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
        and c.oid not in ('public.node'::regclass, 'public.node_address'::regclass) order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await look<{ count: number }>(server, `select count(*)::int as count from ${name}`);
    counts[name] = row?.count ?? -1;
  }
  return counts;
}

/** Everything that has an owner, rights or policies, by name. */
async function objectsOf(server: Outside): Promise<unknown[]> {
  return look(
    server,
    `select n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner) as owner, c.relrowsecurity, c.relforcerowsecurity,
            (select array_agg(a::text order by a::text) from unnest(c.relacl) a) as rights,
            (select array_agg(p.polname::text order by p.polname) from pg_policy p where p.polrelid = c.oid) as policies
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1, 2
     `,
  );
}

async function look<Row extends pg.QueryResultRow>(
  server: Outside,
  sql: string,
  database = 'latchkey',
): Promise<Row[]> {
  const client = new pg.Client({ ...server.embedded.superuser, database });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
