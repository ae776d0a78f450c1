-- Asking that a locked computer be unlocked (S5, G11), and the answer.

alter table access_request
  add column unlock boolean not null default false,
  add constraint unlocking_is_asked_of_a_computer check (not unlock or computer_id is not null);
drop index one_open_request_per_thing;
create unique index one_open_request_per_thing on access_request (account_id, member_id, coalesce(computer_id::text, permission, ''), unlock) where state = 'open';
create index access_request_to_unlock on access_request (account_id, computer_id) where state = 'open' and unlock;

drop function has_asked_for(uuid, uuid, uuid, text);
create function has_asked_for(home uuid, who uuid, computer uuid, permission text, unlock boolean) returns boolean
  language plpgsql stable set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
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
comment on function has_asked_for(uuid, uuid, uuid, text, boolean) is 'Whether a member has what a request asks for, by whatever way: then nobody needs to answer it any more. A computer is unlocked for who reaches it and is kept out by no lock.';

create or replace function requests_for(home uuid, who uuid, may text[], before uuid, most integer) returns setof uuid
  language plpgsql stable rows 50 set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
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
comment on function requests_for(uuid, uuid, text[], uuid, integer) is 'The open requests that a member who may do these things can answer (G10), the newest first: none of themselves, none for a right of who is stronger, none about what is not there.';

revoke all on function has_asked_for(uuid, uuid, uuid, text, boolean) from public;
grant execute on function has_asked_for(uuid, uuid, uuid, text, boolean) to latchkey_app;

-- A person gets to know what they asked for (P13): the computer by the id that they named, whatever stands behind it.
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
