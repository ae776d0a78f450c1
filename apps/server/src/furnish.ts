import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { offerAgent } from './agent-files.ts';
import type { Config } from './config.ts';
import type { Connection } from './kit/db.ts';
import { inTransaction } from './kit/db.ts';
import { DOCUMENT_POLICY, STYLES, STYLESHEET } from './kit/document.ts';
import { openHealth, type Health } from './kit/health.ts';
import type { Kit } from './kit/kit.ts';
import { refuseMailServer } from './kit/mail.ts';
import { mailServerOf } from './kit/mails.ts';
import { mayReadMetrics, type Metrics } from './kit/metrics.ts';
import { openApiOf } from './kit/openapi.ts';
import { pages } from './kit/pages.ts';
import { referencePage } from './kit/reference.ts';
import { Refused } from './kit/refused.ts';
import { statusBody, statusPage } from './kit/status-page.ts';
import { tlsMode } from './kit/tls.ts';
import { rememberNotices } from './operator/notices.ts';

export type Furnishing = {
  config: Config;
  /** The database as the role latchkey_app, for looking at its health. */
  database: Connection;
  /** The folder with the built web. */
  webDir?: string;
};

const WEB_DIR = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Adds to a server what surrounds its API: the web, its description, health, metrics and the public status. */
export async function furnish(app: FastifyInstance, kit: Kit, furnishing: Furnishing): Promise<void> {
  const { config, database, webDir = WEB_DIR } = furnishing;
  const { publicUrl, nodeUrl } = config;
  pages(app, { webDir, publicUrl, nodeUrl, tls: tlsMode(config).mode });
  describeApi(app, kit);
  if (kit.agent) offerAgent(app, kit.agent);
  const health = await openHealth({ database, mailWorks: () => mailWorks(kit) });
  app.addHook('onClose', () => health.stop());
  answerProbes(app, health);
  showStatus(app, health, rememberNotices(kit));
  measure(app, kit.metrics, config);
  kit.metrics.watchPool('app', () => poolUse(kit));
}

function describeApi(app: FastifyInstance, kit: Kit): void {
  const description = JSON.stringify(openApiOf(kit));
  const reference = referencePage(kit.version);
  app.get('/api/openapi.json', async (_, reply) => reply.type('application/json').send(description));
  app.get('/api/reference', async (_, reply) => sendDocument(reply, await reference));
  app.get(STYLESHEET, async (_, reply) =>
    reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(STYLES),
  );
}

function answerProbes(app: FastifyInstance, health: Health): void {
  app.get('/healthz', async () => ({ state: 'alive' }));
  app.get('/readyz', async (_, reply) => {
    const unready = await health.unready();
    return reply
      .code(unready.length === 0 ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(unready.length === 0 ? { state: 'ready' } : { state: 'not-ready', parts: unready });
  });
}

function showStatus(app: FastifyInstance, health: Health, noticesNow: ReturnType<typeof rememberNotices>): void {
  app.get('/status', async (request, reply) => {
    reply.header('cache-control', 'no-store').header('vary', 'accept, accept-language');
    const wantsData = /\bapplication\/json\b/i.test(request.headers.accept ?? '');
    const notices = await noticesNow();
    const status = health.status();
    if (wantsData) return reply.send(statusBody(status, notices));
    return sendDocument(reply, await statusPage({ status, notices }, request.headers['accept-language']));
  });
}

function measure(app: FastifyInstance, metrics: Metrics, config: Config): void {
  app.get('/metrics', async (request, reply) => {
    const asking = {
      remote: request.socket.remoteAddress ?? '',
      authorization: request.headers.authorization,
      token: config.metricsToken,
      trustedProxies: config.trustedProxies,
    };
    if (!mayReadMetrics(asking)) throw new Refused({ code: 'not-found' });
    const { type, body } = await metrics.text();
    return reply.header('cache-control', 'no-store').type(type).send(body);
  });
}

function sendDocument(reply: FastifyReply, page: string): FastifyReply {
  return reply.header('content-security-policy', DOCUMENT_POLICY).type('text/html; charset=utf-8').send(page);
}

/** Mails get out when there is a mail server and it lets us in; nothing is sent to find out. */
async function mailWorks(kit: Kit): Promise<boolean> {
  const server = await inTransaction(kit.db, { mode: 'read' }, ({ tx }) => mailServerOf(kit, tx));
  return server !== undefined && (await refuseMailServer(server.smtpUrl)) === undefined;
}

function poolUse(kit: Kit) {
  const { totalCount, idleCount, waitingCount } = kit.db.pool;
  return { total: totalCount, idle: idleCount, waiting: waitingCount };
}
