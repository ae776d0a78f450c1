-- Jobs over all computers that match a filter, and what of computers ends with a person.

-- What a job is about, and what its act gives: the id of a group or an owner, null for none.
alter table batch add column about text not null default 'member' constraint batch_subject_is_known check (about in ('member', 'computer')),
  add column given_id uuid;
alter table batch_line alter column member_id drop not null, add column computer_id uuid,
  add constraint batch_line_is_about_one check (num_nonnulls(member_id, computer_id) = 1);

create or replace function ends_with_person(who uuid, at timestamptz) returns jsonb
  language sql stable set search_path = pg_catalog, public, pg_temp
  as $$
  with mine as materialized (select m.*, a.company_name, a.closed_at from member m join account a on a.id = m.account_id where m.person_id = who and m.status <> 'removed')
  select jsonb_build_object(
    'memberships', (
      select coalesce(jsonb_agg(jsonb_build_object('account_id', m.account_id, 'company_name', m.company_name, 'role', m.role, 'status', m.status,
               'computers', (select count(*) from computer c where c.account_id = m.account_id and c.owner_id = m.id),
               -- Copies that were taken, and the owner's own.
               'access_codes', (select count(*) from (
                  select g.computer_id from computer_grant g
                   where g.account_id = m.account_id and g.member_id = m.id and g.ended_at is null and g.cred_id is not null
                  union
                  select c.id from computer c where c.account_id = m.account_id and c.owner_id = m.id and c.base_cred_id is not null) known),
               'sessions', (select count(*) from session s where s.account_id = m.account_id and s.member_id = m.id and s.state <> 'ended')
             ) order by m.company_name, m.account_id), '[]') from mine m),
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
comment on function ends_with_person(uuid, timestamptz) is 'What ends when a person is erased (P13): memberships with the computers they own there, their access codes and live sessions; sign-ins, tokens, invitations they sent or have, and the accounts that stand in the way.';

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
   where e.ending is null and e.expires_at > now() and e.owner_id <> e.made_by
  union all
  -- A session goes on for as long as its member reaches the computer (C9).
  select s.account_id, 'session'::text, s.member_id, s.id, c.name
    from session s join computer c on c.account_id = s.account_id and c.id = s.computer_id
   where s.state <> 'ended'
     and exists (select from reach r where r.account_id = s.account_id and r.member_id = s.member_id and r.computer_id = s.computer_id);
