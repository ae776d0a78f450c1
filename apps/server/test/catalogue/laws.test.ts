import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '../database.ts';
import { definers } from './definers.ts';
import { breakersOf, lawNamed, laws } from './laws.ts';
import { rights, rightsIn } from './rights.ts';

let database: TestDatabase;
let superuser: pg.Client;

before(async () => {
  database = await testDatabase();
  superuser = new pg.Client(database.superuser);
  await superuser.connect();
});

after(async () => {
  await superuser?.end();
  await database?.drop();
});

describe('the catalogue obeys', () => {
  for (const law of laws) {
    test(`in the database, ${law.name}`, async () => assert.deepEqual(await breakersOf(superuser, law), []));
  }

  test('nobody may do more than the table of rights says', async () => {
    assert.deepEqual(await rightsIn(superuser), rights);
  });

  test('every proof that a function asks for is one of its parameters', async () => {
    const { rows } = await superuser.query<{ name: string; parameters: string[] | null }>(
      'select oid::regprocedure::text as name, proargnames[1:pronargs] as parameters from pg_proc where prosecdef',
    );
    const parameters = new Map(rows.map((row) => [row.name, row.parameters ?? []]));
    const missing = Object.entries(definers).flatMap(([name, { proofs = [] }]) =>
      proofs.filter((proof) => !parameters.get(name)?.includes(proof)).map((proof) => `${name}: ${proof}`),
    );
    assert.deepEqual(missing, []);
  });
});

const PLANTS = [
  {
    law: 'every table belongs to an account',
    plant: 'create table stray (id uuid primary key)',
    found: ['stray'],
  },
  {
    law: 'every row of a tenant names its account',
    plant: 'create table loose (account_id uuid unique)',
    found: ['loose.account_id'],
  },
  {
    law: 'every table of a tenant has forced row-level security',
    plant: `create table unforced (account_id uuid primary key); alter table unforced enable row level security;
            alter table member no force row level security; alter table audit_later disable row level security`,
    found: ['audit_later', 'member', 'unforced'],
  },
  {
    law: 'the app sees the rows of its account through one policy, and only functions of the owner see more',
    plant: `create policy generous on member using (true); create policy to_read on mail for select to latchkey_app using (account_id is not null);
            drop policy of_account on invitation`,
    found: ['invitation: no policy', 'mail: policy to_read', 'member: policy generous'],
  },
  {
    law: 'every key of a tenant’s table begins with the account',
    plant:
      'create unique index taken_anywhere on member (email); create unique index turned on invitation (id, account_id)',
    found: ['taken_anywhere', 'turned'],
  },
  {
    law: 'nothing is deleted because something else is',
    plant: `create table cascading (account_id uuid primary key references account on delete cascade);
            create table hesitant (account_id uuid primary key references account)`,
    found: ['cascading: cascading_account_id_fkey', 'hesitant: hesitant_account_id_fkey'],
  },
  {
    law: 'a row refers only to rows of its own account',
    plant: `create unique index member_id on member (id); alter table member add unique using index member_id;
            create table crossing (account_id uuid primary key, member_id uuid references member (id) on delete restrict);
            create table outsider (account_id_of uuid references account on delete restrict)`,
    found: ['crossing: crossing_member_id_fkey', 'outsider: outsider_account_id_of_fkey'],
  },
  {
    law: 'every view sees what its caller sees',
    plant: `create view plain as select * from member; create view said_no with (security_invoker = false) as select * from member;
            create materialized view kept as select * from member`,
    found: ['kept', 'plain', 'said_no'],
  },
  {
    law: 'every function with its owner’s rights is known',
    plant: `create function back_door() returns setof person language sql security definer as 'select * from person'`,
    found: ['back_door()'],
  },
  {
    law: 'every function with its owner’s rights pins where names are looked up',
    plant: `create function unpinned() returns integer language sql security definer as 'select 1';
            create function badly_pinned() returns integer language sql security definer set search_path = public as 'select 1'`,
    found: ['badly_pinned()', 'unpinned()'],
  },
  {
    law: 'no function is everybody’s',
    plant: `create function forgotten() returns integer language sql as 'select 1'; grant execute on function is_set_up() to public`,
    found: ['forgotten()', 'is_set_up()'],
  },
  {
    law: 'every moment has a time zone, and no column is of a kind whose search row-level security slows down',
    plant: `create type mood as enum ('glad'); alter table member add column mood mood, add column seen timestamp, add column kept_at date`,
    found: ['member.kept_at date', 'member.mood mood', 'member.seen timestamp without time zone', 'mood'],
  },
  {
    law: 'no role is above the rules',
    // Roles belong to the whole server, where other tests run: the planted one is never seen by them.
    plant: 'create role latchkey_stray bypassrls createdb; grant pg_read_all_data, latchkey_app to latchkey_stray',
    found: [
      'latchkey_stray acts as latchkey_app',
      'latchkey_stray acts as pg_read_all_data',
      'latchkey_stray bypasses',
      'latchkey_stray creates databases',
    ],
  },
  {
    law: 'the app owns nothing, and the queue only itself',
    plant:
      'create table taken (account_id uuid primary key); alter table taken owner to latchkey_app; alter table mail owner to latchkey_jobs',
    found: ['latchkey_app owns table public.taken', 'latchkey_jobs owns table public.mail'],
  },
];

describe('a planted breach is found', () => {
  for (const { law, plant, found } of PLANTS) {
    test(`it is noticed when it is not so that ${law}`, async () => {
      assert.deepEqual(await planted(plant, () => breakersOf(superuser, lawNamed(law))), found);
    });
  }

  test('every law of the catalogue has its planted breach', () => {
    assert.deepEqual(
      PLANTS.map(({ law }) => law),
      laws.map(({ name }) => name),
    );
  });

  test('an excuse that excuses nothing is noticed', async () => {
    const law = lawNamed('every table belongs to an account');
    const broken = await breakersOf(superuser, { ...law, but: { ...law.but, gone: 'was there once' } });
    assert.deepEqual(broken, ['nothing to excuse: gone']);
  });

  test('a right too many is noticed, on a table, a column, a schema and a function', async () => {
    const grants = `grant delete on audit to latchkey_app; grant select (password_hash) on person to latchkey_jobs;
      grant create on schema public to latchkey_app; grant execute on function is_set_up() to public; grant usage on schema graphile_worker to latchkey_app`;
    const found = await planted(grants, () => rightsIn(superuser));
    assert.equal(found['latchkey_app']?.['audit'], 'delete, insert, select');
    assert.equal(found['latchkey_jobs']?.['person'], 'select (password_hash)');
    assert.equal(found['latchkey_app']?.['schema public'], 'create, usage');
    assert.equal(found['latchkey_app']?.['schema graphile_worker'], 'usage');
    assert.equal(found['public']?.['is_set_up()'], 'execute');
  });
});

/** Looks while `plant` stands, and takes it back whatever comes of it. */
async function planted<T>(plant: string, look: () => Promise<T>): Promise<T> {
  await superuser.query('begin');
  try {
    await superuser.query(plant);
    return await look();
  } finally {
    await superuser.query('rollback');
  }
}
