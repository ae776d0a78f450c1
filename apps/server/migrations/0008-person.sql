-- A person's own affairs: several addresses that are one person, their password and sign-ins, what is kept about them, and how all of
-- it is erased.
-- Locks are taken in this order: accounts by their ids, the person, their addresses, members. Functions without their owner's rights
-- are steps of those that have them; nobody else may call them.

-- Several addresses, one person -------------------------------------------------------------------------------------------

-- What a person no longer has. What was mailed to it, or kept in an account for it, while it was theirs is theirs: their export tells
-- it, and erasing them finds it.
create table former_address (
  person_id uuid not null references person on delete restrict,
  email text not null constraint former_address_is_folded check (email = lower(email)),
  left_at timestamptz not null,
  primary key (person_id, email)
);
create index former_address_by_mailbox on former_address (email, left_at);

-- That somebody was erased, and by whom: nothing of who it was.
create table erasure (
  id uuid primary key,
  at timestamptz not null,
  asked_by text not null constraint eraser_is_known check (asked_by in ('person', 'operator')),
  -- The user name of who typed the command at the machine.
  asked_as text
);

-- A place that an account keeps for a mailbox: found by the mailbox alone, across accounts, by whoever has it.
create index member_place_of_mailbox on member (email) where person_id is null;
create index mail_by_recipient on mail (recipient, made_at);
create index invitation_note_by_inviter on invitation (account_id, invited_by) where note <> '';
create index password_reset_by_person on password_reset (person_id);
create index address_claim_by_person on address_claim (person_id);
drop index sign_in_by_person;
create index sign_in_by_person on sign_in (person_id, id);

-- Until PostgreSQL 18 what is deferred to the end of a transaction is done with the rights of who ends it, and the app can't read people.
alter function sign_in_address_is_theirs() security definer;

create function mailboxes_of(who uuid) returns table (email text, since timestamptz, until timestamptz)
  language sql stable set search_path = pg_catalog, public, pg_temp
  as $$
  select mine.email,
         coalesce((select max(f.left_at) from former_address f where f.email = mine.email and f.person_id <> who and f.left_at < mine.until), '-infinity'),
         mine.until
    from (select a.email, timestamptz 'infinity' as until from person_address a where a.person_id = who
          union all
          select f.email, f.left_at from former_address f where f.person_id = who) mine
$$;
comment on function mailboxes_of(uuid) is 'The mailboxes that are or were a person''s, and between which moments what is about them is about this person.';

create function is_over(made timestamptz, expires timestamptz, at timestamptz) returns boolean
  language sql immutable parallel safe
  as $$ select expires <= at or made > at + interval '10 minutes' $$;
comment on function is_over(timestamptz, timestamptz, timestamptz) is 'Whether a link no longer works. One made in the future was made by a clock that has been turned back since.';

create or replace function password_of(address text, browser bytea)
  returns table (person_id uuid, password_hash text, browser_is_known boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select p.id, p.password_hash,
         exists (select from known_browser b where b.person_id = p.id and b.token_hash = browser)
    from person_address a join person p on p.id = a.person_id where a.email = address
$$;

-- Always to the address that the person signs in with: who reads only a further mailbox of theirs must not take them over.
create or replace function start_reset(request uuid, fresh_id uuid, token bytea, mail_id uuid, at timestamptz, until timestamptz) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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

drop function invitation_by_link(bytea);
create function invitation_by_link(token bytea)
  returns table (account_id uuid, invitation_id uuid, generation integer, email text, person_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select l.account_id, l.invitation_id, l.generation, m.email, (select a.person_id from person_address a where a.email = m.email)
    from invitation_link l
    join invitation i on i.account_id = l.account_id and i.id = l.invitation_id
    join member m on m.account_id = i.account_id and m.id = i.member_id
    join account a on a.id = i.account_id and a.closed_at is null
   where l.token_hash = token
$$;
comment on function invitation_by_link(bytea) is 'Which invitation a mailed link is of, and whose the mailbox is. Proof: the token hash; who holds it reads the mailbox, so it may learn whether the mailbox has a person.';

create function invited_person(token bytea) returns uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function invited_person(bytea) is 'Whose the invited mailbox is, and stays until this transaction ends. Proof: the token hash of the link.';

create or replace function make_person_by_link(token bytea, fresh_id uuid, new_name text, new_hash text, new_language text, at timestamptz)
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
       and not exists (select from person_address a where a.email = m.email)
    on conflict do nothing;
  if not found then return false; end if;
  insert into person_event (person_id, id, at, act) values (fresh_id, fresh_id, at, 'invitation.accept-as-new');
  return true;
end $$;

drop function offer_by_link(bytea);
create function offer_by_link(token bytea)
  returns table (email text, name text, company_name text, language text, ending text, expires_at timestamptz, person_id uuid)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select o.email, o.name, o.company_name, o.language, o.ending, o.expires_at, (select a.person_id from person_address a where a.email = o.email)
    from account_offer o where o.token_hash = token
$$;
comment on function offer_by_link(bytea) is 'What the mailed link of an offered account stands for, and whose the mailbox is. Proof: the token hash; who holds it reads the mailbox, so it may learn whether the mailbox has a person.';

create or replace function accept_offer(sign_in bytea, token bytea, fresh_account uuid, fresh_member uuid, at timestamptz)
  returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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

-- Password and sign-ins ---------------------------------------------------------------------------------------------------

alter table password_reset drop constraint reset_ending_is_known,
  add constraint reset_ending_is_known check (ending in ('used', 'superseded', 'withdrawn', 'expired'));
alter table address_claim drop constraint claim_ending_is_known,
  add constraint claim_ending_is_known check (ending in ('used', 'superseded', 'withdrawn', 'expired'));

create function void_of(who uuid, kept uuid, at timestamptz) returns void
  language sql set search_path = pg_catalog, public, pg_temp
  as $$
  update sign_in set ended_at = at where person_id = who and ended_at is null and id is distinct from kept;
  update password_reset set ending = 'withdrawn', ended_at = at where person_id = who and ending is null;
  update address_claim set ending = 'withdrawn', ended_at = at where person_id = who and ending is null;
$$;
comment on function void_of(uuid, uuid, timestamptz) is 'Ends every sign-in of a person but one, and every link that was mailed to them as this person (P10).';

create function promise_mail(new_kind text, subject uuid, part text, to_mailbox text, new_language text, of_account uuid, at timestamptz) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
declare
  fresh uuid := gen_random_uuid();
begin
  insert into mail (id, account_id, kind, event_id, subject_id, recipient, language, made_at)
    values (fresh, of_account, new_kind, new_kind || ':' || subject || ':' || part, subject, to_mailbox, new_language, at);
  perform jobs.enqueue('mail-send', jsonb_build_object('mail_id', fresh));
end $$;
comment on function promise_mail(text, uuid, text, text, text, uuid, timestamptz) is 'Promises a mail in this transaction: its row and its job.';

-- Who first sees that a link is over writes it down, so that no clock that is turned back makes it work again.
drop function reset_by_link(bytea);
create function reset_by_link(token bytea, at timestamptz)
  returns table (email text, ending text)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
begin
  update password_reset r set ending = 'expired', ended_at = at
   where r.token_hash = token and r.ending is null and is_over(r.made_at, r.expires_at, at);
  return query select r.email, r.ending from password_reset r where r.token_hash = token;
end $$;
comment on function reset_by_link(bytea, timestamptz) is 'What a reset link stands for; one that is over ends. Proof: the token hash.';

create or replace function use_reset(token bytea, new_hash text, mail_id uuid, at timestamptz)
  returns uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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

create function password_of_sign_in(token bytea, at timestamptz) returns text
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$ select p.password_hash from sign_in_of(token, at) s join person p on p.id = s.person_id $$;
comment on function password_of_sign_in(bytea, timestamptz) is 'What a password is checked against that somebody who is signed in types again. Proof: the token hash. The server spends an attempt before it asks (charge first).';

create function prove_sign_in(token bytea, verified_hash text, event_id uuid, at timestamptz) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function prove_sign_in(bytea, text, uuid, timestamptz) is 'Makes a sign-in fresh. Proofs: its token hash, and the password hash that was just verified, which must still be the present one.';

create function change_password(token bytea, verified_hash text, new_hash text, event_id uuid, at timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function change_password(bytea, text, text, uuid, timestamptz) is 'Sets a new password, ends every sign-in and mailed link of the person (P10), and tells them; gives who it is. Proofs: the token hash, and the password hash that was just verified.';

create function sign_ins_of(token bytea, at timestamptz, before_id uuid, rows integer)
  returns table (id uuid, made_at timestamptz, expires_at timestamptz, address text, user_agent text, is_this boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select s.id, s.made_at, s.expires_at, s.address, s.user_agent, s.id = me.sign_in_id
    from sign_in_of(token, at) me join sign_in s on s.person_id = me.person_id
   where s.ended_at is null and s.expires_at > at and (before_id is null or s.id < before_id)
   order by s.id desc limit rows
$$;
comment on function sign_ins_of(bytea, timestamptz, uuid, integer) is 'Where who is signed in with this token is signed in, newest first (A5). Proof: the token hash.';

create function sign_in_count(token bytea, at timestamptz) returns integer
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select count(*)::integer from (
    select from sign_in_of(token, at) me join sign_in s on s.person_id = me.person_id where s.ended_at is null and s.expires_at > at limit 1001
  ) capped
$$;
comment on function sign_in_count(bytea, timestamptz) is 'How many sign-ins a person has, counted to 1,001. Proof: the token hash.';

create function end_sign_ins(token bytea, wanted uuid[], event_id uuid, at timestamptz) returns integer
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function end_sign_ins(bytea, uuid[], uuid, timestamptz) is 'Ends these sign-ins of a person, or all others for null (A5); gives how many. Proof: the token hash.';

drop function edit_person(bytea, uuid, timestamptz, text, text);
create function edit_person(token bytea, event_id uuid, at timestamptz, new_name text, new_language text, new_zone text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function edit_person(bytea, uuid, timestamptz, text, text, text) is 'Changes name, language or time zone of who is signed in, in all profiles at once (P1); an empty zone means none. Proof: the token hash.';

-- What a person sees of themselves ------------------------------------------------------------------------------------------

create function addresses_of(token bytea, at timestamptz) returns table (email text, state text, expires_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select a.email, case when a.email = s.email then 'sign-in' else 'confirmed' end, null::timestamptz
    from sign_in_of(token, at) s join person_address a on a.person_id = s.person_id
  union all
  select c.email, 'waiting-' || c.purpose, c.expires_at
    from sign_in_of(token, at) s join address_claim c on c.person_id = s.person_id and c.ending is null and not is_over(c.made_at, c.expires_at, at)
   order by 3 nulls first, 2 desc, 1
$$;
comment on function addresses_of(bytea, timestamptz) is 'The addresses of who is signed in with this token, and those that wait for their confirmation (P1). Proof: the token hash.';

create function invitations_to(token bytea, at timestamptz) returns table (company_name text, email text, expires_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select a.company_name, m.email, i.expires_at
    from sign_in_of(token, at) s
    join person_address mine on mine.person_id = s.person_id
    join member m on m.email = mine.email and m.person_id is null and m.status = 'invited'
    join invitation i on i.account_id = m.account_id and i.member_id = m.id and i.ending is null and i.expires_at > at
    join account a on a.id = m.account_id and a.closed_at is null
   order by i.expires_at desc, a.company_name limit 200
$$;
comment on function invitations_to(bytea, timestamptz) is 'Open invitations to the addresses of who is signed in with this token (P15). Proof: the token hash.';

create function closed_accounts_of(token bytea, at timestamptz) returns table (account_id uuid, company_name text, closed_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select a.id, a.company_name, a.closed_at
    from sign_in_of(token, at) s
    join member m on m.person_id = s.person_id and m.role = 'holder'
    join account a on a.id = m.account_id and a.closed_at is not null
   order by a.company_name, a.id
$$;
comment on function closed_accounts_of(bytea, timestamptz) is 'The accounts that who is signed in with this token holds and closed (P14). Proof: the token hash.';

-- Adding, changing and removing addresses ---------------------------------------------------------------------------------

create function accounts_of(who uuid) returns uuid[]
  language sql stable set search_path = pg_catalog, public, pg_temp
  as $$ select array(select distinct m.account_id from member m where m.person_id = who) $$;
comment on function accounts_of(uuid) is 'The accounts that have a record of a person.';

create function lock_with_accounts(who uuid, more uuid[]) returns uuid[]
  language plpgsql set search_path = pg_catalog, public, pg_temp
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
comment on function lock_with_accounts(uuid, uuid[]) is 'Locks the accounts of a person and some more, then the person; gives the accounts, null when there is no such person.';

create function note_act(home uuid, new_act text, kind text, actor uuid, concerned uuid[], told jsonb, personal jsonb, at timestamptz) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
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
comment on function note_act(uuid, text, text, uuid, uuid[], jsonb, jsonb, timestamptz) is 'Writes one row of the audit log of an account, personal values aside (U2), for what a person did outside of it.';

create function lock_asker(token bytea, at timestamptz) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$ select from person p where p.id = (select s.person_id from sign_in_of(token, at) s) for no key update $$;
comment on function lock_asker(bytea, timestamptz) is 'Locks who is signed in, so that what is counted of theirs stays so. Proof: the token hash.';

-- The same rows whoever has the address (P16).
create function claim_address(token bytea, fresh_id uuid, wish text, address text, new_hash bytea, old_hash bytea, at timestamptz, until timestamptz) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function claim_address(bytea, uuid, text, text, bytea, bytea, timestamptz, timestamptz) is 'Keeps the wish to add an address or to sign in with another one, and promises its mails. Proof: the token hash.';

create function claim_by_link(token bytea, at timestamptz)
  returns table (person_id uuid, purpose text, side text, email text, new_confirmed_at timestamptz, old_confirmed_at timestamptz, ending text, is_taken boolean)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
begin
  update address_claim c set ending = 'expired', ended_at = at
   where (c.new_token_hash = token or c.old_token_hash = token) and c.ending is null and is_over(c.made_at, c.expires_at, at);
  return query
    select c.person_id, c.purpose, case when c.new_token_hash = token then 'new' else 'old' end, c.email, c.new_confirmed_at, c.old_confirmed_at, c.ending,
           exists (select from person_address a where a.email = c.email and a.person_id <> c.person_id)
      from address_claim c where c.new_token_hash = token or c.old_token_hash = token;
end $$;
comment on function claim_by_link(bytea, timestamptz) is 'What the mailed link of an address stands for; one that is over ends. Proof: the token hash.';

create function claim_of_mail(wanted uuid)
  returns table (id uuid, email text, expires_at timestamptz, ending text, taken_by_language text, made_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select c.id, c.email, c.expires_at, c.ending,
         (select p.language from person_address a join person p on p.id = a.person_id where a.email = c.email and p.id <> c.person_id), c.made_at
    from mail m join address_claim c on c.id = m.subject_id
   where m.id = wanted and m.kind in ('address_add', 'address_change_new', 'address_change_old')
$$;
comment on function claim_of_mail(uuid) is 'What the mail about an address says: decided when it is made, so that whoever asks learns nothing (P16). The queue alone knows the id.';

create function leave_address(who uuid, gone text, word text, at timestamptz) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
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
comment on function leave_address(uuid, text, text, timestamptz) is 'Takes an address from a person, who is locked with their accounts: profiles that had it get the one they sign in with, and their admins read so.';

create function change_address(who uuid, claim uuid, fresh text, at timestamptz) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
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
comment on function change_address(uuid, uuid, text, timestamptz) is 'Makes a person, who is locked with their accounts, sign in with another confirmed address (P10), and tells both mailboxes and the holders of their accounts.';

create function confirm_address(sign_in bytea, token bytea, event_id uuid, at timestamptz) returns text
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function confirm_address(bytea, bytea, uuid, timestamptz) is 'Confirms one side of a wish, and grants it when all sides are confirmed; says what came of it. Proofs: the token hashes of the sign-in and of the link.';

create function remove_address(token bytea, address text, event_id uuid, at timestamptz) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function remove_address(bytea, text, uuid, timestamptz) is 'Takes a further address from who is signed in, or takes back their wish for it; false when there is neither. Proof: the token hash.';

-- Mails whose subject has ended need nobody any more.
create or replace view outbox with (security_invoker = true) as
  select m.id, m.kind, m.recipient, m.state, m.problem, m.made_at
    from mail m
    left join invitation i on m.kind = 'invitation' and i.account_id = m.account_id and i.id = m.subject_id
    left join password_reset r on m.kind = 'reset' and r.id = m.subject_id
    left join address_claim c on m.kind in ('address_add', 'address_change_new', 'address_change_old') and c.id = m.subject_id
   where m.state <> 'sent'
     and (m.kind <> 'invitation' or (i.generation = m.generation and i.ending is null))
     and (m.kind <> 'reset' or r.ending is null)
     and (m.kind not in ('address_add', 'address_change_new', 'address_change_old') or (c.id is not null and c.ending is null));

-- Everything that is kept about a person ----------------------------------------------------------------------------------

create function record_of(who uuid, at timestamptz) returns jsonb
  language sql stable set search_path = pg_catalog, public, pg_temp set timezone = 'UTC'
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
    'mails', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', x.kind, 'email', x.recipient, 'state', x.state, 'made_at', x.made_at, 'sent_at', x.sent_at) order by x.made_at desc), '[]')
        from mailbox b join mail x on x.recipient = b.email and x.made_at > b.since and x.made_at <= b.until),
    'acts', (
      select coalesce(jsonb_agg(jsonb_build_object('at', x.at, 'act', x.act, 'company_name', x.company_name) order by x.at desc), '[]') from (
        select d.at, d.act, a.company_name from mine m join account a on a.id = m.account_id
          cross join lateral (select l.at, l.act from audit l where l.account_id = m.account_id and l.actor_id = m.id order by l.at desc limit 10000) d
         order by d.at desc limit 10000) x))
$$;
comment on function record_of(uuid, timestamptz) is 'Everything that is kept about a person (P13), without what would open anything; of their acts in accounts the last 10,000.';

create function export_person(token bytea, at timestamptz) returns jsonb
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$ select record_of(s.person_id, at) from sign_in_of(token, at) s $$;
comment on function export_person(bytea, timestamptz) is 'Everything that is kept about who is signed in (P13). Proof: the token hash.';

-- Deleting oneself --------------------------------------------------------------------------------------------------------

create function places_of(who uuid) returns table (account_id uuid, id uuid)
  language sql stable set search_path = pg_catalog, public, pg_temp
  as $$
  select m.account_id, m.id from mailboxes_of(who) b join member m on m.email = b.email and m.person_id is null and m.made_at > b.since and m.made_at <= b.until
$$;
comment on function places_of(uuid) is 'Rows that accounts keep for mailboxes that are or were a person''s and in which nobody accepted.';

create function ends_with_person(who uuid, at timestamptz) returns jsonb
  language sql stable set search_path = pg_catalog, public, pg_temp
  as $$
  with mine as materialized (select m.*, a.company_name, a.closed_at from member m join account a on a.id = m.account_id where m.person_id = who and m.status <> 'removed')
  select jsonb_build_object(
    'memberships', (select coalesce(jsonb_agg(jsonb_build_object('company_name', company_name, 'role', role, 'status', status) order by company_name, account_id), '[]') from mine),
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
comment on function ends_with_person(uuid, timestamptz) is 'What ends when a person is erased (P13): memberships, sign-ins, tokens, invitations they sent or have, and the accounts that stand in the way.';

create function preview_deletion(token bytea, at timestamptz) returns jsonb
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$ select ends_with_person(s.person_id, at) from sign_in_of(token, at) s $$;
comment on function preview_deletion(bytea, timestamptz) is 'What ends when who is signed in deletes themselves (P13). Proof: the token hash.';

create function erase_from_account(who uuid, home uuid, asked text, at timestamptz) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
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
comment on function erase_from_account(uuid, uuid, text, timestamptz) is 'Ends what a person is in an account, which is locked, as in P7, and takes name and addresses out of it.';

-- Whoever may act as the owner of the database, or a person themselves through the function below.
create function erase_person(who uuid, asked text, operator_name text, erasure_id uuid, tells boolean, at timestamptz) returns text
  language plpgsql set search_path = pg_catalog, public, pg_temp
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
comment on function erase_person(uuid, text, text, uuid, boolean, timestamptz) is 'Erases a person (P13), unless they hold an account; says what came of it.';

create function delete_person(token bytea, erasure_id uuid, tells boolean, at timestamptz) returns text
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  who uuid;
begin
  select s.person_id into who from sign_in_of(token, at) s;
  return erase_person(who, 'person', null, erasure_id, tells, at);
end $$;
comment on function delete_person(bytea, uuid, boolean, timestamptz) is 'Erases who is signed in (P13). Proof: the token hash.';

-- The mail that says so is the last thing that holds the address: it goes when the mail is out, or when it can't be sent.
create function forget_farewell() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
begin
  delete from mail m where m.id = new.id;
  return null;
end $$;
comment on function forget_farewell() is 'Forgets the mail to somebody who was erased once it is out.';
create trigger forget_farewell after update of state on mail
  for each row when (new.kind = 'person_erased' and new.state <> 'waiting') execute function forget_farewell();

create function sweep_people(at timestamptz) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$
  update sign_in set ended_at = expires_at where ended_at is null and expires_at <= at;
  update password_reset set ending = 'expired', ended_at = at where ending is null and is_over(made_at, expires_at, at);
  update address_claim set ending = 'expired', ended_at = at where ending is null and is_over(made_at, expires_at, at);
  delete from mail where kind = 'person_erased' and made_at < at - interval '5 days';
$$;
comment on function sweep_people(timestamptz) is 'Writes down which sign-ins and links of people are over, so that no clock revives them, and forgets what could not be told to people who are gone.';
create index sign_in_not_ended on sign_in (expires_at) where ended_at is null;
create index password_reset_not_ended on password_reset (expires_at) where ending is null;
create index mail_of_the_erased on mail (made_at) where kind = 'person_erased';

-- The planner keeps samples of what stands in a column, where nobody who erases a row reaches them. It needs none of these: they are
-- looked up by keys, or not at all.
do $$
declare
  sampled text[];
begin
  foreach sampled slice 1 in array array[
    ['person', 'email'], ['person', 'name'], ['person_address', 'email'], ['former_address', 'email'], ['address_claim', 'email'],
    ['person_event', 'address'], ['sign_in', 'address'], ['sign_in', 'user_agent'], ['password_reset', 'email'], ['reset_request', 'email'],
    ['account_offer', 'email'], ['account_offer', 'name'], ['account', 'sender_name'], ['account', 'reply_to'], ['account', 'support_contact'],
    ['member', 'email'], ['member', 'name'], ['member', 'sort_name'], ['member', 'search_text'], ['invitation', 'note'], ['mail', 'recipient'],
    ['mail', 'event_id'], ['mail', 'quote'], ['api_token', 'name'], ['audit_personal', 'values']] loop
    execute format('alter table %I alter column %I set statistics 0', sampled[1], sampled[2]);
  end loop;
end $$;

-- Rights --------------------------------------------------------------------------------------------------------------------

do $$
declare
  step text;
  door text;
begin
  foreach step in array array[
    'mailboxes_of(uuid)', 'is_over(timestamptz, timestamptz, timestamptz)', 'void_of(uuid, uuid, timestamptz)',
    'promise_mail(text, uuid, text, text, text, uuid, timestamptz)', 'accounts_of(uuid)', 'lock_with_accounts(uuid, uuid[])',
    'note_act(uuid, text, text, uuid, uuid[], jsonb, jsonb, timestamptz)', 'leave_address(uuid, text, text, timestamptz)',
    'change_address(uuid, uuid, text, timestamptz)', 'record_of(uuid, timestamptz)', 'places_of(uuid)', 'ends_with_person(uuid, timestamptz)',
    'erase_from_account(uuid, uuid, text, timestamptz)', 'erase_person(uuid, text, text, uuid, boolean, timestamptz)', 'forget_farewell()'] loop
    execute format('revoke all on function %s from public', step);
  end loop;
  foreach door in array array[
    'invitation_by_link(bytea)', 'invited_person(bytea)', 'offer_by_link(bytea)', 'reset_by_link(bytea, timestamptz)', 'password_of_sign_in(bytea, timestamptz)',
    'prove_sign_in(bytea, text, uuid, timestamptz)', 'change_password(bytea, text, text, uuid, timestamptz)',
    'sign_ins_of(bytea, timestamptz, uuid, integer)', 'sign_in_count(bytea, timestamptz)', 'end_sign_ins(bytea, uuid[], uuid, timestamptz)',
    'edit_person(bytea, uuid, timestamptz, text, text, text)', 'addresses_of(bytea, timestamptz)', 'invitations_to(bytea, timestamptz)',
    'closed_accounts_of(bytea, timestamptz)', 'lock_asker(bytea, timestamptz)',
    'claim_address(bytea, uuid, text, text, bytea, bytea, timestamptz, timestamptz)', 'claim_by_link(bytea, timestamptz)', 'claim_of_mail(uuid)',
    'confirm_address(bytea, bytea, uuid, timestamptz)', 'remove_address(bytea, text, uuid, timestamptz)', 'export_person(bytea, timestamptz)',
    'preview_deletion(bytea, timestamptz)', 'delete_person(bytea, uuid, boolean, timestamptz)', 'sweep_people(timestamptz)'] loop
    execute format('revoke all on function %s from public', door);
    execute format('grant execute on function %s to latchkey_app', door);
  end loop;
end $$;
