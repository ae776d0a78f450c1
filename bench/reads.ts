import { Agent, request } from 'node:http';
import pg from 'pg';
import { startEmbedded } from '../apps/server/src/kit/postgres/supervisor.ts';
import { hashToken, newToken, uuidv7 } from '../apps/server/src/kit/secrets.ts';
import type { Connection } from '../apps/server/src/kit/db.ts';
import { type House, scratch, startHouse } from './house.ts';

/** The running server, its database as the superuser, and a folder that goes afterwards. */
export type Place = { house: House; client: pg.Client; superuser: Connection };

/** Starts database and server in a folder of their own for as long as `work` takes. */
export async function inPlace<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const folder = await scratch();
  const database = await startEmbedded({ dataDir: `${folder.folder}/postgres`, say: () => undefined });
  const superuser = { ...database.superuser, database: 'latchkey' };
  const client = new pg.Client(superuser);
  try {
    const house = await startHouse({ folder: folder.folder, database: database.owner });
    try {
      await client.connect();
      return await work({ house, client, superuser });
    } finally {
      await client.end();
      await house.stop();
    }
  } finally {
    await database.stop();
    await folder.remove();
  }
}

/** Signs a person in past the server; gives the cookie. */
export async function cookieOf({ house, client }: Place, personId: string): Promise<string> {
  const token = newToken();
  await client.query(
    `insert into sign_in (id, token_hash, person_id, made_at, proved_at, expires_at, address, user_agent)
     values ($1, $2, $3, now(), now(), now() + interval '1 day', '127.0.0.1', 'bench')`,
    [uuidv7(new Date()), hashToken(token), personId],
  );
  return `latchkey-${house.port}=${token}`;
}

/** Asks for one path and gives the answer's text; throws unless it is answered with 200. A body makes it a POST. */
export type Reader = (path: string, body?: object) => Promise<string>;

/** One person's browser: kept-alive connections, and their cookie. */
export function readerOf(url: string, cookie: string): { read: Reader; close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });
  const { hostname, port, origin } = new URL(url);
  const read: Reader = (path, body) =>
    new Promise((resolve, reject) => {
      const text = body && JSON.stringify(body);
      const headers = text === undefined ? { cookie } : { cookie, origin, 'content-type': 'application/json' };
      const method = text === undefined ? 'GET' : 'POST';
      const sent = request({ agent, hostname, port, path, method, headers }, (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
        response.on('end', () =>
          response.statusCode === 200
            ? resolve(answer)
            : reject(new Error(`${path}: ${response.statusCode} ${answer}`)),
        );
      });
      sent.on('error', reject);
      sent.end(text);
    });
  return { read, close: () => agent.destroy() };
}

/** The median and the 99th percentile of so many runs, in milliseconds. */
export type Spread = { p50: number; p99: number };
export type Rounds = { warmUp: number; rounds: number };

/** Runs both sides by turns, so that whatever else the machine does meets both; what is run to warm up is not counted. */
export async function byTurns(
  sides: [measured: () => Promise<unknown>, reference: () => Promise<unknown>],
  { warmUp, rounds }: Rounds,
): Promise<[Spread, Spread]> {
  const took: [number[], number[]] = [[], []];
  for (let round = 0; round < warmUp + rounds; round += 1)
    for (const [side, run] of sides.entries()) {
      const began = performance.now();
      await run();
      if (round >= warmUp) took[side]?.push(performance.now() - began);
    }
  return [spreadOf(took[0]), spreadOf(took[1])];
}

/** The median and the 99th percentile of these. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

/** A spread as people read it. */
export function inWords({ p50, p99 }: Spread): string {
  return `${p50.toFixed(1)} / ${p99.toFixed(1)} ms`;
}
