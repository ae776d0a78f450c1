-- Asking for a right that one lacks, and the answer (G7, G11, N3).

-- What is asked for: a computer, a permission, or neither: computers at all. The computer need not be there: to who asks it makes no
-- difference, and nobody else sees such a request.
create table access_request (
  account_id uuid not null references account on delete restrict,
  id uuid not null,
  member_id uuid not null,
  computer_id uuid,
  permission text constraint nobody_asks_for_roles check (permission <> 'roles.manage'),
  note text not null default '',
  made_at timestamptz not null,
  state text not null default 'open' check (state = any (array['open', 'granted', 'declined', 'withdrawn', 'ended'])),
  ended_at timestamptz,
  answered_by uuid,
  answer text not null default '',
  primary key (account_id, id),
  foreign key (account_id, member_id) references member (account_id, id) on delete restrict,
  foreign key (account_id, answered_by) references member (account_id, id) on delete restrict,
  constraint one_thing_is_asked_for check (computer_id is null or permission is null),
  constraint open_request_has_no_end check ((state = 'open') = (ended_at is null)),
  constraint only_answers_have_somebody check (answered_by is null or state in ('granted', 'declined'))
);
create unique index one_open_request_per_thing on access_request (account_id, member_id, coalesce(computer_id::text, permission, '')) where state = 'open';
create index access_request_open on access_request (account_id, id) where state = 'open';
create index access_request_by_member on access_request (account_id, member_id, id);
create index access_request_by_answerer on access_request (account_id, answered_by) where answered_by is not null;
-- Nor does the planner keep samples of what people write (P13).
alter table access_request alter column note set statistics 0, alter column answer set statistics 0;

comment on column access_request.computer_id is 'No foreign key: whoever asks for a computer that is not there is to learn nothing (G11).';

create function has_asked_for(home uuid, who uuid, computer uuid, permission text) returns boolean
  language plpgsql stable set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
  as $$
begin
  if permission is not null then
    return permission = any (held_in_full(home, who));
  elsif computer is not null then
    return exists (select from reach r where r.account_id = home and r.member_id = who and r.computer_id = computer);
  end if;
  return exists (select from reach r where r.account_id = home and r.member_id = who);
end $$;
comment on function has_asked_for(uuid, uuid, uuid, text) is 'Whether a member has what a request asks for, by whatever way: then nobody needs to answer it any more.';

create function requests_for(home uuid, who uuid, may text[], before uuid, most integer) returns setof uuid
  language plpgsql stable rows 50 set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
  as $$
begin
  return query
    select q.id
      from access_request q join member m on m.account_id = q.account_id and m.id = q.member_id
     where q.account_id = home and q.state = 'open' and (before is null or q.id < before)
       and case when q.permission is null then 'access.grant' = any (may) else 'users.manage' = any (may) and q.permission = any (may) end
       and m.id <> who and m.status = 'active' and m.role <> 'holder' and (m.role = 'member' or 'roles.manage' = any (may))
       and (q.computer_id is null or exists (
             select from computer c where c.account_id = q.account_id and c.id = q.computer_id and c.status <> 'removed'))
       and held_by(m.account_id, m.id) <@ may
       and not has_asked_for(q.account_id, q.member_id, q.computer_id, q.permission)
     order by q.id desc limit most;
end $$;
comment on function requests_for(uuid, uuid, text[], uuid, integer) is 'The open requests that a member who may do these things can answer (G10), the newest first: none of who is stronger, of themselves, or about what is not there.';

alter table access_request enable row level security;
alter table access_request force row level security;
create policy of_account on access_request to latchkey_app using (account_id = (select current_account())) with check (account_id = (select current_account()));
create policy of_definer on access_request to latchkey_owner using (true) with check (true);
revoke all on function has_asked_for(uuid, uuid, uuid, text), requests_for(uuid, uuid, text[], uuid, integer) from public;
grant execute on function has_asked_for(uuid, uuid, uuid, text), requests_for(uuid, uuid, text[], uuid, integer) to latchkey_app;
grant select, insert on access_request to latchkey_app;
grant update (state, ended_at, answered_by, note, answer) on access_request to latchkey_app;

-- Who leaves asks for nothing any more (P7).
create or replace function take_reach() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
declare
  at constant timestamptz := coalesce(new.removed_at, now());
  owned uuid[] := '{}';
begin
  if new.status <> 'active' then
    owned := array(select c.id from computer c where c.account_id = new.account_id and c.owner_id = new.id);
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
  perform tell_agents(new.account_id, owned || array(select end_grants_lost_in(new.account_id, null, array[new.id], at)));
  return null;
end $$;

create or replace function forget_addresses() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
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

create or replace function record_of(who uuid, at timestamptz) returns jsonb
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
      select coalesce(jsonb_agg(jsonb_build_object('company_name', a.company_name, 'permission', q.permission, 'note', q.note, 'made_at', q.made_at,
               'state', q.state, 'ended_at', q.ended_at, 'answer', q.answer) order by q.made_at desc), '[]')
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

create or replace function erase_account(gone uuid, at timestamptz, rows integer) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
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
