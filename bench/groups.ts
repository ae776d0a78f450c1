import type pg from 'pg';
import { fillGroups, type FilledGroups } from './fill-groups.ts';
import { byTurns, cookieOf, inPlace, inWords, type Place, readerOf, type Reader, type Spread } from './reads.ts';
import { seedGuests } from './seed.ts';
import { type Line, ratioOf } from './table.ts';

const SIZE = { members: 100_000, computers: 50_000, groups: 1_000, crowd: 10_000, sessions: 5_000 };
const ROUNDS = { warmUp: 20, rounds: Number(process.env['BENCH_ROUNDS'] ?? 400) };
const FEW = { warmUp: 1, rounds: 10 };

/**
 * What user groups cost: whether a member may connect, what they reach, whether live sessions may go on, why, and what an act on a crowd would do;
 * each over a bare indexed query of as many rows, in an account with a hundred thousand members in a thousand nested groups.
 */
export async function measureGroups(): Promise<Line[]> {
  return inPlace(async (place) => {
    const { accountId, holderId } = await seedGuests(place.superuser, place.house.masterKeyFile, 0);
    process.stderr.write('  filling …\n');
    const filled = await fillGroups(place.client, accountId, SIZE);
    const lines: Line[] = [];
    const measured = { place, accountId, filled };
    for (const measure of [mayConnect, firstPage, goingOn]) lines.push(shown(await measure(measured)));
    const { rows } = await place.client.query<{ person_id: string }>('select person_id from member where id = $1', [
      holderId,
    ]);
    const { read, close } = readerOf(place.house.url, await cookieOf(place, rows[0]?.person_id ?? ''));
    try {
      lines.push(shown(await whyOf(measured, read)));
      for (const line of await previews(measured, read)) lines.push(shown(line));
    } finally {
      close();
    }
    return lines;
  });
}

type Measured = { place: Place; accountId: string; filled: FilledGroups };

function shown(line: Line): Line {
  process.stderr.write(`  ${line.what}: ${line.measured}, ${line.reference}: ${line.ratio}\n`);
  return line;
}

function lineOf(what: string, [asked, bare]: [Spread, Spread], { reference, aim }: { reference: string; aim: string }) {
  return {
    what: `${what}, in groups`,
    measured: `${inWords(asked)} (p50 / p99)`,
    reference: `${inWords(bare)} for ${reference}`,
    ratio: `${ratioOf(asked.p50, bare.p50)} / ${ratioOf(asked.p99, bare.p99)}`,
    aim,
  };
}

/** The question of session.open, as the app asks it: half of the members reach the computer. */
async function mayConnect({ place: { client }, accountId, filled: { members } }: Measured): Promise<Line> {
  const pairs: [string, string][] = [];
  for (const [nth, id] of members.entries()) {
    const { rows } = await client.query<{ id: string }>(nth % 2 === 0 ? REACHED : ANY_COMPUTER, [accountId, id]);
    if (rows[0]) pairs.push([id, rows[0].id]);
  }
  await asApp(client, accountId);
  let [asked, queried] = [0, 0];
  const pair = (nth: number) => pairs[nth % pairs.length] as [string, string];
  const may = (nth: number) => client.query<{ may: boolean }>(MAY_CONNECT, [accountId, ...pair(nth)]);
  let reaching = 0;
  for (const nth of pairs.keys()) reaching += (await may(nth)).rows[0]?.may ? 1 : 0;
  if (reaching < pairs.length / 3 || pairs.length < members.length / 2) throw new Error('Too few may connect.');
  const bare = (nth: number) => client.query(ONE, [accountId, pair(nth)[1]]);
  const spreads = await byTurns([() => may(asked++), () => bare(queried++)], ROUNDS);
  await client.query('reset role; reset app.account_id');
  return lineOf('whether a member may connect to a computer', spreads, {
    reference: 'the computer by its key',
    aim: '≤ 3, p99 ≤ 20 ms',
  });
}

const REACHED = `select computer_id as id from reach where account_id = $1 and member_id = $2 order by computer_id limit 1`;
const ANY_COMPUTER = `select id from computer where account_id = $1 and status = 'active' and id > $2::uuid order by id limit 1`;
const MAY_CONNECT = `select exists (select from ways_of($1, $2, array[$3::uuid])) as may`;
const ONE = `select c.status = 'active' as may from computer c where c.account_id = $1 and c.id = $2`;

async function asApp(client: pg.Client, accountId: string): Promise<void> {
  await client.query('set role latchkey_app');
  await client.query(`select set_config('app.account_id', $1, false)`, [accountId]);
}

/** The computers list of members through HTTP, over the same rows and count asked by somebody who knows the tables. */
async function firstPage({ place, accountId, filled: { members } }: Measured): Promise<Line> {
  const path = `/api/v1/accounts/${accountId}/computers?limit=50`;
  const readers: ({ id: string } & ReturnType<typeof readerOf>)[] = [];
  for (const id of members.slice(0, 20)) readers.push({ id, ...readerOf(place.house.url, await cookieOf(place, id)) });
  const reader = (nth: number) => readers[nth % readers.length] as (typeof readers)[number];
  const bare = (nth: number) =>
    place.client.query<{ id: string | null }>({ name: 'page', text: PAGE, values: [accountId, reader(nth).id] });
  for (const nth of readers.keys()) {
    const { items } = JSON.parse(await reader(nth).read(path)) as { items: { id: string }[] };
    const rows = (await bare(nth)).rows.filter(({ id }) => id !== null).slice(0, 50);
    if (items.length === 0 || items.some(({ id }, at) => id !== rows[at]?.id))
      throw new Error('The page and the bare query disagree.');
  }
  let [asked, queried] = [0, 0];
  const spreads = await byTurns(
    [
      () =>
        reader(asked)
          .read(path)
          .finally(() => (asked += 1)),
      () => bare(queried++),
    ],
    ROUNDS,
  );
  for (const { close } of readers) close();
  return lineOf('first page of what a member reaches', spreads, {
    reference: 'the bare query',
    aim: '≤ 3, p99 ≤ 20 ms',
  });
}

const PAGE = `
  with things as materialized (
    select distinct a.kind, a.group_id, a.computer_id from user_group_member i
      join user_group_above x on x.account_id = i.account_id and x.group_id = i.group_id
      join user_group_access a on a.account_id = x.account_id and a.user_group_id = x.above_id
     where i.account_id = $1 and i.member_id = $2
  ), mine as materialized (
    select c.id from things t join computer c on c.account_id = $1 and c.group_id = t.group_id and c.status = 'active'
    union select c.id from things t join computer c on c.account_id = $1 and c.id = t.computer_id and c.status = 'active'
  ), page as (
    select c.* from computer c where c.account_id = $1 and c.id = any (array(select id from mine)) order by c.sort_name, c.id limit 51
  ), counted as (select count(*) as n from (select from mine limit 1001) capped)
  select c.id, c.name, c.version, c.status, c.os, c.owner_id, o.sort_name as owner_name, c.made_at, c.last_seen_at, c.base_cred_id is null as needs_code,
         c.lock_id is not null as locked, g.id as group_id, g.name as group_name, counted.n as counted
    from counted left join page c on true left join computer_group g on g.account_id = c.account_id and g.id = c.group_id
    left join member o on o.account_id = c.account_id and o.id = c.owner_id order by c.sort_name, c.id`;

async function goingOn({ place: { client }, filled: { sessions } }: Measured): Promise<Line> {
  const standing = () => client.query<{ fault: string | null }>({ name: 'stand', text: STANDING, values: [sessions] });
  const { rows } = await standing();
  if (rows.length !== SIZE.sessions || rows.some(({ fault }) => fault !== null))
    throw new Error('Not every session stands.');
  const bare = () => client.query({ name: 'rows', text: SESSION_ROWS, values: [sessions] });
  const spreads = await byTurns([standing, bare], { warmUp: 5, rounds: 60 });
  return lineOf(`whether ${SIZE.sessions.toLocaleString('en')} sessions may go on`, spreads, {
    reference: 'the bare rows',
    aim: '≤ 2 s',
  });
}

const STANDING = 'select * from sessions_standing($1::uuid[], now())';
const SESSION_ROWS = 'select s.id, s.state, s.node_id, s.round from session s where s.id = any ($1::uuid[])';

async function whyOf({ place: { client }, accountId, filled }: Measured, read: Reader): Promise<Line> {
  const { rows } = await client.query<{ member: string; computer: string }>(
    `select r.member_id as member, (array_agg(r.computer_id))[1] as computer
       from user_group_member i join reach r on r.account_id = i.account_id and r.member_id = i.member_id
      where i.account_id = $1 and i.group_id = $2 and i.member_id = any (array(
        select member_id from user_group_member where account_id = $1 and group_id = $2 order by member_id limit 20)) group by 1`,
    [accountId, filled.crowded],
  );
  const pair = (nth: number) => rows[nth % rows.length] as (typeof rows)[number];
  let [asked, queried] = [0, 0];
  const why = () => {
    const { member, computer } = pair(asked++);
    return read(`/api/v1/accounts/${accountId}/members/${member}/reach/${computer}`);
  };
  const bare = () => client.query({ name: 'ways', text: WAYS, values: [accountId, pair(queried++).member] });
  return lineOf('why a member of ten thousand reaches a computer', await byTurns([why, bare], ROUNDS), {
    reference: 'what is open to their groups',
    aim: '≤ 1 s',
  });
}

const WAYS = `
  select a.kind, a.group_id, a.computer_id, a.user_group_id from user_group_member i
    join user_group_above x on x.account_id = i.account_id and x.group_id = i.group_id
    join user_group_access a on a.account_id = x.account_id and a.user_group_id = x.above_id
   where i.account_id = $1 and i.member_id = $2`;

/** What each act on the crowded group would do, over reading its members and all computers by their indexes. */
async function previews(
  { place: { client }, accountId, filled: { crowded } }: Measured,
  read: Reader,
): Promise<Line[]> {
  const base = `/api/v1/accounts/${accountId}/groups`;
  const acts: [string, string, object][] = [
    ['opening everything to', 'access', { kind: 'all' }],
    ['closing', 'access', { kind: 'none' }],
    ['moving', 'move', { parent_id: null }],
    ['deleting', 'delete', {}],
  ];
  const bare = async () => {
    await client.query({ name: 'crowd', text: CROWD, values: [accountId, crowded] });
    await client.query({ name: 'computers', text: COMPUTERS, values: [accountId] });
  };
  const lines: Line[] = [];
  for (const [words, path, item] of acts) {
    const dry = () => read(`${base}/${path}?dry_run=true`, { items: [{ group_id: crowded, ...item }] });
    const { consequences } = JSON.parse(await dry()) as { consequences: { total: number }[] };
    const told = consequences.map(({ total }) => total.toLocaleString('en')).join(', ');
    if (consequences.length === 0) throw new Error(`${words} the group does nothing.`);
    lines.push(
      lineOf(`what ${words} a group of ten thousand would do (${told})`, await byTurns([dry, bare], FEW), {
        reference: 'its members and all computers',
        aim: '≤ 1 s',
      }),
    );
  }
  return lines;
}

const CROWD = `
  select m.id, m.sort_name from user_group_member i join member m on m.account_id = i.account_id and m.id = i.member_id
   where i.account_id = $1 and i.group_id = $2`;
const COMPUTERS = `select c.id, c.group_id from computer c where c.account_id = $1 and c.status = 'active'`;
