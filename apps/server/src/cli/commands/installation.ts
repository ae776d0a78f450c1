import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { doctor } from '../doctor.ts';
import { migrate } from '../migrate.ts';
import { setUpCode } from '../set-up-code.ts';
import { run } from './words.ts';

/** The commands about the installation as a whole. */
export function installationCommands(program: Command): void {
  program
    .command('setup-code')
    .description('print a fresh set-up code, while nobody has set Latchkey up')
    .action(() => run(() => setUpCode(readConfig())));

  program
    .command('migrate')
    .description('bring the database to this version’s schema; npm start does so too')
    .action(() => run(() => migrate(readConfig())));

  program
    .command('doctor')
    .description(
      'check everything that Latchkey stands on, and say in plain words what is wrong; exit code 1 on trouble',
    )
    .option('--json', 'print the findings as JSON')
    .action((options: { json?: true }) =>
      run(async () => {
        const { lines, isTrouble } = await doctor(readConfig, options.json === true);
        if (isTrouble) process.exitCode = 1;
        return lines;
      }),
    );
}
