-- The life of an account: opened by oneself, closed, reopened, erased.

-- Asked for by anybody, for any address; whether it has a person is looked up later by a job, so that the answer and its time are the same.
create table sign_up_request (
  id uuid primary key,
  email text not null constraint sign_up_email_is_folded check (email = lower(email)),
  name text not null,
  company_name text not null,
  language text not null constraint sign_up_language_is_ours check (language in ('en', 'fr', 'it', 'de', 'es', 'pt', 'nl')),
  made_at timestamptz not null
);

-- Who wanted the account: the operator, or who has the mailbox. The mail says so.
alter table account_offer add column asked_by text not null default 'operator' constraint asker_of_offer_is_known check (asked_by in ('operator', 'self'));

create function start_sign_up(request uuid, fresh_offer uuid, token bytea, mail_id uuid, at timestamptz, until timestamptz) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function start_sign_up(uuid, uuid, bytea, uuid, timestamptz, timestamptz) is 'Turns a sign-up into an offered account and its mail. Proof: the id of the request, which only the queue knows.';

drop function offer_of_mail(uuid);
create function offer_of_mail(wanted uuid)
  returns table (id uuid, name text, company_name text, asked_by text, expires_at timestamptz, ending text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select o.id, o.name, o.company_name, o.asked_by, o.expires_at, o.ending from mail m join account_offer o on o.id = m.subject_id
   where m.id = wanted and m.kind = 'account_offer'
$$;
comment on function offer_of_mail(uuid) is 'What the mail of an offered account says; the queue alone knows its id.';

create function open_account(token bytea, fresh_account uuid, fresh_member uuid, company text, new_language text, at timestamptz) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function open_account(bytea, uuid, uuid, text, text, timestamptz) is 'Opens an account with who is signed in as its holder. Proof: the token hash.';

-- Closing and reopening ---------------------------------------------------------------------------------------------------

create function is_erased_at(closed timestamptz) returns timestamptz
  language sql immutable parallel safe as $$ select closed + interval '30 days' $$;
comment on function is_erased_at(timestamptz) is 'When an account that was closed then is erased (P14): 30 days later.';

create function reopen_account(token bytea, wanted uuid, at timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function reopen_account(bytea, uuid, timestamptz) is 'Reopens a closed account while it can be; gives the member id of its holder. Proof: the token hash of the holder.';

-- Tells the members by mail, a part at a time, in the order of their ids; gives where it stopped, null when all are told. One mail a
-- member and event, however often it is asked.
create function mail_members(mail_kind text, event text, at timestamptz, after_id uuid, rows integer) returns uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function mail_members(text, text, timestamptz, uuid, integer) is 'Promises one mail to each active member of the account that is set; gives ids only.';

create function accounts_to_erase(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$ select id from account where closed_at is not null and is_erased_at(closed_at) <= at limit 100 $$;
comment on function accounts_to_erase(timestamptz) is 'Accounts whose time to reopen is over. Gives account ids only, to the queue.';

-- Erases an account a part at a time, so that no lock and no transaction is long; true when nothing is left. What is kept for good
-- (invoices) is not in the list.
create function erase_account(gone uuid, at timestamptz, rows integer) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  tenant text;
  erased integer;
begin
  perform from account where id = gone and closed_at is not null and is_erased_at(closed_at) <= at for update;
  if not found then return true; end if;
  foreach tenant in array array['batch_line', 'batch', 'api_token', 'handover', 'invitation_link', 'invitation', 'mail', 'idempotency',
                                'audit_personal', 'audit_target', 'audit'] loop
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
comment on function erase_account(uuid, timestamptz, integer) is 'Erases a part of an account that was closed 30 days ago (P14); nothing of any other.';

do $$
declare
  mine text;
begin
  foreach mine in array array[
    'start_sign_up(uuid, uuid, bytea, uuid, timestamptz, timestamptz)', 'offer_of_mail(uuid)',
    'open_account(bytea, uuid, uuid, text, text, timestamptz)', 'is_erased_at(timestamptz)', 'reopen_account(bytea, uuid, timestamptz)',
    'mail_members(text, text, timestamptz, uuid, integer)', 'accounts_to_erase(timestamptz)', 'erase_account(uuid, timestamptz, integer)'] loop
    execute format('revoke all on function %s from public', mine);
    execute format('grant execute on function %s to latchkey_app', mine);
  end loop;
end $$;
grant insert on sign_up_request to latchkey_app;
insert into jobs.task values ('sign-up-start'), ('account-mails');
