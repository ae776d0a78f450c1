import type { Command } from 'commander';
import { type CodeToSet, setCodeIn } from '../access-code.ts';
import type { Identity } from '../code/store-shapes.ts';
import { askApproval } from '../approval.ts';
import { identityIn } from '../identity.ts';
import { callAgent } from '../local/call.ts';
import { localFolder, stateFolder } from '../places.ts';
import { Trouble } from '../trouble.ts';
import { askCode, canAsk, codeFromStdin } from './secret.ts';
import { run, say, STATE } from './words.ts';

type Options = { state?: string; codeFromStdin?: true };

/** `code set` and `code reset`: the access code that is set at the computer (C6, C12). */
export function addCode(program: Command): void {
  const code = program.command('code').description('the access code of this machine');

  code
    .command('set')
    .description('set the access code: the owner’s, or, on a machine without owner, the one that people begin with')
    .option(...STATE)
    .option('--code-from-stdin', 'read it from standard input, for programs')
    .action((options: Options) => run(() => setHere(options)));

  code
    .command('reset')
    .description('set a new access code after the old one was forgotten; you approve it in your browser')
    .option(...STATE)
    .option('--code-from-stdin', 'read it from standard input, for programs')
    .action((options: Options) => run(() => resetHere(options)));
}

async function setHere(options: Options): Promise<void> {
  const state = stateFolder(options.state);
  await enrolledAt(state);
  await setCode(state, { code: await readCode(options), whose: null });
}

/** Signed in as oneself in a browser, one sets a new code for oneself (C6): the server says who approved, the code stays here. */
async function resetHere(options: Options): Promise<void> {
  const state = stateFolder(options.state);
  const whose = await askApproval(await enrolledAt(state), say);
  await setCode(state, { code: await readCode(options), whose });
}

async function enrolledAt(state: string): Promise<Identity> {
  const identity = await identityIn(state);
  if (!identity) throw new Trouble(`This machine is not enrolled (${state}).`);
  return identity;
}

async function readCode({ codeFromStdin: isPiped }: Options): Promise<string> {
  if (isPiped) return codeFromStdin();
  if (!canAsk()) throw new Trouble('There is no terminal to type the code at. For programs: --code-from-stdin');
  return (await askCode({ maySkip: false })) ?? '';
}

async function setCode(state: string, toSet: CodeToSet): Promise<void> {
  if ((await callAgent(localFolder(state), { ask: 'set-code', ...toSet })) === 'absent') await setCodeIn(state, toSet);
  say('The access code is set.');
}
