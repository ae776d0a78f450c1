import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Config, helpText, readConfig } from './config.ts';
import { type Databases, migrateInChild, openDatabases, refuseLostKey } from './databases.ts';
import { furnish } from './furnish.ts';
import { openLog } from './kit/log.ts';
import { openMetrics } from './kit/metrics.ts';
import { passwordKit } from './kit/passwords.ts';
import { PostgresRefusal } from './kit/postgres/refusal.ts';
import { openSecrets } from './kit/secrets.ts';
import { StartRefusal } from './kit/start-refusal.ts';
import { type Credentials, followCredentials, openCredentials, tlsMode } from './kit/tls.ts';
import { renewSetUpCode } from './operator/set-up-codes.ts';
import { serve, type Serving } from './serve.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The version of this checkout, from package.json. */
function versionOf(): string {
  const file = fileURLToPath(new URL('../../../package.json', import.meta.url));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

async function start(config: Config): Promise<void> {
  refuseLostKey(config);
  const secrets = openSecrets(config.masterKeyFile);
  const databases = await openDatabases(config, secrets, say);
  const ending = endWith(databases);
  await migrateInChild(databases.owner, secrets);
  const tls = tlsMode(config);
  const credentials = tls.mode === 'own' || tls.mode === 'files' ? openCredentials(tls, new Date()) : undefined;
  const log = openLog(config.logLevel);
  const metrics = openMetrics();
  const serving = await serve({
    ...config,
    databases,
    secrets,
    log,
    metrics,
    poolSize: 10 * availableParallelism(),
    https: credentials,
    version: versionOf(),
    passwords: passwordKit(),
    limits: { invitationsPerDay: config.invitationsPerDay, mailsPerRecipientPerDay: config.mailsPerRecipientPerDay },
    mail: { smtpUrl: config.smtpUrl, mailFrom: config.mailFrom },
    furnish: (app, kit) => furnish(app, kit, { config, database: databases.app }),
  });
  ending.serving = serving;
  if (tls.mode === 'own' || tls.mode === 'files') {
    followCredentials(serving.app.server as never, tls, {
      now: () => new Date(),
      onProblem: (problem) => log.warn({ problem }, 'tls'),
    });
  }
  await greet(config, serving, credentials);
}

/** Stops everything in order on Ctrl-C, on SIGTERM and when the database ends by itself; a second signal does not wait. */
function endWith(databases: Databases): { serving?: Serving } {
  const running: { serving?: Serving } = {};
  let stopping = false;
  const end = async (code: number): Promise<void> => {
    if (stopping) process.exit(code || 1);
    stopping = true;
    await running.serving?.stop().catch(() => undefined);
    await databases.stop();
    process.exit(code);
  };
  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));
  databases.ended.then(
    (reason) => {
      say(`The database has ended: ${reason}`);
      return end(1);
    },
    () => undefined,
  );
  return running;
}

async function greet(config: Config, serving: Serving, credentials: Credentials | undefined): Promise<void> {
  say(`\nLatchkey is running. Open ${config.publicUrl}`);
  if (credentials)
    say(`Certificate (SHA-256): ${credentials.fingerprint}\nPublic key pin (SHA-256): ${credentials.pin}`);
  const code = await renewSetUpCode(serving.kit);
  if (code !== undefined) say(`Set-up code, good once and until the next start: ${code}`);
  say('Ctrl-C stops it.');
}

/** What the person at the terminal is told, when a setting or the machine is what stands in the way. */
function refusalIn(error: unknown): string | undefined {
  if (error instanceof StartRefusal || error instanceof PostgresRefusal) return error.message;
  const { code, port, address } = error as { code?: string; port?: number; address?: string };
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program: stop it, or set PORT to another number.`;
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} needs more rights than this user has: set PORT to 1024 or more.`;
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${address}: set BIND to one of its own.`;
  return undefined;
}

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) say(helpText());
else if (args.includes('--version') || args.includes('-V')) say(versionOf());
else {
  try {
    await start(readConfig());
  } catch (error) {
    // A refusal is for the person at the terminal; everything else keeps its stack.
    const words = refusalIn(error);
    if (words === undefined) throw error;
    process.stderr.write(`${words}\n`);
    process.exit(1);
  }
}
