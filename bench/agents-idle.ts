import { setTimeout as sleep } from 'node:timers/promises';
import type { Enlisted } from './agents-fleet.ts';
import { type Place, sail, startBare } from './agents-place.ts';
import { freePort } from './house.ts';
import { type Line, ratioOf } from './table.ts';
import { cpuOf, cpuOfAll, rssOf } from './usage.ts';

/** So many dial a second at first: what is measured is having them, not getting them. */
const DIAL_A_SECOND = 200;
/** Node gives memory back by and by once nothing happens. */
const SETTLES_MS = 20_000;
/** A round of pings; without agents there is less to see. */
const IDLE_MS = 25_000;
const EMPTY_MS = 10_000;

async function bareIdleOf(agents: readonly Enlisted[]): Promise<Idle> {
  const bare = await startBare(await freePort());
  try {
    return await idleOf(bare, agents);
  } finally {
    await bare.stop();
  }
}

type Idle = { rssKb: number; cpu: number; databaseCpu: number };

/** What each of thousands of idle agents takes of the server, over a socket that nothing is done for but pings. */
export async function measureIdling(place: Place, agents: readonly Enlisted[]): Promise<Line[]> {
  const reference = await bareIdleOf(agents);
  const measured = await idleOf(
    { pid: place.house.child.pid ?? 0, url: place.house.url, postmaster: place.postmaster },
    agents,
  );
  const [own, bareKb] = [measured.rssKb / agents.length, reference.rssKb / agents.length];
  const many = agents.length.toLocaleString('en');
  return [
    {
      what: `memory of the server for each of ${many} idle agents`,
      measured: `${own.toFixed(1)} KB`,
      reference: `${bareKb.toFixed(1)} KB a bare socket`,
      ratio: ratioOf(own, bareKb),
      aim: '≤ 12 KB',
    },
    {
      what: `processor for ${many} idle agents, server`,
      measured: `${(measured.cpu * 100).toFixed(1)} % of a core`,
      reference: `${(reference.cpu * 100).toFixed(1)} % for pings alone`,
      ratio: ratioOf(measured.cpu, reference.cpu),
      aim: '',
    },
    {
      what: 'the same, database: whether each may go on, every 2 s',
      measured: `${(measured.databaseCpu * 100).toFixed(1)} % of a core`,
      reference: `${(measured.cpu * 100).toFixed(1)} % the server`,
      ratio: ratioOf(measured.databaseCpu, measured.cpu),
      aim: '',
    },
  ];
}

type Host = { pid: number; url: string; postmaster?: number };

/** What a server uses for idle agents beyond what it used without any. */
async function idleOf({ pid, url, postmaster }: Host, agents: readonly Enlisted[]): Promise<Idle> {
  await sleep(SETTLES_MS);
  const empty = await usedOver({ pid, postmaster }, EMPTY_MS);
  const fleet = sail(url, agents, (agents.length / DIAL_A_SECOND) * 1000);
  try {
    await fleet.untilUp(agents.length);
    await sleep(SETTLES_MS);
    const full = await usedOver({ pid, postmaster }, IDLE_MS);
    const { up } = await fleet.muster();
    if (up !== agents.length) throw new Error(`${agents.length - up} agents were lost while idle.`);
    return {
      rssKb: full.rssKb - empty.rssKb,
      cpu: full.cpu - empty.cpu,
      databaseCpu: full.databaseCpu - empty.databaseCpu,
    };
  } finally {
    await fleet.stop();
  }
}

/** The median of its memory over a while, and its processor time a second. */
async function usedOver(
  { pid, postmaster }: { pid: number; postmaster: number | undefined },
  forMs: number,
): Promise<Idle> {
  const database = (): number => (postmaster === undefined ? 0 : cpuOfAll(postmaster));
  const [began, before, databaseBefore] = [performance.now(), cpuOf(pid), database()];
  const seen: number[] = [];
  while (performance.now() - began < forMs) {
    seen.push(rssOf(pid));
    await sleep(500);
  }
  const seconds = (performance.now() - began) / 1000;
  return {
    rssKb: seen.toSorted((one, other) => one - other)[Math.floor(seen.length / 2)] ?? 0,
    cpu: (cpuOf(pid) - before) / seconds,
    databaseCpu: (database() - databaseBefore) / seconds,
  };
}
