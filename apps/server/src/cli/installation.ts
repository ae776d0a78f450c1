import { userInfo } from 'node:os';
import { type Config, linksOf } from '../config.ts';
import { connectionOf, type Databases, openDatabases, refuseLostKey, rolesOf } from '../databases.ts';
import { closeDb, openDb } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { openLog } from '../kit/log.ts';
import { openMetrics } from '../kit/metrics.ts';
import { migrationNames } from '../kit/migrate.ts';
import { passwordKit } from '../kit/passwords.ts';
import { hasDatabase, reachRunning } from '../kit/postgres/reach.ts';
import { openSecrets, type Secrets } from '../kit/secrets.ts';
import { StartRefusal } from '../kit/start-refusal.ts';

/** The installation as a command meets it: its database, running under a server or started for the command. */
export type Installation = {
  config: Config;
  secrets: Secrets;
  databases: Pick<Databases, 'owner' | 'app' | 'jobs'>;
  /** Whether a server had the embedded database running; nothing is known of that with an outside one. */
  isServed: boolean | undefined;
};

/** Runs a command's work with the database at hand and puts everything back as it was. Notes of the database go to standard error. */
export async function withInstallation<T>(config: Config, work: (at: Installation) => Promise<T>): Promise<T> {
  refuseLostKey(config);
  const secrets = openSecrets(config.masterKeyFile);
  if (config.databaseUrl !== undefined) {
    const databases = rolesOf(connectionOf(config.databaseUrl), secrets);
    return work({ config, secrets, databases, isServed: undefined });
  }
  const running = await reachRunning(config.dataDir);
  if (running) return work({ config, secrets, databases: rolesOf(running, secrets), isServed: true });
  const databases = await openDatabases(config, secrets, (line) => void process.stderr.write(`${line}\n`));
  // The database ends with this process, whatever ends it.
  const interrupted = () => process.exit(130);
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await work({ config, secrets, databases, isServed: false });
  } finally {
    await databases.stop();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

/**
 * Runs work of the operator as the owner of the database: being able to act as the owner is the operator's proof. Throws StartRefusal
 * when the database is not at this version's schema.
 */
export async function withOperatorKit<T>(config: Config, work: (kit: Kit, at: Installation) => Promise<T>): Promise<T> {
  if (config.databaseUrl === undefined && !hasDatabase(config.dataDir))
    throw new StartRefusal(`There is no database in ${config.dataDir} yet: start Latchkey once, or set DATA_DIR.`);
  return withInstallation(config, async (at) => {
    const db = openDb(at.databases.owner, 2);
    try {
      await refuseOtherSchema(db.pool);
      return await work(kitOf(at, db), at);
    } finally {
      await closeDb(db);
    }
  });
}

/** What a command says whose mail nobody gets for now. */
export const MAIL_WAITS = 'No mail server is set up: the mail waits in the operator’s outbox.';

/** Who acts at the machine, for what is audited. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? ''}`;
  }
}

async function refuseOtherSchema(pool: Kit['db']['pool']): Promise<void> {
  const { rows } = await pool.query<{ exists: boolean }>(
    `select to_regclass('public.migration') is not null as exists`,
  );
  const ran = rows[0]?.exists ? await pool.query<{ name: string }>('select name from migration') : { rows: [] };
  const [names, done] = [await migrationNames(), ran.rows.map(({ name }) => name)];
  if (names.some((name) => !done.includes(name)))
    throw new StartRefusal(
      'The database is not at this version’s schema: run npm run latchkey -- migrate, or start the server.',
    );
  if (done.some((name) => !names.includes(name)))
    throw new StartRefusal('The database is newer than this version of Latchkey: use the newer version.');
}

function kitOf({ config, secrets }: Installation, db: Kit['db']): Kit {
  return {
    db,
    secrets,
    passwords: passwordKit(),
    log: openLog('silent'),
    metrics: openMetrics(),
    publicUrl: config.publicUrl,
    version: '',
    node: { id: '', url: config.publicUrl },
    limits: { invitationsPerDay: config.invitationsPerDay, mailsPerRecipientPerDay: config.mailsPerRecipientPerDay },
    mail: { smtpUrl: config.smtpUrl, mailFrom: config.mailFrom },
    signUp: config.signUp === 'open',
    links: linksOf(config),
  };
}
