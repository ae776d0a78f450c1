import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { PRODUCTION_COST } from '../apps/server/src/kit/passwords.ts';
import { startEmbedded } from '../apps/server/src/kit/postgres/supervisor.ts';
import { scratch, startHouse } from './house.ts';
import { callerOf, perSecond } from './load.ts';
import { seedGuests } from './seed.ts';
import { type Line, ratioOf } from './table.ts';

const PASSWORD = 'a bench of 8 planks';
const TOTAL = 400;
/** Sign-ins before anything is measured, so that neither side is measured while it compiles. */
const WARM_UP = 50;

/** Sign-ins a second at the production cost over the bare Argon2id rate on the same cores, and how long the event loop stood still meanwhile. */
export async function measureSigningIn(): Promise<Line[]> {
  const place = await scratch();
  const database = await startEmbedded({ dataDir: join(place.folder, 'postgres'), say: () => undefined });
  const house = await startHouse({ folder: place.folder, database: database.owner });
  try {
    const passwordHash = await hash(PASSWORD, { ...PRODUCTION_COST, parallelism: 1 });
    const { guests } = await seedGuests(
      { ...database.superuser, database: 'latchkey' },
      house.masterKeyFile,
      TOTAL + WARM_UP,
      passwordHash,
    );
    const cores = availableParallelism();
    const bare = async () => void (await verify(passwordHash, PASSWORD));
    const { call, close } = callerOf(house.url, 2 * cores);
    const signIn = async (index: number) =>
      call('/api/v1/sign-in', { email: guests[index]?.email, password: PASSWORD });
    await perSecond(WARM_UP, cores, bare);
    await perSecond(WARM_UP, 2 * cores, async (index) => signIn(TOTAL + index));
    const reference = await perSecond(TOTAL, cores, bare);
    await stallOf(house.url);
    const measured = await perSecond(TOTAL, 2 * cores, signIn);
    const stall = await stallOf(house.url);
    close();
    return [
      {
        what: `sign-ins a second, ${2 * cores} clients`,
        measured: measured.toFixed(1),
        reference: `${reference.toFixed(1)} bare Argon2id, ${cores} at a time`,
        ratio: ratioOf(measured, reference),
        aim: '≥ 0.8',
      },
      {
        what: 'longest stall of the event loop meanwhile',
        measured: `${(stall * 1000).toFixed(0)} ms`,
        reference: `${(1000 / reference).toFixed(0)} ms a hash`,
        ratio: ratioOf(stall * 1000, 1000 / reference),
        aim: '',
      },
    ];
  } finally {
    await house.stop();
    await database.stop();
    await place.remove();
  }
}

/** The longest delay of the event loop since it was last asked for, in seconds, as the server's own metrics say. */
async function stallOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]);
}
