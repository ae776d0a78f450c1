import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { isEnrolled, removeStore } from '../code/store.ts';
import type { Identity } from '../code/store-shapes.ts';
import { identityIn } from '../identity.ts';
import { tellLeft } from '../leave.ts';
import { callAgent } from '../local/call.ts';
import { localFolder, stateFolder } from '../places.ts';
import { Trouble } from '../trouble.ts';
import { run, say, shown, STATE } from './words.ts';

/** `remove`: takes this machine out of its account, also where the server can't be reached. */
export function addRemove(program: Command): void {
  program
    .command('remove')
    .description('take this machine out of its account and forget everything, also without a network')
    .option(...STATE)
    .action((options: { state?: string }) =>
      run(async () => {
        const state = stateFolder(options.state);
        const identity = await identityIn(state);
        if (identity) return takeOut(state, identity);
        // What an enrolment that broke off has left.
        await removeStore(state);
        say('This machine was not enrolled. Nothing is left of what was begun.');
      }),
    );
}

/** Takes this machine out of the account it is in: by the agent that runs, or, where none does, here. */
export async function takeOut(state: string, identity: Identity): Promise<void> {
  const answer = await callAgent(localFolder(state), { ask: 'remove' });
  const untold = answer === 'absent' ? await forget(state, identity) : answer.value;
  if (answer !== 'absent') await untilGone(state);
  say(`This machine is no longer a computer of ${shown(identity.account)}; its keys and codes are gone.`);
  if (typeof untold !== 'string') return;
  say(`The server does not know yet. ${shown(untold)}`);
  say('Whoever manages its computers can remove it on the Computers page.');
}

async function forget(state: string, identity: Identity): Promise<string | undefined> {
  const untold = await tellLeft(identity);
  await removeStore(state);
  return untold;
}

const GONE_WITHIN_MS = 15_000;
const LOOKS_EVERY_MS = 50;

/** Waits until the agent that was asked has forgotten everything. @throws Trouble when it does not */
async function untilGone(state: string): Promise<void> {
  for (const end = performance.now() + GONE_WITHIN_MS; await isEnrolled(state);) {
    if (performance.now() > end) throw new Trouble('The agent has not stopped. Stop it, then say remove again.');
    await sleep(LOOKS_EVERY_MS);
  }
}
