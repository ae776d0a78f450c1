// How the parts of this server are: looked at on a clock, so that whoever asks costs nothing and a dead database is no reason to hang.
import pg from 'pg';
import type { Connection } from './db.ts';
import { migrationNames } from './migrate.ts';

/** The parts that the status page names. */
export const statusParts = ['web', 'database', 'queue', 'mail'] as const;
export type StatusPart = (typeof statusParts)[number];
export type PartState = { state: 'ok' | 'trouble'; since: Date };
export type Status = Readonly<Record<StatusPart, PartState>>;

/** A part without which this server should get no requests. */
export type ReadyPart = 'database' | 'migrations' | 'queue';

export type Health = {
  /** How each part is, and since when this server has seen it so. */
  status(): Status;
  /** The parts that are not ready now; looks again when the last look is over a second old. */
  unready(): Promise<ReadyPart[]>;
  stop(): Promise<void>;
};

export type HealthOptions = {
  database: Connection;
  /** Whether mails get out; asked only while the database answers. */
  mailWorks: () => Promise<boolean>;
  everyMs?: number;
  mailEveryMs?: number;
};

const EVERY_MS = 15_000;
const MAIL_EVERY_MS = 5 * 60_000;
const PATIENCE_MS = 2_000;
const FRESH_MS = 1_000;
/** The queue's clock starts something every five minutes, so after two of them it has stopped. */
const TICK_S = 11 * 60;

/** Starts looking; the first look is over when this resolves, except the one at mail, which may take its time. */
export async function openHealth(options: HealthOptions): Promise<Health> {
  const { database, mailWorks, everyMs = EVERY_MS, mailEveryMs = MAIL_EVERY_MS } = options;
  const pool = new pg.Pool({
    ...database,
    max: 1,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
    application_name: 'latchkey-health',
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const board = openBoard();
  let mail = true;
  const look = sharing(async () => {
    const unready = await lookAt(pool, await migrationNames());
    const isDown = unready.includes('database');
    board.note('database', !isDown);
    board.note('queue', !isDown && !unready.includes('queue'));
    board.note('mail', !isDown && mail);
    return unready;
  });
  const lookAtMail = async () => {
    if (board.read().database.state === 'ok') mail = await mailWorks().catch(() => false);
    board.note('mail', mail && board.read().database.state === 'ok');
  };
  await look();
  void lookAtMail();
  const rounds = setInterval(() => void look(), everyMs).unref();
  const mailRounds = setInterval(() => void lookAtMail(), mailEveryMs).unref();
  return {
    status: () => board.read(),
    unready: look,
    async stop() {
      clearInterval(rounds);
      clearInterval(mailRounds);
      await pool.end();
    },
  };
}

type Pulse = { ran: string[]; late: number; busy: number; idle_s: number | null };

async function lookAt(pool: pg.Pool, wanted: string[]): Promise<ReadyPart[]> {
  try {
    const { rows } = await pool.query<Pulse>(
      'select array(select ran_migrations()) as ran, p.late, p.busy, p.idle_s from jobs.pulse() p',
    );
    const [pulse] = rows;
    if (!pulse) return ['database'];
    const isCurrent = wanted.every((name) => pulse.ran.includes(name)) && pulse.ran.length === wanted.length;
    return [...(isCurrent ? [] : ['migrations' as const]), ...(isBeating(pulse) ? [] : ['queue' as const])];
  } catch (error) {
    // What the database answers is an answer: a function it does not know is from a migration that has not run.
    const isMissing =
      error instanceof Error && 'code' in error && ['42883', '42P01', '3F000'].includes(String(error.code));
    return [isMissing ? 'migrations' : 'database'];
  }
}

/** A long line of jobs is no trouble while somebody works on it. After a start the clock has not ticked for as long as it was stopped. */
function isBeating({ late, busy, idle_s }: Pulse): boolean {
  const isLate = late > 0 && busy === 0;
  const hasStopped = process.uptime() > TICK_S && idle_s !== null && idle_s > TICK_S;
  return !isLate && !hasStopped;
}

type Board = { note(part: StatusPart, isOk: boolean): void; read(): Status };

function openBoard(): Board {
  const start: PartState = { state: 'ok', since: new Date() };
  let status: Status = { web: start, database: start, queue: start, mail: start };
  return {
    note(part, isOk) {
      const state = isOk ? 'ok' : 'trouble';
      if (status[part].state !== state) status = { ...status, [part]: { state, since: new Date() } };
    },
    read: () => status,
  };
}

/** Those who ask while one looks, or just after, get what that one saw. */
function sharing<T>(look: () => Promise<T>): () => Promise<T> {
  let last: { at: number; seen: Promise<T> } | undefined;
  return () => {
    if (last && performance.now() - last.at < FRESH_MS) return last.seen;
    const mine = { at: performance.now(), seen: look() };
    last = mine;
    void mine.seen.finally(() => (mine.at = performance.now()));
    return mine.seen;
  };
}
