-- Notices of the operator (O2), and mails that one job at a time sends and whose problems every reader gets in their own language.

create table notice (
  id uuid primary key,
  kind text not null constraint notice_kind_is_known check (kind in ('outage', 'maintenance', 'information')),
  text text not null constraint notice_says_something check (length(text) between 1 and 500),
  starts_at timestamptz,
  ends_at timestamptz,
  made_at timestamptz not null,
  ended_at timestamptz,
  -- A person on the web, or the user name of who typed the command at the machine.
  posted_by uuid references person on delete restrict,
  posted_as text,
  ended_by uuid references person on delete restrict,
  ended_as text,
  constraint notice_ends_after_it_begins check (ends_at > starts_at),
  constraint notice_has_a_poster check (posted_by is not null or posted_as is not null),
  constraint notice_was_ended_by_somebody check (ended_at is null or ended_by is not null or ended_as is not null)
);
comment on table notice is 'Insert-only but for its ending, so that it is its own record of who told everybody what.';

create function notice_state(n notice, at timestamptz) returns text
  language sql stable set search_path = pg_catalog, public, pg_temp
  as $$
  select case
    when n.ended_at <= at or n.ends_at <= at then 'over'
    -- Maintenance is announced a week before it begins; everything else is shown when it begins.
    when n.starts_at - case n.kind when 'maintenance' then interval '7 days' else interval '0' end > at then 'planned'
    else 'shown'
  end
$$;
comment on function notice_state(notice, timestamptz) is 'Whether a notice is to be shown, will be, or no longer is.';

create function notices_now(at timestamptz)
  returns table (id uuid, kind text, text text, starts_at timestamptz, ends_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select n.id, n.kind, n.text, n.starts_at, n.ends_at from notice n
   where n.ended_at is null and notice_state(n, at) = 'shown'
   order by array_position(array['outage', 'maintenance', 'information'], n.kind), n.id desc limit 10
$$;
comment on function notices_now(timestamptz) is 'The notices that everybody is shown, the gravest first (O2).';

create function post_notice(token bytea, event_id uuid, at timestamptz, fresh_id uuid, new_kind text, new_text text, new_starts_at timestamptz, new_ends_at timestamptz)
  returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function post_notice(bytea, uuid, timestamptz, uuid, text, text, timestamptz, timestamptz) is 'Posts a notice (O2). Proof: the token hash of an operator.';

create function end_notice(token bytea, event_id uuid, at timestamptz, wanted uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function end_notice(bytea, uuid, timestamptz, uuid) is 'Ends a notice that is not over; false when there is none. Proof: the token hash of an operator.';

create function notices_of(token bytea, at timestamptz, before_id uuid, rows integer)
  returns table (id uuid, kind text, text text, starts_at timestamptz, ends_at timestamptz, made_at timestamptz, ended_at timestamptz, posted_by text, state text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select n.id, n.kind, n.text, n.starts_at, n.ends_at, n.made_at, n.ended_at, coalesce(p.name, n.posted_as), notice_state(n, at)
    from sign_in_of(token, at) s, notice n left join person p on p.id = n.posted_by
   where s.is_operator and (before_id is null or n.id < before_id)
   order by n.id desc limit rows
$$;
comment on function notices_of(bytea, timestamptz, uuid, integer) is 'Every notice, the newest first. Proof: the token hash of an operator.';

create function notice_count(token bytea, at timestamptz) returns integer
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select count(*)::integer from (select from notice, sign_in_of(token, at) s where s.is_operator limit 1001) capped
$$;
comment on function notice_count(bytea, timestamptz) is 'How many notices there are, counted to 1,001. Proof: the token hash of an operator.';

-- Mail ----------------------------------------------------------------------------------------------------------------

-- `problem` becomes a word that has a sentence in every language, `quote` what the other side said, in its words.
alter table mail add column quote text;
update mail set
  quote = nullif(split_part(problem, ' It answered: ', 2), ''),
  problem = case
    when problem like 'The mail server did not take the recipient%' then 'recipient_refused'
    when problem like 'The mail server did not take the mail.%' then 'mail_refused'
    when problem like 'What it was about ended%' then 'subject_ended'
    else 'unusable'
  end
 where problem is not null;

drop function outbox_of(bytea, timestamptz, timestamptz, uuid, integer);
create function outbox_of(token bytea, at timestamptz, before_at timestamptz, before_id uuid, rows integer)
  returns table (id uuid, kind text, recipient text, state text, problem text, quote text, made_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select o.id, o.kind, o.recipient, o.state, o.problem, m.quote, o.made_at
    from sign_in_of(token, at) s, outbox o join mail m on m.id = o.id
   where s.is_operator and (before_at is null or (o.made_at, o.id) < (before_at, before_id))
   order by o.made_at desc, o.id desc limit rows
$$;
comment on function outbox_of(bytea, timestamptz, timestamptz, uuid, integer) is 'The mails that are not out yet (O1). Proof: the token hash of an operator.';

-- A claim, not a lock: no transaction stays open while a mail server is talked to. One that outlives its server ends by itself.
alter table mail add column sending_until timestamptz;

drop function mail_to_send(uuid);
create function claim_mail(wanted uuid, at timestamptz, until timestamptz)
  returns table (id uuid, account_id uuid, kind text, subject_id uuid, generation integer, recipient text, language text, tries integer, made_at timestamptz, is_ours boolean)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
comment on function claim_mail(uuid, timestamptz, timestamptz) is 'One mail that is not out, for the queue, which alone knows its id; ours to send until then unless another job has claimed it.';

drop function note_mail(uuid, text, text, timestamptz);
create function note_mail(wanted uuid, new_state text, new_problem text, new_quote text, at timestamptz) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$
  update mail set state = new_state, problem = new_problem, quote = new_quote, tries = tries + 1, sending_until = null,
         sent_at = case when new_state = 'sent' then at end
   where id = wanted and state <> 'sent'
$$;
comment on function note_mail(uuid, text, text, text, timestamptz) is 'What came of a try to send, which ends its claim; the queue alone knows the id.';

create function free_mail(wanted uuid) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$ update mail set sending_until = null where id = wanted $$;
comment on function free_mail(uuid) is 'For the job that claimed it and could not even try; the queue alone knows the id.';

create function free_mails() returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$ update mail set sending_until = null where sending_until is not null $$;
comment on function free_mails() is 'For a queue that begins where no other runs: what a killed server had claimed is nobody''s.';

create or replace function release_mails() returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  released uuid;
begin
  for released in update mail set state = 'waiting', problem = null, quote = null where state = 'no_mail_server' returning id loop
    perform jobs.enqueue('mail-send', jsonb_build_object('mail_id', released));
  end loop;
end $$;

revoke all on function notice_state(notice, timestamptz), notices_now(timestamptz),
  post_notice(bytea, uuid, timestamptz, uuid, text, text, timestamptz, timestamptz), end_notice(bytea, uuid, timestamptz, uuid),
  notices_of(bytea, timestamptz, uuid, integer), notice_count(bytea, timestamptz),
  outbox_of(bytea, timestamptz, timestamptz, uuid, integer), claim_mail(uuid, timestamptz, timestamptz),
  note_mail(uuid, text, text, text, timestamptz), free_mail(uuid), free_mails() from public;
grant execute on function notices_now(timestamptz),
  post_notice(bytea, uuid, timestamptz, uuid, text, text, timestamptz, timestamptz), end_notice(bytea, uuid, timestamptz, uuid),
  notices_of(bytea, timestamptz, uuid, integer), notice_count(bytea, timestamptz),
  outbox_of(bytea, timestamptz, timestamptz, uuid, integer), claim_mail(uuid, timestamptz, timestamptz),
  note_mail(uuid, text, text, text, timestamptz), free_mail(uuid) to latchkey_app;
grant execute on function free_mails() to latchkey_jobs;
