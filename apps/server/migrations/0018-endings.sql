-- How sessions end, told truly; and signing somebody out of their profile.

-- A session that nobody got into was never lost, and one that was open was never unopened.
alter table session
  add column failed_at timestamptz,
  add column boot_id text,
  drop constraint session_ending_is_known;
comment on column session.failed_at is 'When the computer counted an access code of this session as wrong, the last time.';
comment on column session.boot_id is 'On which start of the machine it was opened: it does not outlive it.';
update session s set boot_id = c.boot_id from computer c where s.state = 'open' and c.account_id = s.account_id and c.id = s.computer_id;
update session set ending = 'unopened' where opened_at is null and ending in ('lost', 'idle');
update session set ending = 'lost' where opened_at is not null and ending = 'unopened';
alter table session
  add constraint session_ending_is_known check (ending in (
    'ended', 'revoked', 'suspended', 'removed', 'signed-out', 'left', 'idle', 'host-ended', 'lost', 'refused', 'locked', 'unopened', 'failed',
    'no-screen', 'fault', 'restarted')),
  add constraint session_lost_was_open check (opened_at is not null or ending not in ('lost', 'idle', 'no-screen', 'fault', 'restarted')),
  add constraint session_unopened_was_not check (opened_at is null or ending not in ('unopened', 'failed'));
grant update (failed_at, boot_id) on session to latchkey_app;

create function end_with_machine() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
declare
  at constant timestamptz := coalesce(new.last_seen_at, now());
begin
  update session set state = 'ended', ended_at = at, ending = 'restarted'
   where account_id = new.account_id and computer_id = new.id and state = 'open' and boot_id <> new.boot_id;
  if found then perform tell_agents(new.account_id, array[new.id]); end if;
  -- Those that had waited in vain for the machine meanwhile: it went with them and was not seen again until now.
  update session set ending = 'restarted'
   where account_id = new.account_id and computer_id = new.id and ending = 'lost' and boot_id = old.boot_id
     and ended_at > at - case when old.link_id is null then interval '15 minutes' else interval '2 minutes' end
     and (old.link_id is not null or ended_at >= old.last_seen_at);
  return null;
end $$;
comment on function end_with_machine() is 'A computer that comes back from another start has no session of the one before (C11).';
create trigger end_with_machine after update of boot_id on computer
  -- An agent that can't tell its machine's starts apart names its own.
  for each row when (old.boot_id <> new.boot_id and old.boot_id not like 'agent:%' and new.boot_id not like 'agent:%')
  execute function end_with_machine();
revoke all on function end_with_machine() from public;

-- From then on a sign-in leads into this profile only with a password proved later: an admin ends entries into their account's profile,
-- and nothing that is the person's or of other accounts (A5).
alter table member add column signed_out_at timestamptz;
grant update (signed_out_at) on member to latchkey_app;

create function end_with_sign_out() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
declare
  told uuid[];
begin
  with ended as (
    update session set state = 'ended', ended_at = new.signed_out_at, ending = 'signed-out'
     where account_id = new.account_id and member_id = new.id and state <> 'ended' returning computer_id)
  select array_agg(distinct computer_id) into told from ended;
  if told is not null then perform tell_agents(new.account_id, told); end if;
  return null;
end $$;
comment on function end_with_sign_out() is 'Whoever is signed out of their profile has no session there any more (C9).';
create trigger end_with_sign_out after update of signed_out_at on member
  for each row when (new.signed_out_at is not null) execute function end_with_sign_out();
revoke all on function end_with_sign_out() from public;

create or replace function standing_of(tokens bytea[], accounts uuid[], at timestamptz)
  returns table (place integer, member_id uuid, role text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select asked.place::integer, m.id, m.role
    from unnest(tokens, accounts) with ordinality as asked (token, account_id, place)
    join sign_in s on s.token_hash = asked.token and s.ended_at is null and s.expires_at > at
    join member m on m.account_id = asked.account_id and m.person_id = s.person_id and m.status = 'active'
         and (m.signed_out_at is null or s.proved_at > m.signed_out_at)
    join account a on a.id = m.account_id and a.closed_at is null
$$;

create or replace function sessions_standing(asked uuid[], at timestamptz) returns table (session_id uuid, fault text, node_id uuid, round integer)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select s.id, case
      when s.state = 'ended' then coalesce(s.ending, 'ended')
      when i.id is null or i.proved_at <= m.signed_out_at then 'signed-out'
      when a.closed_at is not null then 'removed'
      when c.status <> 'active' or c.quarantined_at is not null then 'removed'
      when m.status = 'suspended' then 'suspended'
      when m.status <> 'active' or m.person_id is distinct from s.person_id then 'left'
      when not exists (select from reach r where r.account_id = s.account_id and r.member_id = s.member_id and r.computer_id = s.computer_id) then 'revoked'
      when g.ended_at is not null then 'revoked'
    end, s.node_id, s.round
    from session s
    join computer c on c.account_id = s.account_id and c.id = s.computer_id
    join member m on m.account_id = s.account_id and m.id = s.member_id
    join account a on a.id = s.account_id
    join computer_grant g on g.account_id = s.account_id and g.id = s.grant_id
    left join sign_in i on i.id = s.sign_in_id and i.person_id = s.person_id and i.ended_at is null and i.expires_at > at
   where s.id = any (asked)
$$;
