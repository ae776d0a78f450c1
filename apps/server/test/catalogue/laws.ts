import type pg from 'pg';
import { excused } from './excused.ts';
import { definers } from './definers.ts';

/** A law over the catalogue: `breakers` selects one text, `what`, for each thing that breaks it; `but` says why some may. */
export type Law = { name: string; breakers: string; but: Readonly<Record<string, string>> };

// Ours: the schemas public and jobs, without what came with an extension.
const OURS = `
  relation as (
    select c.*, c.oid::regclass::text as name from pg_class c
     where c.relnamespace in ('public'::regnamespace, 'jobs'::regnamespace) and c.relkind not in ('i', 'I', 't')
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')),
  stored as (select * from relation where relkind in ('r', 'p')),
  tenant as (
    select s.*, coalesce((select a.attnum from pg_attribute a where a.attrelid = s.oid and a.attname = 'account_id' and not a.attisdropped),
                         (select a.attnum from pg_attribute a where a.attrelid = s.oid and a.attname = 'id')) as account
      from stored s
     where s.name = 'account' or exists (select from pg_attribute a where a.attrelid = s.oid and a.attname = 'account_id' and not a.attisdropped)),
  attribute as (
    select a.*, r.name || '.' || a.attname as name from pg_attribute a join relation r on r.oid = a.attrelid
     where a.attnum > 0 and not a.attisdropped),
  routine as (
    select p.*, p.oid::regprocedure::text as name from pg_proc p
     where p.pronamespace in ('public'::regnamespace, 'jobs'::regnamespace)
       and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')),
  role as (select * from pg_roles where rolname like 'latchkey\\_%')`;

export const laws: Law[] = [
  {
    name: 'every table belongs to an account',
    breakers: `select name as what from stored where oid not in (select oid from tenant)`,
    but: excused.tablesOfNoAccount,
  },
  {
    name: 'every row of a tenant names its account',
    breakers: `select a.name as what from tenant t join attribute a on a.attrelid = t.oid and a.attnum = t.account where not a.attnotnull`,
    but: excused.rowsOfNoAccount,
  },
  {
    name: 'every table of a tenant has forced row-level security',
    breakers: `select name as what from tenant where not (relrowsecurity and relforcerowsecurity)`,
    but: {},
  },
  {
    name: 'the app sees the rows of its account through one policy, and only functions of the owner see more',
    breakers: `
      with policy as (
        select t.name, p.polname, p.polpermissive and p.polcmd = '*'
               and pg_get_expr(p.polqual, p.polrelid) is not distinct from pg_get_expr(p.polwithcheck, p.polrelid) as is_plain,
               p.polroles = array['latchkey_app'::regrole::oid] as is_app, p.polroles = array['latchkey_owner'::regrole::oid] as is_owner,
               pg_get_expr(p.polqual, p.polrelid) as shown,
               format('(%s = ( SELECT current_account() AS current_account))', (select attname from pg_attribute where attrelid = t.oid and attnum = t.account)) as its_account
          from tenant t join pg_policy p on p.polrelid = t.oid)
      select format('%s: policy %s', name, polname) as what from policy
       where not is_plain or not (is_app and shown = its_account or is_owner and shown = 'true')
      union all
      select format('%s: no policy', name) from tenant t
       where not exists (select from policy p where p.name = t.name and p.is_app)
         and not (t.relispartition and pg_get_expr(t.relpartbound, t.oid) <> 'DEFAULT')`,
    but: {},
  },
  {
    name: 'every key of a tenant’s table begins with the account',
    breakers: `
      select i.indexrelid::regclass::text as what from tenant t join pg_index i on i.indrelid = t.oid
       where i.indisunique and i.indkey[0] <> t.account`,
    but: excused.keysAcrossAccounts,
  },
  {
    name: 'nothing is deleted because something else is',
    breakers: `
      select format('%s: %s', r.name, k.conname) as what from relation r join pg_constraint k on k.conrelid = r.oid
       where k.contype = 'f' and (k.confdeltype <> 'r' or k.confupdtype <> 'a')`,
    but: {},
  },
  {
    name: 'a row refers only to rows of its own account',
    breakers: `
      select format('%s: %s', t.name, k.conname) as what
        from tenant t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f' join tenant o on o.oid = k.confrelid
       where k.confkey[array_position(k.conkey, t.account)] is distinct from o.account
      union all
      select format('%s: %s', s.name, k.conname)
        from stored s join pg_constraint k on k.conrelid = s.oid and k.contype = 'f' join tenant o on o.oid = k.confrelid
       where s.oid not in (select oid from tenant)`,
    but: {},
  },
  {
    name: 'every view sees what its caller sees',
    breakers: `
      select name as what from relation
       where relkind = 'v' and not coalesce(reloptions && array['security_invoker=true', 'security_invoker=on'], false) or relkind not in ('r', 'p', 'v')`,
    but: {},
  },
  {
    name: 'every function with its owner’s rights is known',
    breakers: `select name as what from routine where prosecdef`,
    but: Object.fromEntries(Object.entries(definers).map(([name, { because }]) => [name, because])),
  },
  {
    name: 'every function with its owner’s rights pins where names are looked up',
    breakers: `
      select name as what from routine
       where prosecdef and not exists (select from unnest(proconfig) c where c ~ '^search_path=pg_catalog, (public|jobs), pg_temp$')`,
    but: {},
  },
  {
    name: 'no function is everybody’s',
    breakers: `
      select name as what from routine where exists (
        select from aclexplode(coalesce(proacl, acldefault('f', proowner))) x where x.grantee = 0)`,
    but: {},
  },
  {
    name: 'every moment has a time zone, and no column is of a kind whose search row-level security slows down',
    breakers: `
      select format('%s %s', a.name, format_type(a.atttypid, a.atttypmod)) as what from attribute a join pg_type t on t.oid = a.atttypid
       where t.typtype = 'e' or t.typname in ('timestamp', 'time', 'timetz', 'citext', 'varchar', 'bpchar', 'json', 'money')
          or (a.attname = 'at' or a.attname like '%\\_at') and t.typname <> 'timestamptz'
      union all
      select t.oid::regtype::text from pg_type t where t.typtype = 'e' and t.typnamespace in ('public'::regnamespace, 'jobs'::regnamespace)`,
    but: {},
  },
  {
    name: 'no role is above the rules',
    breakers: `
      select format('%s %s', rolname, fact) as what
        from role, unnest(array['superuser', 'bypasses', 'creates databases', 'replicates', 'creates roles'],
                          array[rolsuper, rolbypassrls, rolcreatedb, rolreplication, rolcreaterole]) as facts (fact, holds)
       where holds
      union all
      select format('%s acts as %s', r.rolname, o.rolname) from role r join pg_roles o on o.oid <> r.oid and pg_has_role(r.oid, o.oid, 'usage')`,
    but: excused.powersOfRoles,
  },
  {
    name: 'the app owns nothing, and the queue only itself',
    breakers: `
      select format('%s owns %s %s', d.refobjid::regrole, o.type, o.identity) as what
        from pg_shdepend d cross join pg_identify_object(d.classid, d.objid, d.objsubid) o
       where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and d.dbid in (0, (select oid from pg_database where datname = current_database()))
         and (d.refobjid = 'latchkey_app'::regrole
           or d.refobjid = 'latchkey_jobs'::regrole and coalesce(o.schema, o.name) not in ('jobs', 'graphile_worker'))`,
    but: {},
  },
];

/** What breaks the law without an excuse, and which excuses excuse nothing any more. */
export async function breakersOf(client: pg.Client, law: Law): Promise<string[]> {
  await client.query('set search_path = public');
  const { rows } = await client.query<{ what: string }>(
    `with ${OURS} select what from (${law.breakers}) breakers order by 1`,
  );
  const breakers = rows.map((row) => row.what);
  const unexcused = breakers.filter((what) => !Object.hasOwn(law.but, what));
  const idle = Object.keys(law.but).filter((what) => !breakers.includes(what));
  return [...unexcused, ...idle.map((what) => `nothing to excuse: ${what}`)];
}

/** The law of that name. */
export function lawNamed(name: string): Law {
  const law = laws.find((candidate) => candidate.name === name);
  if (!law) throw new Error(`no law “${name}”`);
  return law;
}
