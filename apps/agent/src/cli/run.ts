import type { Command } from 'commander';
import { baseOf } from '@latchkey/wire/codes';
import { type CodeToSet, setCode } from '../access-code.ts';
import { build } from '../build.ts';
import { hostCrypto } from '../code/crypto.ts';
import { removeStore } from '../code/store.ts';
import { tellLeft } from '../leave.ts';
import { type Local, startLocal } from '../local/start.ts';
import { desktopFolder, localFolder, stateFolder } from '../places.ts';
import { type Agent, startAgent } from '../run.ts';
import { screenSource } from '../screen/platform.ts';
import type { ScreenSource } from '../screen/source.ts';
import { userOf } from '../screen/users.ts';
import { wordsOf } from '../trouble.ts';
import { run, say, STATE } from './words.ts';

export type RunOptions = { state?: string; display?: string; desktopUser?: string };

const LOOKS_EVERY_MS = 5_000;

/** `run`: the agent itself, in the foreground, until it is stopped. */
export function addRun(program: Command): void {
  program
    .command('run')
    .description('run the agent here and now; install makes the machine do so by itself')
    .option(...STATE)
    .option('--display <display>', 'the X display to show, like :0; the one somebody works at, if left out')
    .option('--desktop-user <name>', 'make a desktop for this account where none runs')
    .action((options: RunOptions) => run(() => runHere(options)));
}

/** Runs until a signal comes or this computer is taken out of its account; then everything of it is forgotten. */
async function runHere({ state: named, display, desktopUser }: RunOptions): Promise<void> {
  const state = stateFolder(named);
  const source = screenSource({ display, desktopUser });
  const agent = await startAgent({ state, version: build.version, source, log: say });
  const leaving = Promise.withResolvers<'removed here'>();
  const local = await startLocal(
    localFolder(state),
    handlersOf(agent, () => leaving.resolve('removed here')),
  ).catch(async (error: unknown) => {
    await agent.stop();
    throw error;
  });
  const looking = followDesktop(local, source);
  say(`Connecting to ${agent.store.identity.public_url} …`);
  const why = await Promise.race([agent.ended, leaving.promise, signalled()]);
  clearInterval(looking);
  await agent.stop();
  await local.stop();
  if (why === 'removed here') await removeStore(state);
  if (why === 'removed') say('This computer was taken out of its account. Nothing of it is left here.');
}

function handlersOf(agent: Agent, leave: () => void) {
  const { store, sessions } = agent;
  return {
    status: () => ({
      account: store.identity.account,
      server: store.identity.public_url,
      is_up: agent.isUp(),
      has_code: baseOf(store.state().codes) !== undefined,
      present: sessions.present(),
    }),
    end: async () => sessions.endAll('host-ended'),
    async setCode(toSet: CodeToSet) {
      await setCode(store, await hostCrypto(store.identity.opaque_setup), toSet);
      agent.changed();
    },
    async remove() {
      const untold = await tellLeft(store.identity);
      // The answer is sent before everything ends.
      setImmediate(leave);
      return untold ?? null;
    },
  };
}

/** Keeps a socket for the account that the desktop belongs to, whoever that is by now. */
function followDesktop(local: Local, source: ScreenSource): NodeJS.Timeout {
  const look = (): void => {
    try {
      const user = process.platform === 'linux' ? userOf(source.user()) : undefined;
      local.serveDesktop(user && { uid: user.uid, folder: desktopFolder(user.uid) });
    } catch (error) {
      say(wordsOf(error));
    }
  };
  look();
  return setInterval(look, LOOKS_EVERY_MS);
}

function signalled(): Promise<'stopped'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('stopped'));
  });
}
