import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, linksOf, readConfig } from '../../src/config.ts';
import { migrateInChild, openDatabases } from '../../src/databases.ts';
import { openLog } from '../../src/kit/log.ts';
import { openMetrics } from '../../src/kit/metrics.ts';
import { passwordKit } from '../../src/kit/passwords.ts';
import { openSecrets } from '../../src/kit/secrets.ts';
import { serve } from '../../src/serve.ts';
import { freePort } from '../free-port.ts';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

export type Outcome = { code: number; out: string; err: string };

/** An installation of its own on this machine, as an operator at a terminal has it: settings, commands, a server to start. */
export type Terminal = {
  settings: Record<string, string>;
  url: string;
  /** Runs a command of the real program with these settings, and others on top. */
  latchkey(args: string[], more?: Record<string, string>): Promise<Outcome>;
  /** Starts a server on the data directory; gives what stops it. */
  start(): Promise<() => Promise<void>>;
  remove(): void;
};

export async function terminal(smtpUrl: string): Promise<Terminal> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-cli-'));
  // Under root the database runs as a user of its own; closed to it, the folder would not hold the data, and they would stay behind.
  chmodSync(folder, 0o755);
  const port = String(await freePort());
  const settings = {
    PORT: port,
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY_FILE: join(folder, 'keys', 'master.key'),
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'latchkey@example.test',
  };
  return {
    settings,
    url: `http://localhost:${port}`,
    latchkey: (args, more = {}) => run(args, { ...settings, ...more }),
    start: () => startServer(readConfig(settings)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function run(args: string[], settings: Record<string, string>): Promise<Outcome> {
  const { PATH = '' } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env: { PATH, ...settings }, timeout: 60_000 }, (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, err });
    });
  });
}

async function startServer(config: Config): Promise<() => Promise<void>> {
  const secrets = openSecrets(config.masterKeyFile);
  const databases = await openDatabases(config, secrets, () => undefined);
  await migrateInChild(databases.owner, secrets);
  const serving = await serve({
    ...config,
    databases,
    secrets,
    log: openLog('silent'),
    metrics: openMetrics(),
    poolSize: 5,
    https: undefined,
    version: '0.0.0-test',
    passwords: passwordKit({ cost: { memoryCost: 64, timeCost: 1 }, waiting: 100 }),
    limits: { invitationsPerDay: 100, mailsPerRecipientPerDay: 100 },
    mail: { smtpUrl: config.smtpUrl, mailFrom: config.mailFrom },
    signUp: config.signUp === 'open',
    links: linksOf(config),
    furnish: async () => undefined,
  });
  return async () => {
    await serving.stop();
    await databases.stop();
  };
}
