import pg from 'pg';
import { testDatabase } from '../../../test/database.ts';

/** Runs `work` on a freshly migrated database, as its owner; the database is the tests' kind and is gone afterwards. */
export async function withMigrated<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const database = await testDatabase();
  const client = new pg.Client(database.owner);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
    await database.drop();
  }
}
