import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { schemaOf } from '../../src/generate/schema.ts';
import { tablesOf } from '../../src/generate/tables.ts';
import { testDatabase, type TestDatabase } from '../database.ts';
import { fillTwoAccounts } from './fill.ts';
import { as } from './session.ts';

let database: TestDatabase;

before(async () => {
  database = await testDatabase();
});

after(async () => database?.drop());

test('schema.sql says what the migrations add up to on this version of PostgreSQL', async () => {
  assert.equal(await as(database.owner, schemaOf), await fileOf('schema.sql'));
});

test('the types of the tables are those of the catalogue on this version of PostgreSQL', async () => {
  assert.equal(await as(database.owner, tablesOf), await fileOf('src/kit/tables.generated.ts'));
});

test('what schema.sql can not write stops it', async () => {
  await as(database.owner, async (owner) => {
    await owner.query(`begin; create type mood as enum ('glad')`);
    await assert.rejects(schemaOf(owner), /does not know how to write mood/);
  });
});

test('a column of a type that nobody has mapped stops the types', async () => {
  await as(database.owner, async (owner) => {
    await owner.query('begin; alter table member add column born daterange');
    await assert.rejects(tablesOf(owner), /member\.born is of type daterange/);
  });
});

test('a view shows no null in a column whose type has none', async () => {
  await as(database.owner, async (owner) => {
    await fillTwoAccounts(owner);
    const { rows } = await owner.query<{ view: string; column: string }>(`
      select c.oid::regclass::text as view, a.attname::text as column from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'v' and coalesce(col_description(c.oid, a.attnum) not like 'May be null%', true)`);
    for (const { view, column } of rows) {
      const { rowCount } = await owner.query(`select from ${view} where "${column}" is null`);
      assert.equal(rowCount, 0, `${view}.${column} is null: comment on column ${view}.${column} is 'May be null: …'`);
    }
  });
});

function fileOf(path: string): Promise<string> {
  return readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
}
