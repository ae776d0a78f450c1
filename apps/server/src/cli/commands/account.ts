import { companyName, language, personName } from '@latchkey/contract/shapes';
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { createAccount, type NewAccount } from '../account-create.ts';
import { anEmail, as, run } from './words.ts';

type Options = { company: string; holderEmail: string; holderName: string; language?: NewAccount['language'] };

/** The commands about accounts of companies. */
export function accountCommands(program: Command): void {
  const account = program.command('account').description('accounts of companies');

  account
    .command('create')
    .description('make an account, or offer it by mail to an address that nobody has yet')
    .requiredOption('--company <name>', 'the company name', as(companyName, 'Write a name of 1 to 100 characters.'))
    .requiredOption('--holder-email <address>', 'the e-mail address of its account holder', anEmail)
    .requiredOption(
      '--holder-name <name>',
      'what to call them in the mail, if they are new',
      as(personName, 'Write a name.'),
    )
    .option(
      '--language <code>',
      'en, fr, it, de, es, pt or nl',
      as(language, 'Write one of en, fr, it, de, es, pt, nl.'),
    )
    .action((given: Options) => {
      const { company, holderEmail, holderName } = given;
      const wanted = { companyName: company, email: holderEmail, name: holderName, language: given.language };
      return run(() => createAccount(readConfig(), wanted));
    });
}
