import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPostgres15, startOutside } from '../../src/kit/postgres/outside.ts';
import { rowsOf, scratch, stopAfter } from './scratch.ts';

const bin = findPostgres15();

test(
  'A PostgreSQL of the system, 15 or newer, serves the same way',
  { skip: !bin && 'no PostgreSQL 15 or newer is installed' },
  async (t) => {
    const database = stopAfter(t, await startOutside({ bin: bin ?? '', dir: scratch(t) }));
    t.after(() => database.stop());
    const [row] = await rowsOf(
      database.owner,
      `select current_setting('server_version_num')::int as version, lower('É') as folded`,
    );
    assert.ok(Number(row?.['version']) >= 150_000);
    assert.equal(row?.['folded'], 'é');
  },
);
