-- Custom roles that are limited to chosen user groups or computer groups (G5): a group manager. What such a role holds counts inside only.

alter table custom_role
  add column limits_users boolean not null default false,
  add column limits_computers boolean not null default false;

-- A role that is limited to groups that are all gone is for nobody: the flag stays.
create table custom_role_user_group (
  account_id uuid not null references account on delete restrict,
  role_id uuid not null,
  group_id uuid not null,
  primary key (account_id, role_id, group_id),
  foreign key (account_id, role_id) references custom_role (account_id, id) on delete restrict,
  foreign key (account_id, group_id) references user_group (account_id, id) on delete restrict
);
create index custom_role_by_user_group on custom_role_user_group (account_id, group_id);
create table custom_role_computer_group (
  account_id uuid not null references account on delete restrict,
  role_id uuid not null,
  group_id uuid not null,
  primary key (account_id, role_id, group_id),
  foreign key (account_id, role_id) references custom_role (account_id, id) on delete restrict,
  foreign key (account_id, group_id) references computer_group (account_id, id) on delete restrict
);
create index custom_role_by_computer_group on custom_role_computer_group (account_id, group_id);

-- What is limited is among what somebody has, but not among what they may give: it is nobody's whole.
create or replace view extra_power with (security_invoker = true) as
  select m.account_id, m.id as member_id, p.permission, 'custom_role'::text as via, null::uuid as group_id,
         r.limits_users or r.limits_computers as is_limited
    from member m join custom_role r on r.account_id = m.account_id and r.id = m.role_id
    join custom_role_permission p on p.account_id = m.account_id and p.role_id = m.role_id
  union all
  select p.account_id, p.member_id, p.permission, 'own', null, false from member_permission p
  union all
  select i.account_id, i.member_id, p.permission, 'group', p.group_id, false
    from user_group_member i
    join user_group_above up on up.account_id = i.account_id and up.group_id = i.group_id
    join user_group_permission p on p.account_id = up.account_id and p.group_id = up.above_id;

create or replace view power with (security_invoker = true) as
  select m.account_id, m.id as member_id, b.permission, 'role'::text as via, null::uuid as group_id, false as is_limited
    from member m join built_in_permission b on b.role = m.role
  union all
  select e.account_id, e.member_id, e.permission, e.via, e.group_id, e.is_limited from extra_power e;

comment on column extra_power.is_limited is 'Whether it counts inside chosen groups only (G5).';
comment on column power.is_limited is 'Whether it counts inside chosen groups only (G5).';
comment on function held_by(uuid, uuid) is 'The permissions that a member has from wherever, limited ones among them, whatever their status (G2): what who acts on them must hold.';

create function held_in_full(home uuid, who uuid) returns text[]
  language plpgsql stable set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
  as $$
begin
  return array(select distinct p.permission from power p where p.account_id = home and p.member_id = who and not p.is_limited);
end $$;
comment on function held_in_full(uuid, uuid) is 'The permissions that a member has for the whole account (G2, G5): what they may do, and give.';

create function limits_of(home uuid, who uuid) returns jsonb
  language plpgsql stable set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
  as $$
begin
  return (
    select jsonb_build_object(
             'permissions', (select coalesce(jsonb_agg(p.permission), '[]') from custom_role_permission p where p.account_id = r.account_id and p.role_id = r.id),
             'user_tops', case when r.limits_users then (
               select coalesce(jsonb_agg(g.group_id), '[]') from custom_role_user_group g where g.account_id = r.account_id and g.role_id = r.id) end,
             'users', case when r.limits_users then (
               select coalesce(jsonb_agg(distinct x.group_id), '[]')
                 from custom_role_user_group g join user_group_above x on x.account_id = g.account_id and x.above_id = g.group_id
                where g.account_id = r.account_id and g.role_id = r.id) end,
             'computers', case when r.limits_computers then (
               select coalesce(jsonb_agg(g.group_id), '[]') from custom_role_computer_group g where g.account_id = r.account_id and g.role_id = r.id) end)
      from member m join custom_role r on r.account_id = m.account_id and r.id = m.role_id and (r.limits_users or r.limits_computers)
     where m.account_id = home and m.id = who);
end $$;
comment on function limits_of(uuid, uuid) is 'What a member may do inside chosen groups only (G5), these groups and those below them; null where they have no limited role.';

create function is_commanded(home uuid, manager uuid, what text, target uuid) returns boolean
  language sql stable set search_path = pg_catalog, public, pg_temp
  as $$
  select what = any (held_in_full(home, manager)) or coalesce((
    select what in (select jsonb_array_elements_text(l.limits -> 'permissions'))
           and (jsonb_typeof(l.limits -> 'users') = 'null' or (
                 exists (select from user_group_member i where i.account_id = home and i.member_id = target)
                 and not exists (select from user_group_member i where i.account_id = home and i.member_id = target and not l.limits -> 'users' ? i.group_id::text)))
      from (select limits_of(home, manager) as limits) l where l.limits is not null), false)
$$;
comment on function is_commanded(uuid, uuid, text, uuid) is 'Whether a permission of a member counts for all of another: held in full, or limited to groups that hold every group of theirs (G11).';

create or replace function standing_of(tokens bytea[], accounts uuid[], at timestamptz)
  returns table (place integer, member_id uuid, held text[])
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select asked.place::integer, m.id, held_in_full(m.account_id, m.id)
    from unnest(tokens, accounts) with ordinality as asked (token, account_id, place)
    join sign_in s on s.token_hash = asked.token and s.ended_at is null and s.expires_at > at
    join member m on m.account_id = asked.account_id and m.person_id = s.person_id and m.status = 'active'
         and (m.signed_out_at is null or s.proved_at > m.signed_out_at)
    join account a on a.id = m.account_id and a.closed_at is null
$$;

do $$
declare
  tenant text;
begin
  foreach tenant in array array['custom_role_user_group', 'custom_role_computer_group'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format('create policy of_account on %I to latchkey_app using (account_id = (select current_account())) with check (account_id = (select current_account()))', tenant);
    execute format('create policy of_definer on %I to latchkey_owner using (true) with check (true)', tenant);
  end loop;
end $$;
revoke all on function held_in_full(uuid, uuid), limits_of(uuid, uuid), is_commanded(uuid, uuid, text, uuid) from public;
grant execute on function held_in_full(uuid, uuid), limits_of(uuid, uuid), is_commanded(uuid, uuid, text, uuid) to latchkey_app;
grant select, insert, delete on custom_role_user_group, custom_role_computer_group to latchkey_app;
grant update (limits_users, limits_computers) on custom_role to latchkey_app;

create or replace function erase_account(gone uuid, at timestamptz, rows integer) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  tenant text;
  erased integer;
begin
  perform from account where id = gone and closed_at is not null and is_erased_at(closed_at) <= at for update;
  if not found then return true; end if;
  foreach tenant in array array['code_approval', 'lockout', 'session_ticket', 'session', 'computer_grant', 'member_access', 'user_group_access',
                                'user_group_member', 'user_group_permission', 'user_group_above', 'member_permission', 'custom_role_permission',
                                'custom_role_user_group', 'custom_role_computer_group',
                                'enrolment_code', 'computer', 'computer_group', 'batch_line', 'batch', 'api_token', 'handover',
                                'invitation_link', 'invitation', 'mail', 'idempotency', 'audit_personal', 'audit_target', 'audit'] loop
    execute format('delete from %I where ctid = any (array(select ctid from %I where account_id = $1 limit $2)) and account_id = $1', tenant, tenant)
      using gone, rows;
    get diagnostics erased = row_count;
    if erased > 0 then return false; end if;
  end loop;
  -- A group stands on the one above it, so they go at once; there are few.
  delete from user_group where account_id = gone;
  delete from member where ctid = any (array(select ctid from member where account_id = gone and role <> 'holder' limit rows));
  get diagnostics erased = row_count;
  if erased > 0 then return false; end if;
  delete from member where account_id = gone;
  delete from custom_role where account_id = gone;
  delete from account where id = gone;
  return true;
end $$;
