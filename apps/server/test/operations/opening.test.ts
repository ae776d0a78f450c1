import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { closeDb, type Db, inTransaction, openDb, type Opening } from '../../src/kit/db.ts';
import { testServer, type TestServer } from '../server.ts';

const AHEAD_MS = 60 * 60_000;

let server: TestServer;
let db: Db;
before(async () => {
  server = await testServer();
  db = openDb(server.database.app, 1, () => AHEAD_MS);
});
after(async () => {
  await closeDb(db);
  await server?.stop();
});

const opened = (opening: Opening) => inTransaction(db, { mode: 'read', opening }, async (began) => began);

describe('what is asked together with the beginning of a transaction', () => {
  test('takes its values as values, whatever stands in them', async () => {
    for (const said of [`'); drop table member; --`, `\\'; select 1; --`, '$1 ${x} "', 'é 🔑 \n', ''])
      assert.deepEqual((await opened(() => sql`select ${said}::text as said`)).opened, [{ said }]);
    const bytes = Buffer.from([0, 39, 92, 255]);
    assert.deepEqual((await opened(() => sql`select ${bytes}::bytea as bytes, ${-7}::integer as number`)).opened, [
      { bytes, number: -7 },
    ]);
  });

  test('hears of the moment that the transaction is told', async () => {
    const began = await opened((now) => sql`select ${now} as now`);
    const [{ now }] = began.opened as [{ now: Date }];
    assert.equal(now.getTime(), began.now.getTime());
    assert.ok(Math.abs(now.getTime() - Date.now() - AHEAD_MS) < 60_000);
  });

  test('is refused where a value is none that can be written', async () => {
    for (const value of [Number.NaN, new Date(), { a: 1 }, ['a']])
      await assert.rejects(
        opened(() => sql`select ${value}::text as said`),
        TypeError,
      );
  });

  test('leaves a connection to nobody when it fails, and the next one is served', async () => {
    const divided = (by: number) => opened(() => sql`select 6 / ${by}::integer as share`);
    await assert.rejects(divided(0), /division by zero/);
    for (const by of [2, 0, 3])
      if (by === 0) await assert.rejects(divided(by), /division by zero/);
      else assert.deepEqual((await divided(by)).opened, [{ share: 6 / by }]);
  });

  test('a connection that ends after the answer went out is replaced', async () => {
    const { opened: rows } = await opened(() => sql`select pg_backend_pid() as pid`);
    await server.look('select pg_terminate_backend($1::integer)', [(rows as [{ pid: number }])[0].pid]);
    const again = async (): Promise<unknown[] | undefined> => {
      try {
        return (await opened(() => sql`select 1 as one`)).opened;
      } catch (error) {
        assert.match(String(error), /terminat|ended|closed/i);
        return again();
      }
    };
    assert.deepEqual(await again(), [{ one: 1 }]);
  });
});
