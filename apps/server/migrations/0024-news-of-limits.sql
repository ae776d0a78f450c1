-- A live socket is told too when what its member may do inside chosen groups changes (G5).

drop function standing_of(bytea[], uuid[], timestamptz);
create function standing_of(tokens bytea[], accounts uuid[], at timestamptz)
  returns table (place integer, member_id uuid, held text[], limits jsonb)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  as $$
  select asked.place::integer, m.id, held_in_full(m.account_id, m.id), case when m.role_id is not null then limits_of(m.account_id, m.id) end
    from unnest(tokens, accounts) with ordinality as asked (token, account_id, place)
    join sign_in s on s.token_hash = asked.token and s.ended_at is null and s.expires_at > at
    join member m on m.account_id = asked.account_id and m.person_id = s.person_id and m.status = 'active'
         and (m.signed_out_at is null or s.proved_at > m.signed_out_at)
    join account a on a.id = m.account_id and a.closed_at is null
$$;
comment on function standing_of(bytea[], uuid[], timestamptz) is 'Which of many live sockets still stand, by place, with what they may do now, in all of the account and inside chosen groups. Proof: the token hashes.';
revoke all on function standing_of(bytea[], uuid[], timestamptz) from public;
grant execute on function standing_of(bytea[], uuid[], timestamptz) to latchkey_app;
