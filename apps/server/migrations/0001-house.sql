-- The house: installation, people, accounts, members, invitations, mail, audit.
-- Three roles: latchkey_owner (runs this) owns, latchkey_app serves under row-level security, latchkey_jobs runs the queue.
-- E-mail addresses are folded by the server (domain/email) and compared with `=`; moments come in as arguments where rules need them.

create extension if not exists pg_trgm;

create function current_account() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('app.account_id', true), '')::uuid $$;
comment on function current_account() is 'The account of this transaction; null when none is set, and then no row of any tenant is seen.';

-- Global tables -------------------------------------------------------------------------------------------------------

create table installation (
  only_one boolean primary key default true constraint one_installation check (only_one),
  smtp_url_sealed text,
  mail_from text,
  made_at timestamptz not null default now()
);
insert into installation default values;

create table set_up_code (
  only_one boolean primary key default true constraint one_set_up_code check (only_one),
  code_hash bytea not null,
  tries_left integer not null constraint tries_never_negative check (tries_left >= 0),
  made_at timestamptz not null default now()
);

create table person (
  id uuid primary key,
  email text not null constraint one_person_per_mailbox unique constraint email_is_folded check (email = lower(email)),
  name text not null,
  password_hash text not null,
  language text not null constraint language_is_ours check (language in ('en', 'fr', 'it', 'de', 'es', 'pt', 'nl')),
  is_operator boolean not null default false,
  made_at timestamptz not null,
  password_changed_at timestamptz not null
);

create table sign_in (
  id uuid primary key,
  token_hash bytea not null constraint one_sign_in_per_token unique,
  person_id uuid not null references person on delete restrict,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  address text not null,
  user_agent text not null
);
create index sign_in_by_person on sign_in (person_id) where ended_at is null;

-- A browser that signed in before keeps its own budget of wrong passwords, so that a stranger can lock nobody out.
create table known_browser (
  token_hash bytea not null,
  person_id uuid not null references person on delete restrict,
  made_at timestamptz not null,
  primary key (person_id, token_hash)
);

-- Asked for by anybody, for any address; whether it has a person is looked up later by a job, so that the answer and its time are the same.
create table reset_request (
  id uuid primary key,
  email text not null,
  language text not null,
  made_at timestamptz not null
);

create table password_reset (
  id uuid primary key,
  person_id uuid not null references person on delete restrict,
  email text not null,
  token_hash bytea not null constraint one_reset_per_token unique,
  asked_by text not null constraint asker_is_known check (asked_by in ('person', 'admin', 'operator')),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  ending text constraint reset_ending_is_known check (ending in ('used', 'superseded', 'withdrawn')),
  ended_at timestamptz,
  constraint ending_has_its_moment check ((ending is null) = (ended_at is null))
);
create unique index one_open_reset_per_person on password_reset (person_id) where ending is null;

create table person_event (
  person_id uuid not null references person on delete restrict,
  id uuid not null,
  at timestamptz not null,
  act text not null,
  address text,
  facts jsonb not null default '{}',
  primary key (person_id, id)
);

-- What attempts cost. Losing it in a crash only forgives attempts. The key never holds an address or name in clear.
create unlogged table limit_charge (
  key text primary key,
  charges integer not null,
  reset_at timestamptz not null
);

-- Tenant tables -------------------------------------------------------------------------------------------------------

create table account (
  id uuid primary key,
  company_name text not null,
  language text not null constraint account_language_is_ours check (language in ('en', 'fr', 'it', 'de', 'es', 'pt', 'nl')),
  invitation_days integer not null default 14 constraint invitation_days_in_range check (invitation_days between 1 and 90),
  made_at timestamptz not null,
  closed_at timestamptz,
  version integer not null default 1
);

create table member (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  person_id uuid references person on delete restrict,
  email text not null constraint member_email_is_folded check (email = lower(email)),
  name text not null,
  status text not null constraint status_is_known check (status in ('invited', 'active', 'suspended', 'removed')),
  role text not null constraint role_is_known check (role in ('holder', 'super_admin', 'admin', 'member')),
  sort_name text collate "und-x-icu" not null generated always as (case when name = '' then email else name end) stored,
  made_at timestamptz not null,
  last_entered_at timestamptz,
  removed_at timestamptz,
  version integer not null default 1,
  primary key (account_id, id),
  constraint only_people_are_active check (person_id is not null or status in ('invited', 'removed')),
  constraint holder_is_active check (role <> 'holder' or status = 'active'),
  constraint removal_has_its_moment check ((status = 'removed') = (removed_at is not null))
);
create unique index one_holder_per_account on member (account_id) where role = 'holder';
create unique index one_member_per_mailbox on member (account_id, email) where status <> 'removed';
create unique index one_member_per_person on member (account_id, person_id) where status <> 'removed';
create index member_by_name on member (account_id, sort_name, id) where status <> 'removed';
create index member_by_person on member (person_id, account_id);

create table invitation (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  member_id uuid not null,
  invited_by uuid not null,
  language text not null,
  note text not null default '',
  generation integer not null default 1,
  made_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  ending text constraint invitation_ending_is_known check (ending in ('accepted', 'declined', 'withdrawn', 'expired')),
  ended_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict,
  foreign key (account_id, invited_by) references member (account_id, id) on delete restrict,
  constraint invitation_ending_has_its_moment check ((ending is null) = (ended_at is null))
);
create index invitation_by_expiry on invitation (expires_at) where ending is null;
create unique index one_open_invitation_per_member on invitation (account_id, member_id) where ending is null;
create index invitation_by_inviter on invitation (account_id, invited_by) where ending is null;
create index invitation_by_member on invitation (account_id, member_id, made_at);

-- Every link that was ever mailed still resolves to its ending. Only the hash of a 256-bit token stands here.
create table invitation_link (
  account_id uuid not null,
  invitation_id uuid not null,
  generation integer not null,
  token_hash bytea not null constraint one_link_per_token unique,
  primary key (account_id, invitation_id, generation),
  foreign key (account_id, invitation_id) references invitation (account_id, id) on delete restrict
);

-- A mail carries ids; its text and its link are made when it is sent. account_id is null for mails of the person.
create table mail (
  id uuid primary key,
  account_id uuid references account on delete restrict,
  kind text not null,
  event_id text not null constraint one_mail_per_event unique,
  subject_id uuid not null,
  generation integer not null default 1,
  recipient text not null,
  language text not null,
  state text not null default 'waiting' constraint mail_state_is_known check (state in ('waiting', 'sent', 'bounced', 'no_mail_server')),
  problem text,
  tries integer not null default 0,
  made_at timestamptz not null,
  sent_at timestamptz
);
create index mail_by_account on mail (account_id, subject_id, generation);
create index mail_without_server on mail (id) where state = 'no_mail_server';
create index mail_not_out on mail (made_at desc, id desc) where state <> 'sent';

create table idempotency (
  account_id uuid not null references account on delete restrict,
  member_id uuid not null,
  operation text not null,
  key text not null,
  body_hash bytea not null,
  reply jsonb,
  made_at timestamptz not null,
  primary key (account_id, member_id, operation, key),
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict
);

-- Audit is also the event outbox: readers follow xact < pg_snapshot_xmin(pg_current_snapshot()).
create table audit (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  at timestamptz not null,
  act text not null,
  actor_kind text not null constraint actor_is_known check (actor_kind in ('member', 'operator', 'system')),
  actor_id uuid,
  targets uuid[] not null default '{}',
  before jsonb,
  after jsonb,
  personal_hash bytea not null,
  xact xid8 not null default pg_current_xact_id(),
  primary key (account_id, at, id)
) partition by range (at);
create index audit_by_xact on audit (xact);
create table audit_later partition of audit default;

-- Personal values of an audit row stand beside it, so that erasing leaves the row verifiable: personal_hash = sha256(salt || values).
create table audit_personal (
  account_id uuid not null references account on delete restrict,
  audit_id uuid not null,
  salt bytea not null,
  "values" jsonb not null,
  primary key (account_id, audit_id)
);

create function make_audit_partitions(until date) returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp set timezone = 'UTC'
  as $$
declare
  month date := date_trunc('month', now())::date;
  name text;
begin
  while month <= until loop
    name := 'audit_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || name) is null then
      execute format('create table public.%I partition of public.audit for values from (%L) to (%L)', name, month, (month + interval '1 month')::date);
      execute format('alter table public.%I enable row level security', name);
      execute format('alter table public.%I force row level security', name);
      -- Only for the owner, who dumps and restores: the app reads and writes through the parent table and has no right here.
      execute format('create policy of_definer on public.%I to latchkey_owner using (true) with check (true)', name);
    end if;
    month := (month + interval '1 month')::date;
  end loop;
end $$;
comment on function make_audit_partitions(date) is 'Makes the monthly partitions of the audit log up to a day; run by migrate and daily by a job. A missing month falls into audit_later.';

-- What a member may lose or gain, one row a thing (P9); later nouns add their rows here.
create view consequence with (security_invoker = true) as
  select m.account_id, 'profile'::text as kind, m.id as member_id, m.id as subject_id, m.sort_name as label
    from member m where m.status = 'active'
  union all
  -- An invitation stands and falls with whom it invites and with who sent it (G10).
  select i.account_id, 'invitation'::text, party.member_id, i.id, m.sort_name
    from invitation i join member m on m.account_id = i.account_id and m.id = i.member_id
    cross join lateral (values (i.member_id), (i.invited_by)) as party (member_id)
   where i.ending is null;

-- Row-level security --------------------------------------------------------------------------------------------------

do $$
declare
  tenant text;
begin
  foreach tenant in array array['member', 'invitation', 'invitation_link', 'mail', 'idempotency', 'audit', 'audit_later', 'audit_personal'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('alter table %I force row level security', tenant);
    execute format('create policy of_account on %I to latchkey_app using (account_id = (select current_account())) with check (account_id = (select current_account()))', tenant);
    execute format('create policy of_definer on %I to latchkey_owner using (true) with check (true)', tenant);
  end loop;
end $$;
alter table account enable row level security;
alter table account force row level security;
create policy of_account on account to latchkey_app using (id = (select current_account())) with check (id = (select current_account()));
create policy of_definer on account to latchkey_owner using (true) with check (true);

-- Rights --------------------------------------------------------------------------------------------------------------

revoke all on all functions in schema public from public;
grant usage on schema public to latchkey_app, latchkey_jobs;
grant execute on function current_account() to latchkey_app;
grant select on installation to latchkey_app;
grant select, insert, update, delete on limit_charge to latchkey_app;
grant select, update (company_name, language, invitation_days, closed_at, version) on account to latchkey_app;
grant select, insert on member to latchkey_app;
grant update (person_id, email, name, status, role, last_entered_at, removed_at, version) on member to latchkey_app;
grant delete on member to latchkey_app;
grant select, insert on invitation to latchkey_app;
grant update (member_id, invited_by, generation, sent_at, expires_at, ending, ended_at) on invitation to latchkey_app;
grant select, insert on invitation_link to latchkey_app;
grant select, insert on mail to latchkey_app;
grant update (state, problem, tries, sent_at) on mail to latchkey_app;
grant select, insert on idempotency to latchkey_app;
grant update (reply) on idempotency to latchkey_app;
grant select, insert on audit to latchkey_app;
grant select, insert on audit_personal to latchkey_app;
grant insert on person_event to latchkey_app;
grant insert on reset_request to latchkey_app;
grant select on consequence to latchkey_app;
grant execute on function make_audit_partitions(date) to latchkey_app;
