import { createHash } from 'node:crypto';
import type pg from 'pg';

/** The accounts that are filled. */
export type Side = 'ours' | 'theirs';
export type Row = Record<string, unknown>;

/** A row of each table for each side: table → row. */
export type Filled = Record<Side, Record<string, Row>>;

/** A column that the catalogue says must be filled, and the words it is held to. */
type Column = { table: string; name: string; type: string; is_nullable: boolean; words: string[] | null };

/** A foreign key, its columns in pairs. */
type Reference = { table: string; to: string; columns: string[]; to_columns: string[] };

/** What rules of several columns ask for, where a value by its type alone breaks them. */
const WANTED: Record<string, unknown> = {
  'access_request.permission': null,
  'access_request.answered_by': null,
  'batch.state': 'running',
  'batch_line.computer_id': null,
  'computer.status': 'active',
  'enrolment_code.kind': 'replacement',
  'enrolment_code.owner_id': null,
  'installation.only_one': true,
  'member.status': 'active',
  'member.role_id': null,
  'custom_role_permission.permission': 'users.view',
  'member_permission.permission': 'users.view',
  'user_group_permission.permission': 'users.view',
  'member_access.kind': 'computer',
  'member_access.group_id': null,
  'reset_request.asked_by': 'admin',
  'set_up_code.only_one': true,
  'user_group_access.kind': 'computer',
  'user_group_access.group_id': null,
  'user_group.parent_id': null,
};

const HOUR_MS = 3_600_000;

/** The tables of public, partitions not counted, in an order in which every row finds what it refers to. */
async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
  );
  const references = await referencesOf(client);
  const waiting = new Set(rows.map((row) => row.name));
  const ordered: string[] = [];
  while (waiting.size > 0) {
    const next = [...waiting].find(
      (table) => !references.some((r) => r.table === table && r.to !== table && waiting.has(r.to)),
    );
    if (next === undefined) throw new Error(`tables refer to each other in a circle: ${[...waiting].join(', ')}`);
    waiting.delete(next);
    ordered.push(next);
  }
  return ordered;
}

/**
 * Fills a row into every table for each of two accounts, every column that holds data and not an ending. A table whose
 * rules this does not meet makes it throw: then add to WANTED what the rules want.
 */
export async function fillTwoAccounts(owner: pg.Client): Promise<Filled> {
  const [columns, references] = [await columnsOf(owner), await referencesOf(owner)];
  const filled: Filled = { ours: {}, theirs: {} };
  for (const table of (await tablesOf(owner)).filter((name) => name !== 'migration')) {
    for (const side of ['ours', 'theirs'] as const) {
      const row: Row = {};
      for (const column of columns.filter((candidate) => candidate.table === table))
        row[column.name] = valueOf(column, side);
      // A row that may refer to its own table refers to none there.
      const its = references.filter((candidate) => candidate.table === table && candidate.to !== table);
      for (const reference of its) Object.assign(row, referred(reference, filled[side]));
      const wanted = Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, isLeftOut(table, name) ? null : value]),
      );
      await owner.query(...insertOf(table, wanted, 'on conflict do nothing'));
      filled[side][table] = wanted;
    }
  }
  return filled;
}

function isLeftOut(table: string, name: string): boolean {
  return WANTED[`${table}.${name}`] === null;
}

/** The statement that inserts a row, and its values. */
export function insertOf(table: string, row: Row, suffix = ''): [string, unknown[]] {
  const names = Object.keys(row);
  const [list, marks] = [names.map((name) => `"${name}"`).join(', '), names.map((_, at) => `$${at + 1}`).join(', ')];
  return [`insert into ${table} (${list}) values (${marks}) ${suffix}`, Object.values(row)];
}

function referred({ to, columns, to_columns }: Reference, rows: Record<string, Row>): Row {
  const target = rows[to];
  if (!target) throw new Error(`${to} is not filled yet`);
  return Object.fromEntries(columns.map((column, at) => [column, target[to_columns[at]!]]));
}

function valueOf({ table, name, type, words }: Column, side: Side): unknown {
  const wanted = WANTED[`${table}.${name}`];
  if (wanted !== undefined) return wanted;
  const mark = `${side}-${table}-${name}`;
  const hash = createHash('sha256').update(mark);
  switch (type) {
    case 'text':
      return words?.[0] ?? mark;
    case 'uuid':
      return uuidOf(mark);
    case 'uuid[]':
      return [uuidOf(mark)];
    case 'text[]':
      return [mark];
    case 'bytea':
      return hash.digest();
    case 'jsonb':
      return JSON.stringify({ [name]: mark });
    case 'integer':
    case 'bigint':
      return 1;
    case 'boolean':
      return false;
    case 'timestamp with time zone':
      return new Date(Date.now() + (/expires|reset/.test(name) ? HOUR_MS : 0));
    default:
      throw new Error(`${table}.${name} is of type ${type}, for which nobody has thought of a value yet`);
  }
}

function uuidOf(mark: string): string {
  const hex = createHash('sha256').update(mark).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Columns to fill: not what is computed or counted, and no endings (moments and words that may be missing). */
async function columnsOf(client: pg.Client): Promise<Column[]> {
  const { rows } = await client.query<Column>(`
    select c.oid::regclass::text as table, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as is_nullable,
           (select array(select m[1] from regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''::text', 'g') m)
              from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) like '%= ANY%') as words
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attgenerated = '' and not (a.atthasdef and format_type(a.atttypid, a.atttypmod) in ('integer', 'bigint', 'xid8', 'boolean'))
     order by c.relname, a.attnum`);
  return rows.filter(
    (column) => !(column.is_nullable && (column.words !== null || column.type.startsWith('timestamp'))),
  );
}

async function referencesOf(client: pg.Client): Promise<Reference[]> {
  const names = (table: string, keys: string) =>
    `(select array_agg(a.attname::text order by key.place) from unnest(${keys}) with ordinality as key (attnum, place)
       join pg_attribute a on a.attrelid = ${table} and a.attnum = key.attnum)`;
  const { rows } = await client.query<Reference>(`
    select k.conrelid::regclass::text as table, k.confrelid::regclass::text as to,
           ${names('k.conrelid', 'k.conkey')} as columns, ${names('k.confrelid', 'k.confkey')} as to_columns
      from pg_constraint k join pg_class c on c.oid = k.conrelid
     where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and not c.relispartition
     order by cardinality(k.conkey), k.conname`);
  return rows;
}
