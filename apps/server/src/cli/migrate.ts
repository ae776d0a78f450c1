import type { Config } from '../config.ts';
import { migrateInChild } from '../databases.ts';
import { withInstallation } from './installation.ts';

/** Brings the database to this version's schema. Gives the lines to print. */
export function migrate(config: Config): Promise<string[]> {
  return withInstallation(config, async ({ databases, secrets }) => {
    const ran = await migrateInChild(databases.owner, secrets);
    return ran.length === 0 ? ['The database is up to date.'] : ran.map((name) => `Ran ${name}`);
  });
}
