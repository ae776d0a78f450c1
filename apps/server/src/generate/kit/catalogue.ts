import type pg from 'pg';

/** A table or view of ours, and how it starts and ends in SQL. */
export type Relation = { name: string; kind: 'table' | 'view' | 'partition'; head: string; tail: string };

/** A line of SQL that belongs to a relation. */
export type Line = { of: string; text: string };

/** Everything that is ours in a database, as SQL, in the order in which it is written. */
export type Catalogue = {
  extensions: string[];
  schemas: string[];
  relations: Relation[];
  columns: Line[];
  constraints: Line[];
  after: Line[];
  functions: string[];
};

// Ours: the schemas public and jobs, without what came with an extension and without single months, whose names change
// with time. Owners' own rights are not written: they go without saying, and PostgreSQL 17 added one.
const OURS = `
  schema_of as (select oid, nspname, nspowner, nspacl from pg_namespace where nspname in ('public', 'jobs')),
  month as (select oid from pg_class where relispartition and pg_get_expr(relpartbound, oid) <> 'DEFAULT'),
  relation as (
    select c.*, c.oid::regclass::text as name, case when c.relkind = 'v' then 'view' else 'table' end as word
      from pg_class c
     where c.relnamespace in (select oid from schema_of) and c.relkind not in ('i', 'I', 'S', 't')
       and c.oid not in (select oid from month)
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')),
  routine as (
    select p.*, p.oid::regprocedure::text as name
      from pg_proc p
     where p.pronamespace in (select oid from schema_of)
       and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'))`;

/** Who has which of these rights, as `select, insert to latchkey_app`. */
const rights = (acl: string, owner: string) => `
  (select string_agg(format('grant %s on %%s to %s;', words, who), E'\\n' order by who) from (
    select case when x.grantee = 0 then 'public' else x.grantee::regrole::text end as who,
           string_agg(lower(x.privilege_type) || case when x.is_grantable then ' with grant option' else '' end, ', ' order by x.privilege_type) as words
      from aclexplode(${acl}) x where x.grantee <> ${owner} group by x.grantee) rights)`;

/** Reads what is ours. The same database gives the same text on PostgreSQL 15 and on 18. */
export async function readCatalogue(client: pg.Client): Promise<Catalogue> {
  await client.query('set search_path = public');
  await refuseUnknown(client);
  const textsOf = async (query: string) => (await linesOf(client, query)).map((line) => line.text);
  return {
    extensions: await textsOf(EXTENSIONS),
    schemas: await textsOf(SCHEMAS),
    relations: (await client.query<Relation>(`with ${OURS} ${RELATIONS}`)).rows,
    columns: await linesOf(client, COLUMNS),
    constraints: await linesOf(client, CONSTRAINTS),
    after: await linesOfAll(client, AFTER),
    functions: await textsOf(FUNCTIONS),
  };
}

async function linesOf(client: pg.Client, query: string): Promise<Line[]> {
  return (await client.query<Line>(`with ${OURS} ${query}`)).rows;
}

async function linesOfAll(client: pg.Client, queries: string[]): Promise<Line[]> {
  const lines: Line[] = [];
  for (const query of queries) lines.push(...(await linesOf(client, query)));
  return lines;
}

/** A kind of thing that no query here reads must not be left out in silence. */
async function refuseUnknown(client: pg.Client): Promise<void> {
  const unknown = await linesOf(
    client,
    `select name as of, concat('relation of kind ', relkind) as text from relation where relkind not in ('r', 'p', 'v')
     union all select name, concat('routine of kind ', prokind) from routine where prokind <> 'f'
     union all select t.oid::regtype::text, concat('type of kind ', t.typtype) from pg_type t
       where t.typnamespace in (select oid from schema_of) and t.typrelid = 0 and t.typtype <> 'b' and not exists (
         select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
     union all select w.rulename, 'rule' from pg_rewrite w join relation r on r.oid = w.ev_class where w.rulename <> '_RETURN'
     union all select 'default privileges', defaclobjtype::text from pg_default_acl`,
  );
  const [first] = unknown;
  if (first) throw new Error(`schema.sql does not know how to write ${first.of} (${first.text})`);
}

const EXTENSIONS = `select extname as of, format('create extension %I;', extname) as text from pg_extension where extname <> 'plpgsql' order by 1`;

const SCHEMAS = `
  select nspname as of, concat_ws(E'\\n',
      format('create schema %I authorization %s;', nspname, nspowner::regrole),
      replace(${rights('nspacl', 'nspowner')}, '%s', format('schema %I', nspname)),
      case when has_schema_privilege('public', oid, 'create') then '-- anybody may create here' end) as text
    from schema_of order by 1`;

const RELATIONS = `
  select name,
         case when relispartition then 'partition' when relkind = 'v' then 'view' else 'table' end as kind,
         concat('create ', case when relpersistence = 'u' then 'unlogged ' end, word, ' ', name,
                case when relispartition then (select format(' partition of %s %s', i.inhparent::regclass, lower(pg_get_expr(relpartbound, relation.oid)))
                                                 from pg_inherits i where i.inhrelid = relation.oid)
                     when relkind = 'v' then format(E' with (%s) as\\n%s', array_to_string(reloptions, ', '), pg_get_viewdef(relation.oid, true)) end) as head,
         case when relkind = 'p' then ' partition by ' || lower(pg_get_partkeydef(relation.oid)) else '' end as tail
    from relation order by relation.name collate "C"`;

const COLUMNS = `
  select r.name as of, concat(quote_ident(a.attname), ' ', format_type(a.atttypid, a.atttypmod),
         case when a.attcollation <> t.typcollation then ' collate ' || a.attcollation::regcollation end,
         case when a.attnotnull then ' not null' end,
         case when a.attgenerated = 's' then format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid))
              when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) end,
         case a.attidentity when 'a' then ' generated always as identity' when 'd' then ' generated by default as identity' end) as text
    from relation r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
   order by r.name collate "C", a.attnum`;

const CONSTRAINTS = `
  select r.name as of, format('constraint %I %s', k.conname, pg_get_constraintdef(k.oid)) as text
    from relation r join pg_constraint k on k.conrelid = r.oid
   where k.contype not in ('n', 't') and k.conislocal
   order by r.name collate "C", position(k.contype::text in 'pucfx'), k.conname collate "C"`;

const AFTER = [
  `select r.name as of, replace(pg_get_indexdef(i.indexrelid), ' ON public.', ' ON ') || ';' as text
     from relation r join pg_index i on i.indrelid = r.oid join pg_class c on c.oid = i.indexrelid
    where not c.relispartition and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
    order by 1, c.relname collate "C"`,
  `select r.name as of, pg_get_triggerdef(t.oid, true) || ';' as text
     from relation r join pg_trigger t on t.tgrelid = r.oid where not t.tgisinternal order by 1, t.tgname collate "C"`,
  `select name as of, format('alter %s %s owner to %s;', word, name, relowner::regrole) as text
     from relation where relowner <> 'latchkey_owner'::regrole`,
  `select name as of, format('alter table %s %s row level security;', name, word) as text
     from (select name, 'enable' as word from relation where relrowsecurity
           union all select name, 'force' from relation where relforcerowsecurity) secured order by name, word`,
  `select r.name as of, concat(format('create policy %I on %s', p.polname, r.name),
          case when not p.polpermissive then ' as restrictive' end,
          case p.polcmd when 'r' then ' for select' when 'a' then ' for insert' when 'w' then ' for update' when 'd' then ' for delete' end,
          ' to ' || (select string_agg(case when role = 0 then 'public' else role::regrole::text end, ', ' order by role::regrole::text) from unnest(p.polroles) role),
          ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
          ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ';') as text
     from relation r join pg_policy p on p.polrelid = r.oid order by 1, p.polname collate "C"`,
  `select name as of, replace(${rights('relacl', 'relowner')}, '%s', name) as text from relation where relacl is not null`,
  `select r.name as of, format('grant %s (%s) on %s to %s;', lower(x.privilege_type), string_agg(quote_ident(a.attname), ', ' order by a.attnum),
          r.name, case when x.grantee = 0 then 'public' else x.grantee::regrole::text end) as text
     from relation r join pg_attribute a on a.attrelid = r.oid cross join aclexplode(a.attacl) x
    where not a.attisdropped group by r.name, x.grantee, x.privilege_type order by r.name, x.grantee::regrole::text, x.privilege_type`,
  `select r.name as of, format('comment on %s %s is %L;', r.word, r.name, d.description) as text
     from relation r join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = r.oid and d.objsubid = 0`,
  `select r.name as of, format('comment on column %s.%I is %L;', r.name, a.attname, d.description) as text
     from relation r join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = r.oid
     join pg_attribute a on a.attrelid = r.oid and a.attnum = d.objsubid and a.attnum > 0 order by 1, a.attnum`,
];

const FUNCTIONS = `
  select name as of, concat_ws(E'\\n',
      format('create function %s(%s)', p.oid::regproc, pg_get_function_arguments(p.oid)),
      format('  returns %s', pg_get_function_result(p.oid)),
      concat('  language ', (select lanname from pg_language l where l.oid = p.prolang),
             case p.provolatile when 'i' then ' immutable' when 's' then ' stable' else ' volatile' end,
             case when p.proisstrict then ' strict' end,
             case when p.proleakproof then ' leakproof' end,
             case when p.prosecdef then ' security definer' else ' security invoker' end,
             case p.proparallel when 's' then ' parallel safe' when 'r' then ' parallel restricted' end),
      (select string_agg('  set ' || setting, E'\\n' order by setting) from unnest(p.proconfig) setting),
      '  as $$' || p.prosrc || '$$;',
      format('alter function %s owner to %s;', name, p.proowner::regrole),
      replace(${rights(`coalesce(p.proacl, acldefault('f', p.proowner))`, 'p.proowner')}, '%s', 'function ' || name),
      format('comment on function %s is %L;', name, obj_description(p.oid, 'pg_proc'))) as text
    from routine p order by name collate "C"`;
