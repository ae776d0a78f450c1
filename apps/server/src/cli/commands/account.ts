import { companyName, language, personName } from '@latchkey/contract/shapes';
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { closeAccount, reopenAccount } from '../account-close.ts';
import { createAccount, type NewAccount } from '../account-create.ts';
import { transferAccount } from '../account-transfer.ts';
import { grantableRoles, type GrantableRole } from '@latchkey/domain/role';
import * as z from 'zod';
import { anEmail, as, run } from './words.ts';

type Options = { company: string; holderEmail: string; holderName: string; language?: NewAccount['language'] };

const ACCOUNT = 'its company name as it is written, or its id';
const aRole = as(z.enum(grantableRoles), 'Write super_admin, admin or member.');

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

  addLife(account);
}

/** Handing an account to another holder, closing it, opening it again. */
function addLife(account: Command): void {
  account
    .command('transfer')
    .description('make another active user the account holder at once; both are told by mail')
    .argument('<account>', ACCOUNT)
    .argument('<email>', 'the address of the user who becomes the account holder', anEmail)
    .option(
      '--old-holder <role>',
      'what the present holder will be: super_admin, admin or member',
      aRole,
      'super_admin',
    )
    .action((named: string, email: string, given: { oldHolder: GrantableRole }) =>
      run(() => transferAccount(readConfig(), { account: named, email, oldHolderRole: given.oldHolder })),
    );

  account
    .command('close')
    .description('close an account; it can be reopened for 30 days, then it is erased; its members are told by mail')
    .argument('<account>', ACCOUNT)
    .action((named: string) => run(() => closeAccount(readConfig(), named)));

  account
    .command('reopen')
    .description('open a closed account again; its members are told by mail')
    .argument('<account>', ACCOUNT)
    .action((named: string) => run(() => reopenAccount(readConfig(), named)));
}
