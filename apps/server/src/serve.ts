import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { eraseClosed, mailMembers } from './account/closing.ts';
import { startSignUp } from './account/offers.ts';
import { constraintRefusals } from './constraints.ts';
import { runBatch } from './batch/running.ts';
import { sweepHandovers } from './handover/effect.ts';
import { sweepInvitations } from './invitation/sweeping.ts';
import { cookieJar, readCookie } from './kit/cookies.ts';
import { closeDb, type Connection, openDb } from './kit/db.ts';
import { createHttp, mustUseProxy } from './kit/http.ts';
import { type Jobs, startJobs, type Tasks } from './kit/jobs.ts';
import type { Kit } from './kit/kit.ts';
import { releaseMails } from './kit/mails.ts';
import { type News, openNews } from './kit/news.ts';
import { hashToken } from './kit/secrets.ts';
import { bindings } from './operations.ts';
import { forgetStale } from './kit/stale.ts';
import { makeAuditPartitions } from './kit/audit.ts';
import { sendMail } from './operator/sending.ts';
import { startReset } from './person/resets.ts';
import { sweepPeople } from './person/sweeping.ts';

/** What a running server is made of; main.ts takes it from the settings, tests make it themselves. */
export type Parts = Omit<Kit, 'db'> & {
  databases: { app: Connection; jobs: Connection };
  poolSize: number;
  clockOffsetMs?: () => number;
  trustedProxies: readonly string[];
  https: { key: string; cert: string } | undefined;
  bind: string;
  port: number;
  /** Adds what is not the API: pages, health, metrics. */
  furnish: (app: FastifyInstance, kit: Kit) => Promise<void>;
};

export type Serving = { kit: Kit; app: FastifyInstance; port: number; stop(): Promise<void> };

/** Serves the API, the web, the news and the queue on one port until stopped. Stopping waits for calls and jobs under way. */
export async function serve(parts: Parts): Promise<Serving> {
  const { databases, poolSize, clockOffsetMs, trustedProxies, https, bind, port, furnish, ...rest } = parts;
  const kit: Kit = { ...rest, db: openDb(databases.app, poolSize, clockOffsetMs) };
  const http = { kit, bindings, trustedProxies, constraintRefusals, https };
  const app = createHttp(http);
  const news = openNews(kit.db, databases.app);
  acceptNews(app.server, news, { publicUrl: kit.publicUrl, isStranger: (remote) => mustUseProxy(http, remote) });
  const open: Open = { app, news, kit };
  try {
    await furnish(app, kit);
    open.jobs = await startJobs(databases.jobs, tasksOf(kit), kit);
    await releaseMails(kit);
    await app.listen({ host: bind, port });
  } catch (error) {
    await stop(open).catch(() => undefined);
    throw error;
  }
  return { kit, app, port: (app.server.address() as AddressInfo).port, stop: () => stop(open) };
}

type Open = { app: FastifyInstance; news: News; jobs?: Jobs; kit: Kit };

async function stop({ app, news, jobs, kit }: Open): Promise<void> {
  await news.stop();
  await app.close();
  await jobs?.stop();
  await closeDb(kit.db);
}

function tasksOf(kit: Kit): Tasks {
  return {
    'mail-send': (ids) => sendMail(kit, ids['mail_id'] ?? ''),
    'reset-start': (ids) => startReset(kit, ids['request_id'] ?? ''),
    'batch-run': (ids) =>
      runBatch(kit, bindings, { accountId: ids['account_id'] ?? '', batchId: ids['batch_id'] ?? '' }),
    'invitation-sweep': () => sweepInvitations(kit),
    'handover-sweep': () => sweepHandovers(kit),
    'person-sweep': () => sweepPeople(kit),
    'audit-partitions': () => makeAuditPartitions(kit.db),
    'sign-up-start': (ids) => startSignUp(kit, ids['request_id'] ?? ''),
    'account-mails': (ids) => mailMembers(kit, ids['account_id'] ?? ''),
    'account-erase': () => eraseClosed(kit),
    'forget-stale': () => forgetStale(kit.db),
  };
}

const NEWS_PATH = /^\/api\/v1\/accounts\/([0-9a-f-]{36})\/news$/;

type Door = { publicUrl: string; isStranger: (remote: string) => boolean };

/** A browser's upgrade needs our host and our origin, whatever the TLS mode, and a sign-in; everything else is closed unanswered. */
function acceptNews(server: Server, news: News, { publicUrl, isStranger }: Door): void {
  const { host, origin } = new URL(publicUrl);
  const jar = cookieJar(publicUrl);
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const accountId = NEWS_PATH.exec(request.url ?? '')?.[1];
    const token = readCookie(request.headers.cookie, jar.signIn);
    const isForeign = request.headers.origin !== origin || isStranger(request.socket.remoteAddress ?? '');
    const refusal = request.headers.host !== host ? '421 Misdirected Request' : isForeign ? '403 Forbidden' : undefined;
    if (refusal !== undefined || accountId === undefined || token === undefined) {
      socket.end(`HTTP/1.1 ${refusal ?? '404 Not Found'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    news.accept(request, socket, head, { token: hashToken(token), accountId });
  });
}
