-- Of ten thousand who leave at once few have a copy of a code or a computer: who has none is not asked what they reach otherwise.
create or replace function take_reach() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
declare
  at constant timestamptz := coalesce(new.removed_at, now());
  told uuid[] := '{}';
begin
  if new.status <> 'active' then
    told := array(select c.id from computer c where c.account_id = new.account_id and c.owner_id = new.id);
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
  if exists (select from computer_grant g where g.account_id = new.account_id and g.member_id = new.id and g.ended_at is null) then
    told := told || array(select end_grants_lost_in(new.account_id, null, array[new.id], at));
  end if;
  if told <> '{}' then
    perform tell_agents(new.account_id, told);
  end if;
  return null;
end $$;
