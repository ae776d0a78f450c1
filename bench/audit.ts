import { fillAudit, fillMembers, type Filled, memberId } from './fill-audit.ts';
import { byTurns, cookieOf, inPlace, inWords, type Place, type Reader, readerOf } from './reads.ts';
import { seedGuests } from './seed.ts';
import { type Line, ratioOf } from './table.ts';

const ROWS = 10_000_000;
const LIMIT = 50;
const ROUNDS = { warmUp: 10, rounds: 100 };

/** How long pages of the activity take through HTTP at ten million rows in one account, over the bare SQL for the same by the same driver. */
export async function measureAudit(count = ROWS): Promise<Line[]> {
  return inPlace(async (place) => {
    const { accountId, holderId } = await seedGuests(place.superuser, place.house.masterKeyFile, 0);
    const filled = { accountId, holderId };
    await fillMembers(place.client, filled);
    const began = performance.now();
    await fillAudit(place.client, filled, count);
    process.stderr.write(`  ${count} rows made in ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
    const { rows } = await place.client.query<{ person_id: string }>('select person_id from member where id = $1', [
      holderId,
    ]);
    const { read, close } = readerOf(place.house.url, await cookieOf(place, rows[0]?.person_id ?? ''));
    try {
      const lines: Line[] = [];
      for (const question of await questions(place, filled)) lines.push(await measured(place, read, question, count));
      return lines;
    } finally {
      close();
    }
  });
}

/** One way of asking, and how one would ask the database oneself: `$1` is the account. */
type Question = { what: string; path: string; where: string; values: unknown[] };

async function questions({ client }: Place, { accountId }: Filled): Promise<Question[]> {
  const { rows } = await client.query<{
    busy: string;
    rare: string;
    target: string;
    from: string;
    deep: string;
    at: string;
  }>(
    `select ${memberId('500')} as busy, ${memberId('1000')} as rare, ${memberId('777')} as target,
            to_char((now() - interval '26 months') at time zone 'UTC', 'YYYY-MM-DD"T00:00:00.000Z"') as "from",
            a.id as deep, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
       from audit a where a.account_id = $1 and a.at < now() - interval '18 months' order by a.at desc limit 1`,
    [accountId],
  );
  const { busy = '', rare = '', target = '', from = '', deep = '', at = '' } = rows[0] ?? {};
  const to = new Date(Date.parse(from) + 30 * 86_400_000).toISOString();
  const cursor = Buffer.from(JSON.stringify([at, deep])).toString('base64url');
  const ask = (what: string, asked: Record<string, string>, where: string, values: unknown[]): Question => {
    const query = new URLSearchParams({ limit: String(LIMIT), ...asked }).toString();
    return { what, path: `/api/v1/accounts/${accountId}/audit?${query}`, where, values: [accountId, ...values] };
  };
  const nouns = ['member.change-role', 'member.suspend', 'member.reinstate', 'member.delete', 'member.leave'];
  return [
    ask('newest', {}, '', []),
    ask('a page half way down', { cursor }, 'and (a.at, a.id) < ($2::timestamptz, $3::uuid)', [at, deep]),
    ask('one act', { act: 'invitation.resend' }, 'and a.act = $2', ['invitation.resend']),
    ask('one rare act', { act: 'account.edit' }, 'and a.act = $2', ['account.edit']),
    ask('one noun', { act: 'member' }, 'and a.act = any($2::text[])', [nouns]),
    ask('one actor', { actor_id: busy }, 'and a.actor_id = $2', [busy]),
    ask('an actor of ten acts', { actor_id: rare }, 'and a.actor_id = $2', [rare]),
    ask('one user concerned', { target_id: target }, 'and a.targets @> array[$2::uuid]', [target]),
    ask('a month two years ago', { from, to }, 'and a.at >= $2 and a.at < $3', [from, to]),
    ask(
      'a noun in that month',
      { act: 'member', from, to },
      'and a.act = any($4::text[]) and a.at >= $2 and a.at < $3',
      [from, to, nouns],
    ),
  ];
}

async function measured(place: Place, read: Reader, question: Question, count: number): Promise<Line> {
  const { what, path } = question;
  process.stderr.write(`  ${what} …\n`);
  const statement = bareOf(question);
  const first = await Promise.all([read(path), place.client.query(statement)]);
  const { items } = JSON.parse(first[0]) as { items: { id: string }[] };
  const bare = first[1].rows.slice(0, LIMIT) as { id: string }[];
  if (items.length === 0 || items.some(({ id }, at) => id !== bare[at]?.id))
    throw new Error(`${what}: the page and the bare query disagree.`);
  const [page, query] = await byTurns([() => read(path), () => place.client.query(statement)], ROUNDS);
  return {
    what: `activity at ${count.toLocaleString('en')} rows, ${what}`,
    measured: `${inWords(page)} (p50 / p99)`,
    reference: `${inWords(query)} for the bare query`,
    ratio: `${ratioOf(page.p50, query.p50)} / ${ratioOf(page.p99, query.p99)}`,
    aim: '≤ 2 at p50, p99 ≤ 50 ms',
  };
}

/** The same rows with the same beside them and the same count, as the superuser, with no rules of who sees what. */
function bareOf({ where, values }: Question) {
  // Nobody would search the log itself for whom it concerns: there is a table for it.
  const isOfTarget = where.includes('targets');
  const from = isOfTarget
    ? 'audit_target w join audit a on a.account_id = w.account_id and a.at = w.at and a.id = w.audit_id'
    : 'audit a';
  const rule = isOfTarget ? 'w.account_id = $1 and w.target_id = $2' : `a.account_id = $1 ${where}`;
  const order = isOfTarget ? 'w.at desc, w.audit_id desc' : 'a.at desc, a.id desc';
  const text = `
    with page as (select a.* from ${from} where ${rule} order by ${order} limit ${LIMIT + 1})
    select page.*, coalesce(w.name, w.email) as actor, p."values", t.names,
           (select count(*) from (select from ${from} where ${rule} limit 1001) capped) as counted
      from page left join member w on w.account_id = page.account_id and w.id = page.actor_id
      left join audit_personal p on p.account_id = page.account_id and p.audit_id = page.id
      left join lateral (select jsonb_agg(m.name) as names from member m where m.account_id = page.account_id and m.id = any(page.targets)) t on true
     order by page.at desc, page.id desc`;
  // Planned each time, as the server's are: a plan for any act would walk the whole log for a rare one.
  return { text, values };
}
