import type pg from 'pg';

/** An account with its activity, and what a page of it can be asked for. */
export type Filled = { accountId: string; holderId: string };

const MEMBERS = 20_000;
const OTHERS = 100;
const MONTHS = 36;

/** Makes 20,000 members of an account, and so many accounts beside it. */
export async function fillMembers(client: pg.Client, { accountId }: Filled): Promise<void> {
  await client.query(
    `insert into member (account_id, id, email, name, status, role, made_at, removed_at)
     select $1, ${memberId('g')}, 'user-' || g || '@example.test', 'User ' || g, 'removed', 'member', now() - interval '3 years', now()
       from generate_series(0, ${MEMBERS - 1}) g`,
    [accountId],
  );
  await client.query(
    `insert into account (id, company_name, language, made_at) select ${memberId('g')}, 'Other ' || g, 'en', now() from generate_series(1, ${OTHERS}) g`,
  );
}

/**
 * So many rows of activity in one account, spread evenly over three years, and a twentieth of that in a hundred others; in monthly
 * partitions, as they stand after three years of running. Indexes are taken off and built again, which only saves time.
 */
export async function fillAudit(client: pg.Client, { accountId }: Filled, rows: number): Promise<void> {
  await client.query(
    `set session_replication_role = replica; set maintenance_work_mem = '512MB'; set synchronous_commit = off`,
  );
  await client.query(PAST_MONTHS);
  const rebuild = await withoutIndexes(client);
  await client.query(`${INSERT} select ${columns(`$1::uuid`, rows)} from generate_series(0, ${rows - 1}) g`, [
    accountId,
  ]);
  const others = Math.floor(rows / 20);
  const other = memberId(`(1 + g % ${OTHERS})`);
  await client.query(`${INSERT} select ${columns(other, others)} from generate_series(0, ${others - 1}) g`);
  await client.query(
    `insert into audit_target (account_id, target_id, at, audit_id) select account_id, targets[1], at, id from audit where cardinality(targets) > 0`,
  );
  await client.query(
    `insert into audit_personal (account_id, audit_id, salt, "values")
     select account_id, id, '\\x00112233445566778899aabbccddeeff', '{"actor": {"name": "Some User", "email": "user@example.test", "address": "192.0.2.7"}}' from audit`,
  );
  for (const statement of rebuild) await client.query(statement);
  await client.query('reset session_replication_role');
  await client.query('vacuum (analyze)');
}

/** A member by number. */
export function memberId(number: string): string {
  return `('01990000-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
}

const INSERT = `insert into audit (account_id, id, at, act, actor_kind, actor_id, targets, before, after, personal_hash)`;

/** Most rows are entries into the profile; settings are changed once in a hundred thousand rows, and one actor did one in a million. */
function columns(account: string, rows: number): string {
  const at = `now() - (${rows} - g) * (interval '3 years' / ${rows})`;
  return `${account}, (lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '7abc8' || lpad(to_hex(g), 15, '0'))::uuid, ${at},
    case when g % 100000 = 7 then 'account.edit' when g % 100 < 60 then 'account.enter' when g % 100 < 75 then 'invitation.send'
         when g % 100 < 85 then 'invitation.accept' when g % 100 < 90 then 'member.change-role' when g % 100 < 94 then 'invitation.resend'
         when g % 100 < 97 then 'member.suspend' else 'member.reinstate' end,
    'member', ${memberId(`(case when g % 1000000 = 5 then 1000 else (g::bigint * 7919) % 1000 end)`)},
    array[${memberId(`((g::bigint * 104729) % ${MEMBERS})`)}], '{"status": "active"}', '{"status": "suspended"}', '\\x00'`;
}

const PAST_MONTHS = `do $$
declare month date := (date_trunc('month', now()) - interval '${MONTHS} months')::date; name text;
begin
  while month < date_trunc('month', now()) loop
    name := 'audit_' || to_char(month, 'YYYY_MM');
    execute format('create table %I partition of audit for values from (%L) to (%L)', name, month, (month + interval '1 month')::date);
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    month := (month + interval '1 month')::date;
  end loop;
end $$`;

/** Takes the indexes off the three tables; gives the statements that bring them back. */
async function withoutIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ drop: string; make: string }>(`
    select case when c.conname is null then format('drop index %s', i.indexrelid::regclass)
                else format('alter table %s drop constraint %I', i.indrelid::regclass, c.conname) end as drop,
           case when c.conname is null then pg_get_indexdef(i.indexrelid)
                else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end as make
      from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'p' and c.conrelid = i.indrelid
     where i.indrelid in ('audit'::regclass, 'audit_target'::regclass, 'audit_personal'::regclass)`);
  for (const { drop } of rows) await client.query(drop);
  // Of a partitioned table the definition is that of the table alone, without its months.
  return rows.map(({ make }) => make.replace(' ON ONLY ', ' ON '));
}
