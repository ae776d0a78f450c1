-- Users with one custom role (G5) in jobs over all that match: `filter` may have `role_id` besides. Otherwise it is what it was.
create or replace function members_matching(filter jsonb, at timestamptz) returns setof uuid
  language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  home constant uuid := current_account();
  asked_statuses constant text[] := array(select jsonb_array_elements_text(filter -> 'status'));
  asked_roles constant text[] := array(select jsonb_array_elements_text(filter -> 'role'));
  asked_mail constant text := filter ->> 'mail';
  asked_group constant uuid := filter ->> 'group_id';
  asked_custom_role constant uuid := filter ->> 'role_id';
  asked_pattern constant text := '%' || regexp_replace(nullif(fold_for_search(filter ->> 'search'), ''), '([\\%_])', '\\\1', 'g') || '%';
  idle_before constant timestamptz := at - (select make_interval(hours => 24 * a.inactivity_days) from account a where a.id = home);
begin
  return query
    select m.id
      -- Of these three only one is ever read.
      from (select a.* from member a where asked_group is null and asked_custom_role is null and a.account_id = home
            union all
            select a.* from member a where asked_group is null and a.account_id = home and a.role_id = asked_custom_role
            union all
            select a.* from user_group_member g join member a on a.account_id = g.account_id and a.id = g.member_id
             where asked_group is not null and g.account_id = home and g.group_id = asked_group) m
     where m.status <> 'removed'
       and (asked_custom_role is null or m.role_id = asked_custom_role)
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
