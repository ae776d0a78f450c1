import type { Command } from 'commander';
import { callAgent } from '../local/call.ts';
import { Trouble } from '../trouble.ts';
import { agentFolders } from './status.ts';
import { run, say, STATE } from './words.ts';

/** `end`: ends every live session at this machine. */
export function addEnd(program: Command): void {
  program
    .command('end')
    .description('end every session on this machine now')
    .option(...STATE)
    .action((options: { state?: string }) =>
      run(async () => {
        for (const folder of agentFolders(options.state)) {
          const answer = await callAgent(folder, { ask: 'end' });
          if (answer !== 'absent') return say(endedWords(answer.value));
        }
        throw new Trouble('The agent does not run here, so nobody is connected.');
      }),
    );
}

function endedWords(count: unknown): string {
  if (count === 0) return 'Nobody was connected.';
  return count === 1 ? 'One session was ended.' : `${String(count)} sessions were ended.`;
}
