import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { erasePerson } from '../person-erase.ts';
import { exportPerson } from '../person-export.ts';
import { makeResetLink } from '../person-reset-link.ts';
import { unlockPerson } from '../person-unlock.ts';
import { anEmail, run } from './words.ts';

/** The commands about people who sign in. */
export function personCommands(program: Command): void {
  const person = program.command('person').description('people who sign in');

  person
    .command('reset-link')
    .description('print a link with which a person chooses a new password; they are told by mail')
    .argument('<email>', 'the address they sign in with', anEmail)
    .action((address: string) => run(() => makeResetLink(readConfig(), address)));

  person
    .command('unlock')
    .description('let a person try again who typed too many wrong passwords; they are told by mail')
    .argument('<email>', 'the address they sign in with', anEmail)
    .action((address: string) => run(() => unlockPerson(readConfig(), address)));

  person
    .command('export')
    .description('print everything that is kept about a person, as JSON; they are told by mail')
    .argument('<email>', 'any of their addresses', anEmail)
    .action((address: string) => run(() => exportPerson(readConfig(), address)));

  person
    .command('erase')
    .description('end what a person is everywhere and forget who they were, for good; they are told by mail')
    .argument('<email>', 'any of their addresses', anEmail)
    .option('--yes', 'really do it; without it, only what would end is said')
    .action((address: string, given: { yes?: true }) =>
      run(() => erasePerson(readConfig(), address, given.yes === true)),
    );
}
