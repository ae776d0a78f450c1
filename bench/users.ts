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
    // A plan for any value at all, which a prepared statement gets after some calls, fits no pattern.
    await place.client.query('set plan_cache_mode = force_custom_plan');
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
  /** Whose list is walked, merged of a walk for each status and role; all where none are named. */
  statuses?: string[];
  roles?: string[];
  /** What a row must be besides, said of columns that the indexes of the list hold. */
  where?: string;
  values?: (round: number) => unknown[];
  /** Where those that it fits are looked up and sorted instead, in orders in which a walk would meet them late. */
  lookedUp?: { from: string; by?: readonly string[] };
};

const USED = (round: number) => `u${1 + ((round * 7919) % MEMBERS)}@`;
const likes = (pattern: string) => ({ where: 'm.search_text like $2', values: () => [`%${pattern}%`] });
const byPieces = 'member m where grams_of(m.account_id, m.search_text) @> grams_in($1, substr($2, 2, length($2) - 2))';
const byMail = (rule: string) =>
  `invitation i join member m on m.account_id = i.account_id and m.id = i.member_id where i.account_id = $1 and i.ending is null and ${rule}`;
const mailed = (rule: string) => ({ statuses: ['invited'], lookedUp: { from: byMail(rule) } });
// Who never entered did so at -infinity, and nobody enters before they were made.
const since = `now() - interval '90 days'`;
const idle = `m.last_activity_at < ${since} and m.made_at < ${since}`;

/** Each is asked in every order by turns. */
const QUESTIONS: Question[] = [
  { what: 'everybody', asked: () => ({}) },
  {
    what: 'a rare pattern',
    asked: (round) => ({ search: USED(round) }),
    where: 'm.search_text like $2',
    values: (round) => [`%${USED(round)}%`],
    lookedUp: { from: byPieces },
  },
  {
    what: 'a first name',
    asked: () => ({ search: 'zoe' }),
    ...likes('zoe'),
    lookedUp: { from: byPieces, by: ['name asc'] },
  },
  { what: 'a common pattern', asked: () => ({ search: 'müller' }), ...likes('muller') },
  {
    what: 'an absent pattern',
    asked: () => ({ search: 'nobody is called so' }),
    ...likes('nobody is called so'),
    lookedUp: { from: byPieces },
  },
  {
    what: 'an absent pattern of two signs',
    asked: () => ({ search: 'q#' }),
    ...likes('q#'),
    lookedUp: { from: byPieces },
  },
  { what: 'a pattern that everybody matches', asked: () => ({ search: 'example' }), ...likes('example') },
  { what: 'active ones', asked: () => ({ status: 'active' }), statuses: ['active'] },
  { what: 'invited ones', asked: () => ({ status: 'invited' }), statuses: ['invited'] },
  { what: 'suspended ones', asked: () => ({ status: 'suspended' }), statuses: ['suspended'] },
  { what: 'inactive ones', asked: () => ({ status: 'inactive' }), statuses: ['active'], where: idle },
  { what: 'admins', asked: () => ({ role: 'admin' }), roles: ['admin'] },
  {
    what: 'suspended super admins',
    asked: () => ({ status: 'suspended', role: 'super_admin' }),
    statuses: ['suspended'],
    roles: ['super_admin'],
  },
  {
    what: 'bounced invitations',
    asked: () => ({ mail: 'bounced' }),
    ...mailed(`i.mail_state = 'bounced' and i.mail_state <> 'sent'`),
  },
  { what: 'expired invitations', asked: () => ({ mail: 'expired' }), ...mailed('i.expires_at <= now()') },
  {
    what: 'a rare pattern among admins',
    asked: (round) => ({ role: 'admin', search: USED(round) }),
    roles: ['admin'],
    where: 'm.search_text like $2',
    values: (round) => [`%${USED(round)}%`],
    lookedUp: { from: byPieces },
  },
  {
    what: 'a common pattern among the inactive',
    asked: () => ({ status: 'inactive', search: 'muller' }),
    statuses: ['active'],
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

const STATUSES = ['active', 'invited', 'suspended'];
const ROLES = ['member', 'admin', 'super_admin', 'holder'];

/** The same rows with the same beside them and the same count, as the superuser, with no rules of who sees what. */
function bareOf(question: Question, accountId: string, round: number) {
  const { what, statuses = STATUSES, roles = ROLES, where = 'true', values, lookedUp } = question;
  const { sort, order } = ORDERS[round % ORDERS.length] ?? { sort: 'name', order: 'asc' };
  const key = SORTS[sort];
  const first = `order by key ${order}, id ${order} limit ${LIMIT + 1}`;
  const isLookedUp = lookedUp !== undefined && (lookedUp.by ?? [`${sort} ${order}`]).includes(`${sort} ${order}`);
  const these = `m.account_id = $1 and m.status <> 'removed' and ${where}`;
  const ofThese = `${these} and m.status in ('${statuses.join(`', '`)}') and m.role in ('${roles.join(`', '`)}')`;
  const pairs = statuses.flatMap((status) => roles.map((role) => `('${status}', '${role}')`));
  const found = `found as materialized (select m.id, m.${key} as key from ${lookedUp?.from} and ${ofThese}),`;
  const walked = `(values ${pairs.join(', ')}) pair (status, role) cross join lateral (
    select m.id, m.${key} as key from member m where ${these} and m.status = pair.status and m.role = pair.role ${first}) m`;
  const text = `
    with ${isLookedUp ? found : ''}
    page as (select id, key from ${isLookedUp ? 'found' : walked} ${first})
    select m.id, m.email, m.name, m.role, m.status, m.made_at, m.last_entered_at, i.id as invitation_id, i.sent_at, i.expires_at, i.mail_state,
           by.name as invited_by, role.name as custom_role, rights.beyond_role, rights.has_access,
           m.status = 'active' and coalesce(m.last_entered_at, m.made_at) < ${since} as inactive,
           (select count(*) from (select ${isLookedUp ? 'from found' : `from member m where ${ofThese}`} limit 1001) capped) as counted
      from page join member m on m.account_id = $1 and m.id = page.id
      left join invitation i on i.account_id = m.account_id and i.member_id = m.id and i.ending is null
      left join member by on by.account_id = i.account_id and by.id = i.invited_by
      left join custom_role role on role.account_id = m.account_id and role.id = m.role_id
      left join rights_among($1, array(select id from page)) rights on rights.member_id = m.id order by page.key ${order}, page.id ${order}`;
  return { name: `${what} ${sort} ${order}`, text, values: [accountId, ...(values?.(round) ?? [])] };
}
