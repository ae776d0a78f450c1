import type pg from 'pg';
import { byTurns, cookieOf, inPlace, inWords, readerOf } from './reads.ts';
import { type Line, ratioOf } from './table.ts';

const ACCOUNTS = 200;
const MEMBERS = 200;
const LIMIT = 50;
const ROUNDS = { warmUp: 20, rounds: 200 };

/** How long it takes to switch profiles as the pages do, for an admin of 200 accounts, over the bare statements for the same. */
export async function measureProfiles(): Promise<Line[]> {
  return inPlace(async (place) => {
    const { client, house } = place;
    await client.query('set synchronous_commit = on');
    await client.query(PERSON);
    await client.query(ACCOUNTS_OF_THEIRS);
    await client.query(COLLEAGUES);
    await client.query('vacuum (analyze)');
    const { rows } = await client.query<{ account_id: string; id: string; person_id: string }>(
      `select account_id, id, person_id from member where email = 'busy@example.test'`,
    );
    const { read, close } = readerOf(house.url, await cookieOf(place, rows[0]?.person_id ?? ''));
    let [turn, bareTurn] = [0, 0];
    const next = (at: number) => rows[at % ACCOUNTS] ?? { account_id: '', id: '' };
    const byCalls = async () => {
      const path = `/api/v1/accounts/${next(turn++).account_id}`;
      await Promise.all([read(`${path}/enter`, {}), read(path), read(`${path}/members?limit=${LIMIT}`)]);
    };
    try {
      const [calls, bare] = await byTurns([byCalls, () => bareSwitch(client, next(bareTurn++))], ROUNDS);
      const line = {
        what: `switching between ${ACCOUNTS} profiles`,
        measured: `${inWords(calls)} (p50 / p99)`,
        reference: `${inWords(bare)} for the bare statements`,
        ratio: `${ratioOf(calls.p50, bare.p50)} / ${ratioOf(calls.p99, bare.p99)}`,
        aim: '',
      };
      return [line];
    } finally {
      close();
    }
  });
}

/** Entering, the account, and the first page of its users with their count, one after the other. */
async function bareSwitch(client: pg.Client, { account_id, id }: { account_id: string; id: string }): Promise<void> {
  for (const [name, { text, own }] of Object.entries(STATEMENTS))
    await client.query({ name, text, values: own ? [account_id, id] : [account_id] });
}

const STATEMENTS = {
  enter: { own: true, text: 'update member set last_entered_at = now() where account_id = $1 and id = $2' },
  account: {
    own: true,
    text: 'select a.company_name, m.role from account a join member m on m.account_id = a.id where a.id = $1 and m.id = $2',
  },
  users: {
    own: false,
    text: `select id, email, name, role, status, made_at, last_entered_at from member
            where account_id = $1 and status <> 'removed' order by sort_name, id limit ${LIMIT + 1}`,
  },
  count: {
    own: false,
    text: `select count(*) from (select from member where account_id = $1 and status <> 'removed' limit 1001) capped`,
  },
};

const PERSON = `insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
  select gen_random_uuid(), email, name, 'none', 'en', now(), now()
    from (values ('busy@example.test', 'Busy'), ('holder@example.test', 'Holder')) people (email, name)`;
const ACCOUNTS_OF_THEIRS = `with fresh as (
    insert into account (id, company_name, language, made_at)
    select gen_random_uuid(), 'Company ' || g, 'en', now() from generate_series(1, ${ACCOUNTS}) g returning id
  )
  insert into member (account_id, id, person_id, email, name, status, role, made_at)
  select f.id, gen_random_uuid(), p.id, p.email, p.name, 'active', case p.name when 'Holder' then 'holder' else 'admin' end, now()
    from fresh f cross join person p`;
const COLLEAGUES = `insert into member (account_id, id, person_id, email, name, status, role, made_at)
  select a.id, gen_random_uuid(), null, 'user-' || g || '@example.test', 'User ' || g, 'invited', 'member', now()
    from account a cross join generate_series(1, ${MEMBERS}) g`;
