// The operator's commands: `npm run latchkey -- <command>`.
import { Command } from 'commander';
import { accountCommands } from './cli/commands/account.ts';
import { installationCommands } from './cli/commands/installation.ts';
import { noticeCommands } from './cli/commands/notice.ts';
import { personCommands } from './cli/commands/person.ts';

const program = new Command('npm run latchkey --')
  .description(
    'Commands for the operator of this Latchkey. They take the same settings as npm start, and work while it runs or not.',
  )
  .showHelpAfterError();

for (const addTo of [installationCommands, accountCommands, personCommands, noticeCommands]) addTo(program);

await program.parseAsync();
