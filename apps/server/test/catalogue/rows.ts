import type pg from 'pg';
import { insertOf, type Filled } from './fill.ts';
import { sidesIn, sidesOf } from './marks.ts';
import { attempt, undone, type Answer } from './session.ts';

/** What the app shows to everybody, and why it may. */
const SHARED: Readonly<Record<string, string>> = {
  built_in_permission: 'what the built-in roles may do is the same in every account',
  installation: 'one row for all accounts',
  limit_charge: 'attempts are counted before anybody is known; its keys are hashes',
  node: 'the servers of the installation, which serve every account',
  node_address: 'the servers of the installation, which serve every account',
};

const DENIED = '42501';

/** A table, partition or view, and what the asking role may do with it. */
type Relation = { name: string; readable: string[]; updatable: string[]; may_insert: boolean; may_delete: boolean };

/**
 * What is wrong with what a role reads when it stands for `accountId`: rows of others, a table that shows nothing of its
 * own account (its silence would prove nothing), one that is read without a right, or fails in another way.
 */
export async function wrongReads(app: pg.Client, filled: Filled, accountId: string | undefined): Promise<string[]> {
  const own = sidesOf(filled, accountId).join();
  return undone(app, accountId, async () => {
    const wrong: string[] = [];
    for (const { name, readable } of await relationsFor(app)) {
      if (Object.hasOwn(SHARED, name)) continue;
      const answer = await attempt(app, `select ${readable.join() || '*'} from ${name}`);
      if ('code' in answer && answer.code === DENIED && readable.length === 0) continue;
      const seen = 'code' in answer ? `error ${answer.code}` : sidesIn(answer.rows, filled).join();
      if (seen !== own || readable.length === 0) wrong.push(`${name} shows ${seen || 'nothing'}`);
    }
    return wrong;
  });
}

/** Writes of foreign rows that a role gets through when it stands for `accountId`. */
export async function wrongWrites(app: pg.Client, filled: Filled, accountId: string | undefined): Promise<string[]> {
  const own = sidesOf(filled, accountId).length;
  return undone(app, accountId, async () => {
    const wrong: string[] = [];
    const note = (what: string, answer: Answer, most: number) => {
      if ('count' in answer && answer.count > most) wrong.push(`${what} touches ${answer.count}`);
      if ('code' in answer && answer.code !== DENIED) wrong.push(`${what} ends with ${answer.code}`);
    };
    for (const { name, updatable, may_insert, may_delete } of await relationsFor(app)) {
      const theirs = filled.theirs[name];
      if (!theirs || !('account_id' in theirs || name === 'account')) continue;
      if (may_insert) note(`insert into ${name}`, await attempt(app, ...insertOf(name, theirs)), 0);
      for (const column of updatable) {
        note(`update of ${name}`, await attempt(app, `update ${name} set ${column} = ${column}`), own);
      }
      // Of our own rows none is removed, so that those which refer to them don't stand in the way.
      const { account_id } = filled.ours[name] ?? {};
      const gone = `delete from ${name} where account_id <> $1`;
      if (may_delete) note(`delete from ${name}`, await attempt(app, gone, [account_id]), 0);
    }
    return wrong;
  });
}

async function relationsFor(client: pg.Client): Promise<Relation[]> {
  const columns = (right: string) => `array(
    select quote_ident(a.attname) from pg_attribute a
     where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and has_column_privilege(c.oid, a.attnum, '${right}'))`;
  const { rows } = await client.query<Relation>(`
    select c.oid::regclass::text as name, ${columns('select')} as readable, ${columns('update')} as updatable,
           has_any_column_privilege(c.oid, 'insert') as may_insert, has_table_privilege(c.oid, 'delete') as may_delete
      from pg_class c
     where c.relnamespace in ('public'::regnamespace, 'jobs'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`);
  return rows;
}
