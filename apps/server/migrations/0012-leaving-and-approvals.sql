-- What a computer asks with its key besides enrolling: somebody who forgot their access code approves in their browser that they set a
-- new one at the computer (C6). The nonce that both screens show is known here by its hash alone; of the code the server learns nothing.

create table code_approval (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  computer_id uuid not null,
  nonce_hash bytea not null,
  state text not null constraint approval_state_is_known check (state in ('waiting', 'declined', 'approved')),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz,
  answered_by uuid,
  -- The copy of a code that is theirs; an owner has none.
  grant_id uuid,
  -- When the computer was told, which it is once.
  told_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, computer_id) references computer (account_id, id) on delete restrict,
  foreign key (account_id, answered_by) references member (account_id, id) on delete restrict,
  foreign key (account_id, grant_id) references computer_grant (account_id, id) on delete restrict,
  constraint approval_answer_has_its_moment check ((state = 'waiting') = (answered_at is null)),
  constraint approval_is_somebodys check (state <> 'approved' or answered_by is not null)
);
create unique index one_approval_per_nonce on code_approval (nonce_hash);
create index code_approval_by_computer on code_approval (account_id, computer_id);
create index code_approval_by_grant on code_approval (account_id, grant_id) where grant_id is not null;
create index code_approval_by_member on code_approval (account_id, answered_by) where answered_by is not null;
create index code_approval_by_age on code_approval (expires_at);
alter table code_approval enable row level security;
alter table code_approval force row level security;
create policy of_account on code_approval to latchkey_app using (account_id = (select current_account())) with check (account_id = (select current_account()));
create policy of_definer on code_approval to latchkey_owner using (true) with check (true);
grant select, insert on code_approval to latchkey_app;
grant update (state, answered_at, answered_by, grant_id, told_at) on code_approval to latchkey_app;

create function approval_by_nonce(secret bytea) returns table (account_id uuid, approval_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select p.account_id, p.id from code_approval p join account a on a.id = p.account_id and a.closed_at is null where p.nonce_hash = secret
$$;
comment on function approval_by_nonce(bytea) is 'Where what a computer asked for belongs. Proof: the hash of its nonce.';
revoke all on function approval_by_nonce(bytea) from public;
grant execute on function approval_by_nonce(bytea) to latchkey_app;

-- An hour later nobody asks what became of it.
create or replace function forget_stale(at timestamptz) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$
  delete from limit_charge where reset_at < at;
  delete from idempotency where made_at < at - interval '7 days';
  delete from reset_request where made_at < at - interval '7 days';
  delete from sign_in where coalesce(ended_at, expires_at) < at - interval '400 days';
  delete from code_approval where expires_at < at - interval '1 hour';
$$;

create or replace function erase_account(gone uuid, at timestamptz, rows integer) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  tenant text;
  erased integer;
begin
  perform from account where id = gone and closed_at is not null and is_erased_at(closed_at) <= at for update;
  if not found then return true; end if;
  foreach tenant in array array['code_approval', 'lockout', 'session_ticket', 'session', 'computer_grant', 'member_access', 'enrolment_code',
                                'computer', 'computer_group', 'batch_line', 'batch', 'api_token', 'handover', 'invitation_link', 'invitation',
                                'mail', 'idempotency', 'audit_personal', 'audit_target', 'audit'] loop
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

