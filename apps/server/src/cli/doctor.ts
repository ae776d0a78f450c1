import { existsSync } from 'node:fs';
import type { Config } from '../config.ts';
import { hasDatabase } from '../kit/postgres/reach.ts';
import { StartRefusal } from '../kit/start-refusal.ts';
import { checkAddress, isListening } from './doctor/address.ts';
import { checkDatabase, checkQueue } from './doctor/database.ts';
import { about, type Finding, reasonOf } from './doctor/finding.ts';
import { checkDisk, checkFileClock, checkKey, checkNode } from './doctor/machine.ts';
import { checkMail } from './doctor/mail.ts';
import { checkTls } from './doctor/tls.ts';
import { type Installation, withInstallation } from './installation.ts';

export type Diagnosis = { lines: string[]; isTrouble: boolean };

/**
 * Checks everything Latchkey stands on. Changes nothing; a database that is not running is started for as long as it takes. Talks to the
 * configured database, mail server and public address only.
 */
export async function doctor(readConfig: () => Config, asJson: boolean): Promise<Diagnosis> {
  const findings = await findingsOf(readConfig);
  const isTrouble = findings.some(({ state }) => state === 'trouble');
  const lines = asJson
    ? [JSON.stringify({ state: isTrouble ? 'trouble' : 'ok', findings }, undefined, 2)]
    : findings.flatMap(linesOf);
  return { lines, isTrouble };
}

async function findingsOf(readConfig: () => Config): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof StartRefusal)) throw error;
    return [about('settings').trouble(error.message, 'Correct them; npm start -- --help explains each.'), checkNode()];
  }
  const isServing = await isListening(config);
  const key = checkKey(config);
  return [
    about('settings').ok('Every setting can be read.'),
    checkNode(),
    checkDisk(config),
    key,
    ...(await storedThings(config, { isServing, hasKey: key.state !== 'trouble' })),
    await checkAddress(config, isServing),
    await checkTls(config, new Date(), isServing),
    checkFileClock(config),
  ];
}

/** What only a database can tell. None is made, and no key. */
async function storedThings(config: Config, known: { isServing: boolean; hasKey: boolean }): Promise<Finding[]> {
  const { ok, trouble } = about('database');
  if (config.databaseUrl === undefined && !hasDatabase(config.dataDir))
    return [ok('There is no database yet; the first start makes it.')];
  if (!known.hasKey)
    return [trouble('The database was not looked at, for want of the master key.', 'See to the key first.')];
  if (!existsSync(config.masterKeyFile))
    return [
      about('key').warning('The database was not looked at: no master key is there yet.', 'Start Latchkey once.'),
    ];
  try {
    return await withInstallation(config, (at) => databaseThings(at, known.isServing));
  } catch (error) {
    return [trouble(reasonOf(error), 'See what the sentence says.')];
  }
}

async function databaseThings(at: Installation, isServing: boolean): Promise<Finding[]> {
  const database = await checkDatabase(at);
  const isUsable = database.every(
    ({ part, state }) => state === 'ok' || (state === 'warning' && part !== 'migrations'),
  );
  return isUsable ? [...database, await checkQueue(at, isServing), ...(await checkMail(at))] : database;
}

const MARKS = { ok: 'ok     ', warning: 'warning', trouble: 'TROUBLE' } as const;

function linesOf({ part, state, says, remedy }: Finding): string[] {
  const first = `${MARKS[state]}  ${part.padEnd(10)}  ${says}`;
  return remedy === undefined ? [first] : [first, `${' '.repeat(21)}→ ${remedy}`];
}
