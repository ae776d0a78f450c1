import type { Command } from 'commander';
import { baseOf } from '@latchkey/wire/codes';
import { misshapen } from '@latchkey/wire/link-shape';
import { build } from '../build.ts';
import { readDurable } from '../code/store-files.ts';
import { codesFile } from '../code/store-shapes.ts';
import { identityIn } from '../identity.ts';
import { callAgent } from '../local/call.ts';
import { type Status, statusShape } from '../local/protocol.ts';
import { desktopFolder, isRoot, localFolder, stateFolder } from '../places.ts';
import { run, say, shown, STATE } from './words.ts';

/** `status`: what this machine is, whether its agent runs, and who is in. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('say what this machine is, whether its agent runs, and who is connected')
    .option(...STATE)
    .action((options: { state?: string }) => run(() => sayStatus(options.state)));
}

async function sayStatus(named: string | undefined): Promise<void> {
  say(`latchkey-agent ${build.version}`);
  const running = await askRunning(named);
  if (running) return sayRunning(running);
  const state = stateFolder(named);
  const identity = await identityIn(state);
  if (!identity) return say(`This machine is not enrolled (${state}).`);
  say(`This machine is a computer of ${shown(identity.account)} at ${identity.public_url}.`);
  const { codes } = await readDurable(state, codesFile);
  sayCode(baseOf(codes) !== undefined);
  say('Its agent does not run: latchkey-agent install, or latchkey-agent run');
}

/** The running agent: that of the folder, or the machine's, of which the account at the desktop may ask this. */
async function askRunning(named: string | undefined): Promise<Status | undefined> {
  for (const folder of agentFolders(named)) {
    const answer = await callAgent(folder, { ask: 'status' });
    const status = answer === 'absent' ? misshapen : statusShape(answer.value);
    if (status !== misshapen) return status;
  }
  return undefined;
}

/** Where a running agent may listen for this account: its own first, then, for who sits at the desktop, the machine's. */
export function agentFolders(named: string | undefined): string[] {
  const own = localFolder(stateFolder(named));
  return named !== undefined || isRoot() ? [own] : [own, desktopFolder(process.getuid?.() ?? 0)];
}

function sayRunning({ account, server, is_up, has_code, present }: Status): void {
  say(`This machine is a computer of ${shown(account)} at ${server}.`);
  say(is_up ? 'Its agent runs and is in touch with the server.' : 'Its agent runs; the server is out of reach.');
  sayCode(has_code);
  if (present.length === 0) say('Nobody is connected.');
  for (const { name, control } of present)
    say(`${shown(name)} is connected and ${control ? 'controls it' : 'looks on'}.`);
}

function sayCode(hasCode: boolean): void {
  if (!hasCode) say('No access code is set, so nobody can connect: latchkey-agent code set');
}
