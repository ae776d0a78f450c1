import type pg from 'pg';

const MEMBERS = 10_000;
const GROUPS = 200;
const OTHERS = 50;
const IN_EACH = 500;

/**
 * So many computers of one account with ten thousand members, and half as many in fifty others: eight of ten in a group, some groups much larger than
 * others; six of ten with an owner, seven of ten online; one of a hundred waits for approval, as many are gone. Every member has access
 * to a group and to two computers. Triggers sleep meanwhile, which only saves time; nothing is read here of people behind members.
 */
export async function fillComputers(client: pg.Client, accountId: string, count: number): Promise<void> {
  await client.query(`set session_replication_role = replica; set synchronous_commit = off; select setseed(0.5)`);
  await client.query(
    `insert into account (id, company_name, language, made_at) select ${idOf('g')}, 'Other ' || g, 'en', now() from generate_series(1, ${OTHERS}) g`,
  );
  await client.query(
    `insert into member (account_id, id, person_id, email, name, status, role, made_at)
     select $1, ${idOf('g')}, ${idOf('g')}, 'u' || g || '@example.test', 'User ' || g, 'active', 'member', now() from generate_series(1, ${MEMBERS}) g`,
    [accountId],
  );
  await client.query(
    `insert into computer_group (account_id, id, name, name_key, made_at)
     select $1, ${idOf('g')}, 'Site ' || g, 'site ' || g, now() from generate_series(1, ${GROUPS}) g`,
    [accountId],
  );
  await client.query(computersOf(count, true), [accountId]);
  await client.query(computersOf(OTHERS * IN_EACH, false));
  await client.query(
    `insert into member_access (account_id, id, member_id, kind, group_id, computer_id, made_at)
     select $1, gen_random_uuid(), ${idOf('o')}, case kind when 1 then 'group' else 'computer' end,
            case kind when 1 then ${idOf(`(1 + floor(${GROUPS} * power(random(), 2)))::integer`)} end,
            case when kind > 1 then ${idOf(`((o * 7 + kind) % ${count} + 1)`)} end, now()
       from generate_series(1, ${MEMBERS}) o cross join generate_series(1, 3) kind`,
    [accountId],
  );
  await client.query('reset session_replication_role');
  await client.query('vacuum (analyze) computer, computer_group, member, member_access, account');
}

/** An account, a member, a group or a computer, by number. */
function idOf(number: string): string {
  return `('0199' || lpad(to_hex(${number}), 8, '0') || '7000a' || lpad(to_hex(${number}), 15, '0'))::uuid`;
}

/** Of the account in `$1`, or of the others. */
function computersOf(count: number, isMain: boolean): string {
  const from = isMain ? 0 : 10_000_000;
  const home = isMain ? '$1::uuid' : idOf(`(1 + g % ${OTHERS})`);
  const owner = isMain ? idOf(`(1 + (g::bigint * 7919 % ${MEMBERS}))::integer`) : 'null::uuid';
  return `
    insert into computer (account_id, id, device_key, name, status, group_id, owner_id, made_at, removed_at, removed_where, hostname, os, os_user,
                          agent_version, base_cred_id, hello_counter, node_id, link_id, last_seen_at, lock_id)
    select ${home}, ${idOf('g')}, sha256(g::text::bytea), name, status,
           case when status <> 'removed' and in_group < 0.8 then ${isMain ? idOf(`(1 + floor(${GROUPS} * power(in_group / 0.8, 2)))::integer`) : 'null::uuid'} end,
           case when status = 'active' and owned < 0.6 then ${owner} end, made_at,
           case when status = 'removed' then now() end, case when status = 'removed' then 'account' end, lower(name), 'Debian GNU/Linux 12 (bookworm)',
           'user' || g % 997, '0.1.0', case when coded < 0.98 then gen_random_uuid() end, 5,
           case when is_on then (select n.id from node n limit 1) end, case when is_on then gen_random_uuid() end,
           case when coded < 0.97 then now() - power(random(), 4) * (now() - made_at) end, case when locked < 0.001 then gen_random_uuid() end
      from (select *, status = 'active' and online < 0.7 as is_on
              from (select g, random() as in_group, random() as owned, random() as coded, random() as online, random() as locked,
                           (array['Desk', 'Laptop', 'Büro', 'Lab', 'Till'])[1 + floor(5 * power(random(), 2))] || '-' || g as name,
                           now() - (1 - (g - ${from})::float8 / ${count + 1}) * interval '3 years' as made_at,
                           case when g % 100 = 7 then 'waiting' when g % 100 = 9 then 'removed' else 'active' end as status
                      from generate_series(${from + 1}, ${from + count}) g) drawn) d`;
}
