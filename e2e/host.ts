import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setCodeIn } from '../apps/agent/src/access-code.ts';
import { enrol } from '../apps/agent/src/enrol.ts';

/** A computer with a desktop: an X server, a window manager, a program that writes what is typed into a file, and the agent. */
export type HostComputer = {
  computerId: string;
  /** Its X display, like `:7`. */
  display: string;
  /** What was typed into its program, up to the last Enter. */
  typed(): Promise<string>;
  /** Whether its program has the keyboard: a window manager gives it a moment after the click. */
  isWriting(): Promise<boolean>;
  /** Fills the lower right corner of its screen with a colour. */
  show(colour: string): void;
  /** Runs a program at its desktop and gives what it printed, within five seconds. */
  run(program: string, args: string[], input?: string): Promise<string>;
  /** Starts a program at its desktop, which tells what it has printed so far, until it is ended. */
  start(program: string, args: string[]): { said: () => string; isOver: () => boolean; end: () => Promise<void> };
  /** Runs a command of the agent at this computer and gives what it said. */
  command(...args: string[]): Promise<string>;
  /** Shows a program that notes what the pointer does in it, and gives its notes: `<0;5;3M` is the first button in column 5, line 3. */
  watchPointer(place: string): Promise<() => Promise<string>>;
  stop(): Promise<void>;
};

/** Control and V paste, as they do in most programs. */
const PASTES = 'XTerm*VT100.translations: #override Ctrl <Key>v: insert-selection(CLIPBOARD)';

/** xclip asks the owner of the clipboard and waits for ever for one that ended before it answered. */
const RUNS_WITHIN_MS = 5_000;

/** What the window says that writes down what is typed. */
const WRITER = 'what is typed';

export const WIDTH = 900;
export const HEIGHT = 600;

/** Enrols this machine with an enrolment code, sets its access code, and runs the agent on a desktop of its own. */
export async function openHost(url: string, enrolmentCode: string, accessCode: string): Promise<HostComputer> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-host-'));
  const state = join(folder, 'state');
  const { computer_id: computerId } = await enrol({
    url,
    code: enrolmentCode,
    pin: undefined,
    state,
    version: '0.1.0',
  });
  await setCodeIn(state, { code: accessCode, whose: null });
  const children: ChildProcess[] = [];
  const display = await startDisplay(children);
  const env = { ...process.env, DISPLAY: display, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  const start = (program: string, args: string[]): ChildProcess => {
    const child = spawn(program, args, { env, stdio: 'ignore' });
    children.push(child);
    return child;
  };
  start('openbox', ['--config-file', await windowManagement(folder)]);
  await isManaged(env);
  const file = join(folder, 'typed');
  start('xterm', ['-u8', '-T', WRITER, '-xrm', PASTES, '-geometry', '80x20+0+0', '-e', `cat > ${file}`]);
  await isThere(file);
  const main = fileURLToPath(new URL('../apps/agent/src/main.ts', import.meta.url));
  start(process.execPath, [main, 'run', '--state', state, '--display', display]);
  const run = (program: string, args: string[], input?: string): Promise<string> =>
    outputOf(spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'], timeout: RUNS_WITHIN_MS }), input);
  return {
    computerId,
    display,
    typed: () => readFile(file, 'utf8').catch(() => ''),
    isWriting: async () => (await run('xdotool', ['getwindowfocus', 'getwindowname'])).trim() === WRITER,
    show: (colour) => void start('xterm', ['-geometry', '24x8-8-8', '-bg', colour, '-fg', colour, '-e', 'sleep 600']),
    run,
    start(program, args) {
      const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
      children.push(child);
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
      return { said: () => said, isOver: () => child.exitCode !== null, end: () => ended(child) };
    },
    command: (...args) =>
      outputOf(spawn(process.execPath, [main, ...args, '--state', state], { stdio: ['pipe', 'pipe', 'inherit'] })),
    async watchPointer(place) {
      const notes = join(folder, 'pointer');
      const watching = `printf '\\033[?1000h\\033[?1006h'; stty raw -echo; cat > ${notes}`;
      start('xterm', ['-geometry', place, '-e', watching]);
      await isThere(notes);
      return () => readFile(notes, 'utf8').catch(() => '');
    },
    async stop() {
      for (const child of children.toReversed()) await ended(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for what a program writes once its window is there. */
async function isThere(file: string): Promise<void> {
  for (let turn = 0; turn < 300 && !existsSync(file); turn++) await sleep(100);
}

/** Waits for the window manager: it gives the focus to no window that came before it. */
async function isManaged(env: NodeJS.ProcessEnv): Promise<void> {
  const ask = (program: string, args: string[]): Promise<string> =>
    outputOf(spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'] }));
  for (let turn = 0; turn < 300; turn++) {
    const properties = await ask('obxprop', ['--root']);
    if (properties.includes('_NET_SUPPORTING_WM_CHECK')) return;
    await sleep(100);
  }
}

/** Settings of a window manager that keeps few keys for itself: Print and the others reach the programs. */
async function windowManagement(folder: string): Promise<string> {
  const file = join(folder, 'openbox.xml');
  const key = (name: string, action: string) => `<keybind key="${name}"><action name="${action}"/></keybind>`;
  const click = '<mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>';
  await writeFile(
    file,
    `<openbox_config xmlns="http://openbox.org/3.4/rc">
<keyboard>${key('A-Tab', 'NextWindow')}${key('A-F4', 'Close')}</keyboard>
<mouse><context name="Client">${click}</context></mouse>
</openbox_config>`,
  );
  return file;
}

async function startDisplay(children: ChildProcess[]): Promise<string> {
  const size = `${WIDTH}x${HEIGHT}x24`;
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  const [line] = (await once(child.stdio[3] as Readable, 'data')) as [Buffer];
  await sleep(200);
  return `:${line.toString().trim()}`;
}

async function outputOf(child: ChildProcess, input = ''): Promise<string> {
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += String(chunk)));
  // Some end without reading what they are given.
  child.stdin?.on('error', () => undefined).end(input);
  // Who serves a clipboard keeps its output open for as long as it does.
  await once(child, 'exit');
  return said;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await end;
  clearTimeout(timer);
}
