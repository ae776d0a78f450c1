import type pg from 'pg';
import { definers } from './definers.ts';

/** What each role may do with what it does not own: role → thing → rights, columns in brackets. */
export type Rights = Record<string, Record<string, string>>;

/** Every right that anybody has. Nothing else may be granted: not to these roles, not to others. */
export const rights: Rights = {
  public: {
    database: 'connect, temporary',
    'schema public': 'usage',
  },
  latchkey_app: {
    'schema jobs': 'usage',
    'schema public': 'usage',
    access_given: 'select',
    access_request: 'insert, select, update (answer, answered_by, ended_at, note, state)',
    account:
      'select, update (closed_at, company_name, inactivity_days, invitation_days, language, lock_only_person, members_may_enrol, reply_to, sender_name, session_idle_minutes, support_contact, version)',
    api_token:
      'insert, select (account_id, ended_at, expires_at, id, kind, last_used_at, made_at, member_id, name, scopes), update (ended_at)',
    audit: 'insert, select',
    audit_personal: 'insert, select',
    audit_target: 'insert, select',
    batch: 'insert, select, update (done, ended_at, refused, state, total)',
    batch_line: 'insert, select, update (outcome)',
    built_in_permission: 'select',
    code_approval: 'insert, select, update (answered_at, answered_by, grant_id, state, told_at)',
    computer:
      'insert, select, update (acknowledged_revision, agent_version, base_cred_id, boot_id, device_key, grant_revision, group_id, hello_counter, hostname, last_seen_at, link_id, linked_at, lock_id, name, node_id, os, os_user, owner_id, problem, quarantined_at, removed_at, removed_where, status, version)',
    computer_grant: 'insert, select, update (cred_id, ended_at, revision)',
    computer_group: 'delete, insert, select, update (name, name_key, version)',
    consequence: 'select',
    custom_role: 'delete, insert, select, update (limits_computers, limits_users, name, name_key, version)',
    custom_role_computer_group: 'delete, insert, select',
    custom_role_permission: 'delete, insert, select',
    custom_role_user_group: 'delete, insert, select',
    enrolment_code: 'insert, select, update (ended_at, ending, group_id, uses_left)',
    extra_power: 'select',
    handover: 'insert, select, update (accepted_at, ended_at, ended_by, ending, old_holder_role, takes_effect_at)',
    idempotency: 'insert, select, update (reply)',
    installation: 'select',
    invitation:
      'insert, select, update (ended_at, ending, expires_at, generation, invited_by, lost_groups, lost_role, member_id, sent_at)',
    invitation_link: 'insert, select',
    limit_charge: 'delete, insert, select, update',
    lockout: 'insert, select, update (cleared_at, digest_id, digested_at, ended_at, ended_by, forgiven_at)',
    mail: 'insert, select, update (problem, sent_at, state, tries)',
    member:
      'delete, insert, select, update (email, last_entered_at, name, only_own_access, person_id, removed_at, role, role_id, signed_out_at, status, version)',
    member_access: 'delete, insert, select',
    member_permission: 'delete, insert, select',
    node: 'delete, insert, select, update',
    node_address: 'delete, insert, select, update',
    person_event: 'insert',
    power: 'select',
    reach: 'select',
    reset_request: 'insert',
    session:
      'insert, select, update (boot_id, control, ended_at, ended_by, ending, failed_at, lost_at, node_id, opened_at, round, state)',
    session_ticket:
      'insert, select (account_id, expires_at, node_id, session_id, side, used_at), update (expires_at, node_id, ticket_hash, used_at)',
    sign_up_request: 'insert',
    user_group: 'delete, insert, select, update (name, name_key, parent_id, version)',
    user_group_above: 'select',
    user_group_access: 'delete, insert, select',
    user_group_member: 'delete, insert, select',
    user_group_permission: 'delete, insert, select',
    'current_account()': 'execute',
    'end_grants_lost_in(uuid,uuid[],uuid[],timestamp with time zone)': 'execute',
    'end_lost_grants(uuid[],uuid[],timestamp with time zone)': 'execute',
    'held_by(uuid,uuid)': 'execute',
    'held_in_full(uuid,uuid)': 'execute',
    'is_commanded(uuid,uuid,text,uuid)': 'execute',
    'limits_of(uuid,uuid)': 'execute',
    'has_asked_for(uuid,uuid,uuid,text,boolean)': 'execute',
    'requests_for(uuid,uuid,text[],uuid,integer)': 'execute',
    'reached_by(uuid,uuid)': 'execute',
    'rights_among(uuid,uuid[])': 'execute',
    'tell_agents(uuid,uuid[])': 'execute',
    'ways_of(uuid,uuid,uuid[])': 'execute',
    'fold_for_search(text)': 'execute',
    'grams_of(uuid,text)': 'execute',
    'is_erased_at(timestamp with time zone)': 'execute',
    'name_steps()': 'execute',
    'spans_of(text)': 'execute',
    ...Object.fromEntries(
      Object.entries(definers)
        .filter(([, { isTrigger, of }]) => !isTrigger && of === undefined)
        .map(([name]) => [name, 'execute']),
    ),
  },
  latchkey_jobs: {
    'schema public': 'usage',
    'free_mails()': 'execute',
  },
};

// An owner's own rights go without saying. Functions of extensions compute and read nothing; the functions of the queue's
// own schema are behind a schema that nobody else may use.
const GRANTED = `
  with granted as (
    select 'database' as thing, x.grantee, x.privilege_type, null as attname
      from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x where d.datname = current_database() and x.grantee <> d.datdba
    union all
    select 'schema ' || n.nspname, x.grantee, x.privilege_type, null
      from pg_namespace n, aclexplode(n.nspacl) x where n.nspname !~ '^(pg_|information_schema)' and x.grantee <> n.nspowner
    union all
    select c.oid::regclass::text, x.grantee, x.privilege_type, null
      from pg_class c, aclexplode(c.relacl) x where c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)' and x.grantee <> c.relowner
    union all
    select c.oid::regclass::text, x.grantee, x.privilege_type, a.attname
      from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) x
     where c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)' and x.grantee <> c.relowner
    union all
    select p.oid::regprocedure::text, x.grantee, x.privilege_type, null
      from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
     where p.pronamespace in ('public'::regnamespace, 'jobs'::regnamespace) and x.grantee <> p.proowner
       and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')),
  worded as (
    select case grantee when 0 then 'public' else grantee::regrole::text end as role, thing,
           lower(privilege_type) || coalesce(' (' || string_agg(attname, ', ' order by attname) || ')', '') as words
      from granted group by grantee, thing, privilege_type, attname is null)
  select role, thing, string_agg(words, ', ' order by words) as words from worded group by role, thing order by role, thing`;

/** The rights that stand in the catalogue of a database. */
export async function rightsIn(client: pg.Client): Promise<Rights> {
  await client.query('set search_path = public');
  const { rows } = await client.query<{ role: string; thing: string; words: string }>(GRANTED);
  const found: Rights = {};
  for (const { role, thing, words } of rows) (found[role] ??= {})[thing] = words;
  return found;
}
