import { measureReturning } from './agents-back.ts';
import { measureEnrolling } from './agents-enrol.ts';
import { measureIdling } from './agents-idle.ts';
import { enlist, inPlace } from './agents-place.ts';
import type { Line } from './table.ts';

const AGENTS = Number(process.env['BENCH_AGENTS'] ?? 10_000);

/** What thousands of agents cost a server, and how fast they come, and come back. */
export async function measureAgents(): Promise<Line[]> {
  return inPlace(async (place) => {
    const enrolled = await measureEnrolling(place);
    const agents = await enlist(place, AGENTS);
    const returned = await measureReturning(place, agents);
    // A fresh process, so that nothing is left of what was before.
    await place.house.stop();
    await place.start();
    return [...(await measureIdling(place, agents)), ...returned, ...enrolled];
  });
}
