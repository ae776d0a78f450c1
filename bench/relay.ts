import type { Socket } from 'node:net';
import { inspectorOn } from './collector.ts';
import { frameOf, pairOf } from './data-line.ts';
import { seatsIn } from './fill-sessions.ts';
import { type PlainPipe, startPlainPipe } from './plain-pipe.ts';
import { inPlace, type Place } from './reads.ts';
import { INSPECTOR, measureHeld } from './relay-memory.ts';
import { type Line, ratioOf } from './table.ts';
import { cpuOf } from './usage.ts';
import { setTimeout as sleep } from 'node:timers/promises';

const SIZES_KIB = [16, 64];
const ROUNDS = 12;
const ROUND_MS = 1_500;
const ARRIVED_MS = 50;
const MB = 1e6;

/** What the switchboard's relay takes of bytes, processor and memory, over a plain TCP pipe in Node. Each on a server of its own. */
export async function measureRelay(): Promise<Line[]> {
  const bytes = await besidePipe(measureBytes);
  process.env['NODE_OPTIONS'] = inspectorOn(INSPECTOR);
  const held = await besidePipe(measureHeld);
  delete process.env['NODE_OPTIONS'];
  return [...bytes, ...held];
}

function besidePipe(measure: (place: Place, pipe: PlainPipe) => Promise<Line[]>): Promise<Line[]> {
  return inPlace(async (place) => {
    const pipe = await startPlainPipe();
    try {
      return await measure(place, pipe);
    } finally {
      pipe.stop();
    }
  });
}

/** One way for bytes: where they go in, how many have arrived, and which process passes them. */
type Route = { into: Socket; heard: () => number; pid: number };

async function measureBytes(place: Place, pipe: PlainPipe): Promise<Line[]> {
  const [seat] = await seatsIn(place, 1);
  if (!seat) return [];
  const pair = await pairOf(place.house.url, seat);
  const plain = await pipe.dial();
  const relay = { into: pair.host.socket, heard: counting(pair.viewer.count), pid: place.house.child.pid ?? 0 };
  const count = (bytes: (length: number) => void) => void plain.to.on('data', (chunk: Buffer) => bytes(chunk.length));
  const bare = { into: plain.from, heard: counting(count), pid: pipe.child.pid ?? 0 };
  const lines: Line[] = [];
  for (const kib of SIZES_KIB) {
    const payload = Buffer.alloc(kib * 1024, 7);
    lines.push(...(await compared(kib, [relay, frameOf(payload)], [bare, payload])));
  }
  for (const socket of [pair.host.socket, pair.viewer.socket, plain.from, plain.to]) socket.destroy();
  return lines;
}

function counting(count: (bytes: (length: number) => void) => void): () => number {
  let sum = 0;
  count((length) => (sum += length));
  return () => sum;
}

type Rate = { perSecond: number; cpuPerMb: number };

/** By turns, the middle of each side; the first turns compile and are not counted. */
async function compared(kib: number, measured: [Route, Buffer], reference: [Route, Buffer]): Promise<Line[]> {
  const rates: [Rate[], Rate[]] = [[], []];
  for (let round = -2; round < ROUNDS; round += 1)
    for (const [side, [route, message]] of [measured, reference].entries()) {
      const rate = await pushed(route, message);
      if (round >= 0) rates[side]?.push(rate);
    }
  const middle = (side: 0 | 1, of: keyof Rate) =>
    rates[side].map((rate) => rate[of]).toSorted((one, other) => one - other)[ROUNDS >> 1] ?? 0;
  const [fast, plainFast] = [middle(0, 'perSecond'), middle(1, 'perSecond')];
  const [cost, plainCost] = [middle(0, 'cpuPerMb'), middle(1, 'cpuPerMb')];
  return [
    {
      what: `relayed at ${kib} KiB a message`,
      measured: `${(fast / MB).toFixed(0)} MB/s`,
      reference: `${(plainFast / MB).toFixed(0)} MB/s over a plain pipe`,
      ratio: ratioOf(fast, plainFast),
      aim: '≥ 0.7',
    },
    {
      what: `processor for a MB at ${kib} KiB a message`,
      measured: `${cost.toFixed(2)} ms`,
      reference: `${plainCost.toFixed(2)} ms over a plain pipe`,
      ratio: ratioOf(cost, plainCost),
      aim: `≤ ${(1 / 0.7).toFixed(2)}`,
    },
  ];
}

/** Pushes as much as goes for a while; what was still under way arrives before the next turn. */
async function pushed({ into, heard, pid }: Route, message: Buffer): Promise<Rate> {
  const [bytes, cpu, began] = [heard(), cpuOf(pid), performance.now()];
  const fill = () => {
    while (performance.now() - began < ROUND_MS && into.write(message));
  };
  into.on('drain', fill);
  fill();
  await sleep(ROUND_MS);
  into.off('drain', fill);
  const [arrived, took] = [heard() - bytes, (performance.now() - began) / 1000];
  for (let last = -1; last !== heard(); await sleep(ARRIVED_MS)) last = heard();
  return { perSecond: arrived / took, cpuPerMb: ((cpuOf(pid) - cpu) * 1000) / ((heard() - bytes) / MB) };
}
