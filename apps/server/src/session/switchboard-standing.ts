import { sql } from 'kysely';
import { askOnce, type Connection } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { listen } from '../kit/listen.ts';
import { closeSocket, closings, cutSocket, type Socket } from '../kit/sockets.ts';
import { within } from '../kit/within.ts';
import { endFound, endingOf } from './ending.ts';
import { dismiss, type Pairs, type Seats } from './switchboard-pairs.ts';

const AGENTS = 'latchkey_agents';
const RECHECK_MS = 2_000;
/** A node that could not re-check for this long passes nothing more and closes its sockets: nobody looks on who may have lost the right to. */
const STALE_MS = 4_000;
/** Twenty seconds to come back (C4), and what a rejoin takes. */
const LOST_MS = 30_000;

type Standing = { session_id: string; fault: string | null; node_id: string | null; round: number };
type Lost = { accountId: string; round: number; at: number };
/** The sessions of this node: those that have sockets here, and those whose network is lost and that may come back. */
type Held = { pairs: Pairs<Socket>; lost: Map<string, Lost> };

export type StandingWatch = {
  /** Looks at one session now; when it may not go on its sockets are closed, and the reason is given. */
  check(sessionId: string): Promise<string | undefined>;
  /** A pair is over without an end of the session: it may come back. */
  isLost(sessionId: string, seats: Seats<Socket>): void;
  isBack(sessionId: string): void;
  /** Whether rights were looked at so lately that something may be passed on. A process that stood still finds out here first. */
  isFresh(): boolean;
  stop(): Promise<void>;
};

/** Asks every 2 s, in one question, whether all sessions of this node may go on (C9). A notice only makes it sooner. */
export function openStandingWatch(kit: Kit, connection: Connection, pairs: Pairs<Socket>): StandingWatch {
  const lost = new Map<string, Lost>();
  const round = rounds(() => recheck(kit, { pairs, lost }, [...pairs.keys(), ...lost.keys()]), kit);
  const isFresh = (): boolean => performance.now() - round.last() <= STALE_MS;
  const turn = (): void => {
    if (!isFresh()) closeAll(pairs, lost);
    round.look();
    giveUp(kit, pairs, lost);
  };
  const ear = listen(connection, AGENTS, {
    hear: (payload) => {
      const ids = new Set(payload.split(' '));
      if (pairs.values().some((seats) => ids.has(seats.computerId)) || lost.size > 0) round.look();
    },
    missed: round.look,
  });
  const timer = setInterval(turn, RECHECK_MS);
  timer.unref();
  return {
    async check(sessionId) {
      return (await recheck(kit, { pairs, lost }, [sessionId])).get(sessionId);
    },
    isLost: (sessionId, seats) => noteLost(lost, sessionId, seats),
    isBack: (sessionId) => void lost.delete(sessionId),
    isFresh,
    async stop() {
      clearInterval(timer);
      await round.over();
      await ear.stop();
    },
  };
}

/** One look at a time; asked for meanwhile, there is one more. What was found counts from when it was asked, not from when it came. */
function rounds(act: () => Promise<unknown>, { log }: Kit) {
  let last = performance.now();
  let under: Promise<void> | undefined;
  let again = false;
  const look = (): void => {
    if (under) return void (again = true);
    again = false;
    const began = performance.now();
    // An answer that never comes keeps nobody from asking anew.
    under = within(STALE_MS, act())
      .then(() => void (last = began))
      .catch((error: unknown) => log.warn({ err: error }, 're-check of sessions'))
      .finally(() => {
        under = undefined;
        if (again) look();
      });
  };
  return { look, last: () => last, over: async () => under };
}

/** Closes what may not go on, and gives why, by session. */
async function recheck(kit: Kit, { pairs, lost }: Held, asked: readonly string[]): Promise<Map<string, string>> {
  const faults = new Map<string, string>();
  if (asked.length === 0) return faults;
  const before = new Map(asked.map((id) => [id, pairs.get(id)?.round]));
  const rows = await askOnce(kit.db, (now) => sql<Standing>`select * from sessions_standing(${asked}::uuid[], ${now})`);
  const standing = new Map(rows.map((row) => [row.session_id, row]));
  for (const id of asked) {
    const row = standing.get(id);
    const round = before.get(id);
    const isMoved = row !== undefined && (row.node_id !== kit.node.id || (round !== undefined && row.round > round));
    const fault = row === undefined ? 'removed' : (row.fault ?? (isMoved ? 'replaced' : undefined));
    if (fault === undefined) continue;
    const accountId = (pairs.get(id) ?? lost.get(id))?.accountId;
    const isOver = row === undefined || row.fault !== null;
    // A later round that was seated meanwhile is looked at by its own check.
    if (pairs.get(id)?.round === round) close(pairs, id, { fault, isOver });
    faults.set(id, fault);
    lost.delete(id);
    if (isOver && accountId !== undefined) void note(kit, accountId, id, fault);
  }
  return faults;
}

function close(pairs: Pairs<Socket>, id: string, { fault, isOver }: { fault: string; isOver: boolean }): void {
  for (const socket of dismiss(pairs, id)) closeSocket(socket, isOver ? closings.over : closings.replaced, fault);
}

/** The sockets are closed by now; the row, the agent and the lists hear of it here. */
async function note(kit: Kit, accountId: string, id: string, fault: string): Promise<void> {
  await endFound(kit, accountId, { ids: [id], ending: endingOf(fault) }).catch((error: unknown) =>
    kit.log.warn({ err: error }, 'end of a session'),
  );
}

function closeAll(pairs: Pairs<Socket>, lost: Map<string, Lost>): void {
  for (const [id, seats] of pairs) {
    noteLost(lost, id, seats);
    for (const socket of dismiss(pairs, id)) cutSocket(socket, closings.tryLater, 'lost');
  }
}

function noteLost(lost: Map<string, Lost>, sessionId: string, { accountId, round }: Seats<Socket>): void {
  lost.set(sessionId, { accountId, round, at: performance.now() });
}

/** Sessions that did not come back in time are over, unless another server has them by now. */
function giveUp(kit: Kit, pairs: Pairs<Socket>, lost: Map<string, Lost>): void {
  for (const [id, one] of lost) {
    if (performance.now() - one.at < LOST_MS) continue;
    lost.delete(id);
    if (pairs.has(id)) continue;
    void askOnce(kit.db, (now) => sql<Standing>`select * from sessions_standing(${[id]}::uuid[], ${now})`)
      .then(([row]) => {
        if (row?.node_id === kit.node.id && row.round === one.round) return note(kit, one.accountId, id, 'lost');
        return undefined;
      })
      .catch((error: unknown) => kit.log.warn({ err: error }, 'end of a session'));
  }
}
