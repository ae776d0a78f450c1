// Numbers for Prometheus. Labels come from closed lists in the code (operations, refusals, tasks, states): never from people or accounts.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { isLoopback, isTrusted } from './address.ts';

export type Metrics = {
  /** Counts an answered call of an operation; `code` is the refusal it was answered with. */
  readonly observe: (call: { operation: string; status: number; code: string | undefined; ms: number }) => void;
  /** Counts a job that ended. One that failed may be tried again. */
  readonly jobEnded: (task: string, outcome: 'done' | 'failed') => void;
  /** Counts what came of a try to send a mail. */
  readonly mailEnded: (state: string) => void;
  /** Reads a pool of database connections whenever somebody asks. */
  readonly watchPool: (name: string, read: () => PoolUse) => void;
  /** Everything in Prometheus' text form, with its content type. */
  readonly text: () => Promise<{ type: string; body: string }>;
};

/** Connections that are open, that nobody uses, and callers that wait for one. */
export type PoolUse = { readonly total: number; readonly idle: number; readonly waiting: number };

/** A new set of metrics: those of Latchkey, and Node's own with the delay of the event loop. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const calls = new Histogram({
    name: 'latchkey_call_seconds',
    help: 'Duration of calls by operation and class of status.',
    labelNames: ['operation', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const refusals = counter('latchkey_refusals_total', 'Calls answered with a refusal, by its code.', ['code']);
  const jobs = counter('latchkey_jobs_total', 'Jobs that ended, by task and outcome.', ['task', 'outcome']);
  const mails = counter('latchkey_mails_total', 'Tries to send a mail, by what came of them.', ['state']);
  const pools = poolGauge(registry);
  return {
    observe: ({ operation, status, code, ms }) => {
      calls.observe({ operation, status: `${Math.floor(status / 100)}xx` }, ms / 1000);
      if (code !== undefined) refusals.inc({ code });
    },
    jobEnded: (task, outcome) => jobs.inc({ task, outcome }),
    mailEnded: (state) => mails.inc({ state }),
    watchPool: (name, read) => void pools.set(name, read),
    text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  };
}

/** Who asks for the metrics, and what the settings say. */
export type MetricsRequest = {
  readonly remote: string;
  readonly authorization: string | undefined;
  readonly token: string | undefined;
  readonly trustedProxies: readonly string[];
};

/**
 * Whether somebody may read the metrics: with METRICS_TOKEN as bearer token; without one, from this machine. Not if this
 * machine is a trusted proxy, since then the whole world comes from here.
 */
export function mayReadMetrics(request: MetricsRequest): boolean {
  const { remote, authorization, token, trustedProxies } = request;
  if (token !== undefined) return sameText(authorization ?? '', `Bearer ${token}`);
  return isLoopback(remote.replace(/^::ffff:/i, '')) && !isTrusted(remote, trustedProxies);
}

function poolGauge(registry: Registry): Map<string, () => PoolUse> {
  const pools = new Map<string, () => PoolUse>();
  const gauge = new Gauge({
    name: 'latchkey_pool_connections',
    help: 'Database connections by pool: open, idle, and callers that wait for one.',
    labelNames: ['pool', 'state'],
    registers: [registry],
    collect() {
      for (const [pool, read] of pools) {
        for (const [state, value] of Object.entries(read())) gauge.set({ pool, state }, value);
      }
    },
  });
  return pools;
}

// Hashed first: both sides have one length then, and the time tells nothing.
function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
