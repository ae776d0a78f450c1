import { postNotice } from '@latchkey/contract/operator';
import { id } from '@latchkey/contract/shapes';
import { noticeKinds } from '@latchkey/domain/notice';
import { type Command, Option } from 'commander';
import { readConfig } from '../../config.ts';
import { endNotice, listNotices, type NewNotice, postNotice as post } from '../notices.ts';
import { aMoment, as, run } from './words.ts';

type Options = { kind: NewNotice['kind']; text: string; from?: Date; until?: Date };

/** The commands about what everybody is told on every page (O2). */
export function noticeCommands(program: Command): void {
  const notice = program.command('notice').description('what everybody is told, on every page and the status page');
  const words = 'Write 1 to 500 characters.';

  notice
    .command('post')
    .description('tell everybody of an outage, of maintenance (announced a week ahead) or of something else')
    .addOption(new Option('--kind <kind>', 'what it is').choices(noticeKinds).makeOptionMandatory())
    .requiredOption('--text <text>', 'what to say, in plain words', as(postNotice.body.shape.text, words))
    .option('--from <moment>', 'when it begins, like "2026-08-14 22:00"; without a zone this machine’s', aMoment)
    .option('--until <moment>', 'when it ends', aMoment)
    .action(({ kind, text, from, until }: Options) =>
      run(() => post(readConfig(), { kind, text, startsAt: from ?? null, endsAt: until ?? null })),
    );

  notice
    .command('list')
    .description('list the notices that are shown or planned')
    .option('--all', 'those that are over, too')
    .action((options: { all?: true }) => run(() => listNotices(readConfig(), options.all === true)));

  notice
    .command('end')
    .description('end a notice: nobody is shown it any more')
    .argument('<id>', 'its id, as the list has it', as(id, 'Write the id of a notice, as notice list prints it.'))
    .action((noticeId: string) => run(() => endNotice(readConfig(), noticeId)));
}
