-- What operating an installation needs beside the API: offers of accounts, and what health, status and doctor look at.

-- An account offered by the operator to a mailbox without a person. Person, account and holder come into being together when the
-- mailed link is used, because a person exists only for a proven mailbox (P16) and a holder is always active.
create table account_offer (
  id uuid primary key,
  email text not null constraint offer_email_is_folded check (email = lower(email)),
  name text not null,
  company_name text not null,
  language text not null constraint offer_language_is_ours check (language in ('en', 'fr', 'it', 'de', 'es', 'pt', 'nl')),
  token_hash bytea not null constraint one_offer_per_token unique,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  ending text constraint offer_ending_is_known check (ending in ('used', 'superseded')),
  ended_at timestamptz,
  constraint offer_ending_has_its_moment check ((ending is null) = (ended_at is null))
);
create unique index one_open_offer_per_mailbox_and_company on account_offer (email, company_name) where ending is null;

create function offer_by_link(token bytea)
  returns table (email text, name text, company_name text, language text, ending text, expires_at timestamptz, has_person boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select o.email, o.name, o.company_name, o.language, o.ending, o.expires_at, exists (select from person p where p.email = o.email)
    from account_offer o where o.token_hash = token
$$;
comment on function offer_by_link(bytea) is 'What the mailed link of an offered account stands for. Proof: the token hash; who holds it reads the mailbox, so it may learn whether the mailbox has a person.';

create function accept_offer_as_new(token bytea, fresh_person uuid, new_name text, new_hash text, new_language text, fresh_account uuid, fresh_member uuid, at timestamptz)
  returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function accept_offer_as_new(bytea, uuid, text, text, text, uuid, uuid, timestamptz) is 'Makes the person of a mailbox that the link of an offered account proves (P16), the account and its holder, once. Proof: the token hash.';

create function accept_offer(sign_in bytea, token bytea, fresh_account uuid, fresh_member uuid, at timestamptz)
  returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  offer account_offer;
  who record;
begin
  select s.person_id, s.email, s.name into who from sign_in_of(sign_in, at) s;
  update account_offer o set ending = 'used', ended_at = at
   where o.token_hash = token and o.ending is null and o.expires_at > at and o.email = who.email returning * into offer;
  if offer.id is null then return false; end if;
  insert into account (id, company_name, language, made_at) values (fresh_account, offer.company_name, offer.language, at);
  insert into member (account_id, id, person_id, email, name, status, role, made_at)
    values (fresh_account, fresh_member, who.person_id, who.email, who.name, 'active', 'holder', at);
  return true;
end $$;
comment on function accept_offer(bytea, bytea, uuid, uuid, timestamptz) is 'Makes the offered account of who is signed in with the offered address, once. Proofs: the token hashes of the sign-in and of the link.';

create function offer_of_mail(wanted uuid)
  returns table (id uuid, name text, company_name text, expires_at timestamptz, ending text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select o.id, o.name, o.company_name, o.expires_at, o.ending from mail m join account_offer o on o.id = m.subject_id
   where m.id = wanted and m.kind = 'account_offer'
$$;
comment on function offer_of_mail(uuid) is 'What the mail of an offered account says; the queue alone knows its id.';

-- The mail that tells a person of a reset link made at the command line speaks of the same row as the one that carries the link.
create or replace function reset_of_mail(wanted uuid)
  returns table (id uuid, email text, asked_by text, expires_at timestamptz, ending text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select r.id, r.email, r.asked_by, r.expires_at, r.ending from mail m join password_reset r on r.id = m.subject_id
   where m.id = wanted and m.kind in ('reset', 'reset_made')
$$;

revoke all on function offer_by_link(bytea), accept_offer_as_new(bytea, uuid, text, text, text, uuid, uuid, timestamptz),
  accept_offer(bytea, bytea, uuid, uuid, timestamptz), offer_of_mail(uuid) from public;
grant execute on function offer_by_link(bytea), accept_offer_as_new(bytea, uuid, text, text, text, uuid, uuid, timestamptz),
  accept_offer(bytea, bytea, uuid, uuid, timestamptz), offer_of_mail(uuid) to latchkey_app;

-- Health --------------------------------------------------------------------------------------------------------------

create function ran_migrations() returns setof text
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$ select name from migration order by name $$;
revoke all on function ran_migrations() from public;
grant execute on function ran_migrations() to latchkey_app;
comment on function ran_migrations() is 'The names of the migrations that have run.';

-- `late`: jobs that could have begun a minute ago; `busy`: jobs begun in the last five minutes; `failing`: jobs that will be tried
-- again; `given_up`: jobs that will not; `idle_s`: seconds since the queue's clock started something, null before it ever did.
create function jobs.pulse() returns table (late integer, busy integer, failing integer, given_up integer, idle_s integer)
  language sql stable security definer set search_path = pg_catalog, jobs, pg_temp
  as $$
  select count(*) filter (where j.attempts < j.max_attempts and j.locked_at is null and j.run_at < now() - interval '1 minute')::integer,
         count(*) filter (where j.locked_at > now() - interval '5 minutes')::integer,
         count(*) filter (where j.attempts between 1 and j.max_attempts - 1 and j.last_error is not null)::integer,
         count(*) filter (where j.attempts >= j.max_attempts and j.locked_at is null)::integer,
         (select extract(epoch from now() - max(c.last_execution))::integer from graphile_worker._private_known_crontabs c)
    from graphile_worker.jobs j
$$;
alter function jobs.pulse() owner to latchkey_jobs;
revoke all on function jobs.pulse() from public;
grant execute on function jobs.pulse() to latchkey_app;
comment on function jobs.pulse() is 'How the queue is, in numbers.';
