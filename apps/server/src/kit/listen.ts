import { sql } from 'kysely';
import type { Connection, Tx } from './db.ts';
import { keepConnection } from './kept-connection.ts';

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

/** Hears every payload of a channel on a connection of its own, which is opened anew when it is lost or gives no sign of life. */
export function listen(connection: Connection, channel: string, { hear, missed }: Hearing): Ear {
  let began = false;
  return keepConnection(connection, {
    name: 'latchkey-news',
    async begin(client) {
      client.on('notification', ({ payload }) => hear(payload ?? ''));
      await client.query(`listen ${channel}`);
      if (began) missed();
      began = true;
    },
  });
}
