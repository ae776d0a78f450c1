-- What members may do: custom roles, own permissions, and those of their user groups and the groups above (G2, G5).

-- The permissions of the built-in roles, as the rule book has them; nobody changes them.
create table built_in_permission (
  role text not null,
  permission text not null,
  primary key (role, permission)
);
insert into built_in_permission (role, permission)
  select r, p from unnest(array['holder', 'super_admin', 'admin']) r,
    unnest(array['users.view', 'users.manage', 'groups.manage', 'roles.manage', 'access.grant', 'computers.enrol', 'computers.manage',
                 'computers.unlock', 'sessions.view', 'sessions.end', 'audit.view', 'account.manage', 'tokens.manage']) p
   where p <> 'roles.manage' or r <> 'admin';

create table custom_role (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  name text collate "und-x-icu" not null,
  name_key text not null,
  made_at timestamptz not null,
  version integer not null default 1,
  primary key (account_id, id)
);
create unique index one_custom_role_per_name on custom_role (account_id, name_key);

-- Making roles is for Super admins and the holder alone (G10): it is in no custom role, and nobody's own.
create table custom_role_permission (
  account_id uuid not null references account on delete restrict,
  role_id uuid not null,
  permission text not null constraint role_gives_no_roles check (permission <> 'roles.manage'),
  primary key (account_id, role_id, permission),
  foreign key (account_id, role_id) references custom_role (account_id, id) on delete restrict
);
create table member_permission (
  account_id uuid not null references account on delete restrict,
  member_id uuid not null,
  permission text not null constraint member_is_given_no_roles check (permission <> 'roles.manage'),
  primary key (account_id, member_id, permission),
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict
);
create table user_group_permission (
  account_id uuid not null references account on delete restrict,
  group_id uuid not null,
  permission text not null constraint group_gives_no_roles check (permission <> 'roles.manage'),
  primary key (account_id, group_id, permission),
  foreign key (account_id, group_id) references user_group (account_id, id) on delete restrict
);

-- Who has a custom role is a Member otherwise: the built-in roles have what they have.
alter table member add column role_id uuid,
  add foreign key (account_id, role_id) references custom_role (account_id, id) on delete restrict,
  add constraint custom_role_is_a_members check (role_id is null or role = 'member');
create index member_by_custom_role on member (account_id, role_id) where role_id is not null;

-- Whether a role that an invitation named was deleted before it was answered (I10).
alter table invitation add column lost_role boolean not null default false;

create function leave_custom_role() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
begin
  new.role_id := null;
  return new;
end $$;
comment on function leave_custom_role() is 'Who gets a built-in role other than Member has no custom one any more.';
create trigger leave_custom_role before update of role on member
  for each row when (new.role <> 'member' and new.role_id is not null) execute function leave_custom_role();

-- What members may do beyond their built-in role, and where it comes from: a custom role, the member's own, or a user group they are in or below.
create view extra_power with (security_invoker = true) as
  select m.account_id, m.id as member_id, p.permission, 'custom_role'::text as via, null::uuid as group_id
    from member m join custom_role_permission p on p.account_id = m.account_id and p.role_id = m.role_id
  union all
  select p.account_id, p.member_id, p.permission, 'own', null from member_permission p
  union all
  select i.account_id, i.member_id, p.permission, 'group', p.group_id
    from user_group_member i
    join user_group_above up on up.account_id = i.account_id and up.group_id = i.group_id
    join user_group_permission p on p.account_id = up.account_id and p.group_id = up.above_id;

create view power with (security_invoker = true) as
  select m.account_id, m.id as member_id, b.permission, 'role'::text as via, null::uuid as group_id
    from member m join built_in_permission b on b.role = m.role
  union all
  select e.account_id, e.member_id, e.permission, e.via, e.group_id from extra_power e;

comment on column extra_power.group_id is 'May be null: only what comes from a user group has one.';
comment on column power.group_id is 'May be null: only what comes from a user group has one.';

create function held_by(home uuid, who uuid) returns text[]
  language plpgsql stable set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
  as $$
begin
  return array(select distinct p.permission from power p where p.account_id = home and p.member_id = who);
end $$;
comment on function held_by(uuid, uuid) is 'The permissions that a member has from wherever, whatever their status (G2).';

-- A page of the users list asks it of fifty at once: planning these views anew for each page took longer than reading them.
create function rights_among(home uuid, who uuid[]) returns table (member_id uuid, beyond_role text[], has_access boolean)
  language plpgsql stable rows 50 set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
  as $$
begin
  return query
    select m.id, array(select distinct e.permission from extra_power e where e.account_id = home and e.member_id = m.id),
           exists (select from access_given g where g.account_id = home and g.member_id = m.id)
             or exists (select from computer c where c.account_id = home and c.owner_id = m.id)
      from unnest(who) m (id);
end $$;
comment on function rights_among(uuid, uuid[]) is 'What each of these members may do beyond their built-in role, and whether they have access to computers or own one.';

do $$
declare
  tenant text;
begin
  foreach tenant in array array['custom_role', 'custom_role_permission', 'member_permission', 'user_group_permission'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format('create policy of_account on %I to latchkey_app using (account_id = (select current_account())) with check (account_id = (select current_account()))', tenant);
    execute format('create policy of_definer on %I to latchkey_owner using (true) with check (true)', tenant);
  end loop;
end $$;
revoke all on function leave_custom_role(), held_by(uuid, uuid), rights_among(uuid, uuid[]) from public;
grant execute on function held_by(uuid, uuid), rights_among(uuid, uuid[]) to latchkey_app;
grant select on built_in_permission, extra_power, power to latchkey_app;
grant select, insert, delete on custom_role, custom_role_permission, member_permission, user_group_permission to latchkey_app;
grant update (name, name_key, version) on custom_role to latchkey_app;
grant update (role_id) on member to latchkey_app;
grant update (lost_role) on invitation to latchkey_app;

-- What members may do beyond their built-in role is among what an act takes or gives (P9).
create or replace view consequence with (security_invoker = true) as
SELECT m.account_id,
    'profile'::text AS kind,
    m.id AS member_id,
    m.id AS subject_id,
    m.sort_name AS label
   FROM member m
  WHERE m.status = 'active'::text
UNION ALL
 SELECT m.account_id,
    'role'::text AS kind,
    m.id AS member_id,
    m.id AS subject_id,
    m.role AS label
   FROM member m
  WHERE (m.status = ANY (ARRAY['active'::text, 'invited'::text])) AND m.role <> 'member'::text
UNION ALL
 SELECT i.account_id,
    'invitation'::text AS kind,
    party.member_id,
    i.id AS subject_id,
    m.sort_name AS label
   FROM invitation i
     JOIN member m ON m.account_id = i.account_id AND m.id = i.member_id
     CROSS JOIN LATERAL ( VALUES (i.member_id), (i.invited_by)) party(member_id)
  WHERE i.ending IS NULL
UNION ALL
 SELECT t.account_id,
    'token'::text AS kind,
    t.member_id,
    t.id AS subject_id,
    t.name AS label
   FROM api_token t
  WHERE t.ended_at IS NULL
UNION ALL
 SELECT h.account_id,
    'handover'::text AS kind,
    h.to_member AS member_id,
    h.id AS subject_id,
    m.sort_name AS label
   FROM handover h
     JOIN member m ON m.account_id = h.account_id AND m.id = h.to_member
  WHERE h.ending IS NULL
UNION ALL
 SELECT r.account_id,
    'computer'::text AS kind,
    r.member_id,
    r.computer_id AS subject_id,
    c.name AS label
   FROM reach r
     JOIN computer c ON c.account_id = r.account_id AND c.id = r.computer_id
UNION ALL
 SELECT c.account_id,
    'owned-computer'::text AS kind,
    c.owner_id AS member_id,
    c.id AS subject_id,
    c.name AS label
   FROM computer c
  WHERE c.owner_id IS NOT NULL
UNION ALL
 SELECT e.account_id,
    'code'::text AS kind,
    e.made_by AS member_id,
    e.id AS subject_id,
    COALESCE(o.sort_name, c.name, g.name, ''::text) AS label
   FROM enrolment_code e
     LEFT JOIN member o ON o.account_id = e.account_id AND o.id = e.owner_id
     LEFT JOIN computer c ON c.account_id = e.account_id AND c.id = e.computer_id
     LEFT JOIN computer_group g ON g.account_id = e.account_id AND g.id = e.group_id
  WHERE e.ending IS NULL AND e.expires_at > now()
UNION ALL
 SELECT e.account_id,
    'code'::text AS kind,
    e.owner_id AS member_id,
    e.id AS subject_id,
    o.sort_name AS label
   FROM enrolment_code e
     JOIN member o ON o.account_id = e.account_id AND o.id = e.owner_id
  WHERE e.ending IS NULL AND e.expires_at > now() AND e.owner_id <> e.made_by
UNION ALL
 SELECT s.account_id,
    'session'::text AS kind,
    s.member_id,
    s.id AS subject_id,
    c.name AS label
   FROM session s
     JOIN computer c ON c.account_id = s.account_id AND c.id = s.computer_id
  WHERE s.state <> 'ended'::text AND (EXISTS ( SELECT
           FROM reach r
          WHERE r.account_id = s.account_id AND r.member_id = s.member_id AND r.computer_id = s.computer_id))
UNION ALL
 SELECT m.account_id,
    'permission'::text AS kind,
    m.id AS member_id,
    m.id AS subject_id,
    e.permission AS label
   FROM member m
     JOIN extra_power e ON e.account_id = m.account_id AND e.member_id = m.id
  WHERE (m.status = ANY (ARRAY['active'::text, 'invited'::text]));

drop function standing_of(bytea[], uuid[], timestamptz);
create function standing_of(tokens bytea[], accounts uuid[], at timestamptz)
  returns table (place integer, member_id uuid, held text[])
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select asked.place::integer, m.id, held_by(m.account_id, m.id)
    from unnest(tokens, accounts) with ordinality as asked (token, account_id, place)
    join sign_in s on s.token_hash = asked.token and s.ended_at is null and s.expires_at > at
    join member m on m.account_id = asked.account_id and m.person_id = s.person_id and m.status = 'active'
         and (m.signed_out_at is null or s.proved_at > m.signed_out_at)
    join account a on a.id = m.account_id and a.closed_at is null
$$;
comment on function standing_of(bytea[], uuid[], timestamptz) is 'Which of many live sockets still stand, by place, with what they may do now. Proof: the token hashes.';
revoke all on function standing_of(bytea[], uuid[], timestamptz) from public;
grant execute on function standing_of(bytea[], uuid[], timestamptz) to latchkey_app;

-- Who leaves has nothing left that comes back with them (P7).
create or replace function take_reach() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
declare
  at constant timestamptz := coalesce(new.removed_at, now());
  owned uuid[] := '{}';
begin
  if new.status <> 'active' then
    owned := array(select c.id from computer c where c.account_id = new.account_id and c.owner_id = new.id);
  end if;
  if new.status = 'removed' then
    delete from member_access where account_id = new.account_id and member_id = new.id;
    delete from user_group_member where account_id = new.account_id and member_id = new.id;
    delete from member_permission where account_id = new.account_id and member_id = new.id;
    update member set only_own_access = false, role_id = null
     where account_id = new.account_id and id = new.id and (only_own_access or role_id is not null);
    update computer set owner_id = null, os_user = '', version = version + 1 where account_id = new.account_id and owner_id = new.id;
    update enrolment_code set ending = 'withdrawn', ended_at = at
     where account_id = new.account_id and (made_by = new.id or owner_id = new.id) and ending is null;
  end if;
  perform tell_agents(new.account_id, owned || array(select end_grants_lost_in(new.account_id, null, array[new.id], at)));
  return null;
end $$;

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
