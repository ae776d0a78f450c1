import { writeMessage } from '@latchkey/wire/link-messages';
import { sql } from 'kysely';
import { askOnce, type Connection } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { listen } from '../kit/listen.ts';
import { closeSocket, closings, say } from '../kit/sockets.ts';
import { within } from '../kit/within.ts';
import type { Live } from './link.ts';
import { PROBES } from './link-admitting.ts';
import { PROBE_MS } from './link-hello.ts';
import { quarantine } from './presence.ts';

/** Every server hears on it which computers of which account are owed something. */
const AGENTS = 'latchkey_agents';
const RECHECK_MS = 2_000;
/** An answer that never comes keeps nobody from asking anew. */
const ANSWERS_WITHIN_MS = 10_000;
/** So many are asked for at a time: what thousands of ids and stamps take of memory is free again before it is many times that. */
const AT_ONCE = 1_000;
const AGAIN_MS = 30_000;
const PING_MS = 25_000;
const SILENT_MS = 60_000;

type Table = { live: ReadonlyMap<string, Live>; settle: (one: Live) => void };
/** Without a stamp: another socket stands in its place. */
type Standing = { computer_id: string; fault: string | null; stamp: string | null };

/**
 * What is done for all control sockets of this node again and again: every 2 s one question whether they may go on and whether something
 * is owed, every 30 s what was not answered, pings, and what other servers ask and tell. A notice only makes it sooner.
 */
export function openLinkRounds(kit: Kit, connection: Connection, { live, settle }: Table) {
  let under = false;
  const look = async (): Promise<void> => {
    if (under || live.size === 0) return;
    under = true;
    await within(ANSWERS_WITHIN_MS, recheckAll(kit, live, settle)).catch((error: unknown) =>
      kit.log.warn({ err: error }, 're-check of agents'),
    );
    under = false;
  };
  const some = (computerIds: readonly string[] = [...live.keys()]): void => {
    for (const id of computerIds) {
      const one = live.get(id);
      if (one) settle(one);
    }
  };
  const heardOf = (payload: string): void => {
    const [, ...ids] = payload.split(' ');
    if (!ids.some((id) => live.has(id))) return;
    some(ids);
    void look();
  };
  const ears = [
    listen(connection, AGENTS, { hear: heardOf, missed: () => void look() }),
    listen(connection, PROBES, { hear: (payload) => probe(kit, live, payload), missed: () => undefined }),
  ];
  const timers = [
    setInterval(() => void look(), RECHECK_MS),
    setInterval(() => some([...live.values()].filter((one) => !one.isSettled).map((one) => one.computerId)), AGAIN_MS),
    setInterval(() => ping(live), PING_MS / 5),
  ];
  for (const timer of timers) timer.unref();
  return {
    settle: some,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(ears.map((ear) => ear.stop()));
    },
  };
}

async function recheckAll(kit: Kit, live: ReadonlyMap<string, Live>, settle: (one: Live) => void): Promise<void> {
  const all = [...live.values()];
  for (let at = 0; at < all.length; at += AT_ONCE) await recheck(kit, all.slice(at, at + AT_ONCE), settle);
}

/** Asks only for those of whom there is something to say: nearly always nobody. */
async function recheck(kit: Kit, asked: readonly Live[], settle: (one: Live) => void): Promise<void> {
  const ids = asked.map((one) => one.computerId);
  const links = asked.map((one) => one.linkId);
  const stamps = asked.map((one) => one.stamp);
  const rows = await askOnce(
    kit.db,
    (now) => sql<Standing>`
      select q.id as computer_id, s.fault, s.stamp
        from unnest(${ids}::uuid[], ${stamps}::text[]) as q (id, stamp)
        left join agents_standing(${ids}::uuid[], ${links}::uuid[], ${now}) s on s.computer_id = q.id
       where s.fault is not null or s.stamp is distinct from q.stamp`,
  );
  const standing = new Map(rows.map((row) => [row.computer_id, row]));
  for (const one of standing.size === 0 ? [] : asked) {
    const row = standing.get(one.computerId);
    if (!row) continue;
    if (row.stamp === null) closeSocket(one.socket, closings.replaced);
    else if (row.fault !== null) hangUp(one, row.fault);
    else if (row.stamp !== one.stamp) {
      one.stamp = row.stamp;
      settle(one);
    }
  }
}

function hangUp(one: Live, fault: string): void {
  if (fault === 'removed') say(one.socket, writeMessage({ t: 'removed' }));
  closeSocket(one.socket, closings.refused, fault);
}

/** A fifth of the sockets is pinged at a time, so that ten thousand are not pinged at once. */
let fifth = 0;
function ping(live: ReadonlyMap<string, Live>): void {
  fifth = (fifth + 1) % 5;
  const now = performance.now();
  let place = 0;
  for (const one of live.values()) {
    if (now - one.heardAt > SILENT_MS) one.socket.terminate();
    else if (place++ % 5 === fifth && one.socket.readyState === one.socket.OPEN) one.socket.ping();
  }
}

/**
 * Somebody holds the key of a computer that hangs on this node: if its socket still answers, there are two machines; if not, it is gone.
 */
function probe(kit: Kit, live: ReadonlyMap<string, Live>, payload: string): void {
  const [computerId = '', linkId] = payload.split(' ');
  const one = live.get(computerId);
  if (!one || one.linkId !== linkId) return;
  const answered = () => {
    clearTimeout(late);
    quarantine(kit, one, 'second-machine').catch((error: unknown) => kit.log.warn({ err: error }, 'quarantine'));
  };
  const late = setTimeout(() => {
    one.socket.off('pong', answered);
    one.socket.terminate();
  }, PROBE_MS);
  late.unref();
  one.socket.once('pong', answered);
  if (one.socket.isPaused) one.socket.resume();
  one.socket.ping();
}
