import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { online } from '../apps/server/test/live/agent-end.ts';
import { type Pair, pairOf } from './data-line.ts';
import { fillSessions, nodeOf, type Seat } from './fill-sessions.ts';
import { perSecond } from './load.ts';
import { cookieOf, inPlace, inWords, type Place, type Reader, readerOf, spreadOf } from './reads.ts';
import { seedGuests } from './seed.ts';
import { measureStanding } from './standing.ts';
import { type Line, ratioOf } from './table.ts';

const LIVE = 500;
const TRIES = 200;
const COMPUTERS = 50;
const AT_A_TIME = 8;
/** Between two tries, so that none meets the same moment of the re-check as the one before. */
const PAUSE_MS = 60;
/** Without notices they begin at any moment within so long, each by itself. */
const OVER_MS = 40_000;
const RECHECK_MS = 2_000;

/** How long it takes from the call that takes a right to the end of both data sockets, over what the database needs to tell of it. */
export async function measureRevoking(): Promise<Line[]> {
  return [...(await inPlace(measured)), ...(await measureStanding())];
}

async function measured(place: Place): Promise<Line[]> {
  const { client, superuser, house } = place;
  const { accountId, holderId } = await seedGuests(superuser, house.masterKeyFile, 0);
  const open = LIVE + 2 * TRIES;
  const of = { accountId, nodeId: await nodeOf(client) };
  const { seats, machines } = await fillSessions(client, of, { members: open, computers: COMPUTERS, open, over: 0 });
  for (const machine of machines) await online(house.url, machine);
  const live: Pair[] = [];
  await perSecond(LIVE, AT_A_TIME, async (at) => void live.push(await pairOf(house.url, seats[at] as Seat)));
  const found = await client.query<{ person_id: string }>('select person_id from member where id = $1', [holderId]);
  const { read, close } = readerOf(house.url, await cookieOf(place, found.rows[0]?.person_id ?? ''));
  const base = `/api/v1/accounts/${accountId}`;
  const round = { url: house.url, live, spare: seats.slice(LIVE), taking: takingsOf(read, base) };
  try {
    return [await withNotices(place, round), await withoutNotices(place, round)];
  } finally {
    close();
  }
}

type Round = { url: string; live: Pair[]; spare: Seat[]; taking: ((seat: Seat) => Promise<string>)[] };

/** Ways of losing a session, by turns. */
function takingsOf(read: Reader, base: string): Round['taking'] {
  const act = (path: string, item: object) => read(`${base}/${path}`, { items: [item] });
  return [
    ({ memberId }) => act('members/access', { member_id: memberId, kind: 'none' }),
    ({ memberId }) => act('members/suspend', { member_id: memberId }),
    ({ sessionId }) => act('sessions/end', { session_id: sessionId }),
  ];
}

/** Takes the session away; gives how long both sides still had it. */
async function lost({ taking }: Round, { viewer, host, seat }: Pair, nth: number): Promise<number> {
  const began = performance.now();
  const [, one, other] = await Promise.all([taking[nth % taking.length]?.(seat), viewer.closed, host.closed]);
  if (one.code !== 4410 || other.code !== 4410) throw new Error(`closed as ${one.code} and ${other.code}`);
  return Math.max(one.at, other.at) - began;
}

/** Somebody else comes in their place, which is not counted. */
async function replace({ url, live, spare }: Round): Promise<void> {
  const seat = spare.shift();
  if (seat) live.push(await pairOf(url, seat));
}

async function withNotices(place: Place, round: Round): Promise<Line> {
  const bare = await bareNotice(place);
  const took: [number[], number[]] = [[], []];
  for (let nth = 0; nth < TRIES; nth += 1) {
    took[0].push(await lost(round, round.live.shift() as Pair, nth));
    took[1].push(await bare.hear());
    await replace(round);
    await sleep(PAUSE_MS * Math.random());
  }
  await bare.stop();
  const [measured, reference] = [spreadOf(took[0]), spreadOf(took[1])];
  return {
    what: `revoked to closed on both sides, ${LIVE} live, ${TRIES} tries`,
    measured: `${inWords(measured)}, at most ${Math.max(...took[0]).toFixed(0)} ms`,
    reference: `${inWords(reference)} from a bare change to its notice`,
    ratio: `${ratioOf(measured.p50, reference.p50)} / ${ratioOf(measured.p99, reference.p99)}`,
    aim: 'p99 ≤ 2 s, at most 5 s',
  };
}

/** The same with no notice at all: only the re-check finds it. */
async function withoutNotices({ client }: Place, round: Round): Promise<Line> {
  await client.query(
    `create or replace function tell_agents(home uuid, computers uuid[]) returns void language sql as 'select null::void where false'`,
  );
  const tries = Array.from({ length: TRIES }, async (_, nth) => {
    await sleep(OVER_MS * Math.random());
    const pair = round.live.shift() as Pair;
    const took = await lost(round, pair, nth);
    await replace(round);
    return took;
  });
  const took = await Promise.all(tries);
  const spread = spreadOf(took);
  return {
    what: `the same with every notice lost`,
    measured: `${inWords(spread)}, at most ${Math.max(...took).toFixed(0)} ms`,
    reference: `${RECHECK_MS} ms from one re-check to the next`,
    ratio: `${ratioOf(spread.p50, RECHECK_MS)} / ${ratioOf(spread.p99, RECHECK_MS)}`,
    aim: 'at most 5 s',
  };
}

/** One changed row with a notice, heard on another connection: what the database itself takes. */
async function bareNotice({
  client,
  superuser,
}: Place): Promise<{ hear: () => Promise<number>; stop: () => Promise<void> }> {
  const ear = new pg.Client(superuser);
  await ear.connect();
  await ear.query('listen bench');
  return {
    async hear() {
      const began = performance.now();
      const heard = new Promise<void>((resolve) => void ear.once('notification', () => resolve()));
      await client.query('begin');
      await client.query(`update node set seen_at = seen_at where id = (select id from node limit 1)`);
      await client.query(`select pg_notify('bench', '')`);
      await client.query('commit');
      await heard;
      return performance.now() - began;
    },
    stop: () => ear.end(),
  };
}
