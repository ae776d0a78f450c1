import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { binFolder, findPackage } from '../apps/server/src/kit/postgres/binaries.ts';
import { startWith } from '../apps/server/src/kit/postgres/supervisor.ts';
import { uuidv7 } from '../apps/server/src/kit/secrets.ts';
import { serverEnvironment } from '../scripts/bootstrap.mjs';
import type { Enlisted, Muster, Order } from './agents-fleet.ts';
import { freePort, type House, scratch, startHouse } from './house.ts';
import { seedGuests } from './seed.ts';
import { parentOf } from './usage.ts';

/** A server that can be started again where it was, its database as the superuser, which counts statements, and an account. */
export type Place = {
  client: pg.Client;
  accountId: string;
  holderId: string;
  /** The process that all of the database's are below. */
  postmaster: number;
  port: number;
  house: House;
  start(): Promise<void>;
};

/** Starts database and server for as long as `work` takes. */
export async function inPlace<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const folder = await scratch();
  const say = (): undefined => undefined;
  const database = await startWith(
    { dataDir: `${folder.folder}/postgres`, say },
    {
      programs: (layout) => binFolder(findPackage(), layout.root, layout.account),
      extra: ['-c', 'shared_preload_libraries=pg_stat_statements'],
    },
  );
  const superuser = { ...database.superuser, database: 'latchkey' };
  const client = new pg.Client(superuser);
  const port = await freePort();
  const start = (): Promise<House> => startHouse({ folder: folder.folder, database: database.owner, port });
  let house = await start();
  try {
    await client.connect();
    await client.query('create extension pg_stat_statements');
    const { accountId, holderId } = await seedGuests(superuser, house.masterKeyFile, 0);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return await work({
      client,
      accountId,
      holderId,
      postmaster: parentOf(rows[0]?.pid ?? 0),
      port,
      get house() {
        return house;
      },
      async start() {
        house = await start();
      },
    });
  } finally {
    await client.end();
    await house.stop();
    await database.stop();
    await folder.remove();
  }
}

/** So many computers of the account, as enrolling makes them, with their keys. */
export async function enlist({ client, accountId }: Place, count: number): Promise<Enlisted[]> {
  const made = Array.from({ length: count }, () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const id = uuidv7(new Date());
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    return { id, raw, key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url') };
  });
  await client.query(
    `insert into computer (account_id, id, device_key, name, status, made_at)
     select $1, id, key, 'PC ' || row_number() over (), 'active', now() from unnest($2::uuid[], $3::bytea[]) as made (id, key)`,
    [accountId, made.map(({ id }) => id), made.map(({ raw }) => raw)],
  );
  await client.query('vacuum (analyze) computer');
  return made.map(({ id, key }) => ({ computer_id: id, device_key: key }));
}

/** Agents in processes of their own, each from an address of its own. One that is refused is a fault, and ends the measurement. */
export type Fleet = {
  muster(): Promise<Omit<Muster, 'refusals'>>;
  untilUp(count: number): Promise<void>;
  stop(): Promise<void>;
};

const PROCESSES = 4;
const FLEET = new URL('agents-fleet.ts', import.meta.url);

/** Sends agents to a server; they keep coming back until stopped. */
export function sail(url: string, agents: readonly Enlisted[], overMs: number): Fleet {
  const ships = Array.from({ length: PROCESSES }, (_, at) => {
    const child = fork(FLEET, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const crew = agents.filter((__, place) => place % PROCESSES === at);
    child.send({ url, from: `127.0.0.${2 + at}`, agents: crew, overMs } satisfies Order);
    return child;
  });
  const muster = async (): Promise<Omit<Muster, 'refusals'>> => {
    const parts = await Promise.all(ships.map(askMuster));
    const refusals = new Set(parts.flatMap((part) => part.refusals));
    if (refusals.size > 0) throw new Error(`Agents were refused: ${[...refusals].join(', ')}.`);
    return {
      up: parts.reduce((sum, part) => sum + part.up, 0),
      welcomedAt: parts.flatMap((part) => part.welcomedAt),
    };
  };
  return {
    muster,
    async untilUp(count) {
      const until = Date.now() + 300_000;
      for (let { up } = await muster(); up < count; { up } = await muster()) {
        if (Date.now() > until) throw new Error(`Only ${up} of ${count} agents were let in.`);
        await sleep(250);
      }
    },
    async stop() {
      await Promise.all(ships.map(gone));
    },
  };
}

async function askMuster(ship: ChildProcess): Promise<Muster> {
  const answered = once(ship, 'message');
  ship.send('muster');
  const [muster] = (await answered) as [Muster];
  return muster;
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}

/** A server that does the least (agents-bare.ts), in a process of its own, which V8 leaves as much room as it leaves ours. */
export type Bare = { pid: number; url: string; stop(): Promise<void> };

export async function startBare(port: number): Promise<Bare> {
  const child = fork(new URL('agents-bare.ts', import.meta.url), [String(port)], { env: serverEnvironment() });
  await once(child, 'message');
  return {
    pid: child.pid ?? 0,
    url: `http://localhost:${port}`,
    async stop() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
