-- The users list: what it is searched by, what it is walked along, and the one function that finds a page of it.
--
-- A company may have a million members beside many other companies. Every order of the list has an index that begins with status
-- and role, so that a page of any filter is a merge of a few short walks. What these indexes carry beside their keys lets a walk
-- look at names without the table: measured 0.4 µs a row instead of 4.
-- Searching goes through pieces of one, two and three signs, salted with the account, so that a pattern of any length costs what it
-- matches in its own account and nothing of others. (pg_trgm beside btree_gin, measured: 5.9 ms instead of 1.0 for a rare pattern,
-- and nothing shorter than three signs.)

create function fold_for_search(typed text) returns text
  language sql immutable strict parallel safe
  as $$
  select translate(replace(replace(replace(
           regexp_replace(normalize(lower(typed collate "und-x-icu"), nfd), '[\u0300-\u036f]+', '', 'g'),
           'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'øłđħıς', 'oldhiσ')
$$;
comment on function fold_for_search(text) is 'A text as it is searched: small letters without accents, so that “muller” is in “Müller”.';

create function grams_of(account uuid, folded text) returns integer[]
  language plpgsql immutable strict parallel safe cost 10000
  as $$
declare
  salt constant integer := uuid_hash(account);
  signs constant text[] := string_to_array(folded, null) || array['', ''];
  grams integer[] := '{}';
begin
  for place in 1 .. cardinality(signs) - 2 loop
    grams := grams || (salt # hashtext(signs[place]));
    grams := grams || (salt # hashtext(signs[place] || signs[place + 1]));
    grams := grams || (salt # hashtext(signs[place] || signs[place + 1] || signs[place + 2]));
  end loop;
  return grams;
end $$;
comment on function grams_of(uuid, text) is 'Every piece of one to three signs of a text, as numbers that differ from account to account.';

create function grams_in(account uuid, pattern text) returns integer[]
  language sql immutable strict parallel safe
  as $$
  select array_agg(uuid_hash(account) # hashtext(substr(pattern, place, 3))) from generate_series(1, greatest(1, length(pattern) - 2)) place
$$;
comment on function grams_in(uuid, text) is 'The longest pieces of a pattern: what contains the pattern has all of them.';

-- A line break stands between name and address, so that no pattern reaches from one into the other. Who never entered comes before
-- whoever did long ago. Both follow their row, also when it is erased.
alter table member
  add column search_text text collate "C" not null generated always as (fold_for_search(name) || chr(10) || email) stored,
  add column last_activity_at timestamptz not null generated always as (coalesce(last_entered_at, '-infinity')) stored;

create index member_listed_by_name on member (account_id, status, role, sort_name, id)
  include (search_text, last_activity_at, made_at) where status <> 'removed';
create index member_listed_by_last_activity on member (account_id, status, role, last_activity_at, id)
  include (search_text, made_at) where status <> 'removed';
create index member_listed_by_date on member (account_id, status, role, made_at, id)
  include (search_text, last_activity_at) where status <> 'removed';
-- Everybody by name is how the list opens: one walk, nothing to merge.
drop index member_by_name;
create index member_by_name on member (account_id, sort_name, id)
  include (status, search_text, last_activity_at, made_at) where removed_at is null;
create index member_by_gram on member using gin (grams_of(account_id, search_text)) with (gin_pending_list_limit = 256)
  where status <> 'removed';
-- Statistics of its pieces would cost more to gather than they tell.
alter index member_by_gram alter column 1 set statistics 0;
create index member_idle on member (account_id, (coalesce(last_entered_at, made_at))) where status = 'active';
-- Nobody enters before they are a member. As long as no row says so, idle members are not looked for among newer ones.
create index member_back_dated on member (account_id) where status = 'active' and last_entered_at < made_at;

-- An invitation knows where its present mail is: looked up among all mails, those of older links and ended invitations stood in the way.
alter table invitation add column mail_state text not null default 'waiting'
  constraint mail_state_of_invitation_is_known check (mail_state in ('waiting', 'sent', 'bounced', 'no_mail_server'));
update invitation i set mail_state = m.state from mail m
 where m.account_id = i.account_id and m.subject_id = i.id and m.generation = i.generation and m.kind = 'invitation';
create index open_invitation_by_mail on invitation (account_id, mail_state, member_id) where ending is null and mail_state <> 'sent';
create index open_invitation_by_expiry on invitation (account_id, expires_at, member_id) where ending is null;

create function tell_invitation() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
begin
  update invitation set mail_state = new.state
   where account_id = new.account_id and id = new.subject_id and generation = new.generation and mail_state <> new.state;
  return null;
end $$;
comment on function tell_invitation() is 'What comes of the mail of an invitation stands in the invitation.';
create trigger tell_invitation after update of state on mail
  for each row when (new.kind = 'invitation' and new.state <> old.state) execute function tell_invitation();
-- A promised mail waits, and so does its invitation; only a copied one comes with another state.
create trigger tell_invitation_of_copy after insert on mail
  for each row when (new.kind = 'invitation' and new.state <> 'waiting') execute function tell_invitation();

create function await_mail() returns trigger
  language plpgsql set search_path = pg_catalog, public, pg_temp
  as $$
begin
  new.mail_state := 'waiting';
  return new;
end $$;
comment on function await_mail() is 'A new link of an invitation waits for a mail of its own.';
create trigger await_mail before update of generation on invitation
  for each row when (new.generation <> old.generation) execute function await_mail();

create function member_walk(key text, direction text, pairs text[], beyond text) returns text
  language sql immutable parallel safe
  as $$
  select format('select * from (%s) m order by m.key %s, m.id %2$s limit $9', string_agg(format(
           '(select m.id, m.%1$I as key, m.status, m.search_text, m.last_activity_at, m.made_at from member m
              where m.account_id = $1 and %2$s%3$s order by m.%1$I %4$s, m.id %4$s)', key, pair, beyond, direction), ' union all '), direction)
    from unnest(pairs) pair
$$;
comment on function member_walk(text, text, text[], text) is 'A walk along the list, merged of one walk for each pair, as SQL.';

-- `filter` is an object with `status` and `role` (arrays; absent or empty for all), `search`, `mail`, `sort`, `order` and `after` (the
-- place of the last row before the page, and its id). What the statements take, by number: $1 the account, $2 and $3 what is in
-- `after`, $4 the pattern for LIKE, $5 its grams, $6 the moment since which an active member would have had to enter, $7 the present
-- moment, $8 a moment before which all idle members were made, $9 and $10 how many rows.
create function member_question(filter jsonb, out sample text, out walk text, out counts text[], out finds text[])
  language plpgsql immutable parallel safe
  as $$
declare
  asked constant text[] := array(select jsonb_array_elements_text(filter -> 'status'));
  asked_roles constant text[] := array(select jsonb_array_elements_text(filter -> 'role'));
  mail_state constant text := filter ->> 'mail';
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
  -- What a row must be besides of a status and a role.
  fits constant text := concat_ws(' and ',
    case when is_searched then 'm.search_text like $4' end,
    case when idle_only then '(m.status <> ''active'' or coalesce(nullif(m.last_activity_at, ''-infinity''), m.made_at) < $6)' end,
    case when mail_state is not null then format('exists (select from %s and i.member_id = m.id)', mailed) end);
  -- By name everybody has an index without pairs. It is told by removed_at, so that the planner never walks it for a pair.
  everybody constant text[] := array['m.removed_at is null'];
  pairs text[];
  sources text[];
  of_pairs text;
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
    case when mail_state is not null then
      format('select m.* from member m cross join %s and m.account_id = i.account_id and m.id = i.member_id', mailed) end,
    case when is_searched then
      'select m.* from (select * from member g where grams_of(g.account_id, g.search_text) @> $5 and g.status <> ''removed'' offset 0) m
        where m.account_id = $1' end,
    case when is_narrow then of_pairs end,
    case when idle_only then
      'select m.* from member m where m.account_id = $1 and m.status = ''active'' and coalesce(m.last_entered_at, m.made_at) < $6'
      || case when cardinality(statuses) > 1 then format(' union all
         select m.* from member m where m.account_id = $1 and m.status <> ''active'' and %s', of_these) else '' end end], null);
  counts := counts || format('select count(*) from (select from (%s) m where %s and %s limit 1001) m',
    case when is_narrow and mail_state is null then of_pairs else sources[1] end, of_these, fits);
  finds := array(select format(
    'with found as materialized (
       select m.id, m.key, (%s and %s) as fits
         from (select m.id, m.%I as key, m.status, m.role, m.search_text, m.last_activity_at, m.made_at from (%s) m limit $9) m)
     select count(*), count(*) filter (where m.fits),
            array(select m.id from found m where m.fits%s order by m.key %s, m.id %6$s limit $10) from found m',
    of_these, fits, key, s, format(beyond, 'key'), direction) from unnest(sources) s);
end $$;
comment on function member_question(jsonb) is 'The statements that find a page of the users list, as texts: nothing is read here.';

create function member_page(filter jsonb, at timestamptz, rows integer) returns table (ids uuid[], counted integer)
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
  is_plain boolean;
  is_found boolean := false;
  budget integer;
  walked integer;
  matched integer;
  cap integer;
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
    when matched >= 20 then array[500, 5000, 50000]
    when matched >= 3 and filter ->> 'mail' is null then array[5000]
    when walked < 500 then array[500]
    else '{}'::integer[] end
  loop
    execute question.walk into walked, ids
      using account, after_place, after_id, pattern, grams, idle_since, at, made_before, budget;
    is_found := cardinality(ids) >= wanted or walked < budget;
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
  elsif cardinality(ids) > 1000 or after_id is null and walked < budget then
    counted := cardinality(ids);
  else
    if is_plain or matched >= 20 then
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
comment on function member_page(jsonb, timestamptz, integer) is
  'The members of a page of the users list, in order, and how many match, counted to 1,001. Takes its account from the transaction.';

revoke all on function fold_for_search(text), grams_of(uuid, text), grams_in(uuid, text), member_walk(text, text, text[], text),
  member_question(jsonb), member_page(jsonb, timestamptz, integer), tell_invitation(), await_mail() from public;
-- Whoever writes a name or an address computes what it is searched by.
grant execute on function fold_for_search(text), grams_of(uuid, text), member_page(jsonb, timestamptz, integer) to latchkey_app;
