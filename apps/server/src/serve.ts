import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { eraseClosed, mailMembers } from './account/closing.ts';
import { startSignUp } from './account/offers.ts';
import { type Links, openLinks } from './computer/link.ts';
import { tellLockouts } from './computer/lock-digest.ts';
import { type Registered, registerNode } from './computer/nodes.ts';
import { constraintRefusals } from './constraints.ts';
import { runBatch } from './batch/running.ts';
import { sweepHandovers } from './handover/effect.ts';
import { sweepInvitations } from './invitation/sweeping.ts';
import { closeDb, type Connection, openDb } from './kit/db.ts';
import { createHttp, mustUseProxy } from './kit/http.ts';
import { type Jobs, startJobs, type Tasks } from './kit/jobs.ts';
import type { Kit } from './kit/kit.ts';
import { releaseMails } from './kit/mails.ts';
import { type News, openNews } from './kit/news.ts';
import { uuidv7 } from './kit/secrets.ts';
import { bindings } from './operations.ts';
import { forgetStale } from './kit/stale.ts';
import { makeAuditPartitions } from './kit/audit.ts';
import { sendMail } from './operator/sending.ts';
import { startReset } from './person/resets.ts';
import { sweepPeople } from './person/sweeping.ts';
import { hearAgent } from './session/hearing.ts';
import { owedOfSessions } from './session/owed.ts';
import { sweepSessions } from './session/sweeping.ts';
import { openSwitchboard, type Switchboard } from './session/switchboard.ts';
import { acceptUpgrades } from './upgrades.ts';

/** What a running server is made of; main.ts takes it from the settings, tests make it themselves. */
export type Parts = Omit<Kit, 'db' | 'node'> & {
  /** Where agents and viewers dial this very server; PUBLIC_URL if left out. */
  nodeUrl?: string | undefined;
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
  const { databases, poolSize, clockOffsetMs, trustedProxies, https, bind, port, furnish, nodeUrl, ...rest } = parts;
  const node = { id: uuidv7(new Date()), url: nodeUrl ?? rest.publicUrl };
  const kit: Kit = { ...rest, node, db: openDb(databases.app, poolSize, clockOffsetMs) };
  const http = { kit, bindings, trustedProxies, constraintRefusals, https };
  const app = createHttp(http);
  const news = openNews(kit.db, databases.app);
  const links = openLinks(kit, databases.app, {
    hear: (of, message) => hearAgent(kit, of, message),
    owed: owedOfSessions,
  });
  const switchboard = openSwitchboard(kit, databases.app);
  const isStranger = (remote: string) => mustUseProxy(http, remote);
  const house = { publicUrl: kit.publicUrl, nodeUrl: node.url, trustedProxies, isStranger };
  acceptUpgrades(app.server, { news, links, switchboard }, house);
  const open: Open = { app, news, links, switchboard, kit };
  try {
    await furnish(app, kit);
    open.jobs = await startJobs(databases.jobs, tasksOf(kit), kit);
    await releaseMails(kit);
    open.registered = await registerNode(kit, () => sweepSessions(kit));
    await app.listen({ host: bind, port });
  } catch (error) {
    await stop(open).catch(() => undefined);
    throw error;
  }
  return { kit, app, port: (app.server.address() as AddressInfo).port, stop: () => stop(open) };
}

type Open = {
  app: FastifyInstance;
  news: News;
  links: Links;
  switchboard: Switchboard;
  registered?: Registered;
  jobs?: Jobs;
  kit: Kit;
};

async function stop({ app, news, links, switchboard, registered, jobs, kit }: Open): Promise<void> {
  await Promise.all([news.stop(), links.stop(), switchboard.stop()]);
  await registered?.stop();
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
    'lockout-digest': () => tellLockouts(kit),
    'audit-partitions': () => makeAuditPartitions(kit.db),
    'sign-up-start': (ids) => startSignUp(kit, ids['request_id'] ?? ''),
    'account-mails': (ids) => mailMembers(kit, ids['account_id'] ?? ''),
    'account-erase': () => eraseClosed(kit),
    'forget-stale': () => forgetStale(kit.db),
  };
}
