-- The life of a member: reset links that an admin has sent, handing the account over, and jobs over all that match a filter.

-- Reset links (P8) --------------------------------------------------------------------------------------------------------

-- An admin asks for a person they see as a member: the link goes to whatever address that person signs in with.
alter table reset_request
  add column asked_by text not null default 'person' constraint asker_of_request_is_known check (asked_by in ('person', 'admin')),
  add column person_id uuid,
  add constraint admins_ask_for_people check ((asked_by = 'admin') = (person_id is not null));

create or replace function start_reset(request uuid, fresh_id uuid, token bytea, mail_id uuid, at timestamptz, until timestamptz) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  asked reset_request;
  who person;
begin
  delete from reset_request where id = request returning * into asked;
  if asked.id is null then return false; end if;
  select * into who from person p
   where case asked.asked_by when 'admin' then p.id = asked.person_id else p.email = asked.email end for update;
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

-- Handing the account over (P11) --------------------------------------------------------------------------------------------

-- Whose doing the end was, for the mail that tells of it: a party's, the loss of the successor's standing, or the operator's.
alter table handover add column ended_by text constraint ender_is_known check (ended_by in ('holder', 'successor', 'standing', 'operator'));
grant update (ended_by) on handover to latchkey_app;

create function handovers_due(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select h.account_id from handover h
   where h.ending is null and (h.takes_effect_at <= at or (h.takes_effect_at is null and h.expires_at <= at)) limit 1000
$$;
comment on function handovers_due(timestamptz) is 'Where a handover takes effect or an offer has expired. Gives account ids only, to the queue.';

create function languages_of(members uuid[]) returns table (member_id uuid, language text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select m.id, p.language from member m join person p on p.id = m.person_id
   where m.account_id = current_account() and m.id = any (members)
$$;
comment on function languages_of(uuid[]) is 'In which language to write to members of the account that is set.';

-- Jobs over many members ----------------------------------------------------------------------------------------------------

-- A job that a token started ends with the token.
alter table batch add column token_id uuid, add foreign key (account_id, token_id) references api_token (account_id, id) on delete restrict;

-- The same members as the users list shows for a filter, in the order of their names: all of them, so the set is scanned, not walked.
create function members_matching(filter jsonb, at timestamptz) returns setof uuid
  language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  home constant uuid := current_account();
  asked_statuses constant text[] := array(select jsonb_array_elements_text(filter -> 'status'));
  asked_roles constant text[] := array(select jsonb_array_elements_text(filter -> 'role'));
  asked_mail constant text := filter ->> 'mail';
  asked_pattern constant text := '%' || regexp_replace(nullif(fold_for_search(filter ->> 'search'), ''), '([\\%_])', '\\\1', 'g') || '%';
  idle_before constant timestamptz := at - (select make_interval(hours => 24 * a.inactivity_days) from account a where a.id = home);
begin
  return query
    select m.id from member m
     where m.account_id = home and m.status <> 'removed'
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
comment on function members_matching(jsonb, timestamptz) is 'The members that match a filter of the users list, in the account that is set.';

create function forget_batches(at timestamptz) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp
  as $$
  delete from batch_line l using batch b
   where b.account_id = current_account() and b.ended_at < at - interval '7 days' and l.account_id = b.account_id and l.batch_id = b.id;
  delete from batch where account_id = current_account() and ended_at < at - interval '7 days';
$$;
comment on function forget_batches(timestamptz) is 'Deletes jobs that ended a week ago, in the account that is set.';

revoke all on function handovers_due(timestamptz), languages_of(uuid[]), members_matching(jsonb, timestamptz), forget_batches(timestamptz) from public;
grant execute on function handovers_due(timestamptz), languages_of(uuid[]), members_matching(jsonb, timestamptz), forget_batches(timestamptz) to latchkey_app;
