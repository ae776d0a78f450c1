-- Every way across accounts: SECURITY DEFINER functions, each taking a proof (the hash of a token, or what only its holder can name).
-- latchkey_app can't read person, sign_in, known_browser, password_reset or another account in any other way.

create function sign_in_of(token bytea, at timestamptz)
  returns table (sign_in_id uuid, person_id uuid, email text, name text, language text, is_operator boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select s.id, p.id, p.email, p.name, p.language, p.is_operator
    from sign_in s join person p on p.id = s.person_id
   where s.token_hash = token and s.ended_at is null and s.expires_at > at
$$;
comment on function sign_in_of(bytea, timestamptz) is 'Who is signed in with this token. Proof: the token hash.';

create function profiles_of(token bytea, at timestamptz)
  returns table (account_id uuid, member_id uuid, company_name text, role text, last_entered_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select a.id, m.id, a.company_name, m.role, m.last_entered_at
    from sign_in s
    join member m on m.person_id = s.person_id and m.status = 'active'
    join account a on a.id = m.account_id and a.closed_at is null
   where s.token_hash = token and s.ended_at is null and s.expires_at > at
   order by a.company_name, a.id
$$;
comment on function profiles_of(bytea, timestamptz) is 'The profiles of who is signed in with this token (P2). Proof: the token hash.';

create function password_of(address text, browser bytea)
  returns table (person_id uuid, password_hash text, browser_is_known boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select p.id, p.password_hash,
         exists (select from known_browser b where b.person_id = p.id and b.token_hash = browser)
    from person p where p.email = address
$$;
comment on function password_of(text, bytea) is 'What a typed password is checked against. The server spends an attempt before it asks (charge first).';

create function open_sign_in(verified_hash text, person uuid, fresh_id uuid, token bytea, browser bytea, at timestamptz, until timestamptz, from_address text, agent text)
  returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
begin
  -- The lock makes a change of password that commits first void this sign-in (P10).
  perform from person p where p.id = person and p.password_hash = verified_hash for share;
  if not found then return false; end if;
  insert into sign_in (id, token_hash, person_id, made_at, expires_at, address, user_agent)
    values (fresh_id, token, person, at, until, from_address, agent);
  insert into known_browser (token_hash, person_id, made_at) values (browser, person, at) on conflict do nothing;
  insert into person_event (person_id, id, at, act, address) values (person, fresh_id, at, 'person.sign-in', from_address);
  return true;
end $$;
comment on function open_sign_in(text, uuid, uuid, bytea, bytea, timestamptz, timestamptz, text, text) is 'Opens a sign-in. Proof: the password hash that was just verified, which must still be the present one.';

create function end_sign_in(token bytea, event_id uuid, at timestamptz) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$
  with ended as (
    update sign_in set ended_at = at where token_hash = token and ended_at is null returning person_id
  )
  insert into person_event (person_id, id, at, act) select person_id, event_id, at, 'person.sign-out' from ended
$$;
comment on function end_sign_in(bytea, uuid, timestamptz) is 'Ends one sign-in. Proof: its token hash.';

create function edit_person(token bytea, event_id uuid, at timestamptz, new_name text, new_language text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  who uuid;
begin
  select s.person_id into who from sign_in_of(token, at) s;
  if who is null then return false; end if;
  update person set name = coalesce(new_name, name), language = coalesce(new_language, language) where id = who;
  if new_name is not null then
    update member set name = new_name, version = version + 1 where person_id = who and status <> 'removed';
  end if;
  insert into person_event (person_id, id, at, act) values (who, event_id, at, 'person.edit');
  return true;
end $$;
comment on function edit_person(bytea, uuid, timestamptz, text, text) is 'Changes name or language of who is signed in, in all profiles at once (P1). Proof: the token hash.';

-- Password resets -----------------------------------------------------------------------------------------------------

create function start_reset(request uuid, fresh_id uuid, token bytea, mail_id uuid, at timestamptz, until timestamptz) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  asked reset_request;
  who person;
begin
  delete from reset_request where id = request returning * into asked;
  if asked.id is null then return false; end if;
  select * into who from person where email = asked.email for update;
  if who.id is null then return false; end if;
  update password_reset set ending = 'superseded', ended_at = at where person_id = who.id and ending is null;
  insert into password_reset (id, person_id, email, token_hash, asked_by, made_at, expires_at)
    values (fresh_id, who.id, who.email, token, 'person', at, until);
  insert into mail (id, kind, event_id, subject_id, recipient, language, made_at)
    values (mail_id, 'reset', 'reset:' || fresh_id, fresh_id, who.email, who.language, at);
  insert into person_event (person_id, id, at, act) values (who.id, fresh_id, at, 'person.ask-reset');
  return true;
end $$;
comment on function start_reset(uuid, uuid, bytea, uuid, timestamptz, timestamptz) is 'Turns a request into a reset and its mail, if the address has a person. Proof: the id of the request, which only the queue knows.';

create function reset_by_link(token bytea)
  returns table (email text, ending text, expires_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$ select r.email, r.ending, r.expires_at from password_reset r where r.token_hash = token $$;
comment on function reset_by_link(bytea) is 'What a reset link stands for. Proof: the token hash.';

create function use_reset(token bytea, new_hash text, mail_id uuid, at timestamptz)
  returns uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  used password_reset;
  who person;
begin
  update password_reset set ending = 'used', ended_at = at
   where token_hash = token and ending is null and expires_at > at returning * into used;
  if used.id is null then return null; end if;
  update person set password_hash = new_hash, password_changed_at = at where id = used.person_id returning * into who;
  update sign_in set ended_at = at where person_id = used.person_id and ended_at is null;
  -- A browser that knew the old password is not known any more: whoever had it keeps no budget of its own.
  delete from known_browser where person_id = used.person_id;
  insert into mail (id, kind, event_id, subject_id, recipient, language, made_at)
    values (mail_id, 'password_changed', 'password_changed:' || used.id, used.id, who.email, who.language, at);
  insert into person_event (person_id, id, at, act) values (used.person_id, mail_id, at, 'person.reset-password');
  return used.person_id;
end $$;
comment on function use_reset(bytea, text, uuid, timestamptz) is 'Sets a new password once, ends every sign-in and other link of the person (P10). Proof: the token hash.';

-- Invitations ---------------------------------------------------------------------------------------------------------

create function invitation_by_link(token bytea)
  returns table (account_id uuid, invitation_id uuid, generation integer, email text, has_person boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select l.account_id, l.invitation_id, l.generation, m.email, exists (select from person p where p.email = m.email)
    from invitation_link l
    join invitation i on i.account_id = l.account_id and i.id = l.invitation_id
    join member m on m.account_id = i.account_id and m.id = i.member_id
    join account a on a.id = i.account_id and a.closed_at is null
   where l.token_hash = token
$$;
comment on function invitation_by_link(bytea) is 'Which invitation a mailed link is of. Proof: the token hash; who holds it reads the mailbox, so it may learn whether the mailbox has a person.';

create function make_person_by_link(token bytea, fresh_id uuid, new_name text, new_hash text, new_language text, at timestamptz)
  returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
begin
  insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
    select fresh_id, m.email, new_name, new_hash, new_language, at, at
      from invitation_link l
      join invitation i on i.account_id = l.account_id and i.id = l.invitation_id
      join member m on m.account_id = i.account_id and m.id = i.member_id
     where l.token_hash = token and i.ending is null and i.generation = l.generation and i.expires_at > at
    on conflict do nothing;
  if not found then return false; end if;
  insert into person_event (person_id, id, at, act) values (fresh_id, fresh_id, at, 'invitation.accept-as-new');
  return true;
end $$;
comment on function make_person_by_link(bytea, uuid, text, text, text, timestamptz) is 'Makes the person of a mailbox that a live invitation link proves (P16). Proof: the token hash.';

-- Set-up and operator -------------------------------------------------------------------------------------------------

create function renew_set_up_code(fresh_hash bytea, at timestamptz) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function renew_set_up_code(bytea, timestamptz) is 'A new set-up code with ten tries while there is no person; false afterwards.';

create function is_set_up() returns boolean
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$ select exists (select from person) $$;
comment on function is_set_up() is 'Whether the first person exists.';

create function charge_set_up_code() returns table (code_hash bytea, tries_left integer)
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$ update set_up_code set tries_left = set_up_code.tries_left - 1 where set_up_code.tries_left > 0 returning set_up_code.code_hash, set_up_code.tries_left $$;
comment on function charge_set_up_code() is 'Spends one of ten tries and gives what the typed code is compared with (charge first).';

create function refund_set_up_code(right_hash bytea) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$ update set_up_code set tries_left = least(10, tries_left + 1) where code_hash = right_hash $$;
comment on function refund_set_up_code(bytea) is 'Gives the try back. Proof: the hash of the right code.';

create function make_first_person(right_hash bytea, fresh_id uuid, address text, new_name text, new_hash text, new_language text, at timestamptz, sealed_smtp text, sender text)
  returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function make_first_person(bytea, uuid, text, text, text, text, timestamptz, text, text) is 'Makes the operator, once in the life of an installation, and uses the set-up code up. Proof: the hash of the code.';

create function make_account(person uuid, verified_hash text, fresh_account uuid, fresh_member uuid, company text, new_language text, at timestamptz)
  returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function make_account(uuid, text, uuid, uuid, text, text, timestamptz) is 'Makes an account and its holder. Proof: the present password hash of the person.';

create function set_mail_server(token bytea, event_id uuid, at timestamptz, sealed_smtp text, sender text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function set_mail_server(bytea, uuid, timestamptz, text, text) is 'Keeps the sealed address of the mail server. Proof: the token hash of an operator.';

create view outbox with (security_invoker = true) as
  select m.id, m.kind, m.recipient, m.state, m.problem, m.made_at
    from mail m
    left join invitation i on m.kind = 'invitation' and i.account_id = m.account_id and i.id = m.subject_id
    left join password_reset r on m.kind = 'reset' and r.id = m.subject_id
   where m.state <> 'sent'
     and (m.kind <> 'invitation' or (i.generation = m.generation and i.ending is null))
     and (m.kind <> 'reset' or r.ending is null);
comment on view outbox is 'Mails that are not out yet and still mean something: what they speak of has not ended.';

create function outbox_of(token bytea, at timestamptz, before_at timestamptz, before_id uuid, rows integer)
  returns table (id uuid, kind text, recipient text, state text, problem text, made_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select o.id, o.kind, o.recipient, o.state, o.problem, o.made_at
    from outbox o, sign_in_of(token, at) s
   where s.is_operator and (before_at is null or (o.made_at, o.id) < (before_at, before_id))
   order by o.made_at desc, o.id desc limit rows
$$;
comment on function outbox_of(bytea, timestamptz, timestamptz, uuid, integer) is 'The mails that are not out yet (O1). Proof: the token hash of an operator.';

create function outbox_count(token bytea, at timestamptz) returns integer
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select count(*)::integer from (
    select from outbox o, sign_in_of(token, at) s where s.is_operator limit 1001
  ) capped
$$;
comment on function outbox_count(bytea, timestamptz) is 'How many mails are not out yet, counted to 1,001. Proof: the token hash of an operator.';

create function view_outbox_mail(token bytea, event_id uuid, at timestamptz, wanted uuid)
  returns setof mail
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function view_outbox_mail(bytea, uuid, timestamptz, uuid) is 'One waiting mail, the view noted (O1). Proof: the token hash of an operator.';

-- Mail of the person, for the queue -----------------------------------------------------------------------------------

create function mail_to_send(wanted uuid)
  returns table (id uuid, account_id uuid, kind text, subject_id uuid, generation integer, recipient text, language text, state text, tries integer, made_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$ select m.id, m.account_id, m.kind, m.subject_id, m.generation, m.recipient, m.language, m.state, m.tries, m.made_at from mail m where m.id = wanted $$;
comment on function mail_to_send(uuid) is 'One mail for the queue, which alone knows its id.';

create function note_mail(wanted uuid, new_state text, new_problem text, at timestamptz) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$
  update mail set state = new_state, problem = new_problem, tries = tries + 1, sent_at = case when new_state = 'sent' then at end
   where id = wanted and state <> 'sent'
$$;
comment on function note_mail(uuid, text, text, timestamptz) is 'What came of a try to send; the queue alone knows the id.';

create function reset_of_mail(wanted uuid)
  returns table (id uuid, email text, asked_by text, expires_at timestamptz, ending text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select r.id, r.email, r.asked_by, r.expires_at, r.ending from mail m join password_reset r on r.id = m.subject_id
   where m.id = wanted and m.kind = 'reset'
$$;
comment on function reset_of_mail(uuid) is 'What the mail of a reset says; the queue alone knows its id.';

create function release_mails() returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  released uuid;
begin
  for released in update mail set state = 'waiting', problem = null where state = 'no_mail_server' returning id loop
    perform jobs.enqueue('mail-send', jsonb_build_object('mail_id', released));
  end loop;
end $$;
comment on function release_mails() is 'Hands the mails that waited for a mail server to the queue. Gives nothing.';

create function accounts_with_expired_invitations(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$ select distinct account_id from invitation where ending is null and expires_at <= at limit 1000 $$;
comment on function accounts_with_expired_invitations(timestamptz) is 'Where the sweeper has work. Gives account ids only, to the queue.';

create function forget_stale(at timestamptz) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$
  delete from limit_charge where reset_at < at;
  delete from idempotency where made_at < at - interval '7 days';
  delete from reset_request where made_at < at - interval '7 days';
  delete from sign_in where coalesce(ended_at, expires_at) < at - interval '400 days';
$$;
comment on function forget_stale(timestamptz) is 'Deletes what has served: counts whose window is over, replies kept for a retry, requests nobody worked on, sign-ins long ended.';

-- Live sockets --------------------------------------------------------------------------------------------------------

create function standing_of(tokens bytea[], accounts uuid[], at timestamptz)
  returns table (place integer, member_id uuid, role text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select asked.place::integer, m.id, m.role
    from unnest(tokens, accounts) with ordinality as asked (token, account_id, place)
    join sign_in s on s.token_hash = asked.token and s.ended_at is null and s.expires_at > at
    join member m on m.account_id = asked.account_id and m.person_id = s.person_id and m.status = 'active'
    join account a on a.id = m.account_id and a.closed_at is null
$$;
comment on function standing_of(bytea[], uuid[], timestamptz) is 'Which of many live sockets still stand, by place, with the role they have now. Proof: the token hashes.';

revoke all on all functions in schema public from public;
grant execute on all functions in schema public to latchkey_app;

-- The queue: the app may only name a task from this list, and only with ids -------------------------------------------

grant usage on schema jobs to latchkey_app;
create table jobs.task (name text primary key);
insert into jobs.task values ('mail-send'), ('reset-start');
alter table jobs.task owner to latchkey_jobs;
create function jobs.enqueue(task_name text, ids jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog, jobs, pg_temp
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
alter function jobs.enqueue(text, jsonb) owner to latchkey_jobs;
revoke all on function jobs.enqueue(text, jsonb) from public;
grant execute on function jobs.enqueue(text, jsonb) to latchkey_app;
