-- What people and computers take from each other: what ends with a member, what an act is said to cost, what is told to agents.

create function tell_agents(home uuid, computers uuid[]) returns void
  language sql set search_path = pg_catalog, public, pg_temp
  as $$
  select pg_notify('latchkey_agents', home || ' ' || string_agg(c.id::text, ' ' order by c.id))
    from (select u.id, row_number() over (order by u.id) - 1 as place from (select distinct unnest(computers) as id) u) c group by c.place / 4
$$;
comment on function tell_agents(uuid, uuid[]) is 'Tells every server, when this commits, that computers are owed something: four of them a notice.';

create function end_grants_lost_in(home uuid, computers uuid[], members uuid[], at timestamptz) returns setof uuid
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
declare
  lost uuid[];
begin
  lost := array(
    select g.id from computer_grant g
     where g.account_id = home and g.ended_at is null
       and (computers is null or g.computer_id = any (computers)) and (members is null or g.member_id = any (members))
       and not exists (select from reach r where r.account_id = home and r.member_id = g.member_id and r.computer_id = g.computer_id));
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
comment on function end_grants_lost_in(uuid, uuid[], uuid[], timestamptz) is 'Ends copies of codes in an account that nobody may use any more (C12), for computers or members named (null means any), and says on which computers.';

create or replace function end_lost_grants(computers uuid[], members uuid[], at timestamptz) returns setof uuid
  language sql set search_path = pg_catalog, public, pg_temp
  as $$ select end_grants_lost_in(current_account(), computers, members, at) $$;

-- Whatever code takes a member's standing: their reach ends with it, and their computers are told.
create function take_reach() returns trigger
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
    update computer set owner_id = null, os_user = '', version = version + 1 where account_id = new.account_id and owner_id = new.id;
    update enrolment_code set ending = 'withdrawn', ended_at = at
     where account_id = new.account_id and (made_by = new.id or owner_id = new.id) and ending is null;
  end if;
  perform tell_agents(new.account_id, owned || array(select end_grants_lost_in(new.account_id, null, array[new.id], at)));
  return null;
end $$;
comment on function take_reach() is 'Who is not active any more, or not the holder, reaches what they otherwise do, if anything. Who leaves keeps no access, no computer and no code: none comes back with them (P7, C13).';
drop trigger take_from_member on member;
drop function take_from_member();
create trigger take_reach after update of status, role on member
  for each row when (new.status <> old.status and new.status <> 'active' or old.role = 'holder' and new.role <> 'holder') execute function take_reach();
create index enrolment_code_by_owner on enrolment_code (account_id, owner_id) where owner_id is not null and ending is null;
create index enrolment_code_by_group on enrolment_code (account_id, group_id) where group_id is not null;
create index enrolment_code_by_computer on enrolment_code (account_id, computer_id) where computer_id is not null and ending is null;

create or replace function forget_addresses() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  update session set address = '', person_id = nobody, sign_in_id = nobody where account_id = new.account_id and member_id = new.id;
  update computer_grant set person_id = nobody where account_id = new.account_id and member_id = new.id;
  update lockout set address = '' where account_id = new.account_id and member_id = new.id;
  return null;
end $$;
comment on function forget_addresses() is 'An erased member leaves no address behind, and nothing that names the person.';

create or replace view consequence with (security_invoker = true) as
  select m.account_id, 'profile'::text as kind, m.id as member_id, m.id as subject_id, m.sort_name as label
    from member m where m.status = 'active'
  union all
  select m.account_id, 'role'::text, m.id, m.id, m.role
    from member m where m.status in ('active', 'invited') and m.role <> 'member'
  union all
  -- An invitation stands and falls with whom it invites and with who sent it (G10).
  select i.account_id, 'invitation'::text, party.member_id, i.id, m.sort_name
    from invitation i join member m on m.account_id = i.account_id and m.id = i.member_id
    cross join lateral (values (i.member_id), (i.invited_by)) as party (member_id)
   where i.ending is null
  union all
  select t.account_id, 'token'::text, t.member_id, t.id, t.name
    from api_token t where t.ended_at is null
  union all
  select h.account_id, 'handover'::text, h.to_member, h.id, m.sort_name
    from handover h join member m on m.account_id = h.account_id and m.id = h.to_member
   where h.ending is null
  union all
  select r.account_id, 'computer'::text, r.member_id, r.computer_id, c.name
    from reach r join computer c on c.account_id = r.account_id and c.id = r.computer_id
  union all
  select c.account_id, 'owned-computer'::text, c.owner_id, c.id, c.name
    from computer c where c.owner_id is not null
  union all
  -- A code falls with who made it and with whom it is for.
  select e.account_id, 'code'::text, e.made_by, e.id, coalesce(o.sort_name, c.name, g.name, '')
    from enrolment_code e
    left join member o on o.account_id = e.account_id and o.id = e.owner_id
    left join computer c on c.account_id = e.account_id and c.id = e.computer_id
    left join computer_group g on g.account_id = e.account_id and g.id = e.group_id
   where e.ending is null and e.expires_at > now()
  union all
  select e.account_id, 'code'::text, e.owner_id, e.id, o.sort_name
    from enrolment_code e join member o on o.account_id = e.account_id and o.id = e.owner_id
   where e.ending is null and e.expires_at > now() and e.owner_id <> e.made_by;

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
    'mails', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', x.kind, 'email', x.recipient, 'state', x.state, 'made_at', x.made_at, 'sent_at', x.sent_at) order by x.made_at desc), '[]')
        from mailbox b join mail x on x.recipient = b.email and x.made_at > b.since and x.made_at <= b.until),
    'acts', (
      select coalesce(jsonb_agg(jsonb_build_object('at', x.at, 'act', x.act, 'company_name', x.company_name) order by x.at desc), '[]') from (
        select d.at, d.act, a.company_name from mine m join account a on a.id = m.account_id
          cross join lateral (select l.at, l.act from audit l where l.account_id = m.account_id and l.actor_id = m.id order by l.at desc limit 10000) d
         order by d.at desc limit 10000) x))
$$;

revoke all on function tell_agents(uuid, uuid[]), end_grants_lost_in(uuid, uuid[], uuid[], timestamptz), take_reach(), forget_addresses() from public;
grant execute on function tell_agents(uuid, uuid[]), end_grants_lost_in(uuid, uuid[], uuid[], timestamptz) to latchkey_app;
grant update (group_id) on enrolment_code to latchkey_app;
