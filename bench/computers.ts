import { createHash } from 'node:crypto';
import { uuidv7 } from '../apps/server/src/kit/secrets.ts';
import { ALL, type Question, type Reader as Kind, READERS } from './computers-asked.ts';
import { fillComputers } from './fill-computers.ts';
import { byTurns, cookieOf, inPlace, inWords, type Place, type Reader, readerOf } from './reads.ts';
import { seedGuests } from './seed.ts';
import { type Line, ratioOf } from './table.ts';

const COMPUTERS = Number(process.env['BENCH_COMPUTERS'] ?? 50_000);
const LIMIT = 50;
/** The deep page comes after so many pages of so many. */
const DEEP = { pages: 60, limit: 200 };
const ROUNDS = { warmUp: 6, rounds: Number(process.env['BENCH_ROUNDS'] ?? 300) };
const SORTS = { name: 'c.sort_name', last_seen: `coalesce(c.last_seen_at, '-infinity')`, added: 'c.made_at' } as const;
const ORDERS = (Object.keys(SORTS) as (keyof typeof SORTS)[]).flatMap((sort) =>
  (['asc', 'desc'] as const).map((order) => ({ sort, order })),
);

/**
 * How long pages of the computers list take through HTTP, for who sees all of them and for who reaches some, over the bare SQL for the
 * same by the same driver.
 */
export async function measureComputers(): Promise<Line[]> {
  return inPlace(async (place) => {
    const { accountId } = await seedGuests(place.superuser, place.house.masterKeyFile, 0);
    await fillComputers(place.client, accountId, COMPUTERS);
    const lines: Line[] = [];
    for (const kind of READERS) {
      const { memberId, personId } = await makeReader(place, accountId, kind);
      const { read, close } = readerOf(place.house.url, await cookieOf(place, personId));
      const asking = { place, read, kind, accountId, memberId };
      for (const question of kind.questions) {
        const line = await measured(asking, question);
        process.stderr.write(`  ${line.what}: ${line.measured}, ${line.reference}: ${line.ratio}\n`);
        lines.push(line);
      }
      close();
    }
    return lines;
  });
}

async function makeReader({ client }: Place, accountId: string, { who, role, gifts }: Kind) {
  const [memberId, personId] = [uuidv7(new Date()), uuidv7(new Date())];
  const email = `${personId}@example.test`;
  await client.query(`insert into person values ($1, $2, $3, 'none', 'en', false, now(), now())`, [
    personId,
    email,
    who,
  ]);
  await client.query(
    `insert into member (account_id, id, person_id, email, name, status, role, made_at) values ($1, $2, $3, $4, $5, 'active', $6, now())`,
    [accountId, memberId, personId, email, who, role],
  );
  for (const gift of gifts) await client.query(gift, [accountId, memberId]);
  await client.query('vacuum (analyze) member_access, computer');
  return { memberId, personId };
}

type Asking = { place: Place; read: Reader; kind: Kind; accountId: string; memberId: string };
type Order = (typeof ORDERS)[number];
/** Where a page begins: the row before it, and how the API names that. */
type Start = { key: string; id: string; cursor: string };

async function measured(asking: Asking, question: Question): Promise<Line> {
  const { place, read, kind } = asking;
  const starts = question.isDeep ? await Promise.all(ORDERS.map((order) => deepIn(asking, order))) : [];
  const at = (round: number) => ({
    order: ORDERS[round % ORDERS.length] as Order,
    start: starts[round % ORDERS.length],
  });
  const byCall = (round: number) => read(pathOf(asking, question, at(round)));
  const bare = (round: number) => place.client.query<{ id: string }>(bareOf(asking, question, at(round)));
  for (const round of ORDERS.keys()) {
    const { items } = JSON.parse(await byCall(round)) as { items: { id: string }[] };
    const rows = (await bare(round)).rows.filter(({ id }) => id !== null).slice(0, LIMIT);
    if (items.length !== rows.length || items.some(({ id }, index) => id !== rows[index]?.id))
      throw new Error(`${kind.who}, ${question.what}: the page and the bare query disagree.`);
  }
  let [asked, queried] = [0, 0];
  const [page, query] = await byTurns([() => byCall(asked++), () => bare(queried++)], ROUNDS);
  return {
    what: `computers at ${COMPUTERS.toLocaleString('en')}, ${kind.who}: ${question.what}`,
    measured: `${inWords(page)} (p50 / p99)`,
    reference: `${inWords(query)} for the bare query`,
    ratio: `${ratioOf(page.p50, query.p50)} / ${ratioOf(page.p99, query.p99)}`,
    aim: '≤ 2 at p50',
  };
}

type At = { order: Order; start: Start | undefined };

function pathOf({ accountId }: Asking, { asked }: Question, { order, start }: At): string {
  const query = new URLSearchParams({ ...asked, ...order, ...(start ? { cursor: start.cursor } : {}) });
  return `/api/v1/accounts/${accountId}/computers?${query.toString()}`;
}

/** Turns pages as somebody would who scrolls far down. */
async function deepIn(asking: Asking, order: Order): Promise<Start> {
  const { place, read, accountId } = asking;
  const base = `${pathOf(asking, ALL, { order, start: undefined })}&limit=${DEEP.limit}`;
  let cursor = '';
  let id = '';
  for (let page = 0; page < DEEP.pages; page += 1) {
    const text = await read(cursor === '' ? base : `${base}&cursor=${encodeURIComponent(cursor)}`);
    const { items, next_cursor } = JSON.parse(text) as { items: { id: string }[]; next_cursor: string | null };
    if (next_cursor === null) break;
    cursor = next_cursor;
    id = items.at(-1)?.id ?? '';
  }
  const { rows } = await place.client.query<{ key: string }>(
    `select ${SORTS[order.sort]}::text as key from computer c where c.account_id = $1 and c.id = $2`,
    [accountId, id],
  );
  return { key: rows[0]?.key ?? '', id, cursor };
}

/** The same rows with the same beside them and the same count, as the superuser. */
function bareOf({ kind, accountId, memberId }: Asking, { where, value }: Question, { order, start }: At) {
  const key = SORTS[order.sort];
  const inOrder = `order by ${key} ${order.order}, c.id ${order.order}`;
  const given = [accountId, memberId, ...(value === undefined ? [] : [value])];
  const these = `from computer c where c.account_id = $1 and c.status <> 'removed' ${kind.seen} ${where}`;
  const [type, sign] = [order.sort === 'name' ? 'text' : 'timestamptz', order.order === 'asc' ? '>' : '<'];
  const from = start ? `and (${key}, c.id) ${sign} ($${given.length + 1}::${type}, $${given.length + 2}::uuid)` : '';
  const text = `
    with fresh as materialized (select coalesce(array_agg(n.id), '{}') as ids from node n where n.seen_at > now() - interval '15 seconds'), ${kind.with ?? ''}
    page as (select c.* ${these} ${from} ${inOrder} limit ${LIMIT + 1}),
    counted as (select count(*) as n from (select ${these} limit 1001) capped)
    select c.id, c.name, c.version, c.status, c.node_id is not null and c.node_id = any ((select ids from fresh)::uuid[]) as online, c.os, c.os_user,
           c.owner_id, o.sort_name as owner_name, c.made_at, c.last_seen_at, c.base_cred_id is null as needs_code, c.lock_id is not null as locked,
           g.id as group_id, g.name as group_name, c.status = 'active' and c.owner_id = $2 as by_owning,
           c.status = 'active' and exists (select from member_access a where a.account_id = c.account_id and a.member_id = $2
             and (a.kind = 'all' or a.group_id = c.group_id or a.computer_id = c.id)) as by_access, counted.n as counted
      from counted left join page c on true left join computer_group g on g.account_id = c.account_id and g.id = c.group_id
      left join member o on o.account_id = c.account_id and o.id = c.owner_id ${inOrder}`;
  const values = [...given, ...(start ? [start.key, start.id] : [])];
  return { name: createHash('sha256').update(text).digest('base64url'), text, values };
}
