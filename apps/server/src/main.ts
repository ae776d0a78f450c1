import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { AGENT_DIR } from './agent-files.ts';
import { type Config, helpText, linksOf, readConfig } from './config.ts';
import { type Databases, migrateInChild, openDatabases, refuseLostKey } from './databases.ts';
import { furnish } from './furnish.ts';
import { greetingOf } from './greeting.ts';
import { type Log, openLog } from './kit/log.ts';
import { openMetrics } from './kit/metrics.ts';
import { passwordKit } from './kit/passwords.ts';
import { PostgresRefusal } from './kit/postgres/refusal.ts';
import { openSecrets } from './kit/secrets.ts';
import { StartRefusal } from './kit/start-refusal.ts';
import { followCredentials, openCredentials, tlsMode } from './kit/tls.ts';
import { type Life, openLife } from './life.ts';
import { renewSetUpCode } from './operator/set-up-codes.ts';
import { serve } from './serve.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The version of this checkout, from package.json. */
function versionOf(): string {
  const file = fileURLToPath(new URL('../../../package.json', import.meta.url));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

async function start(config: Config, log: Log, life: Life): Promise<void> {
  // First what can be refused without having touched anything.
  refuseLostKey(config);
  const tls = tlsMode(config);
  const credentials = tls.mode === 'own' || tls.mode === 'files' ? openCredentials(tls, new Date()) : undefined;
  const secrets = openSecrets(config.masterKeyFile);
  const databases = await openDatabases(config, secrets, say);
  life.onEnd(() => databases.stop());
  endWith(databases, life);
  await migrateInChild(databases.owner, secrets);
  const serving = await serve({
    ...config,
    databases,
    secrets,
    log,
    metrics: openMetrics(),
    poolSize: 10 * availableParallelism(),
    https: credentials,
    version: versionOf(),
    passwords: passwordKit(),
    limits: { invitationsPerDay: config.invitationsPerDay, mailsPerRecipientPerDay: config.mailsPerRecipientPerDay },
    mail: { smtpUrl: config.smtpUrl, mailFrom: config.mailFrom },
    signUp: config.signUp === 'open',
    links: linksOf(config),
    agent: { folder: AGENT_DIR, pin: tls.mode === 'own' ? (credentials?.pin ?? null) : null },
    furnish: (app, kit) => furnish(app, kit, { config, database: databases.app }),
  });
  life.onEnd(() => serving.stop());
  if (tls.mode === 'own' || tls.mode === 'files') {
    followCredentials(serving.app.server as never, tls, {
      now: () => new Date(),
      onProblem: (problem) => log.warn({ problem }, 'tls'),
    });
  }
  for (const warning of credentials?.warnings ?? []) say(warning);
  say(greetingOf(config, { credentials, code: await renewSetUpCode(serving.kit) }));
}

/** Without its database the server ends too: whoever keeps it running starts both again. */
function endWith(databases: Databases, life: Life): void {
  databases.ended.then(
    (reason) => {
      if (life.isEnding) return;
      process.stderr.write(`${reason}\n`);
      void life.end(1);
    },
    () => undefined,
  );
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

/** Says why the server does not start, and stops what already runs. */
async function giveUp(error: unknown, life: Life): Promise<void> {
  // What fails because everything is being stopped is no news.
  if (life.isEnding) return;
  const words = refusalIn(error);
  // A refusal is for the person at the terminal; everything else keeps its stack.
  process.stderr.write(`${words ?? (error instanceof Error ? error.stack : String(error))}\n`);
  await life.end(1);
}

async function run(): Promise<void> {
  let log: Log | undefined;
  const onFault = (error: unknown): void => {
    if (log) log.fatal({ err: error }, 'nobody caught this');
    else console.error(error);
  };
  const life = openLife({ say, onFault });
  try {
    const config = readConfig();
    log = openLog(config.logLevel);
    await start(config, log, life);
  } catch (error) {
    await giveUp(error, life);
  }
}

// What is relayed lies in buffers outside of the heap. V8 would go through the whole heap after every 64 MB of them, which takes more
// than the relaying itself; counted together with the heap they are let go of in its time.
setFlagsFromString('--external-memory-accounted-in-global-limit');

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) say(helpText());
else if (args.includes('--version') || args.includes('-V')) say(versionOf());
else await run();
