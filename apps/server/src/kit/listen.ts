import { sql } from 'kysely';
import pg from 'pg';
import type { Connection, Tx } from './db.ts';

const RELISTEN_MS = 1_000;

export type Ear = { stop(): Promise<void> };

/** Says something on a channel to everybody who listens, when and only if this transaction commits. */
export async function notify(tx: Tx, channel: string, payload: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${payload})`.execute(tx);
}

/** What an ear is for. */
export type Hearing = {
  hear: (payload: string) => void;
  /** Called whenever listening has begun again: what was said in between was not heard. */
  missed: () => void;
};

/** Hears every payload of a channel on a connection of its own, which is opened anew a second after it was lost. */
export function listen(connection: Connection, channel: string, { hear, missed }: Hearing): Ear {
  let began = false;
  let client: pg.Client | undefined;
  let stopped = false;
  const start = async (): Promise<void> => {
    if (stopped) return;
    const fresh = new pg.Client({ ...connection, keepAlive: true, application_name: 'latchkey-news' });
    client = fresh;
    fresh.on('error', () => undefined);
    fresh.on('end', () => setTimeout(() => void start(), RELISTEN_MS).unref());
    fresh.on('notification', ({ payload }) => hear(payload ?? ''));
    await fresh
      .connect()
      .then(() => fresh.query(`listen ${channel}`))
      .then(() => {
        if (began) missed();
        began = true;
      })
      .catch(() => fresh.end().catch(() => undefined));
  };
  const started = start();
  return {
    async stop() {
      stopped = true;
      await started;
      await client?.end().catch(() => undefined);
    },
  };
}
