-- What keeps the computers list fast.
--
-- What somebody reaches is asked again with every page of the computers list. Planning the view anew took longer than reading it, and for
-- who was given several groups the planner read all computers; a function keeps its plan for as long as its connection.

create function reached_by(home uuid, who uuid) returns setof uuid
  language plpgsql stable rows 200 set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
  as $$
begin
  return query select distinct r.computer_id from reach r where r.account_id = home and r.member_id = who;
end $$;
comment on function reached_by(uuid, uuid) is 'The computers a member reaches (G4), as far as the asker sees the account.';

create function ways_of(home uuid, who uuid, computers uuid[]) returns table (computer_id uuid, via text[])
  language plpgsql stable rows 50 set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_generic_plan
  as $$
begin
  return query
    select r.computer_id, array_agg(distinct r.via order by r.via desc) from reach r
     where r.account_id = home and r.member_id = who and r.computer_id = any (computers) group by r.computer_id;
end $$;
comment on function ways_of(uuid, uuid, uuid[]) is 'How a member reaches these computers (G4); none of those not reached.';

revoke all on function reached_by(uuid, uuid), ways_of(uuid, uuid, uuid[]) from public;
grant execute on function reached_by(uuid, uuid), ways_of(uuid, uuid, uuid[]) to latchkey_app;

-- The few that need somebody are found without looking at all others.
create index computer_waiting on computer (account_id, sort_name, id) where status = 'waiting';
create index computer_locked on computer (account_id, sort_name, id) where lock_id is not null and status <> 'removed';
create index computer_without_code on computer (account_id, sort_name, id) where base_cred_id is null and status = 'active';
