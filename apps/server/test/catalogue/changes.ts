import type pg from 'pg';
import { callAs, differing, routinesFor, type Guess } from './calls.ts';
import type { Filled, Row } from './fill.ts';
import { undone } from './session.ts';

/** Tables that belong to nobody's account: of one row, or kept by the clock. */
const COMMON = new Set(['installation', 'set_up_code', 'node']);

/**
 * Calls of the app, standing for our account, after which the other side's rows are not what they were. Needs a superuser,
 * who can look at all rows within the transaction of the call.
 */
export async function wrongChanges(superuser: pg.Client, filled: Filled, guesses: Guess[]): Promise<string[]> {
  const accountId = String(filled.ours['account']?.['id']);
  const digest = await digestOf(superuser, filled);
  const untouched = await digest();
  const wrong: string[] = [];
  for (const routine of await undone(superuser, accountId, () => asApp(superuser, () => routinesFor(superuser)))) {
    for (const guess of differing(routine, guesses)) {
      const after = await undone(superuser, accountId, async () => {
        await asApp(superuser, () => callAs(superuser, routine, guess));
        return digest();
      });
      if (after !== untouched) wrong.push(`${routine.name} changes theirs for ${guess.words}`);
    }
  }
  return wrong;
}

async function asApp<T>(superuser: pg.Client, work: () => Promise<T>): Promise<T> {
  await superuser.query('set local role latchkey_app');
  const value = await work();
  await superuser.query('reset role');
  return value;
}

/** Gives a hash of the other side's rows: those it was filled with, and whatever else is of its account or person. */
async function digestOf(superuser: pg.Client, filled: Filled): Promise<() => Promise<string>> {
  const keys = await primaryKeys(superuser);
  const [account, person] = [filled.theirs['account']?.['id'], filled.theirs['person']?.['id']];
  const tables = Object.entries(filled.theirs).filter(([table]) => !COMMON.has(table));
  const parts = tables.map(([table, row]) => {
    const key = conditionOf(Object.fromEntries((keys.get(table) ?? []).map((column) => [column, row[column]])));
    const owned = [
      ...('account_id' in row ? [conditionOf({ account_id: account })] : []),
      ...('person_id' in row ? [conditionOf({ person_id: person })] : []),
    ];
    return `select '${table}: ' || x::text as line from ${table} x where ${[key, ...owned].join(' or ')}`;
  });
  const lines = parts.join(' union all ');
  const query = `select md5(string_agg(line, E'\\n' order by line)) as digest from (${lines}) lines`;
  return async () => (await superuser.query<{ digest: string }>(query)).rows[0]?.digest ?? '';
}

function conditionOf(values: Row): string {
  const equals = Object.entries(values).map(([column, value]) => `x.${column} = ${literalOf(value)}`);
  return `(${equals.join(' and ')})`;
}

function literalOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  return `'${value instanceof Date ? value.toISOString() : String(value)}'`;
}

async function primaryKeys(client: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(`
    select k.conrelid::regclass::text as table, array_agg(a.attname::text order by a.attnum) as columns
      from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
     where k.contype = 'p' and k.connamespace = 'public'::regnamespace group by 1`);
  return new Map(rows.map((row) => [row.table, row.columns]));
}
