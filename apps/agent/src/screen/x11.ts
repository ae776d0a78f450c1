import { SURROUNDINGS } from '../config.ts';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { clipboardOf } from './clipboard-x11.ts';
import { type Display, findDisplay } from './display.ts';
import { keysWhileOpen } from './keys-while-open.ts';
import { endingWithAgent, programOf } from './programs.ts';
import { ScreenMissing, type ScreenSource } from './source.ts';
import { nameOfUser } from './users.ts';
import { startVirtual } from './virtual.ts';
import {
  authorityOf,
  envOf,
  folderFor,
  identityOf,
  type Running,
  whenListening,
  type X11Options,
} from './vnc-server.ts';

/**
 * The screen of a computer with X: TigerVNC's x0vncserver beside the display that somebody works at, or its Xvnc where there is none.
 * It listens on a unix socket in a folder that only its account can enter, and on no port. It is started at the first connection and
 * again when it has ended; a display that changed (somebody signed out) is found anew.
 */
export function x11Source(options: X11Options, env: NodeJS.ProcessEnv = SURROUNDINGS): ScreenSource {
  let running: Promise<Running> | undefined;
  let last: Display | undefined;
  const keys = keysWhileOpen();
  const begin = async (): Promise<Running> => {
    const started = await startFor(options, env);
    last = started.display;
    started.child.once('exit', () => {
      running = undefined;
      rmSync(started.folder, { recursive: true, force: true });
    });
    return started;
  };
  return {
    async open() {
      running ??= begin().catch((error: unknown) => {
        running = undefined;
        throw error;
      });
      const { socket, display } = await running;
      const connection = await dial(socket);
      keys.opened(connection, display.name, authorityOf(display, env));
      return connection;
    },
    prepare: keys.prepare,
    user: () => nameOfUser((last ?? findDisplay(options.display, env))?.uid),
    clipboard: () => {
      const display = last ?? findDisplay(options.display, env);
      if (!display) return undefined;
      const place = { env: envOf(display, env), ...identityOf(display) };
      return clipboardOf(place, { name: display.name, authority: authorityOf(display, env) });
    },
    async stop() {
      await keys.stop();
      await (await running?.catch(() => undefined))?.stop();
      running = undefined;
    },
  };
}

async function startFor(options: X11Options, env: NodeJS.ProcessEnv): Promise<Running> {
  const display = findDisplay(options.display, env);
  return display ? startBeside(display, options, env) : startVirtual(options, env);
}

/** x0vncserver for a display that is there already. */
async function startBeside(display: Display, { runtime }: X11Options, env: NodeJS.ProcessEnv): Promise<Running> {
  // Debian's x0vncserver is a script that asks for more than it needs; the program behind it has a name of its own.
  const program = programOf(['X0tigervnc', 'x0vncserver']);
  if (program === undefined)
    throw new ScreenMissing(
      'TigerVNC’s x0vncserver is missing. On Debian and Ubuntu: apt-get install tigervnc-scraping-server',
    );
  const folder = folderFor(display, runtime);
  const socket = join(folder, 'rfb');
  const args = ['-display', display.name, '-rfbunixpath', socket, '-rfbunixmode', '384', '-rfbport', '-1'];
  const open = ['-SecurityTypes', 'None', '-AlwaysShared=1', '-UseBlacklist=0'];
  const child = spawn(...endingWithAgent(program, [...args, ...open]), {
    env: envOf(display, env),
    ...identityOf(display),
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return whenListening({ child, folder, socket, display });
}

function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
