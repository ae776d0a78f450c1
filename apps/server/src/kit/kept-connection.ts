import pg from 'pg';
import type { Connection } from './db.ts';
import { within } from './within.ts';

const AGAIN_MS = 1_000;
const CONNECTS_WITHIN_MS = 10_000;
/** What lies between may swallow everything and end nothing: so often a sign of life is asked for, */
const PULSE_MS = 5_000;
/** and without one within this the connection is given up. */
const PULSE_WITHIN_MS = 5_000;
const ENDS_WITHIN_MS = 2_000;

export type Kept = { stop(): Promise<void> };

export type Keeping = {
  /** What the database calls it (application_name). */
  name: string;
  /** Done on every new connection before anything else; one on which it fails is given up. */
  begin: (client: pg.Client) => Promise<void>;
};

/**
 * Keeps one connection to the database for what belongs to a connection (LISTEN, a lock) until stopped. Lost, or without a sign of life
 * for ten seconds, it is opened anew after a second.
 */
export function keepConnection(connection: Connection, keeping: Keeping): Kept {
  let client: pg.Client | undefined;
  let stopped = false;
  const start = async (): Promise<void> => {
    if (stopped) return;
    client = newClient(connection, keeping.name);
    client.once('end', () => setTimeout(() => void start(), AGAIN_MS).unref());
    await open(client, keeping);
  };
  const started = start();
  return {
    async stop() {
      stopped = true;
      await started;
      if (client) await within(ENDS_WITHIN_MS, client.end()).catch(() => undefined);
    },
  };
}

function newClient(connection: Connection, name: string): pg.Client {
  const client = new pg.Client({
    ...connection,
    keepAlive: true,
    connectionTimeoutMillis: CONNECTS_WITHIN_MS,
    application_name: name,
  });
  client.on('error', () => undefined);
  return client;
}

async function open(client: pg.Client, { begin }: Keeping): Promise<void> {
  // A question is under way whenever this is called, so that the connection is cut and not ended politely.
  const giveUp = (): void => void client.end().catch(() => undefined);
  let pulse: NodeJS.Timeout | undefined;
  client.once('end', () => clearInterval(pulse));
  try {
    await client.connect();
    await within(PULSE_WITHIN_MS, begin(client));
    const beat = (): void => void within(PULSE_WITHIN_MS, client.query('select')).catch(giveUp);
    pulse = setInterval(beat, PULSE_MS).unref();
  } catch {
    giveUp();
  }
}
