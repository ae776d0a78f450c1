import { execFileSync, spawn } from 'node:child_process';
import { startEmbedded } from '../apps/server/src/kit/postgres/supervisor.ts';
import { scratch, startHouse } from './house.ts';
import { type Line, ratioOf } from './table.ts';
import { childrenOf, pssOf } from './usage.ts';

const IDLE_MS = 5_000;

/** From the command to the first page, cold (no data yet) and warm, over starting the database alone; and what it holds in memory when idle. */
export async function measureStarting(): Promise<Line[]> {
  const place = await scratch();
  const alone = await scratch();
  try {
    const bareCold = await timed(() => startEmbedded({ dataDir: alone.folder, say: () => undefined }));
    await bareCold.value.stop();
    const bareWarm = await timed(() => startEmbedded({ dataDir: alone.folder, say: () => undefined }));
    await bareWarm.value.stop();
    const cold = await timed(() => startHouse({ folder: place.folder }));
    await cold.value.stop();
    const warm = await timed(() => startHouse({ folder: place.folder }));
    await new Promise((resolve) => void setTimeout(resolve, IDLE_MS));
    const memory = memoryLines(warm.value.child.pid ?? 0);
    await warm.value.stop();
    return [
      startLine('cold start to the first page', cold.ms, bareCold.ms),
      startLine('warm start to the first page', warm.ms, bareWarm.ms),
      ...memory,
    ];
  } finally {
    await place.remove();
    await alone.remove();
  }
}

function startLine(what: string, ms: number, bareMs: number): Line {
  return {
    what,
    measured: `${(ms / 1000).toFixed(2)} s`,
    reference: `${(bareMs / 1000).toFixed(2)} s database alone`,
    ratio: ratioOf(ms, bareMs),
    aim: '',
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now();
  const value = await work();
  return { ms: performance.now() - began, value };
}

/** Proportional set sizes, so that the database's shared pages count once. Linux only. */
function memoryLines(server: number): Line[] {
  if (process.platform !== 'linux') return [];
  const idleNode = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
  execFileSync('sleep', ['0.5']);
  const bare = pssOf(idleNode.pid ?? 0);
  idleNode.kill();
  const database = childrenOf(server).reduce((sum, pid) => sum + pssOf(pid), 0);
  const own = pssOf(server);
  return [
    {
      what: 'idle memory of the server',
      measured: `${own.toFixed(0)} MB`,
      reference: `${bare.toFixed(0)} MB empty Node`,
      ratio: ratioOf(own, bare),
      aim: '',
    },
    {
      what: 'idle memory of the database',
      measured: `${database.toFixed(0)} MB`,
      reference: `${own.toFixed(0)} MB server`,
      ratio: ratioOf(database, own),
      aim: '',
    },
  ];
}
