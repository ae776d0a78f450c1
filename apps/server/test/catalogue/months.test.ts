import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../database.ts';
import { as } from './session.ts';

test('the months of the audit log are months of UTC, wherever the server that makes them is', async () => {
  const database = await testDatabase();
  try {
    for (const [zone, months] of Object.entries({ 'Asia/Tokyo': 15, 'America/Los_Angeles': 16, UTC: 17 })) {
      await as(database.app, async (app) => {
        await app.query(`set timezone = '${zone}'`);
        await app.query('select make_audit_partitions((now() + make_interval(months => $1))::date)', [months]);
      });
    }
    const bounds = await as(database.owner, async (owner) => {
      await owner.query(`set timezone = 'UTC'`);
      const { rows } = await owner.query<{ bound: string }>(
        `select pg_get_expr(relpartbound, oid) as bound from pg_class where relname like 'audit\\_2%' and relispartition and relkind = 'r'`,
      );
      return rows.map((row) => row.bound);
    });
    assert.ok(bounds.length > 16, `only ${bounds.length} months`);
    for (const bound of bounds)
      assert.match(bound, /^FOR VALUES FROM \('\d{4}-\d\d-01 00:00:00\+00'\) TO \('\d{4}-\d\d-01 00:00:00\+00'\)$/);
  } finally {
    await database.drop();
  }
});
