-- Computers, who reaches them, what enrols them, sessions on them, and locks after wrong codes.
--
-- A computer is its device key and belongs to one account. Access codes and what is derived from them are not here: only the
-- computer has them. What stands here of a code is its random number (`cred_id`), which tells nothing.

alter table account
  add column members_may_enrol boolean not null default false,
  add column session_idle_minutes integer not null default 15 constraint session_idle_minutes_in_range check (session_idle_minutes between 1 and 720),
  add column lock_only_person boolean not null default false;

-- The running servers. An agent dials the one that serves the viewer; a row that is not kept fresh is a server that is gone.
create table node (
  id uuid primary key,
  url text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);

create table computer_group (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  name text collate "und-x-icu" not null,
  name_key text not null,
  made_at timestamptz not null,
  version integer not null default 1,
  primary key (account_id, id)
);
create unique index one_computer_group_per_name on computer_group (account_id, name_key);

create table computer (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  device_key bytea not null constraint device_key_is_ed25519 check (length(device_key) = 32),
  name text not null,
  sort_name text collate "und-x-icu" not null generated always as (name) stored,
  status text not null constraint computer_status_is_known check (status in ('waiting', 'active', 'removed')),
  group_id uuid,
  owner_id uuid,
  made_at timestamptz not null,
  removed_at timestamptz,
  removed_where text constraint computer_removed_where_is_known check (removed_where in ('account', 'computer')),
  version integer not null default 1,
  -- What the machine says of itself: shown as text, believed in nothing.
  hostname text not null default '',
  os text not null default '',
  agent_version text not null default '',
  os_user text not null default '',
  problem text not null default '',
  base_cred_id uuid,
  search_text text collate "C" not null generated always as (fold_for_search(name || chr(10) || hostname || chr(10) || os_user)) stored,
  -- Presence. The counter of the last hello, and which start of the machine it came from.
  hello_counter bigint not null default 0,
  boot_id text,
  node_id uuid,
  link_id uuid,
  linked_at timestamptz,
  last_seen_at timestamptz,
  quarantined_at timestamptz,
  lock_id uuid,
  -- Grants are numbered for each computer, under the lock of its row, so that what was acknowledged is never passed by.
  grant_revision bigint not null default 0,
  acknowledged_revision bigint not null default 0,
  primary key (account_id, id),
  foreign key (account_id, group_id) references computer_group (account_id, id) on delete restrict,
  foreign key (account_id, owner_id) references member (account_id, id) on delete restrict,
  constraint computer_removal_has_its_moment check ((status = 'removed') = (removed_at is not null)),
  constraint removed_computer_has_no_owner check (status <> 'removed' or owner_id is null)
);
create unique index computer_by_id on computer (id);
create unique index one_computer_per_device_key on computer (device_key);
create index computer_by_name on computer (account_id, sort_name, id) include (search_text, status, group_id, owner_id) where status <> 'removed';
create index computer_by_last_seen on computer (account_id, (coalesce(last_seen_at, '-infinity')), id) where status <> 'removed';
create index computer_by_date on computer (account_id, made_at, id) where status <> 'removed';
create index computer_by_group on computer (account_id, group_id, sort_name, id) where status <> 'removed';
create index computer_by_owner on computer (account_id, owner_id, sort_name, id) where owner_id is not null;
create index computer_by_node on computer (node_id) where node_id is not null;

-- What lets a machine in. The code is shown or mailed once; here is its hash.
create table enrolment_code (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  kind text not null constraint enrolment_kind_is_known check (kind in ('enrolment', 'deployment', 'replacement')),
  code_hash bytea not null,
  made_by uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  group_id uuid,
  owner_id uuid,
  computer_id uuid,
  uses_left integer not null constraint uses_left_is_not_negative check (uses_left >= 0),
  uses integer not null constraint uses_in_range check (uses between 1 and 100000),
  needs_approval boolean not null,
  ending text constraint enrolment_ending_is_known check (ending in ('used', 'withdrawn')),
  ended_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, made_by) references member (account_id, id) on delete restrict,
  foreign key (account_id, group_id) references computer_group (account_id, id) on delete restrict,
  foreign key (account_id, owner_id) references member (account_id, id) on delete restrict,
  foreign key (account_id, computer_id) references computer (account_id, id) on delete restrict,
  constraint only_replacements_name_a_computer check ((kind = 'replacement') = (computer_id is not null)),
  constraint only_enrolments_name_an_owner check (owner_id is null or kind = 'enrolment'),
  constraint enrolment_ending_has_its_moment check ((ending is null) = (ended_at is null))
);
create unique index one_enrolment_per_code on enrolment_code (code_hash);
create index enrolment_code_open on enrolment_code (account_id, id) where ending is null;
create index enrolment_code_by_maker on enrolment_code (account_id, made_by) where ending is null;

-- Own access of a member (G4): all computers, a group of them, or one. No row: none.
create table member_access (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  member_id uuid not null,
  kind text not null constraint access_kind_is_known check (kind in ('all', 'group', 'computer')),
  group_id uuid,
  computer_id uuid,
  made_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict,
  foreign key (account_id, group_id) references computer_group (account_id, id) on delete restrict,
  foreign key (account_id, computer_id) references computer (account_id, id) on delete restrict,
  constraint access_names_what_it_is_to check ((kind = 'group') = (group_id is not null) and (kind = 'computer') = (computer_id is not null))
);
create unique index one_access_to_all on member_access (account_id, member_id) where kind = 'all';
create unique index one_access_per_group on member_access (account_id, group_id, member_id) where kind = 'group';
create unique index one_access_per_computer on member_access (account_id, computer_id, member_id) where kind = 'computer';
create index member_access_by_member on member_access (account_id, member_id);
create index member_access_to_all on member_access (account_id, member_id) where kind = 'all';

-- Who reaches which computer, and how (G4). The holder reaches everything (P11). Later ways add their rows here.
create view reach with (security_invoker = true) as
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
   where a.kind = 'computer';

-- A person's copy of a code on a computer, as far as the server knows: which code it is, never the code.
create table computer_grant (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  computer_id uuid not null,
  member_id uuid not null,
  person_id uuid not null,
  cred_id uuid,
  revision bigint not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, computer_id) references computer (account_id, id) on delete restrict,
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict
);
create unique index one_open_grant_per_member_and_computer on computer_grant (account_id, computer_id, member_id) where ended_at is null;
create index computer_grant_by_member on computer_grant (account_id, member_id) where ended_at is null;
create index computer_grant_by_revision on computer_grant (account_id, computer_id, revision);

create table session (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  computer_id uuid not null,
  member_id uuid not null,
  person_id uuid not null,
  sign_in_id uuid not null,
  grant_id uuid not null,
  -- asked: the computer was told; open: the code was right; ended.
  state text not null constraint session_state_is_known check (state in ('asked', 'open', 'ended')),
  control boolean not null,
  address text not null,
  node_id uuid,
  -- How often it came back: the two data sockets of one pair are of one round.
  round integer not null default 0,
  -- When its node was found to be gone, until it comes back on another.
  lost_at timestamptz,
  made_at timestamptz not null,
  opened_at timestamptz,
  ended_at timestamptz,
  ending text constraint session_ending_is_known check (ending in (
    'ended', 'revoked', 'suspended', 'removed', 'signed-out', 'left', 'idle', 'host-ended', 'lost', 'refused', 'locked', 'unopened')),
  ended_by uuid,
  primary key (account_id, id),
  foreign key (account_id, computer_id) references computer (account_id, id) on delete restrict,
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict,
  foreign key (account_id, grant_id) references computer_grant (account_id, id) on delete restrict,
  constraint session_end_has_its_moment check ((state = 'ended') = (ended_at is not null))
);
create unique index session_by_id on session (id);
create index session_by_computer on session (account_id, computer_id, id);
create index session_by_member on session (account_id, member_id, id);
create index session_live_by_computer on session (account_id, computer_id, id) where state <> 'ended';
create index session_live on session (account_id, id) where state <> 'ended';
create index session_live_by_node on session (node_id) where state <> 'ended';

-- Tickets of data sockets (C10): 256 bits, 30 s, once. Another of the same side replaces the one before.
create table session_ticket (
  account_id uuid not null,
  session_id uuid not null,
  side text not null constraint ticket_side_is_known check (side in ('viewer', 'host')),
  ticket_hash bytea not null,
  node_id uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, session_id, side),
  foreign key (account_id, session_id) references session (account_id, id) on delete restrict
);
create unique index one_ticket_per_secret on session_ticket (ticket_hash);

-- A computer that refuses everybody after three wrong codes in a row by one person (S5).
create table lockout (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  computer_id uuid not null,
  member_id uuid not null,
  session_id uuid not null,
  address text not null,
  at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,
  -- Locks only the person who failed, where the account wants that.
  is_personal boolean not null default false,
  -- When the computer said that it lifted the lock.
  cleared_at timestamptz,
  -- The mail that told of it; several locks share one.
  digest_id uuid,
  digested_at timestamptz,
  -- The brake on who locks several computers, lifted by an admin.
  forgiven_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, computer_id) references computer (account_id, id) on delete restrict,
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict,
  foreign key (account_id, session_id) references session (account_id, id) on delete restrict
);
create unique index one_open_lockout_per_computer on lockout (account_id, computer_id) where ended_at is null and not is_personal;
create unique index one_open_lockout_per_member_and_computer on lockout (account_id, computer_id, member_id) where ended_at is null and is_personal;
create unique index one_lockout_per_session on lockout (account_id, session_id);
create index lockout_untold on lockout (account_id) where digest_id is null;
create index lockout_uncleared on lockout (account_id, computer_id) where ended_at is not null and cleared_at is null;
create index lockout_by_digest on lockout (account_id, digest_id);
create index lockout_by_digested on lockout (account_id, digested_at desc);
create index lockout_by_computer on lockout (account_id, computer_id, at desc);
create index lockout_by_member on lockout (account_id, member_id, at desc);

-- What follows when a member goes ---------------------------------------------------------------------------------------------

create function take_from_member() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
begin
  delete from member_access where account_id = new.account_id and member_id = new.id;
  update computer set owner_id = null, version = version + 1 where account_id = new.account_id and owner_id = new.id;
  return null;
end $$;
comment on function take_from_member() is 'Who leaves an account keeps no access in it and owns no computer there (P7, C13): neither comes back with them.';
create trigger take_from_member after update of status on member
  for each row when (new.status = 'removed' and old.status <> 'removed') execute function take_from_member();

-- Ends the copies of codes whose person has no way to the computer any more (C12), for computers or members named; null means any.
create function end_lost_grants(computers uuid[], members uuid[], at timestamptz) returns setof uuid
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
declare
  home constant uuid := current_account();
  lost uuid[];
begin
  lost := array(
    select g.id from computer_grant g
     where g.account_id = home and g.ended_at is null
       and (computers is null or g.computer_id = any (computers)) and (members is null or g.member_id = any (members))
       and not exists (select from reach r where r.account_id = home and r.member_id = g.member_id and r.computer_id = g.computer_id));
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
comment on function end_lost_grants(uuid[], uuid[], timestamptz) is 'Ends copies of codes that nobody may use any more, and says on which computers.';

-- Ways across accounts ------------------------------------------------------------------------------------------------------

create function agent_by_id(wanted uuid)
  returns table (account_id uuid, device_key bytea, status text, hello_counter bigint, boot_id text, is_quarantined boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select c.account_id, c.device_key, c.status, c.hello_counter, c.boot_id, c.quarantined_at is not null
    from computer c join account a on a.id = c.account_id and a.closed_at is null where c.id = wanted
$$;
comment on function agent_by_id(uuid) is 'Where a computer that says hello belongs, and by which key it must sign. Gives nothing that lets anybody in.';

create function enrolment_by_code(code bytea) returns table (account_id uuid, enrolment_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select e.account_id, e.id from enrolment_code e join account a on a.id = e.account_id and a.closed_at is null where e.code_hash = code
$$;
comment on function enrolment_by_code(bytea) is 'Which account an enrolment code belongs to. Proof: its hash.';

create function use_ticket(secret bytea, wanted_side text, node uuid, at timestamptz)
  returns table (account_id uuid, session_id uuid, computer_id uuid, sign_in_id uuid, round integer)
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$
  with used as (
    update session_ticket t set used_at = at
     where t.ticket_hash = secret and t.side = wanted_side and t.node_id = node and t.used_at is null and t.expires_at > at
    returning t.account_id, t.session_id
  )
  select s.account_id, s.id, s.computer_id, s.sign_in_id, s.round from used u join session s on s.account_id = u.account_id and s.id = u.session_id
   where s.state <> 'ended' and s.node_id = node
$$;
comment on function use_ticket(bytea, text, uuid, timestamptz) is 'Uses a ticket up: once, in time, on its node, for its side. Proof: its hash.';

create function sessions_standing(asked uuid[], at timestamptz) returns table (session_id uuid, fault text, node_id uuid, round integer)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select s.id, case
      when s.state = 'ended' then coalesce(s.ending, 'ended')
      when i.id is null then 'signed-out'
      when a.closed_at is not null then 'removed'
      when c.status <> 'active' or c.quarantined_at is not null then 'removed'
      when m.status = 'suspended' then 'suspended'
      when m.status <> 'active' or m.person_id is distinct from s.person_id then 'left'
      when not exists (select from reach r where r.account_id = s.account_id and r.member_id = s.member_id and r.computer_id = s.computer_id) then 'revoked'
      when g.ended_at is not null then 'revoked'
    end, s.node_id, s.round
    from session s
    join computer c on c.account_id = s.account_id and c.id = s.computer_id
    join member m on m.account_id = s.account_id and m.id = s.member_id
    join account a on a.id = s.account_id
    join computer_grant g on g.account_id = s.account_id and g.id = s.grant_id
    left join sign_in i on i.id = s.sign_in_id and i.person_id = s.person_id and i.ended_at is null and i.expires_at > at
   where s.id = any (asked)
$$;
comment on function sessions_standing(uuid[], timestamptz) is 'Which live sessions of a node may go on, and why not (C9). Proof: ids that only the node of a session knows.';

create function agents_standing(asked uuid[], links uuid[], at timestamptz) returns table (computer_id uuid, fault text, stamp text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select c.id, case
      when a.closed_at is not null then 'closed'
      when c.status = 'removed' then 'removed'
      when c.quarantined_at is not null then 'quarantined'
    end,
    md5(concat_ws(' ', c.version, c.status, c.name, c.base_cred_id, c.owner_id, m.status, m.name, a.lock_only_person, a.session_idle_minutes,
      c.grant_revision,
      (select string_agg(s.id::text || s.state || s.round, ',' order by s.id) from session s
        where s.account_id = c.account_id and s.computer_id = c.id and s.state <> 'ended'),
      (select count(*) from lockout l where l.account_id = c.account_id and l.computer_id = c.id and l.ended_at is not null and l.cleared_at is null)))
    from unnest(asked, links) as q (id, link)
    join computer c on c.id = q.id and c.link_id = q.link
    join account a on a.id = c.account_id
    left join member m on m.account_id = c.account_id and m.id = c.owner_id
$$;
comment on function agents_standing(uuid[], uuid[], timestamptz) is 'Which control sockets of a node may go on (of one that another replaced there is no row), and a stamp that changes when the computer is owed something. Proof: ids of sockets that only their node knows.';

create function sweep_nodes(at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  gone uuid[];
begin
  with swept as (delete from node where seen_at < at - interval '15 seconds' returning id)
  select array_agg(id) into gone from swept;
  if gone is null then return; end if;
  update computer set node_id = null, link_id = null where node_id = any (gone);
  update session set lost_at = at where state <> 'ended' and node_id = any (gone);
end $$;
comment on function sweep_nodes(timestamptz) is 'Forgets servers that are gone, whose computers are online nowhere then, and notes since when their sessions have none. Gives nothing.';

create function sessions_overdue(at timestamptz) returns table (account_id uuid, session_id uuid, ending text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select s.account_id, s.id, case when s.state = 'asked' then 'unopened' else 'lost' end
    from session s
   where s.state <> 'ended' and (s.state = 'asked' and s.made_at < at - interval '2 minutes' or s.lost_at < at - interval '30 seconds')
   limit 1000
$$;
comment on function sessions_overdue(timestamptz) is 'Sessions that nobody opened in time, or whose server went away for longer than they wait. Gives ids only, to the sweeper.';

create function accounts_with_untold_lockouts(moment timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select distinct l.account_id from lockout l join account a on a.id = l.account_id and a.closed_at is null
   where l.digest_id is null
     and not exists (select from lockout d where d.account_id = l.account_id and d.digested_at > moment - interval '1 hour')
   limit 1000
$$;
comment on function accounts_with_untold_lockouts(timestamptz) is 'Where a mail about locked computers is due: one an hour at most (S5). Gives account ids only, to the queue.';

-- What erasing takes with it: the new nouns first, since they point at members --------------------------------------------------

create or replace function erase_account(gone uuid, at timestamptz, rows integer) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  tenant text;
  erased integer;
begin
  perform from account where id = gone and closed_at is not null and is_erased_at(closed_at) <= at for update;
  if not found then return true; end if;
  foreach tenant in array array['lockout', 'session_ticket', 'session', 'computer_grant', 'member_access', 'enrolment_code', 'computer',
                                'computer_group', 'batch_line', 'batch', 'api_token', 'handover', 'invitation_link', 'invitation', 'mail',
                                'idempotency', 'audit_personal', 'audit_target', 'audit'] loop
    execute format('delete from %I where ctid = any (array(select ctid from %I where account_id = $1 limit $2)) and account_id = $1', tenant, tenant)
      using gone, rows;
    get diagnostics erased = row_count;
    if erased > 0 then return false; end if;
  end loop;
  delete from member where ctid = any (array(select ctid from member where account_id = gone and role <> 'holder' limit rows));
  get diagnostics erased = row_count;
  if erased > 0 then return false; end if;
  delete from member where account_id = gone;
  delete from account where id = gone;
  return true;
end $$;

-- Where from somebody connected is theirs: it goes with them (P13).
create function forget_addresses() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
begin
  update session set address = '' where account_id = new.account_id and member_id = new.id;
  update lockout set address = '' where account_id = new.account_id and member_id = new.id;
  return null;
end $$;
comment on function forget_addresses() is 'An erased member leaves no address behind.';
create trigger forget_addresses after update of person_id on member
  for each row when (new.person_id is null and old.person_id is not null) execute function forget_addresses();

-- Row-level security and rights -------------------------------------------------------------------------------------------------

do $$
declare
  tenant text;
  mine text;
begin
  foreach tenant in array array['computer_group', 'computer', 'enrolment_code', 'member_access', 'computer_grant', 'session', 'session_ticket', 'lockout'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format('create policy of_account on %I to latchkey_app using (account_id = (select current_account())) with check (account_id = (select current_account()))', tenant);
    execute format('create policy of_definer on %I to latchkey_owner using (true) with check (true)', tenant);
  end loop;
  foreach mine in array array[
    'agent_by_id(uuid)', 'enrolment_by_code(bytea)', 'use_ticket(bytea, text, uuid, timestamptz)', 'sessions_standing(uuid[], timestamptz)',
    'end_lost_grants(uuid[], uuid[], timestamptz)', 'agents_standing(uuid[], uuid[], timestamptz)', 'sweep_nodes(timestamptz)',
    'sessions_overdue(timestamptz)', 'accounts_with_untold_lockouts(timestamptz)'] loop
    execute format('revoke all on function %s from public', mine);
    execute format('grant execute on function %s to latchkey_app', mine);
  end loop;
end $$;
revoke all on function take_from_member(), forget_addresses() from public;

grant update (members_may_enrol, session_idle_minutes, lock_only_person) on account to latchkey_app;
grant select, insert, update, delete on node to latchkey_app;
grant select, insert, delete on computer_group to latchkey_app;
grant update (name, name_key, version) on computer_group to latchkey_app;
grant select, insert on computer to latchkey_app;
grant update (device_key, name, status, group_id, owner_id, removed_at, removed_where, version, hostname, os, agent_version, os_user, problem,
  base_cred_id, hello_counter, boot_id, node_id, link_id, linked_at, last_seen_at, quarantined_at, lock_id, grant_revision, acknowledged_revision)
  on computer to latchkey_app;
grant select, insert on enrolment_code to latchkey_app;
grant update (uses_left, ending, ended_at) on enrolment_code to latchkey_app;
grant select, insert, delete on member_access to latchkey_app;
grant select on reach to latchkey_app;
grant select, insert on computer_grant to latchkey_app;
grant update (cred_id, revision, ended_at) on computer_grant to latchkey_app;
grant select, insert on session to latchkey_app;
grant update (state, control, node_id, round, lost_at, opened_at, ended_at, ending, ended_by) on session to latchkey_app;
grant select (account_id, session_id, side, node_id, expires_at, used_at), insert on session_ticket to latchkey_app;
grant update (ticket_hash, node_id, expires_at, used_at) on session_ticket to latchkey_app;
grant select, insert on lockout to latchkey_app;
grant update (ended_at, ended_by, cleared_at, digest_id, digested_at, forgiven_at) on lockout to latchkey_app;
