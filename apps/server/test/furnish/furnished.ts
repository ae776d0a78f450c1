import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linksOf, readConfig } from '../../src/config.ts';
import { furnish } from '../../src/furnish.ts';
import type { AgentOffer } from '../../src/kit/agent-offer.ts';
import { createHttp } from '../../src/kit/http.ts';
import { closeDb, openDb } from '../../src/kit/db.ts';
import type { Kit } from '../../src/kit/kit.ts';
import { openLog } from '../../src/kit/log.ts';
import { openMetrics } from '../../src/kit/metrics.ts';
import { passwordKit } from '../../src/kit/passwords.ts';
import { openSecrets } from '../../src/kit/secrets.ts';
import { bindings } from '../../src/operations.ts';
import { type TestDatabase, testDatabase } from '../database.ts';

/** A server with everything around its API, on a database that can be taken away, without a queue. */
export type Furnished = {
  database: TestDatabase;
  /** Asks for a page as a browser at the server's own address. */
  get(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Record<string, unknown>; body: string }>;
  stop(): Promise<void>;
};

const PUBLIC_URL = 'http://localhost:8499';

export async function furnished(settings: Record<string, string> = {}, agent?: AgentOffer): Promise<Furnished> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-furnish-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Latchkey</title>');
  const config = readConfig({
    PUBLIC_URL,
    DATA_DIR: folder,
    MASTER_KEY_FILE: `${folder}-keys/master.key`,
    ...settings,
  });
  const database = await testDatabase();
  const kit: Kit = {
    db: openDb(database.app, 2),
    secrets: openSecrets(config.masterKeyFile),
    passwords: passwordKit(),
    log: openLog('silent'),
    metrics: openMetrics(),
    publicUrl: config.publicUrl,
    version: '9.9.9',
    node: { id: '', url: config.publicUrl },
    limits: { invitationsPerDay: 1, mailsPerRecipientPerDay: 1 },
    mail: { smtpUrl: config.smtpUrl, mailFrom: config.mailFrom },
    signUp: config.signUp === 'open',
    links: linksOf(config),
    ...(agent && { agent }),
  };
  const app = createHttp({ kit, bindings, trustedProxies: [], constraintRefusals: {}, https: undefined });
  await furnish(app, kit, { config, database: database.app, webDir: folder });
  return {
    database,
    async get(path, headers = {}) {
      const answer = await app.inject({ method: 'GET', url: path, headers: { host: 'localhost:8499', ...headers } });
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    },
    async stop() {
      await app.close();
      await closeDb(kit.db);
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
      rmSync(`${folder}-keys`, { recursive: true, force: true });
    },
  };
}
