-- Users of one user group (G1): in the list, and in jobs over all that match, which also put them into groups and take them out.

-- `filter` may have `group_id` besides, which narrows to those in that group itself. Otherwise both functions are what they were.
create or replace function member_question(filter jsonb, out sample text, out walk text, out counts text[], out finds text[], out leaps text[])
  language plpgsql immutable parallel safe
  as $$
declare
  asked constant text[] := array(select jsonb_array_elements_text(filter -> 'status'));
  asked_roles constant text[] := array(select jsonb_array_elements_text(filter -> 'role'));
  mail_state constant text := filter ->> 'mail';
  group_id constant uuid := filter ->> 'group_id';
  is_searched constant boolean := coalesce(fold_for_search(filter ->> 'search') <> '', false);
  idle_only constant boolean := 'inactive' = any (asked) and 'active' <> all (asked);
  statuses constant text[] := array(
    select s from unnest(array['active', 'invited', 'suspended']) s
     where (asked = '{}' or s = any (asked) or s = 'active' and idle_only) and (mail_state is null or s = 'invited'));
  roles constant text[] := array(
    select r from unnest(array['member', 'admin', 'super_admin', 'holder']) r where asked_roles = '{}' or r = any (asked_roles));
  of_these constant text := format('m.status = any (%L) and m.role = any (%L) and m.status <> ''removed''', statuses, roles);
  key text := case filter ->> 'sort' when 'last_activity' then 'last_activity_at' when 'added' then 'made_at' else 'sort_name' end;
  direction constant text := case filter ->> 'order' when 'desc' then 'desc' else 'asc' end;
  place constant text := case
    when key = 'sort_name' then '$2'
    when filter -> 'after' ->> 0 = 'never' then 'timestamptz ''-infinity'''
    else '(timestamptz ''epoch'' + $2::bigint * interval ''1 microsecond'')' end;
  beyond constant text := case when filter -> 'after' is null then '' else
    format(' and (m.%%I, m.id) %s (%s, $3)', case direction when 'asc' then '>' else '<' end, place) end;
  -- Idle members have neither entered nor been made since then: what is newer is not even looked at.
  if_active constant text := case when not idle_only then '' when key = 'last_activity_at' then ' and m.last_activity_at < $6'
    when key = 'made_at' then ' and m.made_at < $8' else '' end;
  mailed constant text := 'invitation i where i.account_id = $1 and i.ending is null and ' || case mail_state
    when 'expired' then 'i.expires_at <= $7' else format('i.mail_state = %L and i.mail_state <> ''sent''', mail_state) end;
  -- Asked of each row, never of the whole group at once: a walk looks at few of a list that may be long.
  grouped constant text := format('user_group_member i where i.account_id = $1 and i.group_id = %L', group_id);
  -- What a row must be besides of a status and a role.
  fits constant text := concat_ws(' and ',
    case when is_searched then 'm.search_text like $4' end,
    case when idle_only then '(m.status <> ''active'' or coalesce(nullif(m.last_activity_at, ''-infinity''), m.made_at) < $6)' end,
    case when mail_state is not null then format('exists (select from %s and i.member_id = m.id)', mailed) end,
    case when group_id is not null then format('exists (select from %s and i.member_id = m.id offset 0)', grouped) end);
  -- By name everybody has an index without pairs. It is told by removed_at, so that the planner never walks it for a pair.
  everybody constant text[] := array['m.removed_at is null'];
  pairs text[];
  sources text[];
  of_pairs text;
  of_week constant text := 'date_trunc(''week'', %s at time zone ''UTC'')';
  first_made constant text := '(select i.made_at from member i where i.account_id = $1 and i.status = ''active''
    order by date_trunc(''week'', i.made_at at time zone ''UTC'') limit 1)';
  last_made constant text := replace(first_made, ' limit 1', ' desc limit 1');
  of_gram constant text := 'select m.* from (select * from member g where grams_of(g.account_id, g.search_text) @> $5%s and g.status <> ''removed'' offset 0) m
        where m.account_id = $1';
  in_span constant text := format(of_gram, ' and spans_of(g.sort_name) && $11');
  is_narrow boolean;
begin
  pairs := array(select format('m.status = %L and m.role = %L', s, r) || case s when 'active' then if_active else '' end
                   from unnest(statuses) s, unnest(roles) r where r <> 'holder' or s = 'active');
  if pairs = '{}' then return; end if;
  if asked = '{}' and asked_roles = '{}' and mail_state is null and key = 'sort_name' then pairs := everybody; end if;
  walk := format('select count(*), coalesce(array_agg(m.id) %s, ''{}'') from (%s) m',
    'filter (where ' || nullif(fits, '') || ')', member_walk(key, direction, pairs, format(beyond, key)));
  if fits = '' then
    if asked = '{}' and asked_roles = '{}' then pairs := everybody; key := 'sort_name'; end if;
    counts := array[format('select count(*) from (%s) m', member_walk(key, direction, pairs, ''))];
    return;
  end if;

  -- A part of the list in an order that says nothing of what is looked for.
  sample := member_walk(case when is_searched then 'made_at' else 'sort_name' end, 'asc',
    array[format('m.status = %L and m.role = %L', statuses[1], roles[1])], '');
  counts := array[format('select count(*) from (select from (%s) m where %s limit 1001) m', sample, fits)];
  sample := format('select count(*), count(*) filter (where %s) from (%s) m', fits, sample);

  of_pairs := format('select m.* from member m where m.account_id = $1 and %s', of_these);
  is_narrow := 'active' <> all (statuses) or 'member' <> all (roles);
  sources := array_remove(array[
    case when group_id is not null then
      format('select m.* from member m cross join %s and m.account_id = i.account_id and m.id = i.member_id', grouped) end,
    case when mail_state is not null then
      format('select m.* from member m cross join %s and m.account_id = i.account_id and m.id = i.member_id', mailed) end,
    case when is_searched then format(of_gram, '') end,
    case when is_narrow then of_pairs end,
    case when idle_only then
      'select m.* from member m where m.account_id = $1 and m.status = ''active'' and coalesce(m.last_entered_at, m.made_at) < $6'
      || case when cardinality(statuses) > 1 then format(' union all
         select m.* from member m where m.account_id = $1 and m.status <> ''active'' and %s', of_these) else '' end end], null);
  counts := counts || format('select count(*) from (select from (%s) m where %s and %s limit 1001) m',
    case when is_narrow and mail_state is null and group_id is null then of_pairs else sources[1] end, of_these, fits);
  finds := array(select format(
    'with found as materialized (
       select m.id, m.key, (%s and %s) as fits
         from (select m.id, m.%I as key, m.status, m.role, m.search_text, m.last_activity_at, m.made_at from (%s) m limit $9) m)
     select count(*), count(*) filter (where m.fits),
            array(select m.id from found m where m.fits%s order by m.key %s, m.id %6$s limit $10) from found m',
    of_these, fits, key, s, format(beyond, 'key'), direction) from unnest(sources) s);

  if group_id is not null then
    leaps := null;
  elsif is_searched and key = 'sort_name' and not is_narrow then
    leaps := array[
      format('with found as materialized (select m.id, m.sort_name as key from (%s limit $9) m where %s and %s%s limit 1001)
        select array(select m.id from found m order by m.key %s, m.id %5$s limit $10), count(*),
               (select m.key from found m order by m.key %5$s limit 1) from found m',
        case when beyond = '' then format(of_gram, '') else in_span end, of_these, fits, format(beyond, key), direction),
      format('with found as materialized (select m.id, m.sort_name as key, %s and %s%s as fits from (%s limit $9) m)
        select array(select m.id from found m where m.fits order by m.key %s, m.id %5$s limit $10), count(*) from found m',
        of_these, fits, format(beyond, key), in_span, direction),
      format('select count(*), coalesce(array_agg(m.id) filter (where %s), ''{}'') from (%s) m', fits,
        member_walk(key, direction, pairs, format(' and m.sort_name %s $11', case direction when 'asc' then '>=' else '<' end)))];
  elsif idle_only and statuses = '{active}' and key = 'made_at' then
    leaps := array[format(
      'select array(select m.id from (
         select m.* from generate_series(%s, %s, interval ''%s'') week cross join lateral (
           select m.* from (
             select i.* from member i where i.account_id = $1 and i.status = ''active'' and coalesce(i.last_entered_at, i.made_at) < $6
                and date_trunc(''week'', i.made_at at time zone ''UTC'') = week offset 0) m
            where m.role = any (%L)%s order by m.made_at %s, m.id %6$s) m limit $9) m where %s limit $10), 1001, null::text',
      case when beyond <> '' then format(of_week, place) else format(of_week, case direction when 'asc' then first_made else last_made end) end,
      format(of_week, case direction when 'asc' then last_made else first_made end),
      case direction when 'asc' then '7 days' else '-7 days' end, roles, format(beyond, key), direction, fits)];
  end if;
end $$;

create or replace function member_page(filter jsonb, at timestamptz, rows integer) returns table (ids uuid[], counted integer)
  language plpgsql stable security definer rows 1
  set search_path = pg_catalog, public, pg_temp
  -- The walks are forced: after a large import, before its statistics, the planner would rather sort a million rows.
  set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
  set enable_hashjoin = off set enable_mergejoin = off set work_mem = '32MB'
  as $$
declare
  account constant uuid := current_account();
  wanted constant integer := greatest(1, coalesce(rows, 1));
  after_place constant text := filter -> 'after' ->> 0;
  after_id constant uuid := filter -> 'after' ->> 1;
  folded constant text := nullif(fold_for_search(filter ->> 'search'), '');
  pattern constant text := '%' || regexp_replace(folded, '([\\%_])', '\\\1', 'g') || '%';
  grams constant integer[] := grams_in(account, folded);
  idle_since constant timestamptz := at - (select make_interval(hours => 24 * a.inactivity_days) from account a where a.id = account);
  made_before constant timestamptz := case
    when exists (select from member m where m.account_id = account and m.status = 'active' and m.last_entered_at < m.made_at)
    then 'infinity' else idle_since end;
  question record;
  is_grouped constant boolean := filter ->> 'group_id' is not null;
  is_plain boolean;
  is_found boolean := false;
  budget integer;
  walked integer;
  matched integer;
  -- Of inactive ones a pattern may find few among many: they have an index of their own.
  cap integer := case when filter -> 'status' ? 'inactive' then 20000 end;
  is_ascending constant boolean := filter ->> 'order' is distinct from 'desc';
  here constant integer := coalesce(name_step(after_place), case when is_ascending then 0 else cardinality(name_steps()) end);
  edge text;
  met uuid[];
begin
  question := member_question(filter);
  if question.walk is null then
    return query select '{}'::uuid[], 0;
    return;
  end if;

  -- What is common is met soon on a walk along the list. With nothing to look for, the walk is the page.
  is_plain := question.sample is null;
  if not is_plain then
    execute question.sample into walked, matched
      using account, after_place, after_id, pattern, grams, idle_since, at, made_before, 500;
  end if;
  foreach budget in array case
    when is_plain then array[wanted]
    -- A group is looked up at once unless many of all are in it, or a pattern may find it sooner.
    when is_grouped and matched >= case when pattern is null then 20 else 3 end then array[500, 5000, 50000]
    when is_grouped and matched >= 3 then array[5000]
    when matched >= 20 then array[500, 5000, 0, 50000]
    when matched >= 3 and filter ->> 'mail' is null then array[5000, 0, 50000]
    when walked < 500 then array[500]
    else '{}'::integer[] end
  loop
    continue when budget = 0 and question.leaps is null;
    if budget > 0 then
      execute question.walk into walked, ids
        using account, after_place, after_id, pattern, grams, idle_since, at, made_before, budget;
      is_found := cardinality(ids) >= wanted or walked < budget;
    else
      perform set_config('enable_bitmapscan', 'on', true), set_config('enable_sort', 'on', true);
      execute question.leaps[1] into ids, walked, edge
        using account, after_place, after_id, pattern, grams, idle_since, at, made_before, cap, wanted,
              case when is_ascending then spans_between(here, 128) else spans_between(0, here + 1) end;
      if walked > 1000 and edge is null then
        is_found := cardinality(ids) >= wanted;
      elsif walked <= 1000 then
        is_found := cap is null;
        counted := case when is_found and after_id is null then walked end;
      elsif name_step(edge) <> here then
        -- There are many. What stands before most of them is looked up, and the walk goes on from there.
        execute question.leaps[2] into ids, walked
          using account, after_place, after_id, pattern, grams, idle_since, at, made_before, 20000, wanted,
                case when is_ascending then spans_between(here, name_step(edge)) else spans_between(name_step(edge) + 1, here + 1) end;
        is_found := walked < 20000;
        perform set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true);
        if is_found and cardinality(ids) < wanted then
          execute question.leaps[3] into walked, met
            using account, after_place, after_id, pattern, grams, idle_since, at, made_before, 50000, wanted,
                  (name_steps())[name_step(edge) + case when is_ascending then 0 else 1 end];
          ids := ids || met;
          is_found := cardinality(ids) >= wanted or walked < 50000;
        end if;
        counted := case when is_found and after_id is null then 1001 end;
      end if;
      perform set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true);
    end if;
    exit when is_found;
  end loop;

  -- What is rare is looked up: where it stands among few others, or else in all of the first place that has it.
  if not is_found then
    perform set_config('enable_bitmapscan', 'on', true), set_config('enable_sort', 'on', true);
    for place in 1 .. cardinality(question.finds) + 1 loop
      cap := case when place <= cardinality(question.finds) then 20000 end;
      continue when cardinality(question.finds) = 1 and place = 1;
      execute question.finds[case when cap is null then 1 else place end] into walked, counted, ids
        using account, after_place, after_id, pattern, grams, idle_since, at, made_before, cap, wanted;
      exit when walked < cap;
    end loop;
  elsif counted is not null then
    -- The leap has counted.
  elsif cardinality(ids) > 1000 or after_id is null and walked < budget then
    counted := cardinality(ids);
  else
    if is_plain or matched >= 20 and not is_grouped then
      execute question.counts[1] into counted
        using account, after_place, after_id, pattern, grams, idle_since, at, made_before, case when is_plain then 1001 else 20000 end;
    end if;
    if not is_plain and coalesce(counted, 0) <= 1000 then
      perform set_config('enable_bitmapscan', 'on', true);
      execute question.counts[2] into counted
        using account, after_place, after_id, pattern, grams, idle_since, at, made_before;
    end if;
  end if;
  return query select ids[1:wanted], least(counted, 1001);
end $$;

create or replace function members_matching(filter jsonb, at timestamptz) returns setof uuid
  language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
declare
  home constant uuid := current_account();
  asked_statuses constant text[] := array(select jsonb_array_elements_text(filter -> 'status'));
  asked_roles constant text[] := array(select jsonb_array_elements_text(filter -> 'role'));
  asked_mail constant text := filter ->> 'mail';
  asked_group constant uuid := filter ->> 'group_id';
  asked_pattern constant text := '%' || regexp_replace(nullif(fold_for_search(filter ->> 'search'), ''), '([\\%_])', '\\\1', 'g') || '%';
  idle_before constant timestamptz := at - (select make_interval(hours => 24 * a.inactivity_days) from account a where a.id = home);
begin
  return query
    select m.id
      -- Of these two only one is ever read.
      from (select a.* from member a where asked_group is null and a.account_id = home
            union all
            select a.* from user_group_member g join member a on a.account_id = g.account_id and a.id = g.member_id
             where asked_group is not null and g.account_id = home and g.group_id = asked_group) m
     where m.status <> 'removed'
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
