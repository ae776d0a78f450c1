-- What the migrations add up to. Written by `npm run generate`; do not edit.
-- Everything belongs to latchkey_owner where nothing else is said. The months of the audit log and the queue's own schema are left out.

create extension pg_trgm;

create schema jobs authorization latchkey_jobs;
grant usage on schema jobs to latchkey_app;

create schema public authorization pg_database_owner;
grant usage on schema public to latchkey_app;
grant usage on schema public to latchkey_jobs;
grant usage on schema public to public;

create view access_given with (security_invoker=true) as
 SELECT a.account_id,
    a.member_id,
    a.kind,
    a.group_id,
    a.computer_id
   FROM member_access a
UNION ALL
 SELECT i.account_id,
    i.member_id,
    a.kind,
    a.group_id,
    a.computer_id
   FROM user_group_member i
     JOIN member m ON m.account_id = i.account_id AND m.id = i.member_id AND NOT m.only_own_access
     JOIN user_group_above up ON up.account_id = i.account_id AND up.group_id = i.group_id
     JOIN user_group_access a ON a.account_id = up.account_id AND a.user_group_id = up.above_id;
grant select on access_given to latchkey_app;
comment on column access_given.group_id is 'May be null: access to everything, or to one computer.';
comment on column access_given.computer_id is 'May be null: access to everything, or to a group of computers.';

create table access_request (
  account_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  computer_id uuid,
  permission text,
  note text not null default ''::text,
  made_at timestamp with time zone not null,
  state text not null default 'open'::text,
  ended_at timestamp with time zone,
  answered_by uuid,
  answer text not null default ''::text,
  unlock boolean not null default false,
  constraint access_request_pkey PRIMARY KEY (account_id, id),
  constraint access_request_state_check CHECK ((state = ANY (ARRAY['open'::text, 'granted'::text, 'declined'::text, 'withdrawn'::text, 'ended'::text]))),
  constraint nobody_asks_for_roles CHECK ((permission <> 'roles.manage'::text)),
  constraint one_thing_is_asked_for CHECK (((computer_id IS NULL) OR (permission IS NULL))),
  constraint only_answers_have_somebody CHECK (((answered_by IS NULL) OR (state = ANY (ARRAY['granted'::text, 'declined'::text])))),
  constraint open_request_has_no_end CHECK (((state = 'open'::text) = (ended_at IS NULL))),
  constraint unlocking_is_asked_of_a_computer CHECK (((NOT unlock) OR (computer_id IS NOT NULL))),
  constraint access_request_account_id_answered_by_fkey FOREIGN KEY (account_id, answered_by) REFERENCES member(account_id, id) ON DELETE RESTRICT,
  constraint access_request_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint access_request_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX access_request_by_answerer ON access_request USING btree (account_id, answered_by) WHERE (answered_by IS NOT NULL);
CREATE INDEX access_request_by_member ON access_request USING btree (account_id, member_id, id);
CREATE INDEX access_request_open ON access_request USING btree (account_id, id) WHERE (state = 'open'::text);
CREATE INDEX access_request_to_unlock ON access_request USING btree (account_id, computer_id) WHERE ((state = 'open'::text) AND unlock);
CREATE UNIQUE INDEX one_open_request_per_thing ON access_request USING btree (account_id, member_id, COALESCE((computer_id)::text, permission, ''::text), unlock) WHERE (state = 'open'::text);
alter table access_request enable row level security;
alter table access_request force row level security;
create policy of_account on access_request to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on access_request to latchkey_owner using (true) with check (true);
grant insert, select on access_request to latchkey_app;
grant update (note, state, ended_at, answered_by, answer) on access_request to latchkey_app;
comment on column access_request.computer_id is 'No foreign key: whoever asks for a computer that is not there is to learn nothing (G11).';

create table account (
  id uuid not null,
  company_name text not null,
  language text not null,
  invitation_days integer not null default 14,
  made_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  version integer not null default 1,
  inactivity_days integer not null default 90,
  sender_name text,
  reply_to text,
  support_contact text,
  members_may_enrol boolean not null default false,
  session_idle_minutes integer not null default 15,
  lock_only_person boolean not null default false,
  constraint account_pkey PRIMARY KEY (id),
  constraint account_language_is_ours CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text, 'it'::text, 'de'::text, 'es'::text, 'pt'::text, 'nl'::text]))),
  constraint inactivity_days_is_a_choice CHECK ((inactivity_days = ANY (ARRAY[30, 60, 90]))),
  constraint invitation_days_in_range CHECK (((invitation_days >= 1) AND (invitation_days <= 90))),
  constraint reply_to_is_folded CHECK ((reply_to = lower(reply_to))),
  constraint session_idle_minutes_in_range CHECK (((session_idle_minutes >= 1) AND (session_idle_minutes <= 720))),
  constraint support_contact_is_folded CHECK ((support_contact = lower(support_contact)))
);
alter table account enable row level security;
alter table account force row level security;
create policy of_account on account to latchkey_app using ((id = ( SELECT current_account() AS current_account))) with check ((id = ( SELECT current_account() AS current_account)));
create policy of_definer on account to latchkey_owner using (true) with check (true);
grant select on account to latchkey_app;
grant update (company_name, language, invitation_days, closed_at, version, inactivity_days, sender_name, reply_to, support_contact, members_may_enrol, session_idle_minutes, lock_only_person) on account to latchkey_app;

create table account_offer (
  id uuid not null,
  email text not null,
  name text not null,
  company_name text not null,
  language text not null,
  token_hash bytea not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ending text,
  ended_at timestamp with time zone,
  asked_by text not null default 'operator'::text,
  constraint account_offer_pkey PRIMARY KEY (id),
  constraint one_offer_per_token UNIQUE (token_hash),
  constraint asker_of_offer_is_known CHECK ((asked_by = ANY (ARRAY['operator'::text, 'self'::text]))),
  constraint offer_email_is_folded CHECK ((email = lower(email))),
  constraint offer_ending_has_its_moment CHECK (((ending IS NULL) = (ended_at IS NULL))),
  constraint offer_ending_is_known CHECK ((ending = ANY (ARRAY['used'::text, 'superseded'::text]))),
  constraint offer_language_is_ours CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text, 'it'::text, 'de'::text, 'es'::text, 'pt'::text, 'nl'::text])))
);
CREATE UNIQUE INDEX one_open_offer_per_mailbox_and_company ON account_offer USING btree (email, company_name) WHERE (ending IS NULL);

create table address_claim (
  id uuid not null,
  person_id uuid not null,
  email text not null,
  purpose text not null,
  new_token_hash bytea not null,
  old_token_hash bytea,
  new_confirmed_at timestamp with time zone,
  old_confirmed_at timestamp with time zone,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ending text,
  ended_at timestamp with time zone,
  constraint address_claim_pkey PRIMARY KEY (id),
  constraint one_claim_per_new_token UNIQUE (new_token_hash),
  constraint one_claim_per_old_token UNIQUE (old_token_hash),
  constraint change_asks_both CHECK (((purpose = 'add'::text) OR (old_token_hash IS NOT NULL))),
  constraint claim_ending_has_its_moment CHECK (((ending IS NULL) = (ended_at IS NULL))),
  constraint claim_ending_is_known CHECK ((ending = ANY (ARRAY['used'::text, 'superseded'::text, 'withdrawn'::text, 'expired'::text]))),
  constraint claimed_address_is_folded CHECK ((email = lower(email))),
  constraint purpose_is_known CHECK ((purpose = ANY (ARRAY['add'::text, 'change'::text]))),
  constraint address_claim_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE RESTRICT
);
CREATE INDEX address_claim_by_person ON address_claim USING btree (person_id);
CREATE UNIQUE INDEX one_open_change_per_person ON address_claim USING btree (person_id) WHERE ((ending IS NULL) AND (purpose = 'change'::text));
CREATE UNIQUE INDEX one_open_claim_per_address ON address_claim USING btree (person_id, email) WHERE (ending IS NULL);

create table api_token (
  account_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  kind text not null,
  name text not null,
  token_hash bytea not null,
  scopes text[] not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint api_token_pkey PRIMARY KEY (account_id, id),
  constraint one_token_per_secret UNIQUE (token_hash),
  constraint token_kind_is_known CHECK ((kind = ANY (ARRAY['personal'::text, 'account'::text]))),
  constraint api_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint api_token_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX api_token_by_member ON api_token USING btree (account_id, member_id, id);
CREATE INDEX api_token_of_account ON api_token USING btree (account_id, kind, id);
alter table api_token enable row level security;
alter table api_token force row level security;
create policy of_account on api_token to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on api_token to latchkey_owner using (true) with check (true);
grant insert on api_token to latchkey_app;
grant select (account_id, id, member_id, kind, name, scopes, made_at, expires_at, last_used_at, ended_at) on api_token to latchkey_app;
grant update (ended_at) on api_token to latchkey_app;

create table audit (
  account_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  act text not null,
  actor_kind text not null,
  actor_id uuid,
  targets uuid[] not null default '{}'::uuid[],
  before jsonb,
  after jsonb,
  personal_hash bytea not null,
  xact xid8 not null default pg_current_xact_id(),
  token_id uuid,
  constraint audit_pkey PRIMARY KEY (account_id, at, id),
  constraint actor_is_known CHECK ((actor_kind = ANY (ARRAY['member'::text, 'operator'::text, 'system'::text]))),
  constraint audit_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT
) partition by range (at);
CREATE INDEX audit_by_act ON ONLY public.audit USING btree (account_id, act, at, id);
CREATE INDEX audit_by_actor ON ONLY public.audit USING btree (account_id, actor_id, at, id);
CREATE INDEX audit_by_xact ON ONLY public.audit USING btree (xact);
alter table audit enable row level security;
alter table audit force row level security;
create policy of_account on audit to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on audit to latchkey_owner using (true) with check (true);
grant insert, select on audit to latchkey_app;

create table audit_later partition of audit default;
alter table audit_later enable row level security;
alter table audit_later force row level security;
create policy of_account on audit_later to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on audit_later to latchkey_owner using (true) with check (true);

create table audit_personal (
  account_id uuid not null,
  audit_id uuid not null,
  salt bytea not null,
  "values" jsonb not null,
  constraint audit_personal_pkey PRIMARY KEY (account_id, audit_id),
  constraint audit_personal_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT
);
alter table audit_personal enable row level security;
alter table audit_personal force row level security;
create policy of_account on audit_personal to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on audit_personal to latchkey_owner using (true) with check (true);
grant insert, select on audit_personal to latchkey_app;

create table audit_target (
  account_id uuid not null,
  target_id uuid not null,
  at timestamp with time zone not null,
  audit_id uuid not null,
  constraint audit_target_pkey PRIMARY KEY (account_id, target_id, at, audit_id),
  constraint audit_target_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT
);
alter table audit_target enable row level security;
alter table audit_target force row level security;
create policy of_account on audit_target to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on audit_target to latchkey_owner using (true) with check (true);
grant insert, select on audit_target to latchkey_app;

create table batch (
  account_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  scopes text[],
  act text not null,
  role text,
  state text not null,
  total integer not null,
  done integer not null default 0,
  refused integer not null default 0,
  made_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  token_id uuid,
  about text not null default 'member'::text,
  given_id uuid,
  constraint batch_pkey PRIMARY KEY (account_id, id),
  constraint batch_end_has_its_moment CHECK (((state = 'running'::text) = (ended_at IS NULL))),
  constraint batch_state_is_known CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'stopped'::text]))),
  constraint batch_subject_is_known CHECK ((about = ANY (ARRAY['member'::text, 'computer'::text]))),
  constraint batch_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint batch_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT,
  constraint batch_account_id_token_id_fkey FOREIGN KEY (account_id, token_id) REFERENCES api_token(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX batch_by_member ON batch USING btree (account_id, member_id, made_at DESC);
CREATE INDEX batch_running ON batch USING btree (id) WHERE (state = 'running'::text);
CREATE INDEX batch_running_by_member ON batch USING btree (account_id, member_id) WHERE (state = 'running'::text);
alter table batch enable row level security;
alter table batch force row level security;
create policy of_account on batch to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on batch to latchkey_owner using (true) with check (true);
grant insert, select on batch to latchkey_app;
grant update (state, total, done, refused, ended_at) on batch to latchkey_app;

create table batch_line (
  account_id uuid not null,
  batch_id uuid not null,
  place integer not null,
  member_id uuid,
  outcome text,
  computer_id uuid,
  constraint batch_line_pkey PRIMARY KEY (account_id, batch_id, place),
  constraint batch_line_is_about_one CHECK ((num_nonnulls(member_id, computer_id) = 1)),
  constraint batch_line_account_id_batch_id_fkey FOREIGN KEY (account_id, batch_id) REFERENCES batch(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX batch_line_refused ON batch_line USING btree (account_id, batch_id, outcome) WHERE ((outcome IS NOT NULL) AND (outcome <> 'done'::text));
alter table batch_line enable row level security;
alter table batch_line force row level security;
create policy of_account on batch_line to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on batch_line to latchkey_owner using (true) with check (true);
grant insert, select on batch_line to latchkey_app;
grant update (outcome) on batch_line to latchkey_app;

create table built_in_permission (
  role text not null,
  permission text not null,
  constraint built_in_permission_pkey PRIMARY KEY (role, permission)
);
grant select on built_in_permission to latchkey_app;

create table code_approval (
  account_id uuid not null,
  id uuid not null,
  computer_id uuid not null,
  nonce_hash bytea not null,
  state text not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  answered_by uuid,
  grant_id uuid,
  told_at timestamp with time zone,
  constraint code_approval_pkey PRIMARY KEY (account_id, id),
  constraint approval_answer_has_its_moment CHECK (((state = 'waiting'::text) = (answered_at IS NULL))),
  constraint approval_is_somebodys CHECK (((state <> 'approved'::text) OR (answered_by IS NOT NULL))),
  constraint approval_state_is_known CHECK ((state = ANY (ARRAY['waiting'::text, 'declined'::text, 'approved'::text]))),
  constraint code_approval_account_id_answered_by_fkey FOREIGN KEY (account_id, answered_by) REFERENCES member(account_id, id) ON DELETE RESTRICT,
  constraint code_approval_account_id_computer_id_fkey FOREIGN KEY (account_id, computer_id) REFERENCES computer(account_id, id) ON DELETE RESTRICT,
  constraint code_approval_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint code_approval_account_id_grant_id_fkey FOREIGN KEY (account_id, grant_id) REFERENCES computer_grant(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX code_approval_by_age ON code_approval USING btree (expires_at);
CREATE INDEX code_approval_by_computer ON code_approval USING btree (account_id, computer_id);
CREATE INDEX code_approval_by_grant ON code_approval USING btree (account_id, grant_id) WHERE (grant_id IS NOT NULL);
CREATE INDEX code_approval_by_member ON code_approval USING btree (account_id, answered_by) WHERE (answered_by IS NOT NULL);
CREATE UNIQUE INDEX one_approval_per_nonce ON code_approval USING btree (nonce_hash);
alter table code_approval enable row level security;
alter table code_approval force row level security;
create policy of_account on code_approval to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on code_approval to latchkey_owner using (true) with check (true);
grant insert, select on code_approval to latchkey_app;
grant update (state, answered_at, answered_by, grant_id, told_at) on code_approval to latchkey_app;

create table computer (
  account_id uuid not null,
  id uuid not null,
  device_key bytea not null,
  name text not null,
  sort_name text collate "und-x-icu" not null generated always as (name) stored,
  status text not null,
  group_id uuid,
  owner_id uuid,
  made_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  removed_where text,
  version integer not null default 1,
  hostname text not null default ''::text,
  os text not null default ''::text,
  agent_version text not null default ''::text,
  os_user text not null default ''::text,
  problem text not null default ''::text,
  base_cred_id uuid,
  search_text text collate "C" not null generated always as (fold_for_search(((((name || chr(10)) || hostname) || chr(10)) || os_user))) stored,
  hello_counter bigint not null default 0,
  boot_id text,
  node_id uuid,
  link_id uuid,
  linked_at timestamp with time zone,
  last_seen_at timestamp with time zone,
  quarantined_at timestamp with time zone,
  lock_id uuid,
  grant_revision bigint not null default 0,
  acknowledged_revision bigint not null default 0,
  constraint computer_pkey PRIMARY KEY (account_id, id),
  constraint computer_removal_has_its_moment CHECK (((status = 'removed'::text) = (removed_at IS NOT NULL))),
  constraint computer_removed_where_is_known CHECK ((removed_where = ANY (ARRAY['account'::text, 'computer'::text]))),
  constraint computer_status_is_known CHECK ((status = ANY (ARRAY['waiting'::text, 'active'::text, 'removed'::text]))),
  constraint device_key_is_ed25519 CHECK ((length(device_key) = 32)),
  constraint removed_computer_has_no_owner CHECK (((status <> 'removed'::text) OR (owner_id IS NULL))),
  constraint computer_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint computer_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES computer_group(account_id, id) ON DELETE RESTRICT,
  constraint computer_account_id_owner_id_fkey FOREIGN KEY (account_id, owner_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX computer_by_date ON computer USING btree (account_id, made_at, id) WHERE (status <> 'removed'::text);
CREATE INDEX computer_by_group ON computer USING btree (account_id, group_id, sort_name, id) WHERE (status <> 'removed'::text);
CREATE UNIQUE INDEX computer_by_id ON computer USING btree (id);
CREATE INDEX computer_by_last_seen ON computer USING btree (account_id, COALESCE(last_seen_at, '-infinity'::timestamp with time zone), id) WHERE (status <> 'removed'::text);
CREATE INDEX computer_by_name ON computer USING btree (account_id, sort_name, id) INCLUDE (search_text, status, group_id, owner_id) WHERE (status <> 'removed'::text);
CREATE INDEX computer_by_node ON computer USING btree (node_id) WHERE (node_id IS NOT NULL);
CREATE INDEX computer_by_owner ON computer USING btree (account_id, owner_id, sort_name, id) WHERE (owner_id IS NOT NULL);
CREATE INDEX computer_locked ON computer USING btree (account_id, sort_name, id) WHERE ((lock_id IS NOT NULL) AND (status <> 'removed'::text));
CREATE INDEX computer_waiting ON computer USING btree (account_id, sort_name, id) WHERE (status = 'waiting'::text);
CREATE INDEX computer_without_code ON computer USING btree (account_id, sort_name, id) WHERE ((base_cred_id IS NULL) AND (status = 'active'::text));
CREATE UNIQUE INDEX one_computer_per_device_key ON computer USING btree (device_key);
CREATE TRIGGER end_with_machine AFTER UPDATE OF boot_id ON computer FOR EACH ROW WHEN (old.boot_id <> new.boot_id AND old.boot_id !~~ 'agent:%'::text AND new.boot_id !~~ 'agent:%'::text) EXECUTE FUNCTION end_with_machine();
alter table computer enable row level security;
alter table computer force row level security;
create policy of_account on computer to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on computer to latchkey_owner using (true) with check (true);
grant insert, select on computer to latchkey_app;
grant update (device_key, name, status, group_id, owner_id, removed_at, removed_where, version, hostname, os, agent_version, os_user, problem, base_cred_id, hello_counter, boot_id, node_id, link_id, linked_at, last_seen_at, quarantined_at, lock_id, grant_revision, acknowledged_revision) on computer to latchkey_app;

create table computer_grant (
  account_id uuid not null,
  id uuid not null,
  computer_id uuid not null,
  member_id uuid not null,
  person_id uuid not null,
  cred_id uuid,
  revision bigint not null,
  made_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint computer_grant_pkey PRIMARY KEY (account_id, id),
  constraint computer_grant_account_id_computer_id_fkey FOREIGN KEY (account_id, computer_id) REFERENCES computer(account_id, id) ON DELETE RESTRICT,
  constraint computer_grant_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint computer_grant_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX computer_grant_by_member ON computer_grant USING btree (account_id, member_id) WHERE (ended_at IS NULL);
CREATE INDEX computer_grant_by_revision ON computer_grant USING btree (account_id, computer_id, revision);
CREATE UNIQUE INDEX one_open_grant_per_member_and_computer ON computer_grant USING btree (account_id, computer_id, member_id) WHERE (ended_at IS NULL);
alter table computer_grant enable row level security;
alter table computer_grant force row level security;
create policy of_account on computer_grant to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on computer_grant to latchkey_owner using (true) with check (true);
grant insert, select on computer_grant to latchkey_app;
grant update (cred_id, revision, ended_at) on computer_grant to latchkey_app;

create table computer_group (
  account_id uuid not null,
  id uuid not null,
  name text collate "und-x-icu" not null,
  name_key text not null,
  made_at timestamp with time zone not null,
  version integer not null default 1,
  constraint computer_group_pkey PRIMARY KEY (account_id, id),
  constraint computer_group_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX one_computer_group_per_name ON computer_group USING btree (account_id, name_key);
alter table computer_group enable row level security;
alter table computer_group force row level security;
create policy of_account on computer_group to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on computer_group to latchkey_owner using (true) with check (true);
grant delete, insert, select on computer_group to latchkey_app;
grant update (name, name_key, version) on computer_group to latchkey_app;

create view consequence with (security_invoker=true) as
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
    p.permission AS label
   FROM member m
     JOIN custom_role_permission p ON p.account_id = m.account_id AND p.role_id = m.role_id
  WHERE m.status = ANY (ARRAY['active'::text, 'invited'::text])
UNION ALL
 SELECT p.account_id,
    'permission'::text AS kind,
    p.member_id,
    p.member_id AS subject_id,
    p.permission AS label
   FROM member_permission p
     JOIN member m ON m.account_id = p.account_id AND m.id = p.member_id
  WHERE m.status = ANY (ARRAY['active'::text, 'invited'::text])
UNION ALL
 SELECT i.account_id,
    'permission'::text AS kind,
    i.member_id,
    i.member_id AS subject_id,
    p.permission AS label
   FROM user_group_member i
     JOIN member m ON m.account_id = i.account_id AND m.id = i.member_id
     JOIN user_group_above up ON up.account_id = i.account_id AND up.group_id = i.group_id
     JOIN user_group_permission p ON p.account_id = up.account_id AND p.group_id = up.above_id
  WHERE m.status = ANY (ARRAY['active'::text, 'invited'::text])
UNION ALL
 SELECT b.account_id,
    'job'::text AS kind,
    b.member_id,
    b.id AS subject_id,
    b.act AS label
   FROM batch b
  WHERE b.state = 'running'::text;
grant select on consequence to latchkey_app;

create table custom_role (
  account_id uuid not null,
  id uuid not null,
  name text collate "und-x-icu" not null,
  name_key text not null,
  made_at timestamp with time zone not null,
  version integer not null default 1,
  limits_users boolean not null default false,
  limits_computers boolean not null default false,
  constraint custom_role_pkey PRIMARY KEY (account_id, id),
  constraint custom_role_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX one_custom_role_per_name ON custom_role USING btree (account_id, name_key);
alter table custom_role enable row level security;
alter table custom_role force row level security;
create policy of_account on custom_role to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on custom_role to latchkey_owner using (true) with check (true);
grant delete, insert, select on custom_role to latchkey_app;
grant update (name, name_key, version, limits_users, limits_computers) on custom_role to latchkey_app;

create table custom_role_computer_group (
  account_id uuid not null,
  role_id uuid not null,
  group_id uuid not null,
  constraint custom_role_computer_group_pkey PRIMARY KEY (account_id, role_id, group_id),
  constraint custom_role_computer_group_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint custom_role_computer_group_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES computer_group(account_id, id) ON DELETE RESTRICT,
  constraint custom_role_computer_group_account_id_role_id_fkey FOREIGN KEY (account_id, role_id) REFERENCES custom_role(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX custom_role_by_computer_group ON custom_role_computer_group USING btree (account_id, group_id);
alter table custom_role_computer_group enable row level security;
alter table custom_role_computer_group force row level security;
create policy of_account on custom_role_computer_group to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on custom_role_computer_group to latchkey_owner using (true) with check (true);
grant delete, insert, select on custom_role_computer_group to latchkey_app;

create table custom_role_permission (
  account_id uuid not null,
  role_id uuid not null,
  permission text not null,
  constraint custom_role_permission_pkey PRIMARY KEY (account_id, role_id, permission),
  constraint role_gives_no_roles CHECK ((permission <> 'roles.manage'::text)),
  constraint custom_role_permission_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint custom_role_permission_account_id_role_id_fkey FOREIGN KEY (account_id, role_id) REFERENCES custom_role(account_id, id) ON DELETE RESTRICT
);
alter table custom_role_permission enable row level security;
alter table custom_role_permission force row level security;
create policy of_account on custom_role_permission to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on custom_role_permission to latchkey_owner using (true) with check (true);
grant delete, insert, select on custom_role_permission to latchkey_app;

create table custom_role_user_group (
  account_id uuid not null,
  role_id uuid not null,
  group_id uuid not null,
  constraint custom_role_user_group_pkey PRIMARY KEY (account_id, role_id, group_id),
  constraint custom_role_user_group_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint custom_role_user_group_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES user_group(account_id, id) ON DELETE RESTRICT,
  constraint custom_role_user_group_account_id_role_id_fkey FOREIGN KEY (account_id, role_id) REFERENCES custom_role(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX custom_role_by_user_group ON custom_role_user_group USING btree (account_id, group_id);
alter table custom_role_user_group enable row level security;
alter table custom_role_user_group force row level security;
create policy of_account on custom_role_user_group to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on custom_role_user_group to latchkey_owner using (true) with check (true);
grant delete, insert, select on custom_role_user_group to latchkey_app;

create table enrolment_code (
  account_id uuid not null,
  id uuid not null,
  kind text not null,
  code_hash bytea not null,
  made_by uuid not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  group_id uuid,
  owner_id uuid,
  computer_id uuid,
  uses_left integer not null,
  uses integer not null,
  needs_approval boolean not null,
  ending text,
  ended_at timestamp with time zone,
  constraint enrolment_code_pkey PRIMARY KEY (account_id, id),
  constraint enrolment_ending_has_its_moment CHECK (((ending IS NULL) = (ended_at IS NULL))),
  constraint enrolment_ending_is_known CHECK ((ending = ANY (ARRAY['used'::text, 'withdrawn'::text]))),
  constraint enrolment_kind_is_known CHECK ((kind = ANY (ARRAY['enrolment'::text, 'deployment'::text, 'replacement'::text]))),
  constraint only_enrolments_name_an_owner CHECK (((owner_id IS NULL) OR (kind = 'enrolment'::text))),
  constraint only_replacements_name_a_computer CHECK (((kind = 'replacement'::text) = (computer_id IS NOT NULL))),
  constraint uses_in_range CHECK (((uses >= 1) AND (uses <= 100000))),
  constraint uses_left_is_not_negative CHECK ((uses_left >= 0)),
  constraint enrolment_code_account_id_computer_id_fkey FOREIGN KEY (account_id, computer_id) REFERENCES computer(account_id, id) ON DELETE RESTRICT,
  constraint enrolment_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint enrolment_code_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES computer_group(account_id, id) ON DELETE RESTRICT,
  constraint enrolment_code_account_id_made_by_fkey FOREIGN KEY (account_id, made_by) REFERENCES member(account_id, id) ON DELETE RESTRICT,
  constraint enrolment_code_account_id_owner_id_fkey FOREIGN KEY (account_id, owner_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX enrolment_code_by_computer ON enrolment_code USING btree (account_id, computer_id) WHERE ((computer_id IS NOT NULL) AND (ending IS NULL));
CREATE INDEX enrolment_code_by_group ON enrolment_code USING btree (account_id, group_id) WHERE (group_id IS NOT NULL);
CREATE INDEX enrolment_code_by_maker ON enrolment_code USING btree (account_id, made_by) WHERE (ending IS NULL);
CREATE INDEX enrolment_code_by_owner ON enrolment_code USING btree (account_id, owner_id) WHERE ((owner_id IS NOT NULL) AND (ending IS NULL));
CREATE INDEX enrolment_code_open ON enrolment_code USING btree (account_id, id) WHERE (ending IS NULL);
CREATE UNIQUE INDEX one_enrolment_per_code ON enrolment_code USING btree (code_hash);
alter table enrolment_code enable row level security;
alter table enrolment_code force row level security;
create policy of_account on enrolment_code to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on enrolment_code to latchkey_owner using (true) with check (true);
grant insert, select on enrolment_code to latchkey_app;
grant update (group_id, uses_left, ending, ended_at) on enrolment_code to latchkey_app;

create table erasure (
  id uuid not null,
  at timestamp with time zone not null,
  asked_by text not null,
  asked_as text,
  constraint erasure_pkey PRIMARY KEY (id),
  constraint eraser_is_known CHECK ((asked_by = ANY (ARRAY['person'::text, 'operator'::text])))
);

create view extra_power with (security_invoker=true) as
 SELECT m.account_id,
    m.id AS member_id,
    p.permission,
    'custom_role'::text AS via,
    NULL::uuid AS group_id,
    r.limits_users OR r.limits_computers AS is_limited
   FROM member m
     JOIN custom_role r ON r.account_id = m.account_id AND r.id = m.role_id
     JOIN custom_role_permission p ON p.account_id = m.account_id AND p.role_id = m.role_id
UNION ALL
 SELECT p.account_id,
    p.member_id,
    p.permission,
    'own'::text AS via,
    NULL::uuid AS group_id,
    false AS is_limited
   FROM member_permission p
UNION ALL
 SELECT i.account_id,
    i.member_id,
    p.permission,
    'group'::text AS via,
    p.group_id,
    false AS is_limited
   FROM user_group_member i
     JOIN user_group_above up ON up.account_id = i.account_id AND up.group_id = i.group_id
     JOIN user_group_permission p ON p.account_id = up.account_id AND p.group_id = up.above_id;
grant select on extra_power to latchkey_app;
comment on column extra_power.group_id is 'May be null: only what comes from a user group has one.';
comment on column extra_power.is_limited is 'Whether it counts inside chosen groups only (G5).';

create table former_address (
  person_id uuid not null,
  email text not null,
  left_at timestamp with time zone not null,
  constraint former_address_pkey PRIMARY KEY (person_id, email),
  constraint former_address_is_folded CHECK ((email = lower(email))),
  constraint former_address_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE RESTRICT
);
CREATE INDEX former_address_by_mailbox ON former_address USING btree (email, left_at);

create table handover (
  account_id uuid not null,
  id uuid not null,
  from_member uuid not null,
  to_member uuid not null,
  old_holder_role text,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  takes_effect_at timestamp with time zone,
  ending text,
  ended_at timestamp with time zone,
  ended_by text,
  constraint handover_pkey PRIMARY KEY (account_id, id),
  constraint acceptance_sets_the_day CHECK ((((accepted_at IS NULL) = (takes_effect_at IS NULL)) AND ((accepted_at IS NULL) = (old_holder_role IS NULL)))),
  constraint ender_is_known CHECK ((ended_by = ANY (ARRAY['holder'::text, 'successor'::text, 'standing'::text, 'operator'::text]))),
  constraint handover_ending_has_its_moment CHECK (((ending IS NULL) = (ended_at IS NULL))),
  constraint handover_ending_is_known CHECK ((ending = ANY (ARRAY['done'::text, 'cancelled'::text, 'expired'::text]))),
  constraint old_holder_role_is_known CHECK ((old_holder_role = ANY (ARRAY['super_admin'::text, 'admin'::text, 'member'::text]))),
  constraint handover_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint handover_account_id_from_member_fkey FOREIGN KEY (account_id, from_member) REFERENCES member(account_id, id) ON DELETE RESTRICT,
  constraint handover_account_id_to_member_fkey FOREIGN KEY (account_id, to_member) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX handover_by_effect ON handover USING btree (takes_effect_at) WHERE (ending IS NULL);
CREATE UNIQUE INDEX one_open_handover_per_account ON handover USING btree (account_id) WHERE (ending IS NULL);
alter table handover enable row level security;
alter table handover force row level security;
create policy of_account on handover to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on handover to latchkey_owner using (true) with check (true);
grant insert, select on handover to latchkey_app;
grant update (old_holder_role, accepted_at, takes_effect_at, ending, ended_at, ended_by) on handover to latchkey_app;

create table idempotency (
  account_id uuid not null,
  member_id uuid not null,
  operation text not null,
  key text not null,
  body_hash bytea not null,
  reply jsonb,
  made_at timestamp with time zone not null,
  constraint idempotency_pkey PRIMARY KEY (account_id, member_id, operation, key),
  constraint idempotency_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint idempotency_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
alter table idempotency enable row level security;
alter table idempotency force row level security;
create policy of_account on idempotency to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on idempotency to latchkey_owner using (true) with check (true);
grant insert, select on idempotency to latchkey_app;
grant update (reply) on idempotency to latchkey_app;

create table installation (
  only_one boolean not null default true,
  smtp_url_sealed text,
  mail_from text,
  made_at timestamp with time zone not null default now(),
  constraint installation_pkey PRIMARY KEY (only_one),
  constraint one_installation CHECK (only_one)
);
grant select on installation to latchkey_app;

create table invitation (
  account_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  invited_by uuid not null,
  language text not null,
  note text not null default ''::text,
  generation integer not null default 1,
  made_at timestamp with time zone not null,
  sent_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ending text,
  ended_at timestamp with time zone,
  mail_state text not null default 'waiting'::text,
  lost_groups boolean not null default false,
  lost_role boolean not null default false,
  constraint invitation_pkey PRIMARY KEY (account_id, id),
  constraint invitation_ending_has_its_moment CHECK (((ending IS NULL) = (ended_at IS NULL))),
  constraint invitation_ending_is_known CHECK ((ending = ANY (ARRAY['accepted'::text, 'declined'::text, 'withdrawn'::text, 'expired'::text]))),
  constraint mail_state_of_invitation_is_known CHECK ((mail_state = ANY (ARRAY['waiting'::text, 'sent'::text, 'bounced'::text, 'no_mail_server'::text]))),
  constraint invitation_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint invitation_account_id_invited_by_fkey FOREIGN KEY (account_id, invited_by) REFERENCES member(account_id, id) ON DELETE RESTRICT,
  constraint invitation_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX invitation_by_expiry ON invitation USING btree (expires_at) WHERE (ending IS NULL);
CREATE INDEX invitation_by_inviter ON invitation USING btree (account_id, invited_by) WHERE (ending IS NULL);
CREATE INDEX invitation_by_member ON invitation USING btree (account_id, member_id, made_at);
CREATE INDEX invitation_note_by_inviter ON invitation USING btree (account_id, invited_by) WHERE (note <> ''::text);
CREATE UNIQUE INDEX one_open_invitation_per_member ON invitation USING btree (account_id, member_id) WHERE (ending IS NULL);
CREATE INDEX open_invitation_by_expiry ON invitation USING btree (account_id, expires_at, member_id) WHERE (ending IS NULL);
CREATE INDEX open_invitation_by_mail ON invitation USING btree (account_id, mail_state, member_id) WHERE ((ending IS NULL) AND (mail_state <> 'sent'::text));
CREATE TRIGGER await_mail BEFORE UPDATE OF generation ON invitation FOR EACH ROW WHEN (new.generation <> old.generation) EXECUTE FUNCTION await_mail();
alter table invitation enable row level security;
alter table invitation force row level security;
create policy of_account on invitation to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on invitation to latchkey_owner using (true) with check (true);
grant insert, select on invitation to latchkey_app;
grant update (member_id, invited_by, generation, sent_at, expires_at, ending, ended_at, lost_groups, lost_role) on invitation to latchkey_app;

create table invitation_link (
  account_id uuid not null,
  invitation_id uuid not null,
  generation integer not null,
  token_hash bytea not null,
  constraint invitation_link_pkey PRIMARY KEY (account_id, invitation_id, generation),
  constraint one_link_per_token UNIQUE (token_hash),
  constraint invitation_link_account_id_invitation_id_fkey FOREIGN KEY (account_id, invitation_id) REFERENCES invitation(account_id, id) ON DELETE RESTRICT
);
alter table invitation_link enable row level security;
alter table invitation_link force row level security;
create policy of_account on invitation_link to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on invitation_link to latchkey_owner using (true) with check (true);
grant insert, select on invitation_link to latchkey_app;

create table jobs.task (
  name text not null,
  constraint task_pkey PRIMARY KEY (name)
);
alter table jobs.task owner to latchkey_jobs;

create table known_browser (
  token_hash bytea not null,
  person_id uuid not null,
  made_at timestamp with time zone not null,
  constraint known_browser_pkey PRIMARY KEY (person_id, token_hash),
  constraint known_browser_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE RESTRICT
);

create unlogged table limit_charge (
  key text not null,
  charges integer not null,
  reset_at timestamp with time zone not null,
  constraint limit_charge_pkey PRIMARY KEY (key)
);
grant delete, insert, select, update on limit_charge to latchkey_app;

create table lockout (
  account_id uuid not null,
  id uuid not null,
  computer_id uuid not null,
  member_id uuid not null,
  session_id uuid not null,
  address text not null,
  at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by uuid,
  is_personal boolean not null default false,
  cleared_at timestamp with time zone,
  digest_id uuid,
  digested_at timestamp with time zone,
  forgiven_at timestamp with time zone,
  constraint lockout_pkey PRIMARY KEY (account_id, id),
  constraint lockout_account_id_computer_id_fkey FOREIGN KEY (account_id, computer_id) REFERENCES computer(account_id, id) ON DELETE RESTRICT,
  constraint lockout_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint lockout_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT,
  constraint lockout_account_id_session_id_fkey FOREIGN KEY (account_id, session_id) REFERENCES session(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX lockout_by_computer ON lockout USING btree (account_id, computer_id, at DESC);
CREATE INDEX lockout_by_digest ON lockout USING btree (account_id, digest_id);
CREATE INDEX lockout_by_digested ON lockout USING btree (account_id, digested_at DESC);
CREATE INDEX lockout_by_member ON lockout USING btree (account_id, member_id, at DESC);
CREATE INDEX lockout_uncleared ON lockout USING btree (account_id, computer_id) WHERE ((ended_at IS NOT NULL) AND (cleared_at IS NULL));
CREATE INDEX lockout_untold ON lockout USING btree (account_id) WHERE (digest_id IS NULL);
CREATE UNIQUE INDEX one_lockout_per_session ON lockout USING btree (account_id, session_id);
CREATE UNIQUE INDEX one_open_lockout_per_computer ON lockout USING btree (account_id, computer_id) WHERE ((ended_at IS NULL) AND (NOT is_personal));
CREATE UNIQUE INDEX one_open_lockout_per_member_and_computer ON lockout USING btree (account_id, computer_id, member_id) WHERE ((ended_at IS NULL) AND is_personal);
alter table lockout enable row level security;
alter table lockout force row level security;
create policy of_account on lockout to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on lockout to latchkey_owner using (true) with check (true);
grant insert, select on lockout to latchkey_app;
grant update (ended_at, ended_by, cleared_at, digest_id, digested_at, forgiven_at) on lockout to latchkey_app;

create table mail (
  id uuid not null,
  account_id uuid,
  kind text not null,
  event_id text not null,
  subject_id uuid not null,
  generation integer not null default 1,
  recipient text not null,
  language text not null,
  state text not null default 'waiting'::text,
  problem text,
  tries integer not null default 0,
  made_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  quote text,
  sending_until timestamp with time zone,
  constraint mail_pkey PRIMARY KEY (id),
  constraint one_mail_per_event UNIQUE (event_id),
  constraint mail_state_is_known CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'bounced'::text, 'no_mail_server'::text]))),
  constraint mail_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT
);
CREATE INDEX mail_by_account ON mail USING btree (account_id, subject_id, generation);
CREATE INDEX mail_by_recipient ON mail USING btree (recipient, made_at);
CREATE INDEX mail_not_out ON mail USING btree (made_at DESC, id DESC) WHERE (state <> 'sent'::text);
CREATE INDEX mail_of_the_erased ON mail USING btree (made_at) WHERE (kind = 'person_erased'::text);
CREATE INDEX mail_without_server ON mail USING btree (id) WHERE (state = 'no_mail_server'::text);
CREATE TRIGGER forget_farewell AFTER UPDATE OF state ON mail FOR EACH ROW WHEN (new.kind = 'person_erased'::text AND new.state <> 'waiting'::text) EXECUTE FUNCTION forget_farewell();
CREATE TRIGGER tell_invitation AFTER UPDATE OF state ON mail FOR EACH ROW WHEN (new.kind = 'invitation'::text AND new.state <> old.state) EXECUTE FUNCTION tell_invitation();
CREATE TRIGGER tell_invitation_of_copy AFTER INSERT ON mail FOR EACH ROW WHEN (new.kind = 'invitation'::text AND new.state <> 'waiting'::text) EXECUTE FUNCTION tell_invitation();
alter table mail enable row level security;
alter table mail force row level security;
create policy of_account on mail to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on mail to latchkey_owner using (true) with check (true);
grant insert, select on mail to latchkey_app;
grant update (state, problem, tries, sent_at) on mail to latchkey_app;

create table member (
  account_id uuid not null,
  id uuid not null,
  person_id uuid,
  email text not null,
  name text not null,
  status text not null,
  role text not null,
  sort_name text collate "und-x-icu" not null generated always as (
CASE
    WHEN (name = ''::text) THEN email
    ELSE name
END) stored,
  made_at timestamp with time zone not null,
  last_entered_at timestamp with time zone,
  removed_at timestamp with time zone,
  version integer not null default 1,
  search_text text collate "C" not null generated always as (((fold_for_search(name) || chr(10)) || email)) stored,
  last_activity_at timestamp with time zone not null generated always as (COALESCE(last_entered_at, '-infinity'::timestamp with time zone)) stored,
  signed_out_at timestamp with time zone,
  only_own_access boolean not null default false,
  role_id uuid,
  constraint member_pkey PRIMARY KEY (account_id, id),
  constraint custom_role_is_a_members CHECK (((role_id IS NULL) OR (role = 'member'::text))),
  constraint holder_is_active CHECK (((role <> 'holder'::text) OR (status = 'active'::text))),
  constraint member_email_is_folded CHECK ((email = lower(email))),
  constraint only_people_are_active CHECK (((person_id IS NOT NULL) OR (status = ANY (ARRAY['invited'::text, 'removed'::text])))),
  constraint removal_has_its_moment CHECK (((status = 'removed'::text) = (removed_at IS NOT NULL))),
  constraint role_is_known CHECK ((role = ANY (ARRAY['holder'::text, 'super_admin'::text, 'admin'::text, 'member'::text]))),
  constraint status_is_known CHECK ((status = ANY (ARRAY['invited'::text, 'active'::text, 'suspended'::text, 'removed'::text]))),
  constraint member_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint member_account_id_role_id_fkey FOREIGN KEY (account_id, role_id) REFERENCES custom_role(account_id, id) ON DELETE RESTRICT,
  constraint member_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE RESTRICT
);
CREATE INDEX member_back_dated ON member USING btree (account_id) WHERE ((status = 'active'::text) AND (last_entered_at < made_at));
CREATE INDEX member_by_custom_role ON member USING btree (account_id, role_id) WHERE (role_id IS NOT NULL);
CREATE INDEX member_by_gram ON member USING gin (grams_of(account_id, search_text), spans_of(sort_name)) WITH (gin_pending_list_limit='256') WHERE (status <> 'removed'::text);
CREATE INDEX member_by_name ON member USING btree (account_id, sort_name, id) INCLUDE (status, search_text, last_activity_at, made_at) WHERE (removed_at IS NULL);
CREATE INDEX member_by_person ON member USING btree (person_id, account_id);
CREATE INDEX member_idle ON member USING btree (account_id, COALESCE(last_entered_at, made_at)) WHERE (status = 'active'::text);
CREATE INDEX member_idle_by_week ON member USING btree (account_id, date_trunc('week'::text, (made_at AT TIME ZONE 'UTC'::text)), COALESCE(last_entered_at, made_at)) WHERE (status = 'active'::text);
CREATE INDEX member_listed_by_date ON member USING btree (account_id, status, role, made_at, id) INCLUDE (search_text, last_activity_at) WHERE (status <> 'removed'::text);
CREATE INDEX member_listed_by_last_activity ON member USING btree (account_id, status, role, last_activity_at, id) INCLUDE (search_text, made_at) WHERE (status <> 'removed'::text);
CREATE INDEX member_listed_by_name ON member USING btree (account_id, status, role, sort_name, id) INCLUDE (search_text, last_activity_at, made_at) WHERE (status <> 'removed'::text);
CREATE INDEX member_place_of_mailbox ON member USING btree (email) WHERE (person_id IS NULL);
CREATE UNIQUE INDEX one_holder_per_account ON member USING btree (account_id) WHERE (role = 'holder'::text);
CREATE UNIQUE INDEX one_member_per_mailbox ON member USING btree (account_id, email) WHERE (status <> 'removed'::text);
CREATE UNIQUE INDEX one_member_per_person ON member USING btree (account_id, person_id) WHERE (status <> 'removed'::text);
CREATE CONSTRAINT TRIGGER account_keeps_its_holder AFTER DELETE OR UPDATE OF role, status ON member DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.role = 'holder'::text) EXECUTE FUNCTION account_keeps_its_holder();
CREATE TRIGGER end_with_sign_out AFTER UPDATE OF signed_out_at ON member FOR EACH ROW WHEN (new.signed_out_at IS NOT NULL) EXECUTE FUNCTION end_with_sign_out();
CREATE TRIGGER forget_addresses AFTER UPDATE OF person_id ON member FOR EACH ROW WHEN (new.person_id IS NULL AND old.person_id IS NOT NULL) EXECUTE FUNCTION forget_addresses();
CREATE TRIGGER leave_custom_role BEFORE UPDATE OF role ON member FOR EACH ROW WHEN (new.role <> 'member'::text AND new.role_id IS NOT NULL) EXECUTE FUNCTION leave_custom_role();
CREATE TRIGGER take_reach AFTER UPDATE OF status, role ON member FOR EACH ROW WHEN (new.status <> old.status AND new.status <> 'active'::text OR old.role = 'holder'::text AND new.role <> 'holder'::text) EXECUTE FUNCTION take_reach();
alter table member enable row level security;
alter table member force row level security;
create policy of_account on member to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on member to latchkey_owner using (true) with check (true);
grant delete, insert, select on member to latchkey_app;
grant update (person_id, email, name, status, role, last_entered_at, removed_at, version, signed_out_at, only_own_access, role_id) on member to latchkey_app;

create table member_access (
  account_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  kind text not null,
  group_id uuid,
  computer_id uuid,
  made_at timestamp with time zone not null,
  constraint member_access_pkey PRIMARY KEY (account_id, id),
  constraint access_kind_is_known CHECK ((kind = ANY (ARRAY['all'::text, 'group'::text, 'computer'::text]))),
  constraint access_names_what_it_is_to CHECK ((((kind = 'group'::text) = (group_id IS NOT NULL)) AND ((kind = 'computer'::text) = (computer_id IS NOT NULL)))),
  constraint member_access_account_id_computer_id_fkey FOREIGN KEY (account_id, computer_id) REFERENCES computer(account_id, id) ON DELETE RESTRICT,
  constraint member_access_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint member_access_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES computer_group(account_id, id) ON DELETE RESTRICT,
  constraint member_access_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX member_access_by_member ON member_access USING btree (account_id, member_id);
CREATE INDEX member_access_to_all ON member_access USING btree (account_id, member_id) WHERE (kind = 'all'::text);
CREATE UNIQUE INDEX one_access_per_computer ON member_access USING btree (account_id, computer_id, member_id) WHERE (kind = 'computer'::text);
CREATE UNIQUE INDEX one_access_per_group ON member_access USING btree (account_id, group_id, member_id) WHERE (kind = 'group'::text);
CREATE UNIQUE INDEX one_access_to_all ON member_access USING btree (account_id, member_id) WHERE (kind = 'all'::text);
alter table member_access enable row level security;
alter table member_access force row level security;
create policy of_account on member_access to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on member_access to latchkey_owner using (true) with check (true);
grant delete, insert, select on member_access to latchkey_app;

create table member_permission (
  account_id uuid not null,
  member_id uuid not null,
  permission text not null,
  constraint member_permission_pkey PRIMARY KEY (account_id, member_id, permission),
  constraint member_is_given_no_roles CHECK ((permission <> 'roles.manage'::text)),
  constraint member_permission_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint member_permission_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
alter table member_permission enable row level security;
alter table member_permission force row level security;
create policy of_account on member_permission to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on member_permission to latchkey_owner using (true) with check (true);
grant delete, insert, select on member_permission to latchkey_app;

create table migration (
  name text not null,
  checksum text not null,
  ran_at timestamp with time zone not null default now(),
  constraint migration_pkey PRIMARY KEY (name)
);

create table node (
  id uuid not null,
  url text not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  constraint node_pkey PRIMARY KEY (id)
);
grant delete, insert, select, update on node to latchkey_app;

create table node_address (
  url text not null,
  seen_at timestamp with time zone not null,
  constraint node_address_pkey PRIMARY KEY (url)
);
grant delete, insert, select, update on node_address to latchkey_app;
comment on table node_address is 'Where servers were dialled lately, whether or not they run now.';

create table notice (
  id uuid not null,
  kind text not null,
  text text not null,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  made_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  posted_by uuid,
  posted_as text,
  ended_by uuid,
  ended_as text,
  constraint notice_pkey PRIMARY KEY (id),
  constraint notice_ends_after_it_begins CHECK ((ends_at > starts_at)),
  constraint notice_has_a_poster CHECK (((posted_by IS NOT NULL) OR (posted_as IS NOT NULL))),
  constraint notice_kind_is_known CHECK ((kind = ANY (ARRAY['outage'::text, 'maintenance'::text, 'information'::text]))),
  constraint notice_says_something CHECK (((length(text) >= 1) AND (length(text) <= 500))),
  constraint notice_was_ended_by_somebody CHECK (((ended_at IS NULL) OR (ended_by IS NOT NULL) OR (ended_as IS NOT NULL))),
  constraint notice_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES person(id) ON DELETE RESTRICT,
  constraint notice_posted_by_fkey FOREIGN KEY (posted_by) REFERENCES person(id) ON DELETE RESTRICT
);
comment on table notice is 'Insert-only but for its ending, so that it is its own record of who told everybody what.';

create view outbox with (security_invoker=true) as
 SELECT m.id,
    m.kind,
    m.recipient,
    m.state,
    m.problem,
    m.made_at
   FROM mail m
     LEFT JOIN invitation i ON m.kind = 'invitation'::text AND i.account_id = m.account_id AND i.id = m.subject_id
     LEFT JOIN password_reset r ON m.kind = 'reset'::text AND r.id = m.subject_id
     LEFT JOIN address_claim c ON (m.kind = ANY (ARRAY['address_add'::text, 'address_change_new'::text, 'address_change_old'::text])) AND c.id = m.subject_id
  WHERE m.state <> 'sent'::text AND (m.kind <> 'invitation'::text OR i.generation = m.generation AND i.ending IS NULL) AND (m.kind <> 'reset'::text OR r.ending IS NULL) AND ((m.kind <> ALL (ARRAY['address_add'::text, 'address_change_new'::text, 'address_change_old'::text])) OR c.id IS NOT NULL AND c.ending IS NULL);
comment on view outbox is 'Mails that are not out yet and still mean something: what they speak of has not ended.';

create table password_reset (
  id uuid not null,
  person_id uuid not null,
  email text not null,
  token_hash bytea not null,
  asked_by text not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ending text,
  ended_at timestamp with time zone,
  constraint password_reset_pkey PRIMARY KEY (id),
  constraint one_reset_per_token UNIQUE (token_hash),
  constraint asker_is_known CHECK ((asked_by = ANY (ARRAY['person'::text, 'admin'::text, 'operator'::text]))),
  constraint ending_has_its_moment CHECK (((ending IS NULL) = (ended_at IS NULL))),
  constraint reset_ending_is_known CHECK ((ending = ANY (ARRAY['used'::text, 'superseded'::text, 'withdrawn'::text, 'expired'::text]))),
  constraint password_reset_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX one_open_reset_per_person ON password_reset USING btree (person_id) WHERE (ending IS NULL);
CREATE INDEX password_reset_by_person ON password_reset USING btree (person_id);
CREATE INDEX password_reset_not_ended ON password_reset USING btree (expires_at) WHERE (ending IS NULL);

create table person (
  id uuid not null,
  email text not null,
  name text not null,
  password_hash text not null,
  language text not null,
  is_operator boolean not null default false,
  made_at timestamp with time zone not null,
  password_changed_at timestamp with time zone not null,
  time_zone text,
  constraint person_pkey PRIMARY KEY (id),
  constraint one_person_per_mailbox UNIQUE (email),
  constraint email_is_folded CHECK ((email = lower(email))),
  constraint language_is_ours CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text, 'it'::text, 'de'::text, 'es'::text, 'pt'::text, 'nl'::text])))
);
CREATE TRIGGER keep_sign_in_address AFTER INSERT ON person FOR EACH ROW EXECUTE FUNCTION keep_sign_in_address();

create table person_address (
  email text not null,
  person_id uuid not null,
  confirmed_at timestamp with time zone not null,
  constraint person_address_pkey PRIMARY KEY (email),
  constraint address_of_its_person UNIQUE (person_id, email),
  constraint person_address_is_folded CHECK ((email = lower(email))),
  constraint person_address_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE RESTRICT
);
CREATE CONSTRAINT TRIGGER sign_in_address_is_theirs AFTER DELETE OR UPDATE ON person_address DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sign_in_address_is_theirs();

create table person_event (
  person_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  act text not null,
  address text,
  facts jsonb not null default '{}'::jsonb,
  constraint person_event_pkey PRIMARY KEY (person_id, id),
  constraint person_event_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE RESTRICT
);
grant insert on person_event to latchkey_app;

create view power with (security_invoker=true) as
 SELECT m.account_id,
    m.id AS member_id,
    b.permission,
    'role'::text AS via,
    NULL::uuid AS group_id,
    false AS is_limited
   FROM member m
     JOIN built_in_permission b ON b.role = m.role
UNION ALL
 SELECT e.account_id,
    e.member_id,
    e.permission,
    e.via,
    e.group_id,
    e.is_limited
   FROM extra_power e;
grant select on power to latchkey_app;
comment on column power.group_id is 'May be null: only what comes from a user group has one.';
comment on column power.is_limited is 'Whether it counts inside chosen groups only (G5).';

create view reach with (security_invoker=true) as
 SELECT c.account_id,
    m.id AS member_id,
    c.id AS computer_id,
    'owner'::text AS via
   FROM computer c
     JOIN member m ON m.account_id = c.account_id AND m.id = c.owner_id AND m.status = 'active'::text
  WHERE c.status = 'active'::text
UNION ALL
 SELECT c.account_id,
    m.id AS member_id,
    c.id AS computer_id,
    'own'::text AS via
   FROM computer c
     JOIN member m ON m.account_id = c.account_id AND m.role = 'holder'::text AND m.status = 'active'::text
  WHERE c.status = 'active'::text
UNION ALL
 SELECT c.account_id,
    a.member_id,
    c.id AS computer_id,
    'own'::text AS via
   FROM member_access a
     JOIN computer c ON c.account_id = a.account_id AND c.status = 'active'::text
     JOIN member m ON m.account_id = a.account_id AND m.id = a.member_id AND m.status = 'active'::text
  WHERE a.kind = 'all'::text
UNION ALL
 SELECT c.account_id,
    a.member_id,
    c.id AS computer_id,
    'own'::text AS via
   FROM member_access a
     JOIN computer c ON c.account_id = a.account_id AND c.group_id = a.group_id AND c.status = 'active'::text
     JOIN member m ON m.account_id = a.account_id AND m.id = a.member_id AND m.status = 'active'::text
  WHERE a.kind = 'group'::text
UNION ALL
 SELECT c.account_id,
    a.member_id,
    c.id AS computer_id,
    'own'::text AS via
   FROM member_access a
     JOIN computer c ON c.account_id = a.account_id AND c.id = a.computer_id AND c.status = 'active'::text
     JOIN member m ON m.account_id = a.account_id AND m.id = a.member_id AND m.status = 'active'::text
  WHERE a.kind = 'computer'::text
UNION ALL
 SELECT c.account_id,
    i.member_id,
    c.id AS computer_id,
    'group'::text AS via
   FROM user_group_member i
     JOIN member m ON m.account_id = i.account_id AND m.id = i.member_id AND m.status = 'active'::text AND NOT m.only_own_access
     JOIN user_group_above up ON up.account_id = i.account_id AND up.group_id = i.group_id
     JOIN user_group_access a ON a.account_id = up.account_id AND a.user_group_id = up.above_id AND a.kind = 'all'::text
     JOIN computer c ON c.account_id = a.account_id AND c.status = 'active'::text
UNION ALL
 SELECT c.account_id,
    i.member_id,
    c.id AS computer_id,
    'group'::text AS via
   FROM user_group_member i
     JOIN member m ON m.account_id = i.account_id AND m.id = i.member_id AND m.status = 'active'::text AND NOT m.only_own_access
     JOIN user_group_above up ON up.account_id = i.account_id AND up.group_id = i.group_id
     JOIN user_group_access a ON a.account_id = up.account_id AND a.user_group_id = up.above_id AND a.kind = 'group'::text
     JOIN computer c ON c.account_id = a.account_id AND c.group_id = a.group_id AND c.status = 'active'::text
UNION ALL
 SELECT c.account_id,
    i.member_id,
    c.id AS computer_id,
    'group'::text AS via
   FROM user_group_member i
     JOIN member m ON m.account_id = i.account_id AND m.id = i.member_id AND m.status = 'active'::text AND NOT m.only_own_access
     JOIN user_group_above up ON up.account_id = i.account_id AND up.group_id = i.group_id
     JOIN user_group_access a ON a.account_id = up.account_id AND a.user_group_id = up.above_id AND a.kind = 'computer'::text
     JOIN computer c ON c.account_id = a.account_id AND c.id = a.computer_id AND c.status = 'active'::text;
grant select on reach to latchkey_app;

create table reset_request (
  id uuid not null,
  email text not null,
  language text not null,
  made_at timestamp with time zone not null,
  asked_by text not null default 'person'::text,
  person_id uuid,
  constraint reset_request_pkey PRIMARY KEY (id),
  constraint admins_ask_for_people CHECK (((asked_by = 'admin'::text) = (person_id IS NOT NULL))),
  constraint asker_of_request_is_known CHECK ((asked_by = ANY (ARRAY['person'::text, 'admin'::text])))
);
grant insert on reset_request to latchkey_app;

create table session (
  account_id uuid not null,
  id uuid not null,
  computer_id uuid not null,
  member_id uuid not null,
  person_id uuid not null,
  sign_in_id uuid not null,
  grant_id uuid not null,
  state text not null,
  control boolean not null,
  address text not null,
  node_id uuid,
  round integer not null default 0,
  lost_at timestamp with time zone,
  made_at timestamp with time zone not null,
  opened_at timestamp with time zone,
  ended_at timestamp with time zone,
  ending text,
  ended_by uuid,
  failed_at timestamp with time zone,
  boot_id text,
  constraint session_pkey PRIMARY KEY (account_id, id),
  constraint session_end_has_its_moment CHECK (((state = 'ended'::text) = (ended_at IS NOT NULL))),
  constraint session_ending_is_known CHECK ((ending = ANY (ARRAY['ended'::text, 'revoked'::text, 'suspended'::text, 'removed'::text, 'signed-out'::text, 'left'::text, 'idle'::text, 'host-ended'::text, 'lost'::text, 'refused'::text, 'locked'::text, 'unopened'::text, 'failed'::text, 'no-screen'::text, 'fault'::text, 'restarted'::text]))),
  constraint session_lost_was_open CHECK (((opened_at IS NOT NULL) OR (ending <> ALL (ARRAY['lost'::text, 'idle'::text, 'no-screen'::text, 'fault'::text, 'restarted'::text])))),
  constraint session_state_is_known CHECK ((state = ANY (ARRAY['asked'::text, 'open'::text, 'ended'::text]))),
  constraint session_unopened_was_not CHECK (((opened_at IS NULL) OR (ending <> ALL (ARRAY['unopened'::text, 'failed'::text])))),
  constraint session_account_id_computer_id_fkey FOREIGN KEY (account_id, computer_id) REFERENCES computer(account_id, id) ON DELETE RESTRICT,
  constraint session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint session_account_id_grant_id_fkey FOREIGN KEY (account_id, grant_id) REFERENCES computer_grant(account_id, id) ON DELETE RESTRICT,
  constraint session_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX session_by_computer ON session USING btree (account_id, computer_id, id);
CREATE UNIQUE INDEX session_by_id ON session USING btree (id);
CREATE INDEX session_by_member ON session USING btree (account_id, member_id, id);
CREATE INDEX session_live ON session USING btree (account_id, id) WHERE (state <> 'ended'::text);
CREATE INDEX session_live_by_computer ON session USING btree (account_id, computer_id, id) WHERE (state <> 'ended'::text);
CREATE INDEX session_live_by_node ON session USING btree (node_id) WHERE (state <> 'ended'::text);
alter table session enable row level security;
alter table session force row level security;
create policy of_account on session to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on session to latchkey_owner using (true) with check (true);
grant insert, select on session to latchkey_app;
grant update (state, control, node_id, round, lost_at, opened_at, ended_at, ending, ended_by, failed_at, boot_id) on session to latchkey_app;
comment on column session.failed_at is 'When the computer counted an access code of this session as wrong, the last time.';
comment on column session.boot_id is 'On which start of the machine it was opened: it does not outlive it.';

create table session_ticket (
  account_id uuid not null,
  session_id uuid not null,
  side text not null,
  ticket_hash bytea not null,
  node_id uuid not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint session_ticket_pkey PRIMARY KEY (account_id, session_id, side),
  constraint ticket_side_is_known CHECK ((side = ANY (ARRAY['viewer'::text, 'host'::text]))),
  constraint session_ticket_account_id_session_id_fkey FOREIGN KEY (account_id, session_id) REFERENCES session(account_id, id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX one_ticket_per_secret ON session_ticket USING btree (ticket_hash);
alter table session_ticket enable row level security;
alter table session_ticket force row level security;
create policy of_account on session_ticket to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on session_ticket to latchkey_owner using (true) with check (true);
grant insert on session_ticket to latchkey_app;
grant select (account_id, session_id, side, node_id, expires_at, used_at) on session_ticket to latchkey_app;
grant update (ticket_hash, node_id, expires_at, used_at) on session_ticket to latchkey_app;

create table set_up_code (
  only_one boolean not null default true,
  code_hash bytea not null,
  tries_left integer not null,
  made_at timestamp with time zone not null default now(),
  constraint set_up_code_pkey PRIMARY KEY (only_one),
  constraint one_set_up_code CHECK (only_one),
  constraint tries_never_negative CHECK ((tries_left >= 0))
);

create table sign_in (
  id uuid not null,
  token_hash bytea not null,
  person_id uuid not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  address text not null,
  user_agent text not null,
  proved_at timestamp with time zone not null,
  constraint sign_in_pkey PRIMARY KEY (id),
  constraint one_sign_in_per_token UNIQUE (token_hash),
  constraint sign_in_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE RESTRICT
);
CREATE INDEX sign_in_by_person ON sign_in USING btree (person_id, id);
CREATE INDEX sign_in_not_ended ON sign_in USING btree (expires_at) WHERE (ended_at IS NULL);

create table sign_up_request (
  id uuid not null,
  email text not null,
  name text not null,
  company_name text not null,
  language text not null,
  made_at timestamp with time zone not null,
  constraint sign_up_request_pkey PRIMARY KEY (id),
  constraint sign_up_email_is_folded CHECK ((email = lower(email))),
  constraint sign_up_language_is_ours CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text, 'it'::text, 'de'::text, 'es'::text, 'pt'::text, 'nl'::text])))
);
grant insert on sign_up_request to latchkey_app;

create table user_group (
  account_id uuid not null,
  id uuid not null,
  parent_id uuid,
  name text collate "und-x-icu" not null,
  name_key text not null,
  made_at timestamp with time zone not null,
  version integer not null default 1,
  constraint user_group_pkey PRIMARY KEY (account_id, id),
  constraint user_group_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint user_group_account_id_parent_id_fkey FOREIGN KEY (account_id, parent_id) REFERENCES user_group(account_id, id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX one_user_group_per_name ON user_group USING btree (account_id, parent_id, name_key) NULLS NOT DISTINCT;
CREATE TRIGGER keep_groups_above_gone BEFORE DELETE ON user_group FOR EACH ROW EXECUTE FUNCTION keep_groups_above();
CREATE TRIGGER keep_groups_above_moved AFTER UPDATE OF parent_id ON user_group FOR EACH ROW WHEN (new.parent_id IS DISTINCT FROM old.parent_id) EXECUTE FUNCTION keep_groups_above();
CREATE TRIGGER keep_groups_above_new AFTER INSERT ON user_group FOR EACH ROW EXECUTE FUNCTION keep_groups_above();
alter table user_group enable row level security;
alter table user_group force row level security;
create policy of_account on user_group to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on user_group to latchkey_owner using (true) with check (true);
grant delete, insert, select on user_group to latchkey_app;
grant update (parent_id, name, name_key, version) on user_group to latchkey_app;
comment on table user_group is 'Groups of users (G1): a tree, whose groups are told apart by name within the one above.';

create table user_group_above (
  account_id uuid not null,
  group_id uuid not null,
  above_id uuid not null,
  distance integer not null,
  constraint user_group_is_not_below_itself PRIMARY KEY (account_id, group_id, above_id),
  constraint user_groups_nest_five_deep CHECK (((distance >= 0) AND (distance <= 4))),
  constraint user_group_above_account_id_above_id_fkey FOREIGN KEY (account_id, above_id) REFERENCES user_group(account_id, id) ON DELETE RESTRICT,
  constraint user_group_above_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES user_group(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX user_group_below ON user_group_above USING btree (account_id, above_id, group_id);
alter table user_group_above enable row level security;
alter table user_group_above force row level security;
create policy of_account on user_group_above to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on user_group_above to latchkey_owner using (true) with check (true);
grant select on user_group_above to latchkey_app;

create table user_group_access (
  account_id uuid not null,
  id uuid not null,
  user_group_id uuid not null,
  kind text not null,
  group_id uuid,
  computer_id uuid,
  made_at timestamp with time zone not null,
  constraint user_group_access_pkey PRIMARY KEY (account_id, id),
  constraint group_access_kind_is_known CHECK ((kind = ANY (ARRAY['all'::text, 'group'::text, 'computer'::text]))),
  constraint group_access_names_what_it_is_to CHECK ((((kind = 'group'::text) = (group_id IS NOT NULL)) AND ((kind = 'computer'::text) = (computer_id IS NOT NULL)))),
  constraint user_group_access_account_id_computer_id_fkey FOREIGN KEY (account_id, computer_id) REFERENCES computer(account_id, id) ON DELETE RESTRICT,
  constraint user_group_access_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint user_group_access_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES computer_group(account_id, id) ON DELETE RESTRICT,
  constraint user_group_access_account_id_user_group_id_fkey FOREIGN KEY (account_id, user_group_id) REFERENCES user_group(account_id, id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX one_group_access_per_computer ON user_group_access USING btree (account_id, computer_id, user_group_id) WHERE (kind = 'computer'::text);
CREATE UNIQUE INDEX one_group_access_per_group ON user_group_access USING btree (account_id, group_id, user_group_id) WHERE (kind = 'group'::text);
CREATE UNIQUE INDEX one_group_access_to_all ON user_group_access USING btree (account_id, user_group_id) WHERE (kind = 'all'::text);
CREATE INDEX user_group_access_by_group ON user_group_access USING btree (account_id, user_group_id);
alter table user_group_access enable row level security;
alter table user_group_access force row level security;
create policy of_account on user_group_access to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on user_group_access to latchkey_owner using (true) with check (true);
grant delete, insert, select on user_group_access to latchkey_app;

create table user_group_member (
  account_id uuid not null,
  group_id uuid not null,
  member_id uuid not null,
  made_at timestamp with time zone not null,
  constraint user_group_member_pkey PRIMARY KEY (account_id, group_id, member_id),
  constraint user_group_member_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint user_group_member_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES user_group(account_id, id) ON DELETE RESTRICT,
  constraint user_group_member_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES member(account_id, id) ON DELETE RESTRICT
);
CREATE INDEX user_group_member_by_member ON user_group_member USING btree (account_id, member_id, group_id);
alter table user_group_member enable row level security;
alter table user_group_member force row level security;
create policy of_account on user_group_member to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on user_group_member to latchkey_owner using (true) with check (true);
grant delete, insert, select on user_group_member to latchkey_app;

create table user_group_permission (
  account_id uuid not null,
  group_id uuid not null,
  permission text not null,
  constraint user_group_permission_pkey PRIMARY KEY (account_id, group_id, permission),
  constraint group_gives_no_roles CHECK ((permission <> 'roles.manage'::text)),
  constraint user_group_permission_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE RESTRICT,
  constraint user_group_permission_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES user_group(account_id, id) ON DELETE RESTRICT
);
alter table user_group_permission enable row level security;
alter table user_group_permission force row level security;
create policy of_account on user_group_permission to latchkey_app using ((account_id = ( SELECT current_account() AS current_account))) with check ((account_id = ( SELECT current_account() AS current_account)));
create policy of_definer on user_group_permission to latchkey_owner using (true) with check (true);
grant delete, insert, select on user_group_permission to latchkey_app;

create function accept_offer(sign_in bytea, token bytea, fresh_account uuid, fresh_member uuid, at timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  offer account_offer;
  who record;
begin
  select s.person_id, s.name into who from sign_in_of(sign_in, at) s;
  perform from person p where p.id = who.person_id for key share;
  update account_offer o set ending = 'used', ended_at = at
   where o.token_hash = token and o.ending is null and o.expires_at > at
     and exists (select from person_address a where a.email = o.email and a.person_id = who.person_id) returning * into offer;
  if offer.id is null then return false; end if;
  insert into account (id, company_name, language, made_at) values (fresh_account, offer.company_name, offer.language, at);
  insert into member (account_id, id, person_id, email, name, status, role, made_at)
    values (fresh_account, fresh_member, who.person_id, offer.email, who.name, 'active', 'holder', at);
  return true;
end $$;
alter function accept_offer(bytea,bytea,uuid,uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function accept_offer(bytea,bytea,uuid,uuid,timestamp with time zone) to latchkey_app;
comment on function accept_offer(bytea,bytea,uuid,uuid,timestamp with time zone) is 'Makes the offered account of who is signed in with the offered address, once. Proofs: the token hashes of the sign-in and of the link.';

create function accept_offer_as_new(token bytea, fresh_person uuid, new_name text, new_hash text, new_language text, fresh_account uuid, fresh_member uuid, at timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  offer account_offer;
begin
  update account_offer o set ending = 'used', ended_at = at
   where o.token_hash = token and o.ending is null and o.expires_at > at returning * into offer;
  if offer.id is null then return false; end if;
  insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
    values (fresh_person, offer.email, new_name, new_hash, new_language, at, at);
  insert into account (id, company_name, language, made_at) values (fresh_account, offer.company_name, offer.language, at);
  insert into member (account_id, id, person_id, email, name, status, role, made_at)
    values (fresh_account, fresh_member, fresh_person, offer.email, new_name, 'active', 'holder', at);
  insert into person_event (person_id, id, at, act) values (fresh_person, fresh_person, at, 'account.accept-offer-as-new');
  return true;
end $$;
alter function accept_offer_as_new(bytea,uuid,text,text,text,uuid,uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function accept_offer_as_new(bytea,uuid,text,text,text,uuid,uuid,timestamp with time zone) to latchkey_app;
comment on function accept_offer_as_new(bytea,uuid,text,text,text,uuid,uuid,timestamp with time zone) is 'Makes the person of a mailbox that the link of an offered account proves (P16), the account and its holder, once. Proof: the token hash.';

create function account_keeps_its_holder()
  returns trigger
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  if exists (select from account a where a.id = old.account_id)
     and not exists (select from member m where m.account_id = old.account_id and m.role = 'holder' and m.status = 'active') then
    raise exception 'an account always has its holder' using errcode = 'integrity_constraint_violation', constraint = 'account_keeps_its_holder';
  end if;
  return null;
end $$;
alter function account_keeps_its_holder() owner to latchkey_owner;
comment on function account_keeps_its_holder() is 'Refuses, at commit, whatever would leave an account without its holder.';

create function accounts_of(who uuid)
  returns uuid[]
  language sql stable security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$ select array(select distinct m.account_id from member m where m.person_id = who) $$;
alter function accounts_of(uuid) owner to latchkey_owner;
comment on function accounts_of(uuid) is 'The accounts that have a record of a person.';

create function accounts_to_erase(at timestamp with time zone)
  returns SETOF uuid
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ select id from account where closed_at is not null and is_erased_at(closed_at) <= at limit 100 $$;
alter function accounts_to_erase(timestamp with time zone) owner to latchkey_owner;
grant execute on function accounts_to_erase(timestamp with time zone) to latchkey_app;
comment on function accounts_to_erase(timestamp with time zone) is 'Accounts whose time to reopen is over. Gives account ids only, to the queue.';

create function accounts_with_expired_invitations(at timestamp with time zone)
  returns SETOF uuid
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ select distinct account_id from invitation where ending is null and expires_at <= at limit 1000 $$;
alter function accounts_with_expired_invitations(timestamp with time zone) owner to latchkey_owner;
grant execute on function accounts_with_expired_invitations(timestamp with time zone) to latchkey_app;
comment on function accounts_with_expired_invitations(timestamp with time zone) is 'Where the sweeper has work. Gives account ids only, to the queue.';

create function accounts_with_untold_lockouts(moment timestamp with time zone)
  returns SETOF uuid
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select distinct l.account_id from lockout l join account a on a.id = l.account_id and a.closed_at is null
   where l.digest_id is null
     and not exists (select from lockout d where d.account_id = l.account_id and d.digested_at > moment - interval '1 hour')
   limit 1000
$$;
alter function accounts_with_untold_lockouts(timestamp with time zone) owner to latchkey_owner;
grant execute on function accounts_with_untold_lockouts(timestamp with time zone) to latchkey_app;
comment on function accounts_with_untold_lockouts(timestamp with time zone) is 'Where a mail about locked computers is due: one an hour at most (S5). Gives account ids only, to the queue.';

create function addresses_of(token bytea, at timestamp with time zone)
  returns TABLE(email text, state text, expires_at timestamp with time zone)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select a.email, case when a.email = s.email then 'sign-in' else 'confirmed' end, null::timestamptz
    from sign_in_of(token, at) s join person_address a on a.person_id = s.person_id
  union all
  select c.email, 'waiting-' || c.purpose, c.expires_at
    from sign_in_of(token, at) s join address_claim c on c.person_id = s.person_id and c.ending is null and not is_over(c.made_at, c.expires_at, at)
   order by 3 nulls first, 2 desc, 1
$$;
alter function addresses_of(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function addresses_of(bytea,timestamp with time zone) to latchkey_app;
comment on function addresses_of(bytea,timestamp with time zone) is 'The addresses of who is signed in with this token, and those that wait for their confirmation (P1). Proof: the token hash.';

create function agent_by_id(wanted uuid)
  returns TABLE(account_id uuid, device_key bytea, status text, hello_counter bigint, boot_id text, is_quarantined boolean)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select c.account_id, c.device_key, c.status, c.hello_counter, c.boot_id, c.quarantined_at is not null
    from computer c join account a on a.id = c.account_id and a.closed_at is null where c.id = wanted
$$;
alter function agent_by_id(uuid) owner to latchkey_owner;
grant execute on function agent_by_id(uuid) to latchkey_app;
comment on function agent_by_id(uuid) is 'Where a computer that says hello belongs, and by which key it must sign. Gives nothing that lets anybody in.';

create function agents_standing(asked uuid[], links uuid[], at timestamp with time zone)
  returns TABLE(computer_id uuid, fault text, stamp text)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
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
alter function agents_standing(uuid[],uuid[],timestamp with time zone) owner to latchkey_owner;
grant execute on function agents_standing(uuid[],uuid[],timestamp with time zone) to latchkey_app;
comment on function agents_standing(uuid[],uuid[],timestamp with time zone) is 'Which control sockets of a node may go on (of one that another replaced there is no row), and a stamp that changes when the computer is owed something. Proof: ids of sockets that only their node knows.';

create function approval_by_nonce(secret bytea)
  returns TABLE(account_id uuid, approval_id uuid)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select p.account_id, p.id from code_approval p join account a on a.id = p.account_id and a.closed_at is null where p.nonce_hash = secret
$$;
alter function approval_by_nonce(bytea) owner to latchkey_owner;
grant execute on function approval_by_nonce(bytea) to latchkey_app;
comment on function approval_by_nonce(bytea) is 'Where what a computer asked for belongs. Proof: the hash of its nonce.';

create function await_mail()
  returns trigger
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  new.mail_state := 'waiting';
  return new;
end $$;
alter function await_mail() owner to latchkey_owner;
comment on function await_mail() is 'A new link of an invitation waits for a mail of its own.';

create function change_address(who uuid, claim uuid, fresh text, at timestamp with time zone)
  returns void
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  before person;
  home record;
begin
  select * into before from person p where p.id = who;
  update person p set email = fresh where p.id = who;
  -- Whoever holds an account in which the old address stood.
  for home in
    select m.account_id, m.id, h.email, p.language from member m
      join member h on h.account_id = m.account_id and h.role = 'holder' and h.person_id <> who join person p on p.id = h.person_id
     where m.person_id = who and m.email = before.email and m.status <> 'removed'
  loop
    perform promise_mail('member_address_changed', home.id, claim::text, home.email, home.language, home.account_id, at);
  end loop;
  perform leave_address(who, before.email, 'person.change-address', at);
  perform promise_mail('address_changed', claim, 'old', before.email, before.language, null, at);
  perform promise_mail('address_changed', claim, 'new', fresh, before.language, null, at);
end $$;
alter function change_address(uuid,uuid,text,timestamp with time zone) owner to latchkey_owner;
comment on function change_address(uuid,uuid,text,timestamp with time zone) is 'Makes a person, who is locked with their accounts, sign in with another confirmed address (P10), and tells both mailboxes and the holders of their accounts.';

create function change_password(token bytea, verified_hash text, new_hash text, event_id uuid, at timestamp with time zone)
  returns uuid
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  who person;
begin
  select p.* into who from person p where p.id = (select s.person_id from sign_in_of(token, at) s) and p.password_hash = verified_hash for update;
  if who.id is null then return null; end if;
  update person set password_hash = new_hash, password_changed_at = at where id = who.id;
  perform void_of(who.id, null, at);
  delete from known_browser where person_id = who.id;
  perform promise_mail('password_changed', event_id, '', who.email, who.language, null, at);
  insert into person_event (person_id, id, at, act) values (who.id, event_id, at, 'person.change-password');
  return who.id;
end $$;
alter function change_password(bytea,text,text,uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function change_password(bytea,text,text,uuid,timestamp with time zone) to latchkey_app;
comment on function change_password(bytea,text,text,uuid,timestamp with time zone) is 'Sets a new password, ends every sign-in and mailed link of the person (P10), and tells them; gives who it is. Proofs: the token hash, and the password hash that was just verified.';

create function charge_set_up_code()
  returns TABLE(code_hash bytea, tries_left integer)
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ update set_up_code set tries_left = set_up_code.tries_left - 1 where set_up_code.tries_left > 0 returning set_up_code.code_hash, set_up_code.tries_left $$;
alter function charge_set_up_code() owner to latchkey_owner;
grant execute on function charge_set_up_code() to latchkey_app;
comment on function charge_set_up_code() is 'Spends one of ten tries and gives what the typed code is compared with (charge first).';

create function claim_address(token bytea, fresh_id uuid, wish text, address text, new_hash bytea, old_hash bytea, at timestamp with time zone, until timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  me record;
begin
  select s.person_id, s.email, s.language into me from sign_in_of(token, at) s;
  if me.person_id is null then return false; end if;
  update address_claim c set ending = case when is_over(c.made_at, c.expires_at, at) then 'expired' else 'superseded' end, ended_at = at
   where c.person_id = me.person_id and c.ending is null and (c.email = address or c.purpose = 'change' and wish = 'change');
  insert into address_claim (id, person_id, email, purpose, new_token_hash, old_token_hash, made_at, expires_at)
    values (fresh_id, me.person_id, address, wish, new_hash, old_hash, at, until);
  perform promise_mail(case wish when 'add' then 'address_add' else 'address_change_new' end, fresh_id, 'new', address, me.language, null, at);
  if wish = 'change' then perform promise_mail('address_change_old', fresh_id, 'old', me.email, me.language, null, at); end if;
  insert into person_event (person_id, id, at, act) values (me.person_id, fresh_id, at, 'person.' || wish || '-address');
  return true;
end $$;
alter function claim_address(bytea,uuid,text,text,bytea,bytea,timestamp with time zone,timestamp with time zone) owner to latchkey_owner;
grant execute on function claim_address(bytea,uuid,text,text,bytea,bytea,timestamp with time zone,timestamp with time zone) to latchkey_app;
comment on function claim_address(bytea,uuid,text,text,bytea,bytea,timestamp with time zone,timestamp with time zone) is 'Keeps the wish to add an address or to sign in with another one, and promises its mails. Proof: the token hash.';

create function claim_by_link(token bytea, at timestamp with time zone)
  returns TABLE(person_id uuid, purpose text, side text, email text, new_confirmed_at timestamp with time zone, old_confirmed_at timestamp with time zone, ending text, is_taken boolean)
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  update address_claim c set ending = 'expired', ended_at = at
   where (c.new_token_hash = token or c.old_token_hash = token) and c.ending is null and is_over(c.made_at, c.expires_at, at);
  return query
    select c.person_id, c.purpose, case when c.new_token_hash = token then 'new' else 'old' end, c.email, c.new_confirmed_at, c.old_confirmed_at, c.ending,
           exists (select from person_address a where a.email = c.email and a.person_id <> c.person_id)
      from address_claim c where c.new_token_hash = token or c.old_token_hash = token;
end $$;
alter function claim_by_link(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function claim_by_link(bytea,timestamp with time zone) to latchkey_app;
comment on function claim_by_link(bytea,timestamp with time zone) is 'What the mailed link of an address stands for; one that is over ends. Proof: the token hash.';

create function claim_mail(wanted uuid, at timestamp with time zone, until timestamp with time zone)
  returns TABLE(id uuid, account_id uuid, kind text, subject_id uuid, generation integer, recipient text, language text, tries integer, made_at timestamp with time zone, is_ours boolean)
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
#variable_conflict use_column
declare
  found_mail mail;
  is_free boolean;
begin
  select m.* into found_mail from mail m where m.id = wanted and m.state not in ('sent', 'bounced') for update;
  if found_mail.id is null then return; end if;
  is_free := coalesce(found_mail.sending_until <= at, true);
  if is_free then update mail m set sending_until = until where m.id = wanted; end if;
  return query select found_mail.id, found_mail.account_id, found_mail.kind, found_mail.subject_id, found_mail.generation,
    found_mail.recipient, found_mail.language, found_mail.tries, found_mail.made_at, is_free;
end $$;
alter function claim_mail(uuid,timestamp with time zone,timestamp with time zone) owner to latchkey_owner;
grant execute on function claim_mail(uuid,timestamp with time zone,timestamp with time zone) to latchkey_app;
comment on function claim_mail(uuid,timestamp with time zone,timestamp with time zone) is 'One mail that is not out, for the queue, which alone knows its id; ours to send until then unless another job has claimed it.';

create function claim_of_mail(wanted uuid)
  returns TABLE(id uuid, email text, expires_at timestamp with time zone, ending text, taken_by_language text, made_at timestamp with time zone)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select c.id, c.email, c.expires_at, c.ending,
         (select p.language from person_address a join person p on p.id = a.person_id where a.email = c.email and p.id <> c.person_id), c.made_at
    from mail m join address_claim c on c.id = m.subject_id
   where m.id = wanted and m.kind in ('address_add', 'address_change_new', 'address_change_old')
$$;
alter function claim_of_mail(uuid) owner to latchkey_owner;
grant execute on function claim_of_mail(uuid) to latchkey_app;
comment on function claim_of_mail(uuid) is 'What the mail about an address says: decided when it is made, so that whoever asks learns nothing (P16). The queue alone knows the id.';

create function closed_accounts_of(token bytea, at timestamp with time zone)
  returns TABLE(account_id uuid, company_name text, closed_at timestamp with time zone)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select a.id, a.company_name, a.closed_at
    from sign_in_of(token, at) s
    join member m on m.person_id = s.person_id and m.role = 'holder'
    join account a on a.id = m.account_id and a.closed_at is not null
   order by a.company_name, a.id
$$;
alter function closed_accounts_of(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function closed_accounts_of(bytea,timestamp with time zone) to latchkey_app;
comment on function closed_accounts_of(bytea,timestamp with time zone) is 'The accounts that who is signed in with this token holds and closed (P14). Proof: the token hash.';

create function confirm_address(sign_in bytea, token bytea, event_id uuid, at timestamp with time zone)
  returns text
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  me record;
  claim address_claim;
begin
  select s.person_id, s.sign_in_id, s.email into me from sign_in_of(sign_in, at) s;
  if me.person_id is null then return 'nobody'; end if;
  select c.* into claim from address_claim c where c.new_token_hash = token or c.old_token_hash = token;
  if claim.id is null then return 'ended'; end if;
  if claim.person_id <> me.person_id then return 'other'; end if;
  if claim.purpose = 'change' then perform lock_with_accounts(me.person_id, '{}');
  else perform from person p where p.id = me.person_id for update; end if;
  -- Anew, after the lock.
  select c.* into claim from address_claim c where c.id = claim.id and c.ending is null and not is_over(c.made_at, c.expires_at, at);
  if claim.id is null then return 'ended'; end if;
  if claim.new_token_hash = token then
    if claim.new_confirmed_at is not null then return 'ended'; end if;
    claim.new_confirmed_at := at;
  else
    if claim.old_confirmed_at is not null then return 'ended'; end if;
    claim.old_confirmed_at := at;
  end if;
  insert into person_event (person_id, id, at, act) values (me.person_id, event_id, at, 'person.confirm-address');
  if claim.new_confirmed_at is null or claim.purpose = 'change' and claim.old_confirmed_at is null then
    update address_claim c set new_confirmed_at = claim.new_confirmed_at, old_confirmed_at = claim.old_confirmed_at where c.id = claim.id;
    return 'waiting';
  end if;
  insert into person_address (email, person_id, confirmed_at) values (claim.email, me.person_id, at) on conflict (email) do nothing;
  if not exists (select from person_address a where a.email = claim.email and a.person_id = me.person_id) then return 'taken'; end if;
  delete from former_address f where f.person_id = me.person_id and f.email = claim.email;
  update address_claim c set new_confirmed_at = claim.new_confirmed_at, old_confirmed_at = claim.old_confirmed_at, ending = 'used', ended_at = at where c.id = claim.id;
  if claim.purpose = 'change' then
    perform change_address(me.person_id, claim.id, claim.email, at);
    perform void_of(me.person_id, me.sign_in_id, at);
  end if;
  return 'done';
end $$;
alter function confirm_address(bytea,bytea,uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function confirm_address(bytea,bytea,uuid,timestamp with time zone) to latchkey_app;
comment on function confirm_address(bytea,bytea,uuid,timestamp with time zone) is 'Confirms one side of a wish, and grants it when all sides are confirmed; says what came of it. Proofs: the token hashes of the sign-in and of the link.';

create function current_account()
  returns uuid
  language sql stable security invoker parallel safe
  as $$ select nullif(current_setting('app.account_id', true), '')::uuid $$;
alter function current_account() owner to latchkey_owner;
grant execute on function current_account() to latchkey_app;
comment on function current_account() is 'The account of this transaction; null when none is set, and then no row of any tenant is seen.';

create function delete_person(token bytea, erasure_id uuid, tells boolean, at timestamp with time zone)
  returns text
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  who uuid;
begin
  select s.person_id into who from sign_in_of(token, at) s;
  return erase_person(who, 'person', null, erasure_id, tells, at);
end $$;
alter function delete_person(bytea,uuid,boolean,timestamp with time zone) owner to latchkey_owner;
grant execute on function delete_person(bytea,uuid,boolean,timestamp with time zone) to latchkey_app;
comment on function delete_person(bytea,uuid,boolean,timestamp with time zone) is 'Erases who is signed in (P13). Proof: the token hash.';

create function edit_person(token bytea, event_id uuid, at timestamp with time zone, new_name text, new_language text, new_zone text)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  who uuid;
begin
  select s.person_id into who from sign_in_of(token, at) s;
  if who is null then return false; end if;
  update person set name = coalesce(new_name, name), language = coalesce(new_language, language), time_zone = nullif(coalesce(new_zone, time_zone), '')
   where id = who;
  if new_name is not null then
    update member set name = new_name, version = version + 1 where person_id = who and status <> 'removed';
  end if;
  insert into person_event (person_id, id, at, act) values (who, event_id, at, 'person.edit');
  return true;
end $$;
alter function edit_person(bytea,uuid,timestamp with time zone,text,text,text) owner to latchkey_owner;
grant execute on function edit_person(bytea,uuid,timestamp with time zone,text,text,text) to latchkey_app;
comment on function edit_person(bytea,uuid,timestamp with time zone,text,text,text) is 'Changes name, language or time zone of who is signed in, in all profiles at once (P1); an empty zone means none. Proof: the token hash.';

create function end_grants_lost_in(home uuid, computers uuid[], members uuid[], at timestamp with time zone)
  returns SETOF uuid
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
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
alter function end_grants_lost_in(uuid,uuid[],uuid[],timestamp with time zone) owner to latchkey_owner;
grant execute on function end_grants_lost_in(uuid,uuid[],uuid[],timestamp with time zone) to latchkey_app;
comment on function end_grants_lost_in(uuid,uuid[],uuid[],timestamp with time zone) is 'Ends copies of codes in an account that nobody may use any more (C12), for computers or members named (null means any), and says on which computers.';

create function end_lost_grants(computers uuid[], members uuid[], at timestamp with time zone)
  returns SETOF uuid
  language sql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$ select end_grants_lost_in(current_account(), computers, members, at) $$;
alter function end_lost_grants(uuid[],uuid[],timestamp with time zone) owner to latchkey_owner;
grant execute on function end_lost_grants(uuid[],uuid[],timestamp with time zone) to latchkey_app;
comment on function end_lost_grants(uuid[],uuid[],timestamp with time zone) is 'Ends copies of codes that nobody may use any more, and says on which computers.';

create function end_notice(token bytea, event_id uuid, at timestamp with time zone, wanted uuid)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  who uuid;
begin
  select s.person_id into who from sign_in_of(token, at) s where s.is_operator;
  if who is null then return false; end if;
  update notice n set ended_at = at, ended_by = who where n.id = wanted and notice_state(n, at) <> 'over';
  if not found then return false; end if;
  insert into person_event (person_id, id, at, act, facts)
    values (who, event_id, at, 'operator.end-notice', jsonb_build_object('notice_id', wanted));
  return true;
end $$;
alter function end_notice(bytea,uuid,timestamp with time zone,uuid) owner to latchkey_owner;
grant execute on function end_notice(bytea,uuid,timestamp with time zone,uuid) to latchkey_app;
comment on function end_notice(bytea,uuid,timestamp with time zone,uuid) is 'Ends a notice that is not over; false when there is none. Proof: the token hash of an operator.';

create function end_sign_in(token bytea, event_id uuid, at timestamp with time zone)
  returns void
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  with ended as (
    update sign_in set ended_at = at where token_hash = token and ended_at is null returning person_id
  )
  insert into person_event (person_id, id, at, act) select person_id, event_id, at, 'person.sign-out' from ended
$$;
alter function end_sign_in(bytea,uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function end_sign_in(bytea,uuid,timestamp with time zone) to latchkey_app;
comment on function end_sign_in(bytea,uuid,timestamp with time zone) is 'Ends one sign-in. Proof: its token hash.';

create function end_sign_ins(token bytea, wanted uuid[], event_id uuid, at timestamp with time zone)
  returns integer
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  me record;
  ended integer;
begin
  -- Who was ended while they waited for their turn ends nobody any more.
  perform lock_asker(token, at);
  select s.sign_in_id, s.person_id into me from sign_in_of(token, at) s;
  if me.person_id is null then return 0; end if;
  update sign_in s set ended_at = at
   where s.person_id = me.person_id and s.ended_at is null and case when wanted is null then s.id <> me.sign_in_id else s.id = any (wanted) end;
  get diagnostics ended = row_count;
  insert into person_event (person_id, id, at, act, facts) values (me.person_id, event_id, at, 'person.end-sign-ins', jsonb_build_object('ended', ended));
  return ended;
end $$;
alter function end_sign_ins(bytea,uuid[],uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function end_sign_ins(bytea,uuid[],uuid,timestamp with time zone) to latchkey_app;
comment on function end_sign_ins(bytea,uuid[],uuid,timestamp with time zone) is 'Ends these sign-ins of a person, or all others for null (A5); gives how many. Proof: the token hash.';

create function end_with_machine()
  returns trigger
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  at constant timestamptz := coalesce(new.last_seen_at, now());
begin
  update session set state = 'ended', ended_at = at, ending = 'restarted'
   where account_id = new.account_id and computer_id = new.id and state = 'open' and boot_id <> new.boot_id;
  if found then perform tell_agents(new.account_id, array[new.id]); end if;
  -- Those that had waited in vain for the machine meanwhile: it went with them and was not seen again until now.
  update session set ending = 'restarted'
   where account_id = new.account_id and computer_id = new.id and ending = 'lost' and boot_id = old.boot_id
     and ended_at > at - case when old.link_id is null then interval '15 minutes' else interval '2 minutes' end
     and (old.link_id is not null or ended_at >= old.last_seen_at);
  return null;
end $$;
alter function end_with_machine() owner to latchkey_owner;
comment on function end_with_machine() is 'A computer that comes back from another start has no session of the one before (C11).';

create function end_with_sign_out()
  returns trigger
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  told uuid[];
begin
  with ended as (
    update session set state = 'ended', ended_at = new.signed_out_at, ending = 'signed-out'
     where account_id = new.account_id and member_id = new.id and state <> 'ended' returning computer_id)
  select array_agg(distinct computer_id) into told from ended;
  if told is not null then perform tell_agents(new.account_id, told); end if;
  return null;
end $$;
alter function end_with_sign_out() owner to latchkey_owner;
comment on function end_with_sign_out() is 'Whoever is signed out of their profile has no session there any more (C9).';

create function ends_with_person(who uuid, at timestamp with time zone)
  returns jsonb
  language sql stable security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
  with mine as materialized (select m.*, a.company_name, a.closed_at from member m join account a on a.id = m.account_id where m.person_id = who and m.status <> 'removed')
  select jsonb_build_object(
    'memberships', (
      select coalesce(jsonb_agg(jsonb_build_object('account_id', m.account_id, 'company_name', m.company_name, 'role', m.role, 'status', m.status,
               'computers', (select count(*) from computer c where c.account_id = m.account_id and c.owner_id = m.id),
               -- Copies that were taken, and the owner's own.
               'access_codes', (select count(*) from (
                  select g.computer_id from computer_grant g
                   where g.account_id = m.account_id and g.member_id = m.id and g.ended_at is null and g.cred_id is not null
                  union
                  select c.id from computer c where c.account_id = m.account_id and c.owner_id = m.id and c.base_cred_id is not null) known),
               'sessions', (select count(*) from session s where s.account_id = m.account_id and s.member_id = m.id and s.state <> 'ended')
             ) order by m.company_name, m.account_id), '[]') from mine m),
    'holds', (select coalesce(jsonb_agg(jsonb_build_object('company_name', company_name, 'is_closed', closed_at is not null) order by company_name, account_id), '[]')
                from mine where role = 'holder'),
    'sign_ins', (select count(*) from sign_in s where s.person_id = who and s.ended_at is null and s.expires_at > at),
    'tokens', (select count(*) from mine m join api_token t on t.account_id = m.account_id and t.member_id = m.id and t.ended_at is null and t.expires_at > at),
    'invitations', (
      select count(*) from (
        select i.account_id, i.id from mine m join invitation i on i.account_id = m.account_id and i.invited_by = m.id and i.ending is null and i.expires_at > at
        union
        select i.account_id, i.id from places_of(who) p join invitation i on i.account_id = p.account_id and i.member_id = p.id and i.ending is null and i.expires_at > at) open))
$$;
alter function ends_with_person(uuid,timestamp with time zone) owner to latchkey_owner;
comment on function ends_with_person(uuid,timestamp with time zone) is 'What ends when a person is erased (P13): memberships with the computers they own there, their access codes and live sessions; sign-ins, tokens, invitations they sent or have, and the accounts that stand in the way.';

create function enrolment_by_code(code bytea)
  returns TABLE(account_id uuid, enrolment_id uuid)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select e.account_id, e.id from enrolment_code e join account a on a.id = e.account_id and a.closed_at is null where e.code_hash = code
$$;
alter function enrolment_by_code(bytea) owner to latchkey_owner;
grant execute on function enrolment_by_code(bytea) to latchkey_app;
comment on function enrolment_by_code(bytea) is 'Which account an enrolment code belongs to. Proof: its hash.';

create function erase_account(gone uuid, at timestamp with time zone, rows integer)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  tenant text;
  erased integer;
begin
  perform from account where id = gone and closed_at is not null and is_erased_at(closed_at) <= at for update;
  if not found then return true; end if;
  foreach tenant in array array['access_request', 'code_approval', 'lockout', 'session_ticket', 'session', 'computer_grant', 'member_access', 'user_group_access',
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
alter function erase_account(uuid,timestamp with time zone,integer) owner to latchkey_owner;
grant execute on function erase_account(uuid,timestamp with time zone,integer) to latchkey_app;
comment on function erase_account(uuid,timestamp with time zone,integer) is 'Erases a part of an account that was closed 30 days ago (P14); nothing of any other.';

create function erase_from_account(who uuid, home uuid, asked text, at timestamp with time zone)
  returns void
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  theirs uuid[] := array(select m.id from member m where m.account_id = home and m.person_id = who);
  joined uuid[] := array(select m.id from member m where m.account_id = home and m.person_id = who and m.status <> 'removed');
  places uuid[] := array(select p.id from places_of(who) p where p.account_id = home);
  rows_of uuid[] := theirs || places;
  said text[] := array(select b.email from mailboxes_of(who) b union all select to_jsonb(p.name)::text from person p where p.id = who);
  sent uuid[];
  asked_for record;
  offered record;
begin
  -- What is personal about them. The audit rows keep their salted hashes.
  delete from audit_personal p using audit a
   where a.account_id = home and a.actor_id = any (rows_of) and p.account_id = home and p.audit_id = a.id;
  delete from audit_personal p using audit_target t
   where t.account_id = home and p.account_id = home and p.audit_id = t.audit_id and t.target_id = any (rows_of
     || array(select i.id from invitation i where i.account_id = home and i.member_id = any (rows_of))
     || array(select k.id from api_token k where k.account_id = home and k.member_id = any (theirs)));
  -- What somebody else typed: a contact of the account, or whom to look for.
  delete from audit_personal p using audit a
   where a.account_id = home and a.act in ('account.edit', 'batch.start') and p.account_id = home and p.audit_id = a.id
     and exists (select from unnest(said) as words where position(words in p."values"::text) > 0);
  update invitation i set note = '' where i.account_id = home and i.note <> '' and (i.invited_by = any (theirs) or i.member_id = any (rows_of));
  delete from idempotency k where k.account_id = home and k.member_id = any (theirs);
  -- What acts without them ends with them (G10).
  with ended as (
    update invitation i set ending = 'withdrawn', ended_at = at where i.account_id = home and i.ending is null and i.invited_by = any (theirs) returning i.member_id
  )
  select array_agg(e.member_id) into sent from ended e;
  update member m set status = 'removed', role = 'member', removed_at = at, version = version + 1
   where m.account_id = home and m.id = any (sent) and m.status = 'invited';
  update api_token t set ended_at = coalesce(t.ended_at, at), name = '' where t.account_id = home and t.member_id = any (theirs);
  for offered in
    update handover h set ending = 'cancelled', ended_at = at, ended_by = 'standing' from member m join person p on p.id = m.person_id
     where h.account_id = home and h.ending is null and h.to_member = any (theirs) and m.account_id = home and m.id = h.from_member
    returning h.id, m.email, p.language
  loop
    perform promise_mail('handover_cancelled', offered.id, '1', offered.email, offered.language, home, at);
  end loop;
  update batch b set state = 'stopped', ended_at = at where b.account_id = home and b.state = 'running' and b.member_id = any (theirs);
  -- To the account it is as if they had declined: that the mailbox had a person is not told (P16).
  for asked_for in
    update invitation i set ending = 'declined', ended_at = at where i.account_id = home and i.ending is null and i.member_id = any (places) returning i.member_id, i.id
  loop
    perform note_act(home, 'invitation.decline', 'member', asked_for.member_id, array[asked_for.member_id, asked_for.id],
      '{"before": {"status": "invited"}, "after": {"status": "removed"}}', '{}', at);
  end loop;
  update member m set person_id = null, name = '', email = '', status = 'removed', role = 'member', removed_at = coalesce(m.removed_at, at), version = version + 1
   where m.account_id = home and m.id = any (rows_of);
  if joined <> '{}' then
    perform note_act(home, 'person.delete', case asked when 'person' then 'member' else asked end, case asked when 'person' then joined[1] end,
      joined || coalesce(sent, '{}'), '{"after": {"status": "removed"}}', '{}', at);
  end if;
end $$;
alter function erase_from_account(uuid,uuid,text,timestamp with time zone) owner to latchkey_owner;
comment on function erase_from_account(uuid,uuid,text,timestamp with time zone) is 'Ends what a person is in an account, which is locked, as in P7, and takes name and addresses out of it.';

create function erase_person(who uuid, asked text, operator_name text, erasure_id uuid, tells boolean, at timestamp with time zone)
  returns text
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  me person;
  homes uuid[];
  home uuid;
  mailboxes text[] := array(select a.email from person_address a where a.person_id = who);
begin
  homes := lock_with_accounts(who, array(select p.account_id from places_of(who) p)
    || array(select a.id from account a where a.support_contact = any (mailboxes) or a.reply_to = any (mailboxes)));
  if homes is null then return 'gone'; end if;
  if exists (select from member m where m.person_id = who and m.role = 'holder') then return 'holds'; end if;
  select * into me from person p where p.id = who;
  for home in select distinct h from unnest(homes) h order by 1 loop
    perform erase_from_account(who, home, asked, at);
  end loop;
  update account a set support_contact = case when a.support_contact = any (mailboxes) then null else a.support_contact end,
                       reply_to = case when a.reply_to = any (mailboxes) then null else a.reply_to end,
                       sender_name = nullif(a.sender_name, me.name), version = version + 1
   where a.id = any (homes) and (a.support_contact = any (mailboxes) or a.reply_to = any (mailboxes) or a.sender_name = me.name);
  delete from mail x using mailboxes_of(who) b where x.recipient = b.email and x.made_at > b.since and x.made_at <= b.until;
  delete from mail x using address_claim c where c.person_id = who and x.subject_id = c.id;
  delete from account_offer o using mailboxes_of(who) b where o.email = b.email and o.made_at > b.since and o.made_at <= b.until;
  delete from reset_request r where r.person_id = who or r.email = any (mailboxes);
  delete from sign_up_request r where r.email = any (mailboxes);
  update notice n set posted_by = null, posted_as = coalesce(n.posted_as, '') where n.posted_by = who;
  update notice n set ended_by = null, ended_as = coalesce(n.ended_as, '') where n.ended_by = who;
  delete from password_reset x where x.person_id = who;
  delete from address_claim x where x.person_id = who;
  delete from known_browser x where x.person_id = who;
  delete from sign_in x where x.person_id = who;
  delete from person_event x where x.person_id = who;
  delete from former_address x where x.person_id = who;
  delete from person_address x where x.person_id = who;
  delete from person x where x.id = who;
  insert into erasure (id, at, asked_by, asked_as) values (erasure_id, at, asked, operator_name);
  if tells then perform promise_mail('person_erased', erasure_id, '', me.email, me.language, null, at); end if;
  return 'erased';
end $$;
alter function erase_person(uuid,text,text,uuid,boolean,timestamp with time zone) owner to latchkey_owner;
comment on function erase_person(uuid,text,text,uuid,boolean,timestamp with time zone) is 'Erases a person (P13), unless they hold an account; says what came of it.';

create function export_person(token bytea, at timestamp with time zone)
  returns jsonb
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ select record_of(s.person_id, at) from sign_in_of(token, at) s $$;
alter function export_person(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function export_person(bytea,timestamp with time zone) to latchkey_app;
comment on function export_person(bytea,timestamp with time zone) is 'Everything that is kept about who is signed in (P13). Proof: the token hash.';

create function fold_for_search(typed text)
  returns text
  language sql immutable strict security invoker parallel safe
  as $$
  select translate(replace(replace(replace(
           regexp_replace(normalize(lower(typed collate "und-x-icu"), nfd), '[\u0300-\u036f]+', '', 'g'),
           'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'øłđħıς', 'oldhiσ')
$$;
alter function fold_for_search(text) owner to latchkey_owner;
grant execute on function fold_for_search(text) to latchkey_app;
comment on function fold_for_search(text) is 'A text as it is searched: small letters without accents, so that “muller” is in “Müller”.';

create function forget_addresses()
  returns trigger
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  update session set address = '', person_id = nobody, sign_in_id = nobody where account_id = new.account_id and member_id = new.id;
  update computer_grant set person_id = nobody where account_id = new.account_id and member_id = new.id;
  update lockout set address = '' where account_id = new.account_id and member_id = new.id;
  update access_request set note = '', answer = '' where account_id = new.account_id and member_id = new.id;
  update access_request set answer = '' where account_id = new.account_id and answered_by = new.id;
  return null;
end $$;
alter function forget_addresses() owner to latchkey_owner;
comment on function forget_addresses() is 'An erased member leaves no address behind, and nothing that names the person.';

create function forget_batches(at timestamp with time zone)
  returns void
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  delete from batch_line l using batch b
   where b.account_id = current_account() and b.ended_at < at - interval '7 days' and l.account_id = b.account_id and l.batch_id = b.id;
  delete from batch where account_id = current_account() and ended_at < at - interval '7 days';
$$;
alter function forget_batches(timestamp with time zone) owner to latchkey_owner;
grant execute on function forget_batches(timestamp with time zone) to latchkey_app;
comment on function forget_batches(timestamp with time zone) is 'Deletes jobs that ended a week ago, in the account that is set.';

create function forget_farewell()
  returns trigger
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  delete from mail m where m.id = new.id;
  return null;
end $$;
alter function forget_farewell() owner to latchkey_owner;
comment on function forget_farewell() is 'Forgets the mail to somebody who was erased once it is out.';

create function forget_stale(at timestamp with time zone)
  returns void
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  delete from limit_charge where reset_at < at;
  delete from idempotency where made_at < at - interval '7 days';
  delete from reset_request where made_at < at - interval '7 days';
  delete from sign_in where coalesce(ended_at, expires_at) < at - interval '400 days';
  delete from code_approval where expires_at < at - interval '1 hour';
$$;
alter function forget_stale(timestamp with time zone) owner to latchkey_owner;
grant execute on function forget_stale(timestamp with time zone) to latchkey_app;
comment on function forget_stale(timestamp with time zone) is 'Deletes what has served: counts whose window is over, replies kept for a retry, requests nobody worked on, sign-ins long ended.';

create function free_mail(wanted uuid)
  returns void
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ update mail set sending_until = null where id = wanted $$;
alter function free_mail(uuid) owner to latchkey_owner;
grant execute on function free_mail(uuid) to latchkey_app;
comment on function free_mail(uuid) is 'For the job that claimed it and could not even try; the queue alone knows the id.';

create function free_mails()
  returns void
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ update mail set sending_until = null where sending_until is not null $$;
alter function free_mails() owner to latchkey_owner;
grant execute on function free_mails() to latchkey_jobs;
comment on function free_mails() is 'For a queue that begins where no other runs: what a killed server had claimed is nobody''s.';

create function grams_in(account uuid, pattern text)
  returns integer[]
  language sql immutable strict security invoker parallel safe
  as $$
  select array_agg(uuid_hash(account) # hashtext(substr(pattern, place, 3))) from generate_series(1, greatest(1, length(pattern) - 2)) place
$$;
alter function grams_in(uuid,text) owner to latchkey_owner;
comment on function grams_in(uuid,text) is 'The longest pieces of a pattern: what contains the pattern has all of them.';

create function grams_of(account uuid, folded text)
  returns integer[]
  language plpgsql immutable strict security invoker parallel safe
  as $$
declare
  salt constant integer := uuid_hash(account);
  signs constant text[] := string_to_array(folded, null) || array['', ''];
  grams integer[] := '{}';
begin
  for place in 1 .. cardinality(signs) - 2 loop
    grams := grams || (salt # hashtext(signs[place]));
    grams := grams || (salt # hashtext(signs[place] || signs[place + 1]));
    grams := grams || (salt # hashtext(signs[place] || signs[place + 1] || signs[place + 2]));
  end loop;
  return grams;
end $$;
alter function grams_of(uuid,text) owner to latchkey_owner;
grant execute on function grams_of(uuid,text) to latchkey_app;
comment on function grams_of(uuid,text) is 'Every piece of one to three signs of a text, as numbers that differ from account to account.';

create function handovers_due(at timestamp with time zone)
  returns SETOF uuid
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select h.account_id from handover h
   where h.ending is null and (h.takes_effect_at <= at or (h.takes_effect_at is null and h.expires_at <= at)) limit 1000
$$;
alter function handovers_due(timestamp with time zone) owner to latchkey_owner;
grant execute on function handovers_due(timestamp with time zone) to latchkey_app;
comment on function handovers_due(timestamp with time zone) is 'Where a handover takes effect or an offer has expired. Gives account ids only, to the queue.';

create function has_asked_for(home uuid, who uuid, computer uuid, permission text, unlock boolean)
  returns boolean
  language plpgsql stable security invoker
  set plan_cache_mode=force_generic_plan
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  if permission is not null then
    return permission = any (held_in_full(home, who));
  elsif computer is not null then
    return exists (select from reach r where r.account_id = home and r.member_id = who and r.computer_id = computer)
       and not (unlock and exists (
             select from lockout l where l.account_id = home and l.computer_id = computer and l.ended_at is null
                and (not l.is_personal or l.member_id = who)));
  end if;
  return exists (select from reach r where r.account_id = home and r.member_id = who);
end $$;
alter function has_asked_for(uuid,uuid,uuid,text,boolean) owner to latchkey_owner;
grant execute on function has_asked_for(uuid,uuid,uuid,text,boolean) to latchkey_app;
comment on function has_asked_for(uuid,uuid,uuid,text,boolean) is 'Whether a member has what a request asks for, by whatever way: then nobody needs to answer it any more. A computer is unlocked for who reaches it and is kept out by no lock.';

create function held_by(home uuid, who uuid)
  returns text[]
  language plpgsql stable security invoker
  set plan_cache_mode=force_generic_plan
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  return array(select distinct p.permission from power p where p.account_id = home and p.member_id = who);
end $$;
alter function held_by(uuid,uuid) owner to latchkey_owner;
grant execute on function held_by(uuid,uuid) to latchkey_app;
comment on function held_by(uuid,uuid) is 'The permissions that a member has from wherever, limited ones among them, whatever their status (G2): what who acts on them must hold.';

create function held_in_full(home uuid, who uuid)
  returns text[]
  language plpgsql stable security invoker
  set plan_cache_mode=force_generic_plan
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  return array(select distinct p.permission from power p where p.account_id = home and p.member_id = who and not p.is_limited);
end $$;
alter function held_in_full(uuid,uuid) owner to latchkey_owner;
grant execute on function held_in_full(uuid,uuid) to latchkey_app;
comment on function held_in_full(uuid,uuid) is 'The permissions that a member has for the whole account (G2, G5): what they may do, and give.';

create function invitation_by_link(token bytea)
  returns TABLE(account_id uuid, invitation_id uuid, generation integer, email text, person_id uuid)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select l.account_id, l.invitation_id, l.generation, m.email, (select a.person_id from person_address a where a.email = m.email)
    from invitation_link l
    join invitation i on i.account_id = l.account_id and i.id = l.invitation_id
    join member m on m.account_id = i.account_id and m.id = i.member_id
    join account a on a.id = i.account_id and a.closed_at is null
   where l.token_hash = token
$$;
alter function invitation_by_link(bytea) owner to latchkey_owner;
grant execute on function invitation_by_link(bytea) to latchkey_app;
comment on function invitation_by_link(bytea) is 'Which invitation a mailed link is of, and whose the mailbox is. Proof: the token hash; who holds it reads the mailbox, so it may learn whether the mailbox has a person.';

create function invitations_to(token bytea, at timestamp with time zone)
  returns TABLE(company_name text, email text, expires_at timestamp with time zone)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select a.company_name, m.email, i.expires_at
    from sign_in_of(token, at) s
    join person_address mine on mine.person_id = s.person_id
    join member m on m.email = mine.email and m.person_id is null and m.status = 'invited'
    join invitation i on i.account_id = m.account_id and i.member_id = m.id and i.ending is null and i.expires_at > at
    join account a on a.id = m.account_id and a.closed_at is null
   order by i.expires_at desc, a.company_name limit 200
$$;
alter function invitations_to(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function invitations_to(bytea,timestamp with time zone) to latchkey_app;
comment on function invitations_to(bytea,timestamp with time zone) is 'Open invitations to the addresses of who is signed in with this token (P15). Proof: the token hash.';

create function invited_person(token bytea)
  returns uuid
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  mailbox text;
  who uuid;
begin
  select i.email, i.person_id into mailbox, who from invitation_by_link(token) i;
  perform from person p where p.id = who for key share;
  perform from person_address a where a.email = mailbox and a.person_id = who for key share;
  return case when found then who end;
end $$;
alter function invited_person(bytea) owner to latchkey_owner;
grant execute on function invited_person(bytea) to latchkey_app;
comment on function invited_person(bytea) is 'Whose the invited mailbox is, and stays until this transaction ends. Proof: the token hash of the link.';

create function is_commanded(home uuid, manager uuid, what text, target uuid)
  returns boolean
  language sql stable security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
  select what = any (held_in_full(home, manager)) or coalesce((
    select what in (select jsonb_array_elements_text(l.limits -> 'permissions'))
           and (jsonb_typeof(l.limits -> 'users') = 'null' or (
                 exists (select from user_group_member i where i.account_id = home and i.member_id = target)
                 and not exists (select from user_group_member i where i.account_id = home and i.member_id = target and not l.limits -> 'users' ? i.group_id::text)))
      from (select limits_of(home, manager) as limits) l where l.limits is not null), false)
$$;
alter function is_commanded(uuid,uuid,text,uuid) owner to latchkey_owner;
grant execute on function is_commanded(uuid,uuid,text,uuid) to latchkey_app;
comment on function is_commanded(uuid,uuid,text,uuid) is 'Whether a permission of a member counts for all of another: held in full, or limited to groups that hold every group of theirs (G11).';

create function is_erased_at(closed timestamp with time zone)
  returns timestamp with time zone
  language sql immutable security invoker parallel safe
  as $$ select closed + interval '30 days' $$;
alter function is_erased_at(timestamp with time zone) owner to latchkey_owner;
grant execute on function is_erased_at(timestamp with time zone) to latchkey_app;
comment on function is_erased_at(timestamp with time zone) is 'When an account that was closed then is erased (P14): 30 days later.';

create function is_over(made timestamp with time zone, expires timestamp with time zone, at timestamp with time zone)
  returns boolean
  language sql immutable security invoker parallel safe
  as $$ select expires <= at or made > at + interval '10 minutes' $$;
alter function is_over(timestamp with time zone,timestamp with time zone,timestamp with time zone) owner to latchkey_owner;
comment on function is_over(timestamp with time zone,timestamp with time zone,timestamp with time zone) is 'Whether a link no longer works. One made in the future was made by a clock that has been turned back since.';

create function is_set_up()
  returns boolean
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ select exists (select from person) $$;
alter function is_set_up() owner to latchkey_owner;
grant execute on function is_set_up() to latchkey_app;
comment on function is_set_up() is 'Whether the first person exists.';

create function jobs.enqueue(task_name text, ids jsonb)
  returns void
  language plpgsql volatile security definer
  set search_path=pg_catalog, jobs, pg_temp
  as $$
begin
  if not exists (select from jobs.task t where t.name = task_name) then
    raise exception 'no such task: %', task_name;
  end if;
  if exists (select from jsonb_each_text(ids) as pair where pair.value !~ '^[0-9a-f-]{36}$') then
    raise exception 'a job carries ids only';
  end if;
  perform graphile_worker.add_job(task_name, ids::json, max_attempts := 25);
end $$;
alter function jobs.enqueue(text,jsonb) owner to latchkey_jobs;
grant execute on function jobs.enqueue(text,jsonb) to latchkey_app;
comment on function jobs.enqueue(text,jsonb) is NULL;

create function jobs.pulse()
  returns TABLE(late integer, busy integer, failing integer, given_up integer, idle_s integer)
  language sql stable security definer
  set search_path=pg_catalog, jobs, pg_temp
  as $$
  select count(*) filter (where j.attempts < j.max_attempts and j.locked_at is null and j.run_at < now() - interval '1 minute')::integer,
         count(*) filter (where j.locked_at > now() - interval '5 minutes')::integer,
         count(*) filter (where j.attempts between 1 and j.max_attempts - 1 and j.last_error is not null)::integer,
         count(*) filter (where j.attempts >= j.max_attempts and j.locked_at is null)::integer,
         (select extract(epoch from now() - max(c.last_execution))::integer from graphile_worker._private_known_crontabs c)
    from graphile_worker.jobs j
$$;
alter function jobs.pulse() owner to latchkey_jobs;
grant execute on function jobs.pulse() to latchkey_app;
comment on function jobs.pulse() is 'How the queue is, in numbers.';

create function keep_groups_above()
  returns trigger
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
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
alter function keep_groups_above() owner to latchkey_owner;
comment on function keep_groups_above() is 'Keeps for each user group the groups above it, in the order of the acts: whoever changes the tree holds the account.';

create function keep_sign_in_address()
  returns trigger
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  insert into person_address (email, person_id, confirmed_at) values (new.email, new.id, new.made_at);
  return null;
end $$;
alter function keep_sign_in_address() owner to latchkey_owner;
comment on function keep_sign_in_address() is 'The address that a new person signs in with is one of their addresses.';

create function languages_of(members uuid[])
  returns TABLE(member_id uuid, language text)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select m.id, p.language from member m join person p on p.id = m.person_id
   where m.account_id = current_account() and m.id = any (members)
$$;
alter function languages_of(uuid[]) owner to latchkey_owner;
grant execute on function languages_of(uuid[]) to latchkey_app;
comment on function languages_of(uuid[]) is 'In which language to write to members of the account that is set.';

create function leave_address(who uuid, gone text, word text, at timestamp with time zone)
  returns void
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  me person;
  mine record;
  place uuid;
begin
  select * into me from person p where p.id = who;
  delete from person_address a where a.email = gone and a.person_id = who;
  insert into former_address as f (person_id, email, left_at) values (who, gone, at) on conflict (person_id, email) do update set left_at = excluded.left_at;
  for mine in select m.account_id, m.id, m.name from member m where m.person_id = who and m.email = gone and m.status <> 'removed' order by m.account_id loop
    -- Who is in already needs no invitation to the address that they have here from now on; there is one row a mailbox.
    update member m set status = 'removed', role = 'member', removed_at = at, version = version + 1
     where m.account_id = mine.account_id and m.email = me.email and m.status = 'invited' returning m.id into place;
    update invitation i set ending = 'withdrawn', ended_at = at where i.account_id = mine.account_id and i.member_id = place and i.ending is null;
    update member m set email = me.email, version = version + 1 where m.account_id = mine.account_id and m.id = mine.id;
    perform note_act(mine.account_id, word, 'member', mine.id, array_remove(array[mine.id, place], null), '{}',
      jsonb_build_object('actor', jsonb_build_object('name', mine.name, 'email', me.email), 'before', gone, 'after', me.email), at);
  end loop;
end $$;
alter function leave_address(uuid,text,text,timestamp with time zone) owner to latchkey_owner;
comment on function leave_address(uuid,text,text,timestamp with time zone) is 'Takes an address from a person, who is locked with their accounts: profiles that had it get the one they sign in with, and their admins read so.';

create function leave_custom_role()
  returns trigger
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  new.role_id := null;
  return new;
end $$;
alter function leave_custom_role() owner to latchkey_owner;
comment on function leave_custom_role() is 'Who gets a built-in role other than Member has no custom one any more.';

create function limits_of(home uuid, who uuid)
  returns jsonb
  language plpgsql stable security invoker
  set plan_cache_mode=force_generic_plan
  set search_path=pg_catalog, public, pg_temp
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
alter function limits_of(uuid,uuid) owner to latchkey_owner;
grant execute on function limits_of(uuid,uuid) to latchkey_app;
comment on function limits_of(uuid,uuid) is 'What a member may do inside chosen groups only (G5), these groups and those below them; null where they have no limited role.';

create function lock_asker(token bytea, at timestamp with time zone)
  returns void
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ select from person p where p.id = (select s.person_id from sign_in_of(token, at) s) for no key update $$;
alter function lock_asker(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function lock_asker(bytea,timestamp with time zone) to latchkey_app;
comment on function lock_asker(bytea,timestamp with time zone) is 'Locks who is signed in, so that what is counted of theirs stays so. Proof: the token hash.';

create function lock_with_accounts(who uuid, more uuid[])
  returns uuid[]
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  wanted uuid[] := accounts_of(who) || more;
begin
  perform from account a where a.id = any (wanted) order by a.id for no key update;
  perform from person p where p.id = who for update;
  if not found then return null; end if;
  -- Nobody joins an account while they are locked. Who joined one before makes the transaction begin again.
  if not accounts_of(who) <@ wanted then
    raise exception 'joined an account meanwhile' using errcode = 'serialization_failure';
  end if;
  return wanted;
end $$;
alter function lock_with_accounts(uuid,uuid[]) owner to latchkey_owner;
comment on function lock_with_accounts(uuid,uuid[]) is 'Locks the accounts of a person and some more, then the person; gives the accounts, null when there is no such person.';

create function mail_members(mail_kind text, event text, at timestamp with time zone, after_id uuid, rows integer)
  returns uuid
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  told record;
  last uuid;
begin
  if mail_kind not in ('account_closed', 'account_reopened') then raise exception 'no such mail to members: %', mail_kind; end if;
  for told in
    select m.id, m.email, p.language from member m join person p on p.id = m.person_id
     where m.account_id = current_account() and m.status = 'active' and (after_id is null or m.id > after_id) order by m.id limit rows
  loop
    last := told.id;
    with fresh as (
      insert into mail (id, account_id, kind, event_id, subject_id, recipient, language, made_at)
        values (gen_random_uuid(), current_account(), mail_kind, mail_kind || ':' || told.id || ':' || event, told.id, told.email, told.language, at)
      on conflict do nothing returning id
    )
    select id into told.id from fresh;
    if found then perform jobs.enqueue('mail-send', jsonb_build_object('mail_id', told.id)); end if;
  end loop;
  return last;
end $$;
alter function mail_members(text,text,timestamp with time zone,uuid,integer) owner to latchkey_owner;
grant execute on function mail_members(text,text,timestamp with time zone,uuid,integer) to latchkey_app;
comment on function mail_members(text,text,timestamp with time zone,uuid,integer) is 'Promises one mail to each active member of the account that is set; gives ids only.';

create function mailboxes_of(who uuid)
  returns TABLE(email text, since timestamp with time zone, until timestamp with time zone)
  language sql stable security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
  select mine.email,
         coalesce((select max(f.left_at) from former_address f where f.email = mine.email and f.person_id <> who and f.left_at < mine.until), '-infinity'),
         mine.until
    from (select a.email, timestamptz 'infinity' as until from person_address a where a.person_id = who
          union all
          select f.email, f.left_at from former_address f where f.person_id = who) mine
$$;
alter function mailboxes_of(uuid) owner to latchkey_owner;
comment on function mailboxes_of(uuid) is 'The mailboxes that are or were a person''s, and between which moments what is about them is about this person.';

create function make_account(person uuid, verified_hash text, fresh_account uuid, fresh_member uuid, company text, new_language text, at timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  who person;
begin
  select * into who from person p where p.id = person and p.password_hash = verified_hash for share;
  if who.id is null then return false; end if;
  insert into account (id, company_name, language, made_at) values (fresh_account, company, new_language, at);
  insert into member (account_id, id, person_id, email, name, status, role, made_at)
    values (fresh_account, fresh_member, who.id, who.email, who.name, 'active', 'holder', at);
  return true;
end $$;
alter function make_account(uuid,text,uuid,uuid,text,text,timestamp with time zone) owner to latchkey_owner;
grant execute on function make_account(uuid,text,uuid,uuid,text,text,timestamp with time zone) to latchkey_app;
comment on function make_account(uuid,text,uuid,uuid,text,text,timestamp with time zone) is 'Makes an account and its holder. Proof: the present password hash of the person.';

create function make_audit_partitions(until date)
  returns void
  language plpgsql volatile security definer
  set TimeZone=UTC
  set search_path=pg_catalog, public, pg_temp
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
alter function make_audit_partitions(date) owner to latchkey_owner;
grant execute on function make_audit_partitions(date) to latchkey_app;
comment on function make_audit_partitions(date) is 'Makes the monthly partitions of the audit log up to a day; run by migrate and daily by a job. A missing month falls into audit_later.';

create function make_first_person(right_hash bytea, fresh_id uuid, address text, new_name text, new_hash text, new_language text, at timestamp with time zone, sealed_smtp text, sender text)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  perform from set_up_code where code_hash = right_hash for update;
  if not found or exists (select from person) then return false; end if;
  delete from set_up_code;
  insert into person (id, email, name, password_hash, language, is_operator, made_at, password_changed_at)
    values (fresh_id, address, new_name, new_hash, new_language, true, at, at);
  update installation set smtp_url_sealed = sealed_smtp, mail_from = sender where sealed_smtp is not null;
  insert into person_event (person_id, id, at, act) values (fresh_id, fresh_id, at, 'operator.set-up');
  return true;
end $$;
alter function make_first_person(bytea,uuid,text,text,text,text,timestamp with time zone,text,text) owner to latchkey_owner;
grant execute on function make_first_person(bytea,uuid,text,text,text,text,timestamp with time zone,text,text) to latchkey_app;
comment on function make_first_person(bytea,uuid,text,text,text,text,timestamp with time zone,text,text) is 'Makes the operator, once in the life of an installation, and uses the set-up code up. Proof: the hash of the code.';

create function make_person_by_link(token bytea, fresh_id uuid, new_name text, new_hash text, new_language text, at timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
    select fresh_id, m.email, new_name, new_hash, new_language, at, at
      from invitation_link l
      join invitation i on i.account_id = l.account_id and i.id = l.invitation_id
      join member m on m.account_id = i.account_id and m.id = i.member_id
     where l.token_hash = token and i.ending is null and i.generation = l.generation and i.expires_at > at
       and not exists (select from person_address a where a.email = m.email)
    on conflict do nothing;
  if not found then return false; end if;
  insert into person_event (person_id, id, at, act) values (fresh_id, fresh_id, at, 'invitation.accept-as-new');
  return true;
end $$;
alter function make_person_by_link(bytea,uuid,text,text,text,timestamp with time zone) owner to latchkey_owner;
grant execute on function make_person_by_link(bytea,uuid,text,text,text,timestamp with time zone) to latchkey_app;
comment on function make_person_by_link(bytea,uuid,text,text,text,timestamp with time zone) is 'Makes the person of a mailbox that a live invitation link proves (P16). Proof: the token hash.';

create function member_page(filter jsonb, at timestamp with time zone, rows integer)
  returns TABLE(ids uuid[], counted integer)
  language plpgsql stable security definer
  set enable_bitmapscan=off
  set enable_hashjoin=off
  set enable_mergejoin=off
  set enable_seqscan=off
  set enable_sort=off
  set search_path=pg_catalog, public, pg_temp
  set work_mem=32MB
  as $$
declare
  account constant uuid := current_account();
  wanted constant integer := greatest(1, coalesce(rows, 1));
  after_place constant text := filter -> 'after' ->> 0;
  after_id constant uuid := filter -> 'after' ->> 1;
  folded constant text := nullif(fold_for_search(filter ->> 'search'), '');
  pattern constant text := '%' || regexp_replace(folded, '([\\%_])', '\\\1', 'g') || '%';
  grams constant integer[] := grams_in(account, folded);
  idle_since constant timestamptz := at - (select make_interval(hours => 24 * a.inactivity_days) from account a where a.id = account);
  made_before constant timestamptz := case
    when exists (select from member m where m.account_id = account and m.status = 'active' and m.last_entered_at < m.made_at)
    then 'infinity' else idle_since end;
  question record;
  is_grouped constant boolean := filter ->> 'group_id' is not null;
  is_plain boolean;
  is_found boolean := false;
  budget integer;
  walked integer;
  matched integer;
  -- Of inactive ones a pattern may find few among many: they have an index of their own.
  cap integer := case when filter -> 'status' ? 'inactive' then 20000 end;
  is_ascending constant boolean := filter ->> 'order' is distinct from 'desc';
  here constant integer := coalesce(name_step(after_place), case when is_ascending then 0 else cardinality(name_steps()) end);
  edge text;
  met uuid[];
begin
  question := member_question(filter);
  if question.walk is null then
    return query select '{}'::uuid[], 0;
    return;
  end if;

  -- What is common is met soon on a walk along the list. With nothing to look for, the walk is the page.
  is_plain := question.sample is null;
  if not is_plain then
    execute question.sample into walked, matched
      using account, after_place, after_id, pattern, grams, idle_since, at, made_before, 500;
  end if;
  foreach budget in array case
    when is_plain then array[wanted]
    -- A group is looked up at once unless many of all are in it, or a pattern may find it sooner.
    when is_grouped and matched >= case when pattern is null then 20 else 3 end then array[500, 5000, 50000]
    when is_grouped and matched >= 3 then array[5000]
    when matched >= 20 then array[500, 5000, 0, 50000]
    when matched >= 3 and filter ->> 'mail' is null then array[5000, 0, 50000]
    when walked < 500 then array[500]
    else '{}'::integer[] end
  loop
    continue when budget = 0 and question.leaps is null;
    if budget > 0 then
      execute question.walk into walked, ids
        using account, after_place, after_id, pattern, grams, idle_since, at, made_before, budget;
      is_found := cardinality(ids) >= wanted or walked < budget;
    else
      perform set_config('enable_bitmapscan', 'on', true), set_config('enable_sort', 'on', true);
      execute question.leaps[1] into ids, walked, edge
        using account, after_place, after_id, pattern, grams, idle_since, at, made_before, cap, wanted,
              case when is_ascending then spans_between(here, 128) else spans_between(0, here + 1) end;
      if walked > 1000 and edge is null then
        is_found := cardinality(ids) >= wanted;
      elsif walked <= 1000 then
        is_found := cap is null;
        counted := case when is_found and after_id is null then walked end;
      elsif name_step(edge) <> here then
        -- There are many. What stands before most of them is looked up, and the walk goes on from there.
        execute question.leaps[2] into ids, walked
          using account, after_place, after_id, pattern, grams, idle_since, at, made_before, 20000, wanted,
                case when is_ascending then spans_between(here, name_step(edge)) else spans_between(name_step(edge) + 1, here + 1) end;
        is_found := walked < 20000;
        perform set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true);
        if is_found and cardinality(ids) < wanted then
          execute question.leaps[3] into walked, met
            using account, after_place, after_id, pattern, grams, idle_since, at, made_before, 50000, wanted,
                  (name_steps())[name_step(edge) + case when is_ascending then 0 else 1 end];
          ids := ids || met;
          is_found := cardinality(ids) >= wanted or walked < 50000;
        end if;
        counted := case when is_found and after_id is null then 1001 end;
      end if;
      perform set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true);
    end if;
    exit when is_found;
  end loop;

  -- What is rare is looked up: where it stands among few others, or else in all of the first place that has it.
  if not is_found then
    perform set_config('enable_bitmapscan', 'on', true), set_config('enable_sort', 'on', true);
    for place in 1 .. cardinality(question.finds) + 1 loop
      cap := case when place <= cardinality(question.finds) then 20000 end;
      continue when cardinality(question.finds) = 1 and place = 1;
      execute question.finds[case when cap is null then 1 else place end] into walked, counted, ids
        using account, after_place, after_id, pattern, grams, idle_since, at, made_before, cap, wanted;
      exit when walked < cap;
    end loop;
  elsif counted is not null then
    -- The leap has counted.
  elsif cardinality(ids) > 1000 or after_id is null and walked < budget then
    counted := cardinality(ids);
  else
    if is_plain or matched >= 20 and not is_grouped then
      execute question.counts[1] into counted
        using account, after_place, after_id, pattern, grams, idle_since, at, made_before, case when is_plain then 1001 else 20000 end;
    end if;
    if not is_plain and coalesce(counted, 0) <= 1000 then
      perform set_config('enable_bitmapscan', 'on', true);
      execute question.counts[2] into counted
        using account, after_place, after_id, pattern, grams, idle_since, at, made_before;
    end if;
  end if;
  return query select ids[1:wanted], least(counted, 1001);
end $$;
alter function member_page(jsonb,timestamp with time zone,integer) owner to latchkey_owner;
grant execute on function member_page(jsonb,timestamp with time zone,integer) to latchkey_app;
comment on function member_page(jsonb,timestamp with time zone,integer) is 'The members of a page of the users list, in order, and how many match, counted to 1,001. Takes its account from the transaction.';

create function member_question(filter jsonb, OUT sample text, OUT walk text, OUT counts text[], OUT finds text[], OUT leaps text[])
  returns record
  language plpgsql immutable security invoker parallel safe
  as $$
declare
  asked constant text[] := array(select jsonb_array_elements_text(filter -> 'status'));
  asked_roles constant text[] := array(select jsonb_array_elements_text(filter -> 'role'));
  mail_state constant text := filter ->> 'mail';
  group_id constant uuid := filter ->> 'group_id';
  is_searched constant boolean := coalesce(fold_for_search(filter ->> 'search') <> '', false);
  idle_only constant boolean := 'inactive' = any (asked) and 'active' <> all (asked);
  statuses constant text[] := array(
    select s from unnest(array['active', 'invited', 'suspended']) s
     where (asked = '{}' or s = any (asked) or s = 'active' and idle_only) and (mail_state is null or s = 'invited'));
  roles constant text[] := array(
    select r from unnest(array['member', 'admin', 'super_admin', 'holder']) r where asked_roles = '{}' or r = any (asked_roles));
  of_these constant text := format('m.status = any (%L) and m.role = any (%L) and m.status <> ''removed''', statuses, roles);
  key text := case filter ->> 'sort' when 'last_activity' then 'last_activity_at' when 'added' then 'made_at' else 'sort_name' end;
  direction constant text := case filter ->> 'order' when 'desc' then 'desc' else 'asc' end;
  place constant text := case
    when key = 'sort_name' then '$2'
    when filter -> 'after' ->> 0 = 'never' then 'timestamptz ''-infinity'''
    else '(timestamptz ''epoch'' + $2::bigint * interval ''1 microsecond'')' end;
  beyond constant text := case when filter -> 'after' is null then '' else
    format(' and (m.%%I, m.id) %s (%s, $3)', case direction when 'asc' then '>' else '<' end, place) end;
  -- Idle members have neither entered nor been made since then: what is newer is not even looked at.
  if_active constant text := case when not idle_only then '' when key = 'last_activity_at' then ' and m.last_activity_at < $6'
    when key = 'made_at' then ' and m.made_at < $8' else '' end;
  mailed constant text := 'invitation i where i.account_id = $1 and i.ending is null and ' || case mail_state
    when 'expired' then 'i.expires_at <= $7' else format('i.mail_state = %L and i.mail_state <> ''sent''', mail_state) end;
  -- Asked of each row, never of the whole group at once: a walk looks at few of a list that may be long.
  grouped constant text := format('user_group_member i where i.account_id = $1 and i.group_id = %L', group_id);
  -- What a row must be besides of a status and a role.
  fits constant text := concat_ws(' and ',
    case when is_searched then 'm.search_text like $4' end,
    case when idle_only then '(m.status <> ''active'' or coalesce(nullif(m.last_activity_at, ''-infinity''), m.made_at) < $6)' end,
    case when mail_state is not null then format('exists (select from %s and i.member_id = m.id)', mailed) end,
    case when group_id is not null then format('exists (select from %s and i.member_id = m.id offset 0)', grouped) end);
  -- By name everybody has an index without pairs. It is told by removed_at, so that the planner never walks it for a pair.
  everybody constant text[] := array['m.removed_at is null'];
  pairs text[];
  sources text[];
  of_pairs text;
  of_week constant text := 'date_trunc(''week'', %s at time zone ''UTC'')';
  first_made constant text := '(select i.made_at from member i where i.account_id = $1 and i.status = ''active''
    order by date_trunc(''week'', i.made_at at time zone ''UTC'') limit 1)';
  last_made constant text := replace(first_made, ' limit 1', ' desc limit 1');
  of_gram constant text := 'select m.* from (select * from member g where grams_of(g.account_id, g.search_text) @> $5%s and g.status <> ''removed'' offset 0) m
        where m.account_id = $1';
  in_span constant text := format(of_gram, ' and spans_of(g.sort_name) && $11');
  is_narrow boolean;
begin
  pairs := array(select format('m.status = %L and m.role = %L', s, r) || case s when 'active' then if_active else '' end
                   from unnest(statuses) s, unnest(roles) r where r <> 'holder' or s = 'active');
  if pairs = '{}' then return; end if;
  if asked = '{}' and asked_roles = '{}' and mail_state is null and key = 'sort_name' then pairs := everybody; end if;
  walk := format('select count(*), coalesce(array_agg(m.id) %s, ''{}'') from (%s) m',
    'filter (where ' || nullif(fits, '') || ')', member_walk(key, direction, pairs, format(beyond, key)));
  if fits = '' then
    if asked = '{}' and asked_roles = '{}' then pairs := everybody; key := 'sort_name'; end if;
    counts := array[format('select count(*) from (%s) m', member_walk(key, direction, pairs, ''))];
    return;
  end if;

  -- A part of the list in an order that says nothing of what is looked for.
  sample := member_walk(case when is_searched then 'made_at' else 'sort_name' end, 'asc',
    array[format('m.status = %L and m.role = %L', statuses[1], roles[1])], '');
  counts := array[format('select count(*) from (select from (%s) m where %s limit 1001) m', sample, fits)];
  sample := format('select count(*), count(*) filter (where %s) from (%s) m', fits, sample);

  of_pairs := format('select m.* from member m where m.account_id = $1 and %s', of_these);
  is_narrow := 'active' <> all (statuses) or 'member' <> all (roles);
  sources := array_remove(array[
    case when group_id is not null then
      format('select m.* from member m cross join %s and m.account_id = i.account_id and m.id = i.member_id', grouped) end,
    case when mail_state is not null then
      format('select m.* from member m cross join %s and m.account_id = i.account_id and m.id = i.member_id', mailed) end,
    case when is_searched then format(of_gram, '') end,
    case when is_narrow then of_pairs end,
    case when idle_only then
      'select m.* from member m where m.account_id = $1 and m.status = ''active'' and coalesce(m.last_entered_at, m.made_at) < $6'
      || case when cardinality(statuses) > 1 then format(' union all
         select m.* from member m where m.account_id = $1 and m.status <> ''active'' and %s', of_these) else '' end end], null);
  counts := counts || format('select count(*) from (select from (%s) m where %s and %s limit 1001) m',
    case when is_narrow and mail_state is null and group_id is null then of_pairs else sources[1] end, of_these, fits);
  finds := array(select format(
    'with found as materialized (
       select m.id, m.key, (%s and %s) as fits
         from (select m.id, m.%I as key, m.status, m.role, m.search_text, m.last_activity_at, m.made_at from (%s) m limit $9) m)
     select count(*), count(*) filter (where m.fits),
            array(select m.id from found m where m.fits%s order by m.key %s, m.id %6$s limit $10) from found m',
    of_these, fits, key, s, format(beyond, 'key'), direction) from unnest(sources) s);

  if group_id is not null then
    leaps := null;
  elsif is_searched and key = 'sort_name' and not is_narrow then
    leaps := array[
      format('with found as materialized (select m.id, m.sort_name as key from (%s limit $9) m where %s and %s%s limit 1001)
        select array(select m.id from found m order by m.key %s, m.id %5$s limit $10), count(*),
               (select m.key from found m order by m.key %5$s limit 1) from found m',
        case when beyond = '' then format(of_gram, '') else in_span end, of_these, fits, format(beyond, key), direction),
      format('with found as materialized (select m.id, m.sort_name as key, %s and %s%s as fits from (%s limit $9) m)
        select array(select m.id from found m where m.fits order by m.key %s, m.id %5$s limit $10), count(*) from found m',
        of_these, fits, format(beyond, key), in_span, direction),
      format('select count(*), coalesce(array_agg(m.id) filter (where %s), ''{}'') from (%s) m', fits,
        member_walk(key, direction, pairs, format(' and m.sort_name %s $11', case direction when 'asc' then '>=' else '<' end)))];
  elsif idle_only and statuses = '{active}' and key = 'made_at' then
    leaps := array[format(
      'select array(select m.id from (
         select m.* from generate_series(%s, %s, interval ''%s'') week cross join lateral (
           select m.* from (
             select i.* from member i where i.account_id = $1 and i.status = ''active'' and coalesce(i.last_entered_at, i.made_at) < $6
                and date_trunc(''week'', i.made_at at time zone ''UTC'') = week offset 0) m
            where m.role = any (%L)%s order by m.made_at %s, m.id %6$s) m limit $9) m where %s limit $10), 1001, null::text',
      case when beyond <> '' then format(of_week, place) else format(of_week, case direction when 'asc' then first_made else last_made end) end,
      format(of_week, case direction when 'asc' then last_made else first_made end),
      case direction when 'asc' then '7 days' else '-7 days' end, roles, format(beyond, key), direction, fits)];
  end if;
end $$;
alter function member_question(jsonb) owner to latchkey_owner;
comment on function member_question(jsonb) is 'The statements that find a page of the users list, as texts: nothing is read here.';

create function member_walk(key text, direction text, pairs text[], beyond text)
  returns text
  language sql immutable security invoker parallel safe
  as $$
  select format('select * from (%s) m order by m.key %s, m.id %2$s limit $9', string_agg(format(
           '(select m.id, m.%1$I as key, m.status, m.search_text, m.last_activity_at, m.made_at from member m
              where m.account_id = $1 and %2$s%3$s order by m.%1$I %4$s, m.id %4$s)', key, pair, beyond, direction), ' union all '), direction)
    from unnest(pairs) pair
$$;
alter function member_walk(text,text,text[],text) owner to latchkey_owner;
comment on function member_walk(text,text,text[],text) is 'A walk along the list, merged of one walk for each pair, as SQL.';

create function members_matching(filter jsonb, at timestamp with time zone)
  returns SETOF uuid
  language plpgsql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  home constant uuid := current_account();
  asked_statuses constant text[] := array(select jsonb_array_elements_text(filter -> 'status'));
  asked_roles constant text[] := array(select jsonb_array_elements_text(filter -> 'role'));
  asked_mail constant text := filter ->> 'mail';
  asked_group constant uuid := filter ->> 'group_id';
  asked_custom_role constant uuid := filter ->> 'role_id';
  asked_pattern constant text := '%' || regexp_replace(nullif(fold_for_search(filter ->> 'search'), ''), '([\\%_])', '\\\1', 'g') || '%';
  idle_before constant timestamptz := at - (select make_interval(hours => 24 * a.inactivity_days) from account a where a.id = home);
begin
  return query
    select m.id
      -- Of these three only one is ever read.
      from (select a.* from member a where asked_group is null and asked_custom_role is null and a.account_id = home
            union all
            select a.* from member a where asked_group is null and a.account_id = home and a.role_id = asked_custom_role
            union all
            select a.* from user_group_member g join member a on a.account_id = g.account_id and a.id = g.member_id
             where asked_group is not null and g.account_id = home and g.group_id = asked_group) m
     where m.status <> 'removed'
       and (asked_custom_role is null or m.role_id = asked_custom_role)
       and (cardinality(asked_statuses) = 0 or m.status = any (asked_statuses)
            or ('inactive' = any (asked_statuses) and m.status = 'active' and coalesce(m.last_entered_at, m.made_at) < idle_before))
       and (cardinality(asked_roles) = 0 or m.role = any (asked_roles))
       and (asked_pattern is null or m.search_text like asked_pattern)
       and (asked_mail is null or exists (
             select from invitation i
              where i.account_id = home and i.member_id = m.id and i.ending is null
                and case asked_mail when 'expired' then i.expires_at <= at else exists (
                      select from mail l where l.account_id = home and l.kind = 'invitation' and l.subject_id = i.id
                         and l.generation = i.generation and l.state = asked_mail) end))
     order by m.sort_name, m.id;
end $$;
alter function members_matching(jsonb,timestamp with time zone) owner to latchkey_owner;
grant execute on function members_matching(jsonb,timestamp with time zone) to latchkey_app;
comment on function members_matching(jsonb,timestamp with time zone) is 'The members that match a filter of the users list, in the account that is set.';

create function name_step(name text)
  returns integer
  language plpgsql immutable strict security invoker parallel safe
  as $$
begin
  return width_bucket(name collate "und-x-icu", name_steps() collate "und-x-icu");
end $$;
alter function name_step(text) owner to latchkey_owner;
comment on function name_step(text) is 'The part of the alphabet in which a name stands.';

create function name_steps()
  returns text[]
  language sql immutable security invoker parallel safe
  as $$
  select '{0,5,a,ad,ag,al,am,an,ar,b,be,bi,bo,br,c,ce,ci,cl,co,d,de,di,do,e,ed,el,em,er,f,fe,fi,fr,g,ge,gi,go,h,he,hi,ho,i,ig,is,j,je,jo,ju,k,ke,ki,ko,l,le,li,lo,lu,m,mb,me,mi,mo,n,ne,ni,o,ol,p,pe,pi,po,q,r,re,ri,ro,s,se,si,so,st,t,te,ti,to,u,v,ve,vi,w,we,wi,x,y,z,ze,α,ε,κ,π,а,б,в,г,д,е,и,к,л,м,н,о,п,р,с,т,ш,א,ا,अ,ก,一,大,本,金}'::text[]
$$;
alter function name_steps() owner to latchkey_owner;
grant execute on function name_steps() to latchkey_app;
comment on function name_steps() is 'Where the parts of the alphabet begin, in the order of names; at most 127.';

create function note_act(home uuid, new_act text, kind text, actor uuid, concerned uuid[], told jsonb, personal jsonb, at timestamp with time zone)
  returns void
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  fresh uuid := gen_random_uuid();
  fresh_salt bytea := uuid_send(gen_random_uuid());
begin
  insert into audit (account_id, id, at, act, actor_kind, actor_id, targets, before, after, personal_hash)
    values (home, fresh, at, new_act, kind, actor, concerned, told -> 'before', told -> 'after', sha256(fresh_salt || convert_to(personal::text, 'UTF8')));
  insert into audit_target (account_id, target_id, at, audit_id) select distinct home, target, at, fresh from unnest(concerned) target;
  insert into audit_personal (account_id, audit_id, salt, "values") values (home, fresh, fresh_salt, personal);
  -- What open tabs of the account listen on; they fetch the users anew.
  perform pg_notify('latchkey_news', home || ' member');
end $$;
alter function note_act(uuid,text,text,uuid,uuid[],jsonb,jsonb,timestamp with time zone) owner to latchkey_owner;
comment on function note_act(uuid,text,text,uuid,uuid[],jsonb,jsonb,timestamp with time zone) is 'Writes one row of the audit log of an account, personal values aside (U2), for what a person did outside of it.';

create function note_mail(wanted uuid, new_state text, new_problem text, new_quote text, at timestamp with time zone)
  returns void
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  update mail set state = new_state, problem = new_problem, quote = new_quote, tries = tries + 1, sending_until = null,
         sent_at = case when new_state = 'sent' then at end
   where id = wanted and state <> 'sent'
$$;
alter function note_mail(uuid,text,text,text,timestamp with time zone) owner to latchkey_owner;
grant execute on function note_mail(uuid,text,text,text,timestamp with time zone) to latchkey_app;
comment on function note_mail(uuid,text,text,text,timestamp with time zone) is 'What came of a try to send, which ends its claim; the queue alone knows the id.';

create function notice_count(token bytea, at timestamp with time zone)
  returns integer
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select count(*)::integer from (select from notice, sign_in_of(token, at) s where s.is_operator limit 1001) capped
$$;
alter function notice_count(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function notice_count(bytea,timestamp with time zone) to latchkey_app;
comment on function notice_count(bytea,timestamp with time zone) is 'How many notices there are, counted to 1,001. Proof: the token hash of an operator.';

create function notice_state(n notice, at timestamp with time zone)
  returns text
  language sql stable security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
  select case
    when n.ended_at <= at or n.ends_at <= at then 'over'
    -- Maintenance is announced a week before it begins; everything else is shown when it begins.
    when n.starts_at - case n.kind when 'maintenance' then interval '7 days' else interval '0' end > at then 'planned'
    else 'shown'
  end
$$;
alter function notice_state(notice,timestamp with time zone) owner to latchkey_owner;
comment on function notice_state(notice,timestamp with time zone) is 'Whether a notice is to be shown, will be, or no longer is.';

create function notices_now(at timestamp with time zone)
  returns TABLE(id uuid, kind text, text text, starts_at timestamp with time zone, ends_at timestamp with time zone)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select n.id, n.kind, n.text, n.starts_at, n.ends_at from notice n
   where n.ended_at is null and notice_state(n, at) = 'shown'
   order by array_position(array['outage', 'maintenance', 'information'], n.kind), n.id desc limit 10
$$;
alter function notices_now(timestamp with time zone) owner to latchkey_owner;
grant execute on function notices_now(timestamp with time zone) to latchkey_app;
comment on function notices_now(timestamp with time zone) is 'The notices that everybody is shown, the gravest first (O2).';

create function notices_of(token bytea, at timestamp with time zone, before_id uuid, rows integer)
  returns TABLE(id uuid, kind text, text text, starts_at timestamp with time zone, ends_at timestamp with time zone, made_at timestamp with time zone, ended_at timestamp with time zone, posted_by text, state text)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select n.id, n.kind, n.text, n.starts_at, n.ends_at, n.made_at, n.ended_at, coalesce(p.name, n.posted_as), notice_state(n, at)
    from sign_in_of(token, at) s, notice n left join person p on p.id = n.posted_by
   where s.is_operator and (before_id is null or n.id < before_id)
   order by n.id desc limit rows
$$;
alter function notices_of(bytea,timestamp with time zone,uuid,integer) owner to latchkey_owner;
grant execute on function notices_of(bytea,timestamp with time zone,uuid,integer) to latchkey_app;
comment on function notices_of(bytea,timestamp with time zone,uuid,integer) is 'Every notice, the newest first. Proof: the token hash of an operator.';

create function offer_by_link(token bytea)
  returns TABLE(email text, name text, company_name text, language text, ending text, expires_at timestamp with time zone, person_id uuid)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select o.email, o.name, o.company_name, o.language, o.ending, o.expires_at, (select a.person_id from person_address a where a.email = o.email)
    from account_offer o where o.token_hash = token
$$;
alter function offer_by_link(bytea) owner to latchkey_owner;
grant execute on function offer_by_link(bytea) to latchkey_app;
comment on function offer_by_link(bytea) is 'What the mailed link of an offered account stands for, and whose the mailbox is. Proof: the token hash; who holds it reads the mailbox, so it may learn whether the mailbox has a person.';

create function offer_of_mail(wanted uuid)
  returns TABLE(id uuid, name text, company_name text, asked_by text, expires_at timestamp with time zone, ending text)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select o.id, o.name, o.company_name, o.asked_by, o.expires_at, o.ending from mail m join account_offer o on o.id = m.subject_id
   where m.id = wanted and m.kind = 'account_offer'
$$;
alter function offer_of_mail(uuid) owner to latchkey_owner;
grant execute on function offer_of_mail(uuid) to latchkey_app;
comment on function offer_of_mail(uuid) is 'What the mail of an offered account says; the queue alone knows its id.';

create function open_account(token bytea, fresh_account uuid, fresh_member uuid, company text, new_language text, at timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  who record;
begin
  select s.person_id, s.email, s.name into who from sign_in_of(token, at) s;
  if who.person_id is null then return false; end if;
  insert into account (id, company_name, language, made_at) values (fresh_account, company, new_language, at);
  insert into member (account_id, id, person_id, email, name, status, role, made_at)
    values (fresh_account, fresh_member, who.person_id, who.email, who.name, 'active', 'holder', at);
  return true;
end $$;
alter function open_account(bytea,uuid,uuid,text,text,timestamp with time zone) owner to latchkey_owner;
grant execute on function open_account(bytea,uuid,uuid,text,text,timestamp with time zone) to latchkey_app;
comment on function open_account(bytea,uuid,uuid,text,text,timestamp with time zone) is 'Opens an account with who is signed in as its holder. Proof: the token hash.';

create function open_sign_in(verified_hash text, person uuid, fresh_id uuid, token bytea, browser bytea, at timestamp with time zone, until timestamp with time zone, from_address text, agent text)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
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
alter function open_sign_in(text,uuid,uuid,bytea,bytea,timestamp with time zone,timestamp with time zone,text,text) owner to latchkey_owner;
grant execute on function open_sign_in(text,uuid,uuid,bytea,bytea,timestamp with time zone,timestamp with time zone,text,text) to latchkey_app;
comment on function open_sign_in(text,uuid,uuid,bytea,bytea,timestamp with time zone,timestamp with time zone,text,text) is 'Opens a sign-in. Proof: the password hash that was just verified, which must still be the present one.';

create function outbox_count(token bytea, at timestamp with time zone)
  returns integer
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select count(*)::integer from (
    select from outbox o, sign_in_of(token, at) s where s.is_operator limit 1001
  ) capped
$$;
alter function outbox_count(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function outbox_count(bytea,timestamp with time zone) to latchkey_app;
comment on function outbox_count(bytea,timestamp with time zone) is 'How many mails are not out yet, counted to 1,001. Proof: the token hash of an operator.';

create function outbox_of(token bytea, at timestamp with time zone, before_at timestamp with time zone, before_id uuid, rows integer)
  returns TABLE(id uuid, kind text, recipient text, state text, problem text, quote text, made_at timestamp with time zone)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select o.id, o.kind, o.recipient, o.state, o.problem, m.quote, o.made_at
    from sign_in_of(token, at) s, outbox o join mail m on m.id = o.id
   where s.is_operator and (before_at is null or (o.made_at, o.id) < (before_at, before_id))
   order by o.made_at desc, o.id desc limit rows
$$;
alter function outbox_of(bytea,timestamp with time zone,timestamp with time zone,uuid,integer) owner to latchkey_owner;
grant execute on function outbox_of(bytea,timestamp with time zone,timestamp with time zone,uuid,integer) to latchkey_app;
comment on function outbox_of(bytea,timestamp with time zone,timestamp with time zone,uuid,integer) is 'The mails that are not out yet (O1). Proof: the token hash of an operator.';

create function password_of(address text, browser bytea)
  returns TABLE(person_id uuid, password_hash text, browser_is_known boolean)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select p.id, p.password_hash,
         exists (select from known_browser b where b.person_id = p.id and b.token_hash = browser)
    from person_address a join person p on p.id = a.person_id where a.email = address
$$;
alter function password_of(text,bytea) owner to latchkey_owner;
grant execute on function password_of(text,bytea) to latchkey_app;
comment on function password_of(text,bytea) is 'What a typed password is checked against. The server spends an attempt before it asks (charge first).';

create function password_of_sign_in(token bytea, at timestamp with time zone)
  returns text
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ select p.password_hash from sign_in_of(token, at) s join person p on p.id = s.person_id $$;
alter function password_of_sign_in(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function password_of_sign_in(bytea,timestamp with time zone) to latchkey_app;
comment on function password_of_sign_in(bytea,timestamp with time zone) is 'What a password is checked against that somebody who is signed in types again. Proof: the token hash. The server spends an attempt before it asks (charge first).';

create function places_of(who uuid)
  returns TABLE(account_id uuid, id uuid)
  language sql stable security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
  select m.account_id, m.id from mailboxes_of(who) b join member m on m.email = b.email and m.person_id is null and m.made_at > b.since and m.made_at <= b.until
$$;
alter function places_of(uuid) owner to latchkey_owner;
comment on function places_of(uuid) is 'Rows that accounts keep for mailboxes that are or were a person''s and in which nobody accepted.';

create function post_notice(token bytea, event_id uuid, at timestamp with time zone, fresh_id uuid, new_kind text, new_text text, new_starts_at timestamp with time zone, new_ends_at timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  who uuid;
begin
  select s.person_id into who from sign_in_of(token, at) s where s.is_operator;
  if who is null then return false; end if;
  insert into notice (id, kind, text, starts_at, ends_at, made_at, posted_by)
    values (fresh_id, new_kind, new_text, new_starts_at, new_ends_at, at, who);
  insert into person_event (person_id, id, at, act, facts)
    values (who, event_id, at, 'operator.post-notice', jsonb_build_object('notice_id', fresh_id));
  return true;
end $$;
alter function post_notice(bytea,uuid,timestamp with time zone,uuid,text,text,timestamp with time zone,timestamp with time zone) owner to latchkey_owner;
grant execute on function post_notice(bytea,uuid,timestamp with time zone,uuid,text,text,timestamp with time zone,timestamp with time zone) to latchkey_app;
comment on function post_notice(bytea,uuid,timestamp with time zone,uuid,text,text,timestamp with time zone,timestamp with time zone) is 'Posts a notice (O2). Proof: the token hash of an operator.';

create function preview_deletion(token bytea, at timestamp with time zone)
  returns jsonb
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ select ends_with_person(s.person_id, at) from sign_in_of(token, at) s $$;
alter function preview_deletion(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function preview_deletion(bytea,timestamp with time zone) to latchkey_app;
comment on function preview_deletion(bytea,timestamp with time zone) is 'What ends when who is signed in deletes themselves (P13). Proof: the token hash.';

create function profiles_of(token bytea, at timestamp with time zone)
  returns TABLE(account_id uuid, member_id uuid, company_name text, role text, last_entered_at timestamp with time zone)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select a.id, m.id, a.company_name, m.role, m.last_entered_at
    from sign_in s
    join member m on m.person_id = s.person_id and m.status = 'active'
    join account a on a.id = m.account_id and a.closed_at is null
   where s.token_hash = token and s.ended_at is null and s.expires_at > at
   order by a.company_name, a.id
$$;
alter function profiles_of(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function profiles_of(bytea,timestamp with time zone) to latchkey_app;
comment on function profiles_of(bytea,timestamp with time zone) is 'The profiles of who is signed in with this token (P2). Proof: the token hash.';

create function promise_mail(new_kind text, subject uuid, part text, to_mailbox text, new_language text, of_account uuid, at timestamp with time zone)
  returns void
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  fresh uuid := gen_random_uuid();
begin
  insert into mail (id, account_id, kind, event_id, subject_id, recipient, language, made_at)
    values (fresh, of_account, new_kind, new_kind || ':' || subject || ':' || part, subject, to_mailbox, new_language, at);
  perform jobs.enqueue('mail-send', jsonb_build_object('mail_id', fresh));
end $$;
alter function promise_mail(text,uuid,text,text,text,uuid,timestamp with time zone) owner to latchkey_owner;
comment on function promise_mail(text,uuid,text,text,text,uuid,timestamp with time zone) is 'Promises a mail in this transaction: its row and its job.';

create function prove_sign_in(token bytea, verified_hash text, event_id uuid, at timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  who record;
begin
  select s.sign_in_id, s.person_id into who from sign_in_of(token, at) s;
  perform from person p where p.id = who.person_id and p.password_hash = verified_hash for share;
  if not found then return false; end if;
  update sign_in set proved_at = at where id = who.sign_in_id;
  insert into person_event (person_id, id, at, act) values (who.person_id, event_id, at, 'person.prove');
  return true;
end $$;
alter function prove_sign_in(bytea,text,uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function prove_sign_in(bytea,text,uuid,timestamp with time zone) to latchkey_app;
comment on function prove_sign_in(bytea,text,uuid,timestamp with time zone) is 'Makes a sign-in fresh. Proofs: its token hash, and the password hash that was just verified, which must still be the present one.';

create function ran_migrations()
  returns SETOF text
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ select name from migration order by name $$;
alter function ran_migrations() owner to latchkey_owner;
grant execute on function ran_migrations() to latchkey_app;
comment on function ran_migrations() is 'The names of the migrations that have run.';

create function reached_by(home uuid, who uuid)
  returns SETOF uuid
  language plpgsql stable security invoker
  set plan_cache_mode=force_generic_plan
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  return query select distinct r.computer_id from reach r where r.account_id = home and r.member_id = who;
end $$;
alter function reached_by(uuid,uuid) owner to latchkey_owner;
grant execute on function reached_by(uuid,uuid) to latchkey_app;
comment on function reached_by(uuid,uuid) is 'The computers a member reaches (G4), as far as the asker sees the account.';

create function record_of(who uuid, at timestamp with time zone)
  returns jsonb
  language sql stable security invoker
  set TimeZone=UTC
  set search_path=pg_catalog, public, pg_temp
  as $$
  with mailbox as materialized (select * from mailboxes_of(who)), mine as materialized (select * from member m where m.person_id = who)
  select jsonb_build_object(
    'person', (select jsonb_build_object('id', p.id, 'email', p.email, 'name', p.name, 'language', p.language, 'time_zone', p.time_zone,
                 'is_operator', p.is_operator, 'made_at', p.made_at, 'password_changed_at', p.password_changed_at) from person p where p.id = who),
    'addresses', (
      select coalesce(jsonb_agg(jsonb_build_object('email', x.email, 'state', x.state, 'since', x.since, 'until', x.until) order by x.since), '[]') from (
        select a.email, case when a.email = p.email then 'sign-in' else 'confirmed' end as state, a.confirmed_at as since, null::timestamptz as until
          from person_address a join person p on p.id = a.person_id where a.person_id = who
        union all select f.email, 'former', null, f.left_at from former_address f where f.person_id = who
        union all select c.email, 'wish to ' || c.purpose || coalesce(', ' || c.ending, ''), c.made_at, c.ended_at from address_claim c where c.person_id = who) x),
    'sign_ins', (
      select coalesce(jsonb_agg(jsonb_build_object('made_at', s.made_at, 'proved_at', s.proved_at, 'expires_at', s.expires_at, 'ended_at', s.ended_at,
               'address', s.address, 'user_agent', s.user_agent) order by s.id desc), '[]') from sign_in s where s.person_id = who)
      || (select coalesce(jsonb_agg(jsonb_build_object('known_browser_since', b.made_at) order by b.made_at desc), '[]') from known_browser b where b.person_id = who),
    'events', (
      select coalesce(jsonb_agg(jsonb_build_object('at', x.at, 'act', x.act, 'address', x.address, 'facts', x.facts) order by x.at desc), '[]') from (
        select e.at, e.act, e.address, e.facts from person_event e where e.person_id = who
        union all select r.made_at, 'password link made', null, jsonb_build_object('asked_by', r.asked_by, 'ending', r.ending, 'ended_at', r.ended_at)
          from password_reset r where r.person_id = who) x),
    'memberships', (
      select coalesce(jsonb_agg(jsonb_build_object('company_name', a.company_name, 'email', m.email, 'name', m.name, 'status', m.status, 'role', m.role,
               'made_at', m.made_at, 'last_entered_at', m.last_entered_at, 'removed_at', m.removed_at) order by a.company_name, m.made_at), '[]')
        from mine m join account a on a.id = m.account_id),
    'invitations', (
      select coalesce(jsonb_agg(jsonb_build_object('company_name', a.company_name, 'email', m.email, 'name', m.name, 'note', i.note, 'sent_at', i.sent_at,
               'expires_at', i.expires_at) order by i.sent_at desc), '[]')
        from person_address x join member m on m.email = x.email and m.person_id is null and m.status = 'invited'
        join invitation i on i.account_id = m.account_id and i.member_id = m.id and i.ending is null and i.expires_at > at
        join account a on a.id = m.account_id where x.person_id = who),
    'tokens', (
      select coalesce(jsonb_agg(jsonb_build_object('company_name', a.company_name, 'name', t.name, 'kind', t.kind, 'scopes', t.scopes, 'made_at', t.made_at,
               'expires_at', t.expires_at, 'last_used_at', t.last_used_at, 'ended_at', t.ended_at) order by t.made_at desc), '[]')
        from mine m join api_token t on t.account_id = m.account_id and t.member_id = m.id join account a on a.id = m.account_id),
    'computers', (
      select coalesce(jsonb_agg(jsonb_build_object('company_name', a.company_name, 'name', c.name, 'hostname', c.hostname, 'os', c.os, 'os_user', c.os_user,
               'made_at', c.made_at, 'last_seen_at', c.last_seen_at) order by c.made_at), '[]')
        from mine m join computer c on c.account_id = m.account_id and c.owner_id = m.id join account a on a.id = m.account_id),
    'access', (
      select coalesce(jsonb_agg(jsonb_build_object('company_name', a.company_name, 'kind', x.kind, 'name', coalesce(g.name, c.name), 'made_at', x.made_at) order by x.made_at), '[]')
        from mine m join member_access x on x.account_id = m.account_id and x.member_id = m.id join account a on a.id = m.account_id
        left join computer_group g on g.account_id = x.account_id and g.id = x.group_id
        left join computer c on c.account_id = x.account_id and c.id = x.computer_id),
    'enrolment_codes', (
      select coalesce(jsonb_agg(jsonb_build_object('company_name', a.company_name, 'kind', e.kind, 'made_at', e.made_at, 'expires_at', e.expires_at,
               'ending', e.ending, 'ended_at', e.ended_at) order by e.made_at desc), '[]')
        from mine m join enrolment_code e on e.account_id = m.account_id and (e.made_by = m.id or e.owner_id = m.id) join account a on a.id = m.account_id),
    'sessions', (
      select coalesce(jsonb_agg(jsonb_build_object('company_name', x.company_name, 'computer', x.name, 'address', x.address, 'made_at', x.made_at,
               'opened_at', x.opened_at, 'ended_at', x.ended_at, 'ending', x.ending) order by x.made_at desc), '[]') from (
        select a.company_name, c.name, s.address, s.made_at, s.opened_at, s.ended_at, s.ending from mine m
          join session s on s.account_id = m.account_id and s.member_id = m.id join computer c on c.account_id = s.account_id and c.id = s.computer_id
          join account a on a.id = m.account_id order by s.made_at desc limit 10000) x),
    'lockouts', (
      select coalesce(jsonb_agg(jsonb_build_object('company_name', a.company_name, 'computer', c.name, 'address', l.address, 'at', l.at, 'ended_at', l.ended_at) order by l.at desc), '[]')
        from mine m join lockout l on l.account_id = m.account_id and l.member_id = m.id join computer c on c.account_id = l.account_id and c.id = l.computer_id
        join account a on a.id = m.account_id),
    'requests', (
      select coalesce(jsonb_agg(jsonb_build_object('company_name', a.company_name, 'computer_id', q.computer_id, 'permission', q.permission, 'unlock', q.unlock,
               'note', q.note, 'made_at', q.made_at, 'state', q.state, 'ended_at', q.ended_at, 'answer', q.answer) order by q.made_at desc), '[]')
        from mine m join access_request q on q.account_id = m.account_id and q.member_id = m.id join account a on a.id = m.account_id),
    'mails', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', x.kind, 'email', x.recipient, 'state', x.state, 'made_at', x.made_at, 'sent_at', x.sent_at) order by x.made_at desc), '[]')
        from mailbox b join mail x on x.recipient = b.email and x.made_at > b.since and x.made_at <= b.until),
    'acts', (
      select coalesce(jsonb_agg(jsonb_build_object('at', x.at, 'act', x.act, 'company_name', x.company_name) order by x.at desc), '[]') from (
        select d.at, d.act, a.company_name from mine m join account a on a.id = m.account_id
          cross join lateral (select l.at, l.act from audit l where l.account_id = m.account_id and l.actor_id = m.id order by l.at desc limit 10000) d
         order by d.at desc limit 10000) x))
$$;
alter function record_of(uuid,timestamp with time zone) owner to latchkey_owner;
comment on function record_of(uuid,timestamp with time zone) is 'Everything that is kept about a person (P13), without what would open anything; of their acts in accounts the last 10,000.';

create function refund_set_up_code(right_hash bytea)
  returns void
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$ update set_up_code set tries_left = least(10, tries_left + 1) where code_hash = right_hash $$;
alter function refund_set_up_code(bytea) owner to latchkey_owner;
grant execute on function refund_set_up_code(bytea) to latchkey_app;
comment on function refund_set_up_code(bytea) is 'Gives the try back. Proof: the hash of the right code.';

create function release_mails()
  returns void
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  released uuid;
begin
  for released in update mail set state = 'waiting', problem = null, quote = null where state = 'no_mail_server' returning id loop
    perform jobs.enqueue('mail-send', jsonb_build_object('mail_id', released));
  end loop;
end $$;
alter function release_mails() owner to latchkey_owner;
grant execute on function release_mails() to latchkey_app;
comment on function release_mails() is 'Hands the mails that waited for a mail server to the queue. Gives nothing.';

create function remove_address(token bytea, address text, event_id uuid, at timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  me record;
  ended integer;
begin
  select s.person_id, s.email into me from sign_in_of(token, at) s;
  perform lock_with_accounts(me.person_id, '{}');
  update address_claim c set ending = 'withdrawn', ended_at = at where c.person_id = me.person_id and c.email = address and c.ending is null;
  get diagnostics ended = row_count;
  if exists (select from person_address a join person p on p.id = a.person_id where p.id = me.person_id and a.email = address and p.email <> address) then
    perform leave_address(me.person_id, address, 'person.remove-address', at);
    ended := ended + 1;
  end if;
  if ended = 0 then return false; end if;
  insert into person_event (person_id, id, at, act) values (me.person_id, event_id, at, 'person.remove-address');
  return true;
end $$;
alter function remove_address(bytea,text,uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function remove_address(bytea,text,uuid,timestamp with time zone) to latchkey_app;
comment on function remove_address(bytea,text,uuid,timestamp with time zone) is 'Takes a further address from who is signed in, or takes back their wish for it; false when there is neither. Proof: the token hash.';

create function renew_set_up_code(fresh_hash bytea, at timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  if exists (select from person) then
    delete from set_up_code;
    return false;
  end if;
  insert into set_up_code (code_hash, tries_left, made_at) values (fresh_hash, 10, at)
    on conflict (only_one) do update set code_hash = excluded.code_hash, tries_left = 10, made_at = at;
  return true;
end $$;
alter function renew_set_up_code(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function renew_set_up_code(bytea,timestamp with time zone) to latchkey_app;
comment on function renew_set_up_code(bytea,timestamp with time zone) is 'A new set-up code with ten tries while there is no person; false afterwards.';

create function reopen_account(token bytea, wanted uuid, at timestamp with time zone)
  returns uuid
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  holder uuid;
begin
  select m.id into holder
    from sign_in_of(token, at) s join member m on m.person_id = s.person_id and m.account_id = wanted and m.role = 'holder' and m.status = 'active';
  if holder is null then return null; end if;
  update account set closed_at = null, version = version + 1 where id = wanted and closed_at is not null and is_erased_at(closed_at) > at;
  return case when found then holder end;
end $$;
alter function reopen_account(bytea,uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function reopen_account(bytea,uuid,timestamp with time zone) to latchkey_app;
comment on function reopen_account(bytea,uuid,timestamp with time zone) is 'Reopens a closed account while it can be; gives the member id of its holder. Proof: the token hash of the holder.';

create function requests_for(home uuid, who uuid, may text[], before uuid, most integer)
  returns SETOF uuid
  language plpgsql stable security invoker
  set plan_cache_mode=force_generic_plan
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  return query
    select q.id
      from access_request q join member m on m.account_id = q.account_id and m.id = q.member_id
     where q.account_id = home and q.state = 'open' and (before is null or q.id < before)
       and case when q.unlock then 'computers.unlock' = any (may)
                when q.permission is null then 'access.grant' = any (may)
                else 'users.manage' = any (may) and q.permission = any (may) end
       and m.id <> who and m.status = 'active'
       and (q.computer_id is null or exists (
             select from computer c where c.account_id = q.account_id and c.id = q.computer_id and c.status <> 'removed'))
       -- Lifting a lock does nothing to who asks for it, so it may be anybody who reaches the computer.
       and case when q.unlock then exists (
                  select from reach r where r.account_id = q.account_id and r.member_id = q.member_id and r.computer_id = q.computer_id)
                else m.role <> 'holder' and (m.role = 'member' or 'roles.manage' = any (may)) and held_by(m.account_id, m.id) <@ may end
       and not has_asked_for(q.account_id, q.member_id, q.computer_id, q.permission, q.unlock)
     order by q.id desc limit most;
end $$;
alter function requests_for(uuid,uuid,text[],uuid,integer) owner to latchkey_owner;
grant execute on function requests_for(uuid,uuid,text[],uuid,integer) to latchkey_app;
comment on function requests_for(uuid,uuid,text[],uuid,integer) is 'The open requests that a member who may do these things can answer (G10), the newest first: none of themselves, none for a right of who is stronger, none about what is not there.';

create function reset_by_link(token bytea, at timestamp with time zone)
  returns TABLE(email text, ending text)
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  update password_reset r set ending = 'expired', ended_at = at
   where r.token_hash = token and r.ending is null and is_over(r.made_at, r.expires_at, at);
  return query select r.email, r.ending from password_reset r where r.token_hash = token;
end $$;
alter function reset_by_link(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function reset_by_link(bytea,timestamp with time zone) to latchkey_app;
comment on function reset_by_link(bytea,timestamp with time zone) is 'What a reset link stands for; one that is over ends. Proof: the token hash.';

create function reset_of_mail(wanted uuid)
  returns TABLE(id uuid, email text, asked_by text, expires_at timestamp with time zone, ending text)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select r.id, r.email, r.asked_by, r.expires_at, r.ending from mail m join password_reset r on r.id = m.subject_id
   where m.id = wanted and m.kind in ('reset', 'reset_made')
$$;
alter function reset_of_mail(uuid) owner to latchkey_owner;
grant execute on function reset_of_mail(uuid) to latchkey_app;
comment on function reset_of_mail(uuid) is 'What the mail of a reset says; the queue alone knows its id.';

create function rights_among(home uuid, who uuid[])
  returns TABLE(member_id uuid, beyond_role text[], has_access boolean)
  language plpgsql stable security invoker
  set plan_cache_mode=force_generic_plan
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  return query
    select m.id, array(select distinct e.permission from extra_power e where e.account_id = home and e.member_id = m.id),
           exists (select from access_given g where g.account_id = home and g.member_id = m.id)
             or exists (select from computer c where c.account_id = home and c.owner_id = m.id)
      from unnest(who) m (id);
end $$;
alter function rights_among(uuid,uuid[]) owner to latchkey_owner;
grant execute on function rights_among(uuid,uuid[]) to latchkey_app;
comment on function rights_among(uuid,uuid[]) is 'What each of these members may do beyond their built-in role, and whether they have access to computers or own one.';

create function sessions_overdue(at timestamp with time zone)
  returns TABLE(account_id uuid, session_id uuid, ending text)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select s.account_id, s.id, case when s.state = 'asked' then 'unopened' else 'lost' end
    from session s
   where s.state <> 'ended' and (s.state = 'asked' and s.made_at < at - interval '2 minutes' or s.lost_at < at - interval '30 seconds')
   limit 1000
$$;
alter function sessions_overdue(timestamp with time zone) owner to latchkey_owner;
grant execute on function sessions_overdue(timestamp with time zone) to latchkey_app;
comment on function sessions_overdue(timestamp with time zone) is 'Sessions that nobody opened in time, or whose server went away for longer than they wait. Gives ids only, to the sweeper.';

create function sessions_standing(asked uuid[], at timestamp with time zone)
  returns TABLE(session_id uuid, fault text, node_id uuid, round integer)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select s.id, case
      when s.state = 'ended' then coalesce(s.ending, 'ended')
      when i.id is null or i.proved_at <= m.signed_out_at then 'signed-out'
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
alter function sessions_standing(uuid[],timestamp with time zone) owner to latchkey_owner;
grant execute on function sessions_standing(uuid[],timestamp with time zone) to latchkey_app;
comment on function sessions_standing(uuid[],timestamp with time zone) is 'Which live sessions of a node may go on, and why not (C9). Proof: ids that only the node of a session knows.';

create function set_mail_server(token bytea, event_id uuid, at timestamp with time zone, sealed_smtp text, sender text)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  who uuid;
begin
  select s.person_id into who from sign_in_of(token, at) s where s.is_operator;
  if who is null then return false; end if;
  update installation set smtp_url_sealed = sealed_smtp, mail_from = sender;
  insert into person_event (person_id, id, at, act, facts) values (who, event_id, at, 'operator.set-mail', '{}');
  return true;
end $$;
alter function set_mail_server(bytea,uuid,timestamp with time zone,text,text) owner to latchkey_owner;
grant execute on function set_mail_server(bytea,uuid,timestamp with time zone,text,text) to latchkey_app;
comment on function set_mail_server(bytea,uuid,timestamp with time zone,text,text) is 'Keeps the sealed address of the mail server. Proof: the token hash of an operator.';

create function sign_in_address_is_theirs()
  returns trigger
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  if exists (select from person p where p.id = coalesce(new.person_id, old.person_id)
             and not exists (select from person_address a where a.person_id = p.id and a.email = p.email)) then
    raise exception 'a person signs in with an address of theirs' using errcode = 'integrity_constraint_violation', constraint = 'sign_in_address_is_theirs';
  end if;
  return null;
end $$;
alter function sign_in_address_is_theirs() owner to latchkey_owner;
comment on function sign_in_address_is_theirs() is 'Refuses, at commit, an address being taken from whoever signs in with it.';

create function sign_in_count(token bytea, at timestamp with time zone)
  returns integer
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select count(*)::integer from (
    select from sign_in_of(token, at) me join sign_in s on s.person_id = me.person_id where s.ended_at is null and s.expires_at > at limit 1001
  ) capped
$$;
alter function sign_in_count(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function sign_in_count(bytea,timestamp with time zone) to latchkey_app;
comment on function sign_in_count(bytea,timestamp with time zone) is 'How many sign-ins a person has, counted to 1,001. Proof: the token hash.';

create function sign_in_of(token bytea, at timestamp with time zone)
  returns TABLE(sign_in_id uuid, person_id uuid, email text, name text, language text, time_zone text, is_operator boolean, proved_at timestamp with time zone)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select s.id, p.id, p.email, p.name, p.language, p.time_zone, p.is_operator, s.proved_at
    from sign_in s join person p on p.id = s.person_id
   where s.token_hash = token and s.ended_at is null and s.expires_at > at
$$;
alter function sign_in_of(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function sign_in_of(bytea,timestamp with time zone) to latchkey_app;
comment on function sign_in_of(bytea,timestamp with time zone) is 'Who is signed in with this token, and when their password was last proved. Proof: the token hash.';

create function sign_ins_of(token bytea, at timestamp with time zone, before_id uuid, rows integer)
  returns TABLE(id uuid, made_at timestamp with time zone, expires_at timestamp with time zone, address text, user_agent text, is_this boolean)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select s.id, s.made_at, s.expires_at, s.address, s.user_agent, s.id = me.sign_in_id
    from sign_in_of(token, at) me join sign_in s on s.person_id = me.person_id
   where s.ended_at is null and s.expires_at > at and (before_id is null or s.id < before_id)
   order by s.id desc limit rows
$$;
alter function sign_ins_of(bytea,timestamp with time zone,uuid,integer) owner to latchkey_owner;
grant execute on function sign_ins_of(bytea,timestamp with time zone,uuid,integer) to latchkey_app;
comment on function sign_ins_of(bytea,timestamp with time zone,uuid,integer) is 'Where who is signed in with this token is signed in, newest first (A5). Proof: the token hash.';

create function spans_between(low integer, beyond integer)
  returns integer[]
  language plpgsql immutable strict security invoker parallel safe
  as $$
declare
  l integer := 128 + low;
  r integer := 128 + beyond;
  spans integer[] := '{}';
begin
  while l < r and l > 1 loop
    if l = 2 and r = 4 then return spans || array[2, 3]; end if;
    if l % 2 = 1 then
      spans := spans || l;
      l := l + 1;
    end if;
    if r % 2 = 1 then
      r := r - 1;
      spans := spans || r;
    end if;
    l := l / 2;
    r := r / 2;
  end loop;
  return spans;
end $$;
alter function spans_between(integer,integer) owner to latchkey_owner;
comment on function spans_between(integer,integer) is 'The fewest spans that cover the parts of the alphabet from one up to another, which is left out.';

create function spans_of(name text)
  returns integer[]
  language plpgsql immutable strict security invoker parallel safe
  as $$
declare
  -- Indexes are built with nothing but pg_catalog in the path.
  part constant integer := 128 + width_bucket(name collate "und-x-icu", public.name_steps() collate "und-x-icu");
begin
  return array[part, part >> 1, part >> 2, part >> 3, part >> 4, part >> 5, part >> 6];
end $$;
alter function spans_of(text) owner to latchkey_owner;
grant execute on function spans_of(text) to latchkey_app;
comment on function spans_of(text) is 'The part of the alphabet in which a name stands, and the wider ones around it.';

create function standing_of(tokens bytea[], accounts uuid[], at timestamp with time zone)
  returns TABLE(place integer, member_id uuid, held text[], limits jsonb)
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select asked.place::integer, m.id, held_in_full(m.account_id, m.id), case when m.role_id is not null then limits_of(m.account_id, m.id) end
    from unnest(tokens, accounts) with ordinality as asked (token, account_id, place)
    join sign_in s on s.token_hash = asked.token and s.ended_at is null and s.expires_at > at
    join member m on m.account_id = asked.account_id and m.person_id = s.person_id and m.status = 'active'
         and (m.signed_out_at is null or s.proved_at > m.signed_out_at)
    join account a on a.id = m.account_id and a.closed_at is null
$$;
alter function standing_of(bytea[],uuid[],timestamp with time zone) owner to latchkey_owner;
grant execute on function standing_of(bytea[],uuid[],timestamp with time zone) to latchkey_app;
comment on function standing_of(bytea[],uuid[],timestamp with time zone) is 'Which of many live sockets still stand, by place, with what they may do now, in all of the account and inside chosen groups. Proof: the token hashes.';

create function start_reset(request uuid, fresh_id uuid, token bytea, mail_id uuid, at timestamp with time zone, until timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  asked reset_request;
  who person;
begin
  delete from reset_request where id = request returning * into asked;
  if asked.id is null then return false; end if;
  select p.* into who from person p
   where p.id = case asked.asked_by when 'admin' then asked.person_id else (select a.person_id from person_address a where a.email = asked.email) end for update;
  if who.id is null then return false; end if;
  update password_reset set ending = 'superseded', ended_at = at where person_id = who.id and ending is null;
  insert into password_reset (id, person_id, email, token_hash, asked_by, made_at, expires_at)
    values (fresh_id, who.id, who.email, token, asked.asked_by, at, until);
  insert into mail (id, kind, event_id, subject_id, recipient, language, made_at)
    values (mail_id, 'reset', 'reset:' || fresh_id, fresh_id, who.email, who.language, at);
  insert into person_event (person_id, id, at, act, facts)
    values (who.id, fresh_id, at, 'person.ask-reset', case asked.asked_by when 'admin' then '{"asked_by": "admin"}' else '{}' end::jsonb);
  return true;
end $$;
alter function start_reset(uuid,uuid,bytea,uuid,timestamp with time zone,timestamp with time zone) owner to latchkey_owner;
grant execute on function start_reset(uuid,uuid,bytea,uuid,timestamp with time zone,timestamp with time zone) to latchkey_app;
comment on function start_reset(uuid,uuid,bytea,uuid,timestamp with time zone,timestamp with time zone) is 'Turns a request into a reset and its mail, if the address has a person. Proof: the id of the request, which only the queue knows.';

create function start_sign_up(request uuid, fresh_offer uuid, token bytea, mail_id uuid, at timestamp with time zone, until timestamp with time zone)
  returns boolean
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  asked sign_up_request;
  spoken text;
begin
  delete from sign_up_request where id = request returning * into asked;
  if asked.id is null then return false; end if;
  select p.language into spoken from person_address a join person p on p.id = a.person_id where a.email = asked.email;
  if spoken is not null then
    -- Who has a sign-in opens another account with it; nobody but the mailbox learns of it.
    insert into mail (id, kind, event_id, subject_id, recipient, language, made_at)
      values (mail_id, 'sign_up_known', 'sign_up_known:' || fresh_offer, fresh_offer, asked.email, spoken, at);
    return true;
  end if;
  update account_offer set ending = 'superseded', ended_at = at
   where email = asked.email and company_name = asked.company_name and ending is null;
  insert into account_offer (id, email, name, company_name, language, token_hash, made_at, expires_at, asked_by)
    values (fresh_offer, asked.email, asked.name, asked.company_name, asked.language, token, at, until, 'self');
  insert into mail (id, kind, event_id, subject_id, recipient, language, made_at)
    values (mail_id, 'account_offer', 'account_offer:' || fresh_offer, fresh_offer, asked.email, asked.language, at);
  return true;
end $$;
alter function start_sign_up(uuid,uuid,bytea,uuid,timestamp with time zone,timestamp with time zone) owner to latchkey_owner;
grant execute on function start_sign_up(uuid,uuid,bytea,uuid,timestamp with time zone,timestamp with time zone) to latchkey_app;
comment on function start_sign_up(uuid,uuid,bytea,uuid,timestamp with time zone,timestamp with time zone) is 'Turns a sign-up into an offered account and its mail. Proof: the id of the request, which only the queue knows.';

create function sweep_nodes(at timestamp with time zone)
  returns void
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
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
alter function sweep_nodes(timestamp with time zone) owner to latchkey_owner;
grant execute on function sweep_nodes(timestamp with time zone) to latchkey_app;
comment on function sweep_nodes(timestamp with time zone) is 'Forgets servers that are gone, whose computers are online nowhere then, and notes since when their sessions have none. Gives nothing.';

create function sweep_people(at timestamp with time zone)
  returns void
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  update sign_in set ended_at = expires_at where ended_at is null and expires_at <= at;
  update password_reset set ending = 'expired', ended_at = at where ending is null and is_over(made_at, expires_at, at);
  update address_claim set ending = 'expired', ended_at = at where ending is null and is_over(made_at, expires_at, at);
  delete from mail where kind = 'person_erased' and made_at < at - interval '5 days';
$$;
alter function sweep_people(timestamp with time zone) owner to latchkey_owner;
grant execute on function sweep_people(timestamp with time zone) to latchkey_app;
comment on function sweep_people(timestamp with time zone) is 'Writes down which sign-ins and links of people are over, so that no clock revives them, and forgets what could not be told to people who are gone.';

create function take_reach()
  returns trigger
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  at constant timestamptz := coalesce(new.removed_at, now());
  told uuid[] := '{}';
begin
  if new.status <> 'active' then
    told := array(select c.id from computer c where c.account_id = new.account_id and c.owner_id = new.id);
  end if;
  if new.status = 'removed' then
    delete from member_access where account_id = new.account_id and member_id = new.id;
    delete from user_group_member where account_id = new.account_id and member_id = new.id;
    delete from member_permission where account_id = new.account_id and member_id = new.id;
    update access_request set state = 'ended', ended_at = at where account_id = new.account_id and member_id = new.id and state = 'open';
    update member set only_own_access = false, role_id = null
     where account_id = new.account_id and id = new.id and (only_own_access or role_id is not null);
    update computer set owner_id = null, os_user = '', version = version + 1 where account_id = new.account_id and owner_id = new.id;
    update enrolment_code set ending = 'withdrawn', ended_at = at
     where account_id = new.account_id and (made_by = new.id or owner_id = new.id) and ending is null;
  end if;
  if exists (select from computer_grant g where g.account_id = new.account_id and g.member_id = new.id and g.ended_at is null) then
    told := told || array(select end_grants_lost_in(new.account_id, null, array[new.id], at));
  end if;
  if told <> '{}' then
    perform tell_agents(new.account_id, told);
  end if;
  return null;
end $$;
alter function take_reach() owner to latchkey_owner;
comment on function take_reach() is 'Who is not active any more, or not the holder, reaches what they otherwise do, if anything. Who leaves keeps no access, no computer and no code: none comes back with them (P7, C13).';

create function tell_agents(home uuid, computers uuid[])
  returns void
  language sql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
  select pg_notify('latchkey_agents', home || ' ' || string_agg(c.id::text, ' ' order by c.id))
    from (select u.id, row_number() over (order by u.id) - 1 as place from (select distinct unnest(computers) as id) u) c group by c.place / 4
$$;
alter function tell_agents(uuid,uuid[]) owner to latchkey_owner;
grant execute on function tell_agents(uuid,uuid[]) to latchkey_app;
comment on function tell_agents(uuid,uuid[]) is 'Tells every server, when this commits, that computers are owed something: four of them a notice.';

create function tell_invitation()
  returns trigger
  language plpgsql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  update invitation set mail_state = new.state
   where account_id = new.account_id and id = new.subject_id and generation = new.generation and mail_state <> new.state;
  return null;
end $$;
alter function tell_invitation() owner to latchkey_owner;
comment on function tell_invitation() is 'What comes of the mail of an invitation stands in the invitation.';

create function token_of(secret bytea, at timestamp with time zone)
  returns TABLE(token_id uuid, account_id uuid, member_id uuid, person_id uuid, email text, name text, role text, scopes text[])
  language sql stable security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  select t.id, m.account_id, m.id, m.person_id, m.email, m.name, m.role, t.scopes
    from api_token t
    join member m on m.account_id = t.account_id and m.id = t.member_id and m.status = 'active'
    join account a on a.id = t.account_id and a.closed_at is null
   where t.token_hash = secret and t.ended_at is null and t.expires_at > at
$$;
alter function token_of(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function token_of(bytea,timestamp with time zone) to latchkey_app;
comment on function token_of(bytea,timestamp with time zone) is 'Whom an API token acts for, and with what at most. Proof: its hash.';

create function touch_token(secret bytea, at timestamp with time zone)
  returns void
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  update api_token set last_used_at = at
   where token_hash = secret and ended_at is null and (last_used_at is null or last_used_at < at - interval '1 minute')
$$;
alter function touch_token(bytea,timestamp with time zone) owner to latchkey_owner;
grant execute on function touch_token(bytea,timestamp with time zone) to latchkey_app;
comment on function touch_token(bytea,timestamp with time zone) is 'Notes that a token was used, at most once a minute. Proof: its hash.';

create function use_reset(token bytea, new_hash text, mail_id uuid, at timestamp with time zone)
  returns uuid
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  used password_reset;
  who person;
begin
  perform from person p join password_reset r on r.person_id = p.id where r.token_hash = token for update of p;
  update password_reset set ending = 'used', ended_at = at
   where token_hash = token and ending is null and not is_over(made_at, expires_at, at) returning * into used;
  if used.id is null then return null; end if;
  update person set password_hash = new_hash, password_changed_at = at where id = used.person_id returning * into who;
  perform void_of(who.id, null, at);
  -- A browser that knew the old password is not known any more: whoever had it keeps no budget of its own.
  delete from known_browser where person_id = used.person_id;
  insert into mail (id, kind, event_id, subject_id, recipient, language, made_at)
    values (mail_id, 'password_changed', 'password_changed:' || used.id, used.id, who.email, who.language, at);
  insert into person_event (person_id, id, at, act) values (used.person_id, mail_id, at, 'person.reset-password');
  return used.person_id;
end $$;
alter function use_reset(bytea,text,uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function use_reset(bytea,text,uuid,timestamp with time zone) to latchkey_app;
comment on function use_reset(bytea,text,uuid,timestamp with time zone) is 'Sets a new password once, ends every sign-in and other link of the person (P10). Proof: the token hash.';

create function use_ticket(secret bytea, wanted_side text, node uuid, at timestamp with time zone)
  returns TABLE(account_id uuid, session_id uuid, computer_id uuid, sign_in_id uuid, round integer)
  language sql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
  with used as (
    update session_ticket t set used_at = at
     where t.ticket_hash = secret and t.side = wanted_side and t.node_id = node and t.used_at is null and t.expires_at > at
    returning t.account_id, t.session_id
  )
  select s.account_id, s.id, s.computer_id, s.sign_in_id, s.round from used u join session s on s.account_id = u.account_id and s.id = u.session_id
   where s.state <> 'ended' and s.node_id = node
$$;
alter function use_ticket(bytea,text,uuid,timestamp with time zone) owner to latchkey_owner;
grant execute on function use_ticket(bytea,text,uuid,timestamp with time zone) to latchkey_app;
comment on function use_ticket(bytea,text,uuid,timestamp with time zone) is 'Uses a ticket up: once, in time, on its node, for its side. Proof: its hash.';

create function view_outbox_mail(token bytea, event_id uuid, at timestamp with time zone, wanted uuid)
  returns SETOF mail
  language plpgsql volatile security definer
  set search_path=pg_catalog, public, pg_temp
  as $$
declare
  who uuid;
begin
  select s.person_id into who from sign_in_of(token, at) s where s.is_operator;
  if who is null then return; end if;
  return query select m.* from mail m where m.id = wanted and exists (select from outbox o where o.id = wanted);
  if found then
    insert into person_event (person_id, id, at, act, facts) values (who, event_id, at, 'operator.view-mail', jsonb_build_object('mail_id', wanted));
  end if;
end $$;
alter function view_outbox_mail(bytea,uuid,timestamp with time zone,uuid) owner to latchkey_owner;
grant execute on function view_outbox_mail(bytea,uuid,timestamp with time zone,uuid) to latchkey_app;
comment on function view_outbox_mail(bytea,uuid,timestamp with time zone,uuid) is 'One waiting mail, the view noted (O1). Proof: the token hash of an operator.';

create function void_of(who uuid, kept uuid, at timestamp with time zone)
  returns void
  language sql volatile security invoker
  set search_path=pg_catalog, public, pg_temp
  as $$
  update sign_in set ended_at = at where person_id = who and ended_at is null and id is distinct from kept;
  update password_reset set ending = 'withdrawn', ended_at = at where person_id = who and ending is null;
  update address_claim set ending = 'withdrawn', ended_at = at where person_id = who and ending is null;
$$;
alter function void_of(uuid,uuid,timestamp with time zone) owner to latchkey_owner;
comment on function void_of(uuid,uuid,timestamp with time zone) is 'Ends every sign-in of a person but one, and every link that was mailed to them as this person (P10).';

create function ways_of(home uuid, who uuid, computers uuid[])
  returns TABLE(computer_id uuid, via text[])
  language plpgsql stable security invoker
  set plan_cache_mode=force_generic_plan
  set search_path=pg_catalog, public, pg_temp
  as $$
begin
  return query
    select r.computer_id, array_agg(distinct r.via order by r.via desc) from reach r
     where r.account_id = home and r.member_id = who and r.computer_id = any (computers) group by r.computer_id;
end $$;
alter function ways_of(uuid,uuid,uuid[]) owner to latchkey_owner;
grant execute on function ways_of(uuid,uuid,uuid[]) to latchkey_app;
comment on function ways_of(uuid,uuid,uuid[]) is 'How a member reaches these computers (G4); none of those not reached.';
