import { sql } from 'kysely';
import { askOnce, type Began } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { within } from '../kit/within.ts';

const FRESHENS_MS = 5_000;
/** A server that does not run, and did not start for so long, is none any more. */
const REMEMBERED = '1 year';
/** As many as an agent keeps. */
const MOST_ADDRESSES = 63;

export type Registered = { stop(): Promise<void> };

/**
 * Puts this server into the register of running ones and keeps it fresh until stopped. Whoever is fresh sweeps: servers that were not
 * heard of for 15 s are forgotten, and their computers are online nowhere. `also` is done at every turn.
 */
export async function registerNode(kit: Kit, also: () => Promise<void>): Promise<Registered> {
  const { id, url } = kit.node;
  await rememberAddress(kit);
  const turn = async (): Promise<void> => {
    await askOnce(
      kit.db,
      (now) => sql`
        insert into node (id, url, started_at, seen_at) values (${id}, ${url}, ${now}, ${now})
        on conflict (id) do update set seen_at = excluded.seen_at`,
    );
    await askOnce(kit.db, (now) => sql`select sweep_nodes(${now})`);
    await also();
  };
  await turn();
  let under: Promise<void> | undefined;
  const timer = setInterval(() => {
    // Others forget a server that waits for ever for one answer.
    under ??= within(FRESHENS_MS, turn())
      .catch((error: unknown) => kit.log.warn({ err: error }, 'the register of servers'))
      .finally(() => (under = undefined));
  }, FRESHENS_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await under;
      // Long unheard of: the sweep takes it out at once, and its computers with it.
      await askOnce(kit.db, () => sql`update node set seen_at = '-infinity' where id = ${id}`).catch(() => undefined);
      await askOnce(kit.db, (now) => sql`select sweep_nodes(${now})`).catch(() => undefined);
    },
  };
}

/** Computers that are added while this server does not run are told of it as well, for as long as it may be away. */
async function rememberAddress(kit: Kit): Promise<void> {
  await askOnce(
    kit.db,
    (now) => sql`
      with forgotten as (delete from node_address where seen_at < ${now} - ${REMEMBERED}::interval and url not in (select url from node union select ${kit.node.url}))
      insert into node_address (url, seen_at) values (${kit.node.url}, ${now}) on conflict (url) do update set seen_at = excluded.seen_at`,
  );
}

/** Where the servers of this installation are dialled, those that are away for a while included. */
export async function nodeAddresses({ tx }: Began): Promise<string[]> {
  const { rows } = await sql<{ url: string }>`
    select url from (select url from node_address order by seen_at desc limit ${MOST_ADDRESSES}) lately order by url`.execute(
    tx,
  );
  return rows.map(({ url }) => url);
}

/** The address of a server as a WebSocket is dialled there. */
export function socketUrl(nodeUrl: string, path: '/session/viewer' | '/session/host'): string {
  return nodeUrl.replace(/^http/, 'ws') + path;
}
