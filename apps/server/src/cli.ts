// The operator's commands: `npm run latchkey -- <command>`.
import { companyName, email, language, personName } from '@latchkey/contract/shapes';
import { Command, InvalidArgumentError } from 'commander';
import type * as z from 'zod';
import { createAccount, type NewAccount } from './cli/account-create.ts';
import { doctor } from './cli/doctor.ts';
import { migrate } from './cli/migrate.ts';
import { makeResetLink } from './cli/person-reset-link.ts';
import { setUpCode } from './cli/set-up-code.ts';
import { readConfig } from './config.ts';
import { PostgresRefusal } from './kit/postgres/refusal.ts';
import { StartRefusal } from './kit/start-refusal.ts';

/** An argument as the contract takes it, so that no command makes what no screen could. */
function as<T>(shape: z.ZodType<T, string>, words: string): (typed: string) => T {
  return (typed) => {
    const read = shape.safeParse(typed);
    if (!read.success) throw new InvalidArgumentError(words);
    return read.data;
  };
}

const anEmail = as(email, 'Write a whole e-mail address, like name@example.com.');

/** Prints what a command says; a refusal becomes its sentence and exit code 1. */
async function run(command: () => Promise<string[]>): Promise<void> {
  try {
    for (const line of await command()) process.stdout.write(`${line}\n`);
  } catch (error) {
    if (!(error instanceof StartRefusal || error instanceof PostgresRefusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

const program = new Command('npm run latchkey --')
  .description(
    'Commands for the operator of this Latchkey. They take the same settings as npm start, and work while it runs or not.',
  )
  .showHelpAfterError();

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
  .description('check everything that Latchkey stands on, and say in plain words what is wrong; exit code 1 on trouble')
  .option('--json', 'print the findings as JSON')
  .action((options: { json?: true }) =>
    run(async () => {
      const { lines, isTrouble } = await doctor(readConfig, options.json === true);
      if (isTrouble) process.exitCode = 1;
      return lines;
    }),
  );

type AccountOptions = { company: string; holderEmail: string; holderName: string; language?: NewAccount['language'] };

program
  .command('account')
  .description('accounts of companies')
  .command('create')
  .description('make an account, or offer it by mail to an address that nobody has yet')
  .requiredOption('--company <name>', 'the company name', as(companyName, 'Write a name of 1 to 100 characters.'))
  .requiredOption('--holder-email <address>', 'the e-mail address of its account holder', anEmail)
  .requiredOption(
    '--holder-name <name>',
    'what to call them in the mail, if they are new',
    as(personName, 'Write a name.'),
  )
  .option('--language <code>', 'en, fr, it, de, es, pt or nl', as(language, 'Write one of en, fr, it, de, es, pt, nl.'))
  .action((given: AccountOptions) => {
    const { company, holderEmail, holderName } = given;
    const wanted = { companyName: company, email: holderEmail, name: holderName, language: given.language };
    return run(() => createAccount(readConfig(), wanted));
  });

program
  .command('person')
  .description('people who sign in')
  .command('reset-link')
  .description('print a link with which a person chooses a new password; they are told by mail')
  .argument('<email>', 'the address they sign in with', anEmail)
  .action((address: string) => run(() => makeResetLink(readConfig(), address)));

await program.parseAsync();
