// Writes src/kit/tables.generated.ts: what the query builder knows of the tables and views that the app may touch.
import type pg from 'pg';
import { writeOrCheck } from './kit/output.ts';
import { withMigrated } from './kit/migrated.ts';

type Column = {
  relation: string;
  is_view: boolean;
  column: string;
  type: string;
  is_nullable: boolean;
  has_default: boolean;
  is_computed: boolean;
  check: string | null;
};

/** The type a column has in each direction. */
type Directions = { select: string; write: string };

const TYPES: Record<string, Directions> = {
  boolean: same('boolean'),
  bytea: same('Buffer'),
  bigint: same('string'),
  integer: same('number'),
  jsonb: { select: 'unknown', write: 'string' },
  smallint: same('number'),
  text: same('string'),
  'text[]': same('string[]'),
  'timestamp with time zone': { select: 'Date', write: 'Date | string' },
  uuid: same('string'),
  'uuid[]': same('string[]'),
  xid8: same('string'),
};

if (import.meta.main) await writeOrCheck('src/kit/tables.generated.ts', await withMigrated(tablesOf));

/** The file's text for a migrated database: the same on every version of PostgreSQL. */
export async function tablesOf(client: pg.Client): Promise<string> {
  return render(await columnsOf(client));
}

/**
 * The columns of public's tables and views, except the migrator's table and single partitions. PostgreSQL does not record
 * whether a view's column may be null: it may where its comment begins with “May be null”.
 */
async function columnsOf(client: pg.Client): Promise<Column[]> {
  const { rows } = await client.query<Column>(`
    select c.relname::text as relation, c.relkind = 'v' as is_view, a.attname::text as column,
           format_type(a.atttypid, a.atttypmod) as type,
           case c.relkind when 'v' then coalesce(col_description(c.oid, a.attnum) like 'May be null%', false) else not a.attnotnull end as is_nullable,
           a.atthasdef or a.attidentity <> '' as has_default,
           a.attgenerated <> '' or a.attidentity = 'a' as is_computed,
           (select min(pg_get_constraintdef(k.oid)) from pg_constraint k
             where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
               and pg_get_constraintdef(k.oid) ~ '^CHECK \\(\\(\\w+ = ANY \\(ARRAY\\[') as check
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
       and not c.relispartition and c.relname <> 'migration'
     order by c.relname collate "C", a.attnum`);
  return rows;
}

function render(columns: Column[]): string {
  const relations = Map.groupBy(columns, (column) => column.relation);
  const body = Array.from(relations, ([relation, its]) =>
    [`  ${relation}: {`, ...its.map((column) => `    ${column.column}: ${typeOf(column)};`), '  };'].join('\n'),
  );
  const types = body.join('\n');
  const imports = ['ColumnType', 'Generated'].filter((name) => types.includes(`${name}<`)).join(', ');
  return `// Written by \`npm run generate\` from the migrations. Do not edit.
import type { ${imports} } from 'kysely';

export type Database = {
${types}
};
`;
}

/** What selecting, inserting and updating take, written in the shortest way that says it. */
function typeOf(column: Column): string {
  const { select, write } = directionsOf(column);
  if (column.is_view || column.is_computed) return `ColumnType<${select}, never, never>`;
  if (select === write) return column.has_default ? `Generated<${select}>` : select;
  return `ColumnType<${select}, ${column.has_default ? `${write} | undefined` : write}, ${write}>`;
}

function directionsOf(column: Column): Directions {
  const known = TYPES[column.type];
  if (!known)
    throw new Error(`${column.relation}.${column.column} is of type ${column.type}, which no one has mapped yet`);
  const literals = column.check === null ? undefined : literalsOf(column.check);
  const { select, write } = literals === undefined ? known : same(literals);
  if (!column.is_nullable) return { select, write };
  return { select: select === 'unknown' ? select : `${select} | null`, write: `${write} | null` };
}

/** `CHECK ((state = ANY (ARRAY['sent'::text, 'bounced'::text])))` as a union of its words; nothing for any other check. */
function literalsOf(check: string): string | undefined {
  const list = /^CHECK \(\(\w+ = ANY \(ARRAY\[(.*)\]\)\)\)$/.exec(check)?.[1];
  if (list === undefined) return undefined;
  const words = list.split(', ').map((item) => /^('[^'\\]*')::text$/.exec(item)?.[1]);
  return words.includes(undefined) ? undefined : words.join(' | ');
}

function same(type: string): Directions {
  return { select: type, write: type };
}
