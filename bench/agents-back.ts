import { setTimeout as sleep } from 'node:timers/promises';
import type { Enlisted } from './agents-fleet.ts';
import { type Fleet, type Place, sail, startBare } from './agents-place.ts';
import { freePort } from './house.ts';
import { type Line, ratioOf } from './table.ts';

const RETURNING = 2_000;
const DIAL_OVER_MS = 10_000;
/** A link that was up for so long comes back at once when it is lost. */
const STEADY_MS = 12_000;
const MOST_A_SECOND = 200;

/** How long agents take to be back once a server that was stopped serves again, over a server that only says welcome; and what it costs the database. */
export async function measureReturning(place: Place, all: readonly Enlisted[]): Promise<Line[]> {
  const agents = all.slice(0, RETURNING);
  const measured = await backOf(place.house.url, agents, {
    stop: () => place.house.stop(),
    start: () => place.start(),
    count: () => statementsOf(place),
  });
  const reference = await bareBackOf(agents, measured.downMs);
  const inSeconds = ({ p50, p95 }: Back) => `${p50.toFixed(1)} / ${p95.toFixed(1)} s`;
  const many = agents.length.toLocaleString('en');
  return [
    {
      what: `${many} agents back, from the first page on, after ${(measured.downMs / 1000).toFixed(1)} s without a server`,
      measured: `${inSeconds(measured)} (p50 / p95)`,
      reference: `${inSeconds(reference)} a bare welcome`,
      ratio: `${ratioOf(measured.p50, reference.p50)} / ${ratioOf(measured.p95, reference.p95)}`,
      aim: 'p95 ≤ 10 s',
    },
    {
      what: 'statements a second meanwhile',
      measured: `${measured.mean.toFixed(0)}, at most ${measured.most}`,
      reference: `${MOST_A_SECOND} limit`,
      ratio: ratioOf(measured.mean, MOST_A_SECOND),
      aim: '≤ 1',
    },
  ];
}

/** Agents try again less often the longer there is no server, so this one is away for as long. */
async function bareBackOf(agents: readonly Enlisted[], downMs: number): Promise<Back> {
  const port = await freePort();
  let bare = await startBare(port);
  const start = async (): Promise<void> => {
    await sleep(downMs);
    bare = await startBare(port);
  };
  try {
    return await backOf(bare.url, agents, { stop: () => bare.stop(), start, count: async () => 0 });
  } finally {
    await bare.stop();
  }
}

type Back = { p50: number; p95: number; mean: number; most: number; downMs: number };
type Server = { stop(): Promise<unknown>; start(): Promise<unknown>; count(): Promise<number> };

async function backOf(url: string, agents: readonly Enlisted[], server: Server): Promise<Back> {
  const fleet = sail(url, agents, DIAL_OVER_MS);
  try {
    await fleet.untilUp(agents.length);
    await sleep(STEADY_MS);
    // One that stops has cut its agents off before it is done with the rest.
    const stoppedAt = Date.now();
    await server.stop();
    await server.start();
    const servedAt = Date.now();
    const counts = await countUntilUp(fleet, agents.length, server);
    const { welcomedAt } = await fleet.muster();
    const took = welcomedAt.map((at) => Math.max(0, at - servedAt) / 1000).toSorted((one, other) => one - other);
    const at = (share: number) => took[Math.floor(took.length * share)] ?? 0;
    const total = counts.reduce((sum, count) => sum + count, 0);
    return {
      p50: at(0.5),
      p95: at(0.95),
      mean: total / counts.length,
      most: Math.max(...counts),
      downMs: servedAt - stoppedAt,
    };
  } finally {
    await fleet.stop();
  }
}

/** Counts statements second by second until everybody is welcome. */
async function countUntilUp(fleet: Fleet, all: number, server: Server): Promise<number[]> {
  const counts: number[] = [];
  let before = await server.count();
  for (let up = 0; up < all;) {
    await sleep(1000);
    const now = await server.count();
    counts.push(now - before);
    before = now;
    ({ up } = await fleet.muster());
  }
  return counts;
}

/** All that the server's roles have asked the database so far, beginnings and ends of transactions among them. */
async function statementsOf({ client }: Place): Promise<number> {
  const { rows } = await client.query<{ calls: number }>(
    `select coalesce(sum(calls), 0)::integer as calls from pg_stat_statements s join pg_roles r on r.oid = s.userid where r.rolname like 'latchkey%'`,
  );
  return rows[0]?.calls ?? 0;
}
