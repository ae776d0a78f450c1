import { type Filled, fillUsers } from './fill-users.ts';
import { byTurns, cookieOf, inPlace, inWords, type Place, type Reader, readerOf } from './reads.ts';
import { seedGuests } from './seed.ts';
import { type Line, ratioOf } from './table.ts';

const MEMBERS = Number(process.env['BENCH_USERS'] ?? 1_000_000);
const LIMIT = 50;
const ROUNDS = { warmUp: 6, rounds: 60 };
const SORTS = { name: 'sort_name', last_activity: 'last_activity_at', added: 'made_at' } as const;
const ORDERS = (Object.keys(SORTS) as (keyof typeof SORTS)[]).flatMap((sort) =>
  (['asc', 'desc'] as const).map((order) => ({ sort, order })),
);

/** How long pages of the users list take through HTTP at a million members of one account, over the bare SQL for the same by the same driver. */
export async function measureUsers(): Promise<Line[]> {
  return inPlace(async (place) => {
    const { accountId, holderId } = await seedGuests(place.superuser, place.house.masterKeyFile, 0);
    const began = performance.now();
    await fillUsers(place.client, { accountId, holderId }, MEMBERS);
    process.stderr.write(`  ${MEMBERS} members made in ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
    const found = await place.client.query<{ person_id: string }>('select person_id from member where id = $1', [
      holderId,
    ]);
    const { read, close } = readerOf(place.house.url, await cookieOf(place, found.rows[0]?.person_id ?? ''));
    try {
      const lines: Line[] = [];
      for (const question of QUESTIONS) {
        const line = await measured(place, read, { accountId, holderId }, question);
        process.stderr.write(`  ${line.what}: ${line.measured}, ${line.reference}\n`);
        lines.push(line);
      }
      return lines;
    } finally {
      close();
    }
  });
}

/** One way of asking, and how one who knows the tables would ask the database: `m` is the member, `$1` the account. */
type Question = {
  what: string;
  asked: (round: number) => Record<string, string>;
  where: string;
  values?: (round: number) => unknown[];
  /** Looked up by pieces of the pattern in `$2`, rather than met on a walk along the list. */
  isRare?: true;
};

const USED = (round: number) => `u${1 + ((round * 7919) % MEMBERS)}@`;
const likes = (pattern: string) => ({ where: 'and m.search_text like $2', values: () => [`%${pattern}%`] });
const mailed = (rule: string) =>
  `and m.status = 'invited' and exists (select from invitation i where i.account_id = m.account_id and i.member_id = m.id and i.ending is null and ${rule})`;
const idle = `and m.status = 'active' and coalesce(m.last_entered_at, m.made_at) < now() - interval '90 days'`;

/** Each is asked in every order by turns. */
const QUESTIONS: Question[] = [
  { what: 'everybody', asked: () => ({}), where: '' },
  {
    what: 'a rare pattern',
    asked: (round) => ({ search: USED(round) }),
    where: 'and m.search_text like $2',
    values: (round) => [`%${USED(round)}%`],
    isRare: true,
  },
  { what: 'a first name', asked: () => ({ search: 'zoe' }), ...likes('zoe'), isRare: true },
  { what: 'a common pattern', asked: () => ({ search: 'müller' }), ...likes('muller') },
  {
    what: 'an absent pattern',
    asked: () => ({ search: 'nobody is called so' }),
    ...likes('nobody is called so'),
    isRare: true,
  },
  { what: 'an absent pattern of two signs', asked: () => ({ search: 'q#' }), ...likes('q#'), isRare: true },
  { what: 'a pattern that everybody matches', asked: () => ({ search: 'example' }), ...likes('example') },
  { what: 'active ones', asked: () => ({ status: 'active' }), where: `and m.status = 'active'` },
  { what: 'invited ones', asked: () => ({ status: 'invited' }), where: `and m.status = 'invited'` },
  { what: 'suspended ones', asked: () => ({ status: 'suspended' }), where: `and m.status = 'suspended'` },
  { what: 'inactive ones', asked: () => ({ status: 'inactive' }), where: idle },
  { what: 'admins', asked: () => ({ role: 'admin' }), where: `and m.role = 'admin'` },
  {
    what: 'suspended super admins',
    asked: () => ({ status: 'suspended', role: 'super_admin' }),
    where: `and m.status = 'suspended' and m.role = 'super_admin'`,
  },
  { what: 'bounced invitations', asked: () => ({ mail: 'bounced' }), where: mailed(`i.mail_state = 'bounced'`) },
  { what: 'expired invitations', asked: () => ({ mail: 'expired' }), where: mailed('i.expires_at <= now()') },
  {
    what: 'a rare pattern among admins',
    asked: (round) => ({ role: 'admin', search: USED(round) }),
    where: `and m.role = 'admin' and m.search_text like $2`,
    values: (round) => [`%${USED(round)}%`],
    isRare: true,
  },
  {
    what: 'a common pattern among the inactive',
    asked: () => ({ status: 'inactive', search: 'muller' }),
    where: `${idle} and m.search_text like $2`,
    values: () => ['%muller%'],
  },
];

async function measured(place: Place, read: Reader, { accountId }: Filled, question: Question): Promise<Line> {
  const pathIn = (round: number) => {
    const query = new URLSearchParams({ ...question.asked(round), ...ORDERS[round % ORDERS.length] });
    return `/api/v1/accounts/${accountId}/members?${query.toString()}`;
  };
  const bareIn = (round: number) => place.client.query<{ id: string }>(bareOf(question, accountId, round));
  for (const round of ORDERS.keys()) {
    const { items } = JSON.parse(await read(pathIn(round))) as { items: { id: string }[] };
    const bare = (await bareIn(round)).rows.slice(0, LIMIT);
    if (items.length !== bare.length || items.some(({ id }, at) => id !== bare[at]?.id))
      throw new Error(`${question.what}: the page and the bare query disagree.`);
  }
  let [asked, queried] = [0, 0];
  const [page, query] = await byTurns([() => read(pathIn((asked += 1))), () => bareIn((queried += 1))], ROUNDS);
  return {
    what: `users at ${MEMBERS.toLocaleString('en')} members, ${question.what}`,
    measured: `${inWords(page)} (p50 / p99)`,
    reference: `${inWords(query)} for the bare query`,
    ratio: `${ratioOf(page.p50, query.p50)} / ${ratioOf(page.p99, query.p99)}`,
    aim: '≤ 2 at p50, p99 ≤ 50 ms',
  };
}

/** The same rows with the same beside them and the same count, as the superuser, with no rules of who sees what. */
function bareOf({ what, where, values, isRare }: Question, accountId: string, round: number) {
  const { sort, order } = ORDERS[round % ORDERS.length] ?? { sort: 'name', order: 'asc' };
  const inOrder = `order by m.${SORTS[sort]} ${order}, m.id ${order}`;
  const these = `from member m where m.account_id = $1 and m.removed_at is null and m.status <> 'removed' ${where}`;
  const looked = `found as materialized (select m.* ${these} and grams_of(m.account_id, m.search_text) @> grams_in($1, substr($2, 2, length($2) - 2))),`;
  const text = `
    with ${isRare ? looked : ''}
    page as (select m.* ${isRare ? 'from found m' : these} ${inOrder} limit ${LIMIT + 1})
    select m.id, m.email, m.name, m.role, m.status, m.made_at, m.last_entered_at, i.id as invitation_id, i.sent_at, i.expires_at, i.mail_state,
           by.name as invited_by, (select count(*) from (select ${isRare ? 'from found' : these} limit 1001) capped) as counted
      from page m left join invitation i on i.account_id = m.account_id and i.member_id = m.id and i.ending is null
      left join member by on by.account_id = i.account_id and by.id = i.invited_by ${inOrder}`;
  return { name: `${what} ${sort} ${order}`, text, values: [accountId, ...(values?.(round) ?? [])] };
}
