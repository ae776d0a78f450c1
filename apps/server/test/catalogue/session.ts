import pg from 'pg';
import type { Connection } from '../../src/kit/db.ts';
import type { Row } from './fill.ts';

/** What came of a statement: its rows and how many it touched, or the code of the error it ended with. */
export type Answer = { rows: Row[]; count: number } | { code: string };

/** Connects for as long as `work` takes. */
export async function as<T>(connection: Connection, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query('set search_path = public');
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs `work` with an account set, or none, and takes back all that it did. */
export async function undone<T>(client: pg.Client, accountId: string | undefined, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query(`select set_config('app.account_id', $1, true)`, [accountId ?? '']);
    return await work();
  } finally {
    await client.query('rollback');
  }
}

/** Runs a statement so that its error leaves the transaction as it was before. */
export async function attempt(client: pg.Client, statement: string, values: unknown[] = []): Promise<Answer> {
  await client.query('savepoint attempt');
  try {
    const { rows, rowCount } = await client.query<Row>(statement, values);
    return { rows, count: rowCount ?? 0 };
  } catch (error) {
    await client.query('rollback to attempt');
    return { code: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
  }
}
