-- People, whole: further addresses, fresh sign-ins, account settings, handing over, API tokens, jobs over many members, and the
-- index of whom audit rows concern.

-- People ---------------------------------------------------------------------------------------------------------------

alter table person add column time_zone text;
alter table sign_in add column proved_at timestamptz;
update sign_in set proved_at = made_at;
alter table sign_in alter column proved_at set not null;

-- Every confirmed address of a person, the one they sign in with among them (P1): one mailbox is one person, whichever it is.
create table person_address (
  email text primary key constraint person_address_is_folded check (email = lower(email)),
  person_id uuid not null references person on delete restrict,
  confirmed_at timestamptz not null,
  constraint address_of_its_person unique (person_id, email)
);
insert into person_address (email, person_id, confirmed_at) select email, id, made_at from person;

create function keep_sign_in_address() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
begin
  insert into person_address (email, person_id, confirmed_at) values (new.email, new.id, new.made_at);
  return null;
end $$;
comment on function keep_sign_in_address() is 'The address that a new person signs in with is one of their addresses.';
revoke all on function keep_sign_in_address() from public;
create trigger keep_sign_in_address after insert on person for each row execute function keep_sign_in_address();
create function sign_in_address_is_theirs() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
begin
  if exists (select from person p where p.id = coalesce(new.person_id, old.person_id)
             and not exists (select from person_address a where a.person_id = p.id and a.email = p.email)) then
    raise exception 'a person signs in with an address of theirs' using errcode = 'integrity_constraint_violation', constraint = 'sign_in_address_is_theirs';
  end if;
  return null;
end $$;
comment on function sign_in_address_is_theirs() is 'Refuses, at commit, an address being taken from whoever signs in with it.';
revoke all on function sign_in_address_is_theirs() from public;
create constraint trigger sign_in_address_is_theirs after update or delete on person_address
  deferrable initially deferred for each row execute function sign_in_address_is_theirs();

-- A wish to add an address or to sign in with another one. It is written the same whoever has the address (P16); what is mailed is
-- decided when the mail is made.
create table address_claim (
  id uuid primary key,
  person_id uuid not null references person on delete restrict,
  email text not null constraint claimed_address_is_folded check (email = lower(email)),
  purpose text not null constraint purpose_is_known check (purpose in ('add', 'change')),
  new_token_hash bytea not null constraint one_claim_per_new_token unique,
  -- Only a change is confirmed from the old mailbox too (P10).
  old_token_hash bytea constraint one_claim_per_old_token unique,
  new_confirmed_at timestamptz,
  old_confirmed_at timestamptz,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  ending text constraint claim_ending_is_known check (ending in ('used', 'superseded', 'withdrawn')),
  ended_at timestamptz,
  constraint claim_ending_has_its_moment check ((ending is null) = (ended_at is null)),
  constraint change_asks_both check (purpose = 'add' or old_token_hash is not null)
);
create unique index one_open_claim_per_address on address_claim (person_id, email) where ending is null;
create unique index one_open_change_per_person on address_claim (person_id) where ending is null and purpose = 'change';

drop function sign_in_of(bytea, timestamptz);
create function sign_in_of(token bytea, at timestamptz)
  returns table (sign_in_id uuid, person_id uuid, email text, name text, language text, time_zone text, is_operator boolean, proved_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select s.id, p.id, p.email, p.name, p.language, p.time_zone, p.is_operator, s.proved_at
    from sign_in s join person p on p.id = s.person_id
   where s.token_hash = token and s.ended_at is null and s.expires_at > at
$$;
comment on function sign_in_of(bytea, timestamptz) is 'Who is signed in with this token, and when their password was last proved. Proof: the token hash.';

create or replace function open_sign_in(verified_hash text, person uuid, fresh_id uuid, token bytea, browser bytea, at timestamptz, until timestamptz, from_address text, agent text)
  returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
begin
  -- The lock makes a change of password that commits first void this sign-in (P10).
  perform from person p where p.id = person and p.password_hash = verified_hash for share;
  if not found then return false; end if;
  insert into sign_in (id, token_hash, person_id, made_at, proved_at, expires_at, address, user_agent)
    values (fresh_id, token, person, at, at, until, from_address, agent);
  insert into known_browser (token_hash, person_id, made_at) values (browser, person, at) on conflict do nothing;
  insert into person_event (person_id, id, at, act, address) values (person, fresh_id, at, 'person.sign-in', from_address);
  return true;
end $$;

-- Accounts -------------------------------------------------------------------------------------------------------------

alter table account
  add column inactivity_days integer not null default 90 constraint inactivity_days_is_a_choice check (inactivity_days in (30, 60, 90)),
  add column sender_name text,
  add column reply_to text constraint reply_to_is_folded check (reply_to = lower(reply_to)),
  add column support_contact text constraint support_contact_is_folded check (support_contact = lower(support_contact));
grant update (inactivity_days, sender_name, reply_to, support_contact) on account to latchkey_app;

-- There is always exactly one active holder (G6): the index keeps a second away, this keeps the last one.
create function account_keeps_its_holder() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
begin
  if exists (select from account a where a.id = old.account_id)
     and not exists (select from member m where m.account_id = old.account_id and m.role = 'holder' and m.status = 'active') then
    raise exception 'an account always has its holder' using errcode = 'integrity_constraint_violation', constraint = 'account_keeps_its_holder';
  end if;
  return null;
end $$;
comment on function account_keeps_its_holder() is 'Refuses, at commit, whatever would leave an account without its holder.';
revoke all on function account_keeps_its_holder() from public;
create constraint trigger account_keeps_its_holder after update of role, status or delete on member
  deferrable initially deferred for each row when (old.role = 'holder') execute function account_keeps_its_holder();

create table handover (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  from_member uuid not null,
  to_member uuid not null,
  old_holder_role text constraint old_holder_role_is_known check (old_holder_role in ('super_admin', 'admin', 'member')),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  takes_effect_at timestamptz,
  ending text constraint handover_ending_is_known check (ending in ('done', 'cancelled', 'expired')),
  ended_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, from_member) references member (account_id, id) on delete restrict,
  foreign key (account_id, to_member) references member (account_id, id) on delete restrict,
  constraint handover_ending_has_its_moment check ((ending is null) = (ended_at is null)),
  constraint acceptance_sets_the_day check ((accepted_at is null) = (takes_effect_at is null) and (accepted_at is null) = (old_holder_role is null))
);
create unique index one_open_handover_per_account on handover (account_id) where ending is null;
create index handover_by_effect on handover (takes_effect_at) where ending is null;

-- API tokens (U3). A token acts as its maker, with some of their permissions, and never longer than they hold them (G10).
create table api_token (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  member_id uuid not null,
  kind text not null constraint token_kind_is_known check (kind in ('personal', 'account')),
  name text not null,
  token_hash bytea not null constraint one_token_per_secret unique,
  scopes text[] not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  ended_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict
);
create index api_token_by_member on api_token (account_id, member_id, id);
create index api_token_of_account on api_token (account_id, kind, id);

create function token_of(secret bytea, at timestamptz)
  returns table (token_id uuid, account_id uuid, member_id uuid, person_id uuid, email text, name text, role text, scopes text[])
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select t.id, m.account_id, m.id, m.person_id, m.email, m.name, m.role, t.scopes
    from api_token t
    join member m on m.account_id = t.account_id and m.id = t.member_id and m.status = 'active'
    join account a on a.id = t.account_id and a.closed_at is null
   where t.token_hash = secret and t.ended_at is null and t.expires_at > at
$$;
comment on function token_of(bytea, timestamptz) is 'Whom an API token acts for, and with what at most. Proof: its hash.';

create function touch_token(secret bytea, at timestamptz) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$
  update api_token set last_used_at = at
   where token_hash = secret and ended_at is null and (last_used_at is null or last_used_at < at - interval '1 minute')
$$;
comment on function touch_token(bytea, timestamptz) is 'Notes that a token was used, at most once a minute. Proof: its hash.';

-- A job over all members that matched a filter. The lines are written when it starts; each is decided when its turn comes.
create table batch (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  member_id uuid not null,
  -- The permissions of the token it was started with; null when it was started by a sign-in.
  scopes text[],
  act text not null,
  role text,
  state text not null constraint batch_state_is_known check (state in ('running', 'done', 'stopped')),
  total integer not null,
  done integer not null default 0,
  refused integer not null default 0,
  made_at timestamptz not null,
  ended_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict,
  constraint batch_end_has_its_moment check ((state = 'running') = (ended_at is null))
);
create index batch_by_member on batch (account_id, member_id, made_at desc);
create index batch_running on batch (id) where state = 'running';

create table batch_line (
  account_id uuid not null,
  batch_id uuid not null,
  place integer not null,
  member_id uuid not null,
  -- 'done', or the code of the refusal; null until its turn.
  outcome text,
  primary key (account_id, batch_id, place),
  foreign key (account_id, batch_id) references batch (account_id, id) on delete restrict
);
create index batch_line_refused on batch_line (account_id, batch_id, outcome) where outcome is not null and outcome <> 'done';

-- Audit: whom a row concerns, and with which token it was done -----------------------------------------------------------

alter table audit add column token_id uuid;
create table audit_target (
  account_id uuid not null references account on delete restrict,
  target_id uuid not null,
  at timestamptz not null,
  audit_id uuid not null,
  primary key (account_id, target_id, at, audit_id)
);
insert into audit_target (account_id, target_id, at, audit_id) select distinct account_id, unnest(targets), at, id from audit;
create index audit_by_actor on audit (account_id, actor_id, at, id);
create index audit_by_act on audit (account_id, act, at, id);

-- What a member has (P9): the view takes the new nouns in ---------------------------------------------------------------

create or replace view consequence with (security_invoker = true) as
  select m.account_id, 'profile'::text as kind, m.id as member_id, m.id as subject_id, m.sort_name as label
    from member m where m.status = 'active'
  union all
  select m.account_id, 'role'::text, m.id, m.id, m.role
    from member m where m.status in ('active', 'invited') and m.role <> 'member'
  union all
  -- An invitation stands and falls with whom it invites and with who sent it (G10).
  select i.account_id, 'invitation'::text, party.member_id, i.id, m.sort_name
    from invitation i join member m on m.account_id = i.account_id and m.id = i.member_id
    cross join lateral (values (i.member_id), (i.invited_by)) as party (member_id)
   where i.ending is null
  union all
  select t.account_id, 'token'::text, t.member_id, t.id, t.name
    from api_token t where t.ended_at is null
  union all
  select h.account_id, 'handover'::text, h.to_member, h.id, m.sort_name
    from handover h join member m on m.account_id = h.account_id and m.id = h.to_member
   where h.ending is null;

-- Row-level security and rights -------------------------------------------------------------------------------------------

do $$
declare
  tenant text;
begin
  foreach tenant in array array['handover', 'api_token', 'batch', 'batch_line', 'audit_target'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format('create policy of_account on %I to latchkey_app using (account_id = (select current_account())) with check (account_id = (select current_account()))', tenant);
    execute format('create policy of_definer on %I to latchkey_owner using (true) with check (true)', tenant);
  end loop;
end $$;
grant select, insert on handover to latchkey_app;
grant update (old_holder_role, accepted_at, takes_effect_at, ending, ended_at) on handover to latchkey_app;
grant select (account_id, id, member_id, kind, name, scopes, made_at, expires_at, last_used_at, ended_at), insert on api_token to latchkey_app;
grant update (ended_at) on api_token to latchkey_app;
grant select, insert on batch to latchkey_app;
grant update (state, done, refused, ended_at, total) on batch to latchkey_app;
grant select, insert on batch_line to latchkey_app;
grant update (outcome) on batch_line to latchkey_app;
grant select, insert on audit_target to latchkey_app;

revoke all on function sign_in_of(bytea, timestamptz), token_of(bytea, timestamptz), touch_token(bytea, timestamptz) from public;
grant execute on function sign_in_of(bytea, timestamptz), token_of(bytea, timestamptz), touch_token(bytea, timestamptz) to latchkey_app;
insert into jobs.task values ('batch-run');
