import type pg from 'pg';

/** An account, and its holder as a member. */
export type Filled = { accountId: string; holderId: string };

const OTHERS = 200;
const IN_EACH = 1000;
const FIRST =
  'Maria,Anna,Paul,David,Laura,Thomas,Émile,Günther,José,Zoë,Łukasz,Søren,Fatima,Hélène,Katarina,Nuño,Øyvind,Beatriz,Ömer,Quentin,Ursula,Xavier,Yasmin,Wilhelmina';
const LAST =
  'Müller,Martin,García,Silva,Rossi,de Vries,Kowalski,Dubois,Weiß,Jørgensen,Novák,Santos,Åkesson,Lefèvre,Ibáñez,O’Brien,Zimmermann,Petrović,Yıldız,Quispe,Castellanos,Brontë,Guimarães,Thibault,Vasquez,Eriksen,Hoffmann,Moretti,Oliveira,Ullmann';

/**
 * So many members of one account, and a thousand in each of two hundred others. Some names are much more common than others; nearly
 * nine of ten are active, one of ten is invited, one of fifty is an admin; most were here lately. Indexes are taken off and built
 * again and triggers sleep meanwhile, which only saves time; of the people behind the members nothing is read here.
 */
export async function fillUsers(client: pg.Client, { accountId, holderId }: Filled, count: number): Promise<void> {
  await client.query(
    `set session_replication_role = replica; set maintenance_work_mem = '512MB'; set synchronous_commit = off; select setseed(0.5)`,
  );
  const rebuild = await withoutIndexes(client);
  await client.query(
    `insert into account (id, company_name, language, made_at) select ${idOf('g')}, 'Other ' || g, 'en', now() from generate_series(1, ${OTHERS}) g`,
  );
  const names = [FIRST.split(','), LAST.split(',')];
  await client.query(membersOf('$3::uuid', 1, count), [...names, accountId]);
  await client.query(membersOf(idOf(`(1 + g % ${OTHERS})`), count + 1, count + OTHERS * IN_EACH), names);
  for (const statement of rebuild) await client.query(statement);
  await client.query(INVITATIONS, [accountId, holderId]);
  await client.query('reset session_replication_role');
  // Else what has expired would be tidied away between one measurement and the next.
  await client.query(
    `create or replace function accounts_with_expired_invitations(at timestamptz) returns setof uuid language sql as 'select null::uuid where false'`,
  );
  await client.query('vacuum (analyze)');
}

/** A member, or another account, by number. */
function idOf(number: string): string {
  return `('0199' || lpad(to_hex(${number}), 8, '0') || '70008' || lpad(to_hex(${number}), 15, '0'))::uuid`;
}

function membersOf(account: string, from: number, to: number): string {
  return `
    insert into member (account_id, id, person_id, email, name, status, role, made_at, last_entered_at)
    select ${account}, ${idOf('g')}, case when status <> 'invited' then ${idOf('g')} end,
           'u' || g || '@' || (case when dice < 0.7 then 'sales' when dice < 0.9 then 'lab' else 'home' end) || '.example.test',
           ($1::text[])[1 + floor(first * first * cardinality($1::text[]))] || ' ' || chr(65 + g % 26) || '. '
             || ($2::text[])[1 + floor(last * last * cardinality($2::text[]))],
           status, case when rank < 0.98 then 'member' when rank < 0.998 then 'admin' else 'super_admin' end, made_at,
           case when status <> 'invited' then made_at + power(lately, 0.1) * (now() - made_at) end
      from (select g, random() as first, random() as last, random() as dice, random() as rank, random() as lately,
                   now() - (1 - (g - ${from})::float8 / ${to - from + 1}) * interval '3 years' as made_at,
                   (array['active', 'invited', 'suspended'])[1 + (g::bigint * 7919 % 100 >= 88)::integer + (g::bigint * 7919 % 100 >= 98)::integer] as status
              from generate_series(${from}, ${to}) g) drawn`;
}

const INVITATIONS = `
  insert into invitation (account_id, id, member_id, invited_by, language, made_at, sent_at, expires_at, mail_state)
  select account_id, id, id, $2, 'en', made_at, made_at, now() + case when random() < 0.005 then interval '-1 hour' else interval '9 days' end,
         (array['sent', 'bounced', 'waiting', 'no_mail_server'])[case when random() < 0.96 then 1 else 2 + floor(random() * 3) end]
    from member where account_id = $1 and status = 'invited'`;

/** Takes the indexes off the members that no other table leans on; gives the statements that bring them back. */
async function withoutIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; make: string }>(`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as make from pg_index i
     where i.indrelid = 'member'::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`);
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ make }) => make);
}
