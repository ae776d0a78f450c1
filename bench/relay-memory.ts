import { setTimeout as sleep } from 'node:timers/promises';
import { collectorOf } from './collector.ts';
import { frameOf, pairOf } from './data-line.ts';
import { type Seat, seatsIn } from './fill-sessions.ts';
import { perSecond } from './load.ts';
import type { PlainPipe } from './plain-pipe.ts';
import type { Place } from './reads.ts';
import { type Line, ratioOf } from './table.ts';
import { rssOf } from './usage.ts';

/** Pairs that stand before memory is looked at, and those that are counted. */
const WAVES = [200, 1_500];
const AT_A_TIME = 8;
const SETTLES_MS = 3_000;
/** Where the inspector of the server opens when it is told to. */
export const INSPECTOR = 42_113;
const STALLED = 20;
const STALLED_MS = 5_000;
const LIMIT_MIB = 8;

/** What sessions make the server hold: idle ones, and those of viewers who read nothing. */
export async function measureHeld(place: Place, pipe: PlainPipe): Promise<Line[]> {
  const server = place.house.child.pid ?? 0;
  const seats = await seatsIn(
    place,
    WAVES.reduce((sum, count) => sum + count, STALLED),
  );
  const collector = await collectorOf(server, INSPECTOR);
  const held = async () => {
    await sleep(SETTLES_MS);
    await collector.collect();
    await pipe.collect();
    // Pages that are free now are given back a moment later.
    await sleep(SETTLES_MS);
    return [rssOf(server), rssOf(pipe.child.pid ?? 0)];
  };
  const grown: [number, number] = [0, 0];
  for (const count of WAVES) {
    const before = await held();
    const wave = seats.splice(0, count);
    await perSecond(count, AT_A_TIME, async (at) => void (await pairOf(place.house.url, wave[at] as Seat)));
    for (let made = 0; made < count; made += 1) await pipe.dial();
    for (const [side, now] of (await held()).entries()) grown[side] = now - (before[side] ?? 0);
  }
  collector.close();
  const counted = WAVES.at(-1) ?? 1;
  return [
    {
      what: `memory of an idle session, at ${counted.toLocaleString('en')} more`,
      measured: `${(grown[0] / counted).toFixed(1)} KB`,
      reference: `${(grown[1] / counted).toFixed(1)} KB a pair of a plain pipe`,
      ratio: ratioOf(grown[0], grown[1]),
      aim: '',
    },
    await stalled(place, seats),
  ];
}

/** Hosts push as much as they may at viewers who read nothing; what one makes the server hold at the worst moment, garbage and all. */
async function stalled({ house }: Place, seats: Seat[]): Promise<Line> {
  const server = house.child.pid ?? 0;
  const before = rssOf(server);
  const message = frameOf(Buffer.alloc(64 * 1024, 7));
  for (const seat of seats) {
    const { viewer, host } = await pairOf(house.url, seat);
    viewer.socket.pause();
    const fill = () => {
      while (host.socket.write(message));
    };
    host.socket.on('drain', fill);
    fill();
  }
  let most = 0;
  for (const until = performance.now() + STALLED_MS; performance.now() < until; await sleep(100))
    most = Math.max(most, rssOf(server) - before);
  const each = most / 1024 / seats.length;
  return {
    what: `server memory for a stalled viewer, of ${seats.length}`,
    measured: `${each.toFixed(2)} MiB`,
    reference: `the limit of ${LIMIT_MIB} MiB`,
    ratio: ratioOf(each, LIMIT_MIB),
    aim: '≤ 1',
  };
}
