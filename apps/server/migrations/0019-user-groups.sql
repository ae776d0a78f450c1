-- User groups (G1), who is in them, which computers they open (G4), and that part of reach.

create table user_group (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  parent_id uuid,
  name text collate "und-x-icu" not null,
  name_key text not null,
  made_at timestamptz not null,
  version integer not null default 1,
  primary key (account_id, id),
  foreign key (account_id, parent_id) references user_group (account_id, id) on delete restrict
);
create unique index one_user_group_per_name on user_group (account_id, parent_id, name_key) nulls not distinct;
comment on table user_group is 'Groups of users (G1): a tree, whose groups are told apart by name within the one above.';

-- Each group with itself and every group above it. Kept by the database alone, so that what comes from above is one join.
-- A group that came below itself would stand here twice, and one on a sixth level would be too far from the first.
create table user_group_above (
  account_id uuid not null,
  group_id uuid not null,
  above_id uuid not null,
  distance integer not null constraint user_groups_nest_five_deep check (distance between 0 and 4),
  constraint user_group_is_not_below_itself primary key (account_id, group_id, above_id),
  foreign key (account_id, group_id) references user_group (account_id, id) on delete restrict,
  foreign key (account_id, above_id) references user_group (account_id, id) on delete restrict
);
create index user_group_below on user_group_above (account_id, above_id, group_id);

create function keep_groups_above() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
begin
  if tg_op = 'DELETE' then
    delete from user_group_above where account_id = old.account_id and group_id = old.id;
    return old;
  end if;
  if tg_op = 'INSERT' then
    insert into user_group_above (account_id, group_id, above_id, distance) values (new.account_id, new.id, new.id, 0);
  else
    delete from user_group_above x using user_group_above below, user_group_above above
     where below.account_id = new.account_id and below.above_id = new.id
       and above.account_id = new.account_id and above.group_id = new.id and above.above_id <> new.id
       and x.account_id = new.account_id and x.group_id = below.group_id and x.above_id = above.above_id;
  end if;
  insert into user_group_above (account_id, group_id, above_id, distance)
    select new.account_id, below.group_id, above.above_id, below.distance + above.distance + 1
      from user_group_above below join user_group_above above on above.account_id = new.account_id and above.group_id = new.parent_id
     where below.account_id = new.account_id and below.above_id = new.id;
  return null;
end $$;
comment on function keep_groups_above() is 'Keeps for each user group the groups above it, in the order of the acts: whoever changes the tree holds the account.';
create trigger keep_groups_above_new after insert on user_group for each row execute function keep_groups_above();
create trigger keep_groups_above_gone before delete on user_group for each row execute function keep_groups_above();
create trigger keep_groups_above_moved after update of parent_id on user_group
  for each row when (new.parent_id is distinct from old.parent_id) execute function keep_groups_above();

create table user_group_member (
  account_id uuid not null references account on delete restrict,
  group_id uuid not null,
  member_id uuid not null,
  made_at timestamptz not null,
  primary key (account_id, group_id, member_id),
  foreign key (account_id, group_id) references user_group (account_id, id) on delete restrict,
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict
);
create index user_group_member_by_member on user_group_member (account_id, member_id, group_id);

-- What a user group opens: all computers, a group of them, or one. No row: none.
create table user_group_access (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  user_group_id uuid not null,
  kind text not null constraint group_access_kind_is_known check (kind in ('all', 'group', 'computer')),
  group_id uuid,
  computer_id uuid,
  made_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, user_group_id) references user_group (account_id, id) on delete restrict,
  foreign key (account_id, group_id) references computer_group (account_id, id) on delete restrict,
  foreign key (account_id, computer_id) references computer (account_id, id) on delete restrict,
  constraint group_access_names_what_it_is_to check ((kind = 'group') = (group_id is not null) and (kind = 'computer') = (computer_id is not null))
);
create unique index one_group_access_to_all on user_group_access (account_id, user_group_id) where kind = 'all';
create unique index one_group_access_per_group on user_group_access (account_id, group_id, user_group_id) where kind = 'group';
create unique index one_group_access_per_computer on user_group_access (account_id, computer_id, user_group_id) where kind = 'computer';
create index user_group_access_by_group on user_group_access (account_id, user_group_id);

-- "Only this list": what the groups of a member open is not theirs (G4).
alter table member add column only_own_access boolean not null default false;

-- Whether a group that an invitation named was deleted before it was answered: then it says what it could not bring (I10).
alter table invitation add column lost_groups boolean not null default false;

-- Access that members have, their own and that of their user groups and those above, whoever they are now.
create view access_given with (security_invoker = true) as
  select a.account_id, a.member_id, a.kind, a.group_id, a.computer_id from member_access a
  union all
  select i.account_id, i.member_id, a.kind, a.group_id, a.computer_id
    from user_group_member i
    join member m on m.account_id = i.account_id and m.id = i.member_id and not m.only_own_access
    join user_group_above up on up.account_id = i.account_id and up.group_id = i.group_id
    join user_group_access a on a.account_id = up.account_id and a.user_group_id = up.above_id;
comment on column access_given.group_id is 'May be null: access to everything, or to one computer.';
comment on column access_given.computer_id is 'May be null: access to everything, or to a group of computers.';

create or replace view reach with (security_invoker = true) as
  select c.account_id, m.id as member_id, c.id as computer_id, 'owner'::text as via
    from computer c join member m on m.account_id = c.account_id and m.id = c.owner_id and m.status = 'active'
   where c.status = 'active'
  union all
  select c.account_id, m.id, c.id, 'own'
    from computer c join member m on m.account_id = c.account_id and m.role = 'holder' and m.status = 'active'
   where c.status = 'active'
  union all
  select c.account_id, a.member_id, c.id, 'own'
    from member_access a join computer c on c.account_id = a.account_id and c.status = 'active'
    join member m on m.account_id = a.account_id and m.id = a.member_id and m.status = 'active'
   where a.kind = 'all'
  union all
  select c.account_id, a.member_id, c.id, 'own'
    from member_access a join computer c on c.account_id = a.account_id and c.group_id = a.group_id and c.status = 'active'
    join member m on m.account_id = a.account_id and m.id = a.member_id and m.status = 'active'
   where a.kind = 'group'
  union all
  select c.account_id, a.member_id, c.id, 'own'
    from member_access a join computer c on c.account_id = a.account_id and c.id = a.computer_id and c.status = 'active'
    join member m on m.account_id = a.account_id and m.id = a.member_id and m.status = 'active'
   where a.kind = 'computer'
  union all
  select c.account_id, i.member_id, c.id, 'group'
    from user_group_member i join member m on m.account_id = i.account_id and m.id = i.member_id and m.status = 'active' and not m.only_own_access
    join user_group_above up on up.account_id = i.account_id and up.group_id = i.group_id
    join user_group_access a on a.account_id = up.account_id and a.user_group_id = up.above_id and a.kind = 'all'
    join computer c on c.account_id = a.account_id and c.status = 'active'
  union all
  select c.account_id, i.member_id, c.id, 'group'
    from user_group_member i join member m on m.account_id = i.account_id and m.id = i.member_id and m.status = 'active' and not m.only_own_access
    join user_group_above up on up.account_id = i.account_id and up.group_id = i.group_id
    join user_group_access a on a.account_id = up.account_id and a.user_group_id = up.above_id and a.kind = 'group'
    join computer c on c.account_id = a.account_id and c.group_id = a.group_id and c.status = 'active'
  union all
  select c.account_id, i.member_id, c.id, 'group'
    from user_group_member i join member m on m.account_id = i.account_id and m.id = i.member_id and m.status = 'active' and not m.only_own_access
    join user_group_above up on up.account_id = i.account_id and up.group_id = i.group_id
    join user_group_access a on a.account_id = up.account_id and a.user_group_id = up.above_id and a.kind = 'computer'
    join computer c on c.account_id = a.account_id and c.id = a.computer_id and c.status = 'active';

-- Grant by grant, which `offset 0` makes sure of: asked as a set, every way of everybody would be looked at.
create or replace function end_grants_lost_in(home uuid, computers uuid[], members uuid[], at timestamptz) returns setof uuid
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
declare
  lost uuid[];
begin
  lost := array(
    select g.id from computer_grant g
     where g.account_id = home and g.ended_at is null
       and (computers is null or g.computer_id = any (computers)) and (members is null or g.member_id = any (members))
       and not exists (select from reach r where r.account_id = home and r.member_id = g.member_id and r.computer_id = g.computer_id offset 0));
  if lost = '{}' then return; end if;
  perform from computer c where c.account_id = home and c.id in (select g.computer_id from computer_grant g where g.account_id = home and g.id = any (lost))
    order by c.id for no key update;
  update computer c set grant_revision = c.grant_revision + 1
   where c.account_id = home and c.id in (select g.computer_id from computer_grant g where g.account_id = home and g.id = any (lost));
  return query
    update computer_grant g set ended_at = at, revision = c.grant_revision from computer c
     where g.account_id = home and g.id = any (lost) and g.ended_at is null and c.account_id = home and c.id = g.computer_id
    returning g.computer_id;
end $$;

do $$
declare
  tenant text;
begin
  foreach tenant in array array['user_group', 'user_group_above', 'user_group_member', 'user_group_access'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format('create policy of_account on %I to latchkey_app using (account_id = (select current_account())) with check (account_id = (select current_account()))', tenant);
    execute format('create policy of_definer on %I to latchkey_owner using (true) with check (true)', tenant);
  end loop;
end $$;
revoke all on function keep_groups_above() from public;

-- Who leaves is in no group any more, and none comes back with them (P7).
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
    update member set only_own_access = false where account_id = new.account_id and id = new.id and only_own_access;
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
                                'user_group_member', 'user_group_above', 'enrolment_code', 'computer', 'computer_group', 'batch_line', 'batch',
                                'api_token', 'handover', 'invitation_link', 'invitation', 'mail', 'idempotency', 'audit_personal',
                                'audit_target', 'audit'] loop
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
  delete from account where id = gone;
  return true;
end $$;
grant select, insert, delete on user_group to latchkey_app;
grant update (parent_id, name, name_key, version) on user_group to latchkey_app;
grant select on user_group_above, access_given to latchkey_app;
grant select, insert, delete on user_group_member, user_group_access to latchkey_app;
grant update (only_own_access) on member to latchkey_app;
grant update (lost_groups) on invitation to latchkey_app;
