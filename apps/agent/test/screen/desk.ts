import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { programOf } from '../../src/screen/programs.ts';
import type { ScreenSource } from '../../src/screen/source.ts';
import { startViewing } from '../../src/viewing.ts';

const run = promisify(execFile);

const ARRIVES_WITHIN_MS = 20_000;
const LIGHTS = -261;
const RETURN = 0xff_0d;

/** A display with a program on it that writes what is typed into a file. */
export type Desk = {
  display: string;
  /** Chooses a keyboard layout there. */
  layout: (...args: string[]) => Promise<void>;
  /** The display's keyboard as text. */
  keyboard: () => Promise<string>;
  /** Waits until a line was typed there. @throws with what was typed instead */
  line: (text: string) => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts an X server that has no screen, or goes to the display that is there already, and a program on it. */
export async function openDesk(there?: { name: string; authority: string }): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'lk-desk-'));
  const file = join(folder, 'typed');
  const children: ChildProcess[] = [];
  const display = there?.name ?? (await startDisplay(children));
  const cookie = there ? { XAUTHORITY: there.authority } : {};
  const env = { ...process.env, ...cookie, DISPLAY: display, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  children.push(
    spawn(programOf(['xterm']) ?? '', ['-u8', '-geometry', '80x20+0+0', '-e', `cat > ${file}`], {
      env,
      stdio: 'ignore',
    }),
  );
  await until(() => existsSync(file), 'the program');
  const typed = (): string => readFileSync(file, 'utf8');
  return {
    display,
    layout: async (...args) => void (await run('setxkbmap', args, { env })),
    keyboard: async () => (await run('xkbcomp', ['-w0', display, '-'], { env })).stdout,
    line: (text) => until(() => typed().split('\n').includes(text), text, typed),
    async stop() {
      for (const child of children.toReversed()) {
        if (child.exitCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startDisplay(children: ChildProcess[]): Promise<string> {
  const args = ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '800x600x24'];
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  children.push(child);
  const [line] = (await once(child.stdio[3] as Readable, 'data')) as [Buffer];
  return `:${String(line).trim()}`;
}

/** Somebody who views a screen, by the bytes of noVNC. */
export type Typist = {
  /** Presses the keys of a text one after the other, and Enter, while these are held. */
  type: (text: string, held?: readonly number[]) => void;
  press: (keysym: number) => void;
  /** Presses keys while others are held. */
  hold: (held: readonly number[], keysyms: readonly number[]) => void;
  leave: () => void;
};

/** Views a screen and points at the program. */
export async function sitDown(source: ScreenSource): Promise<Typist> {
  const connection = await source.open();
  const received: Buffer[] = [];
  const viewing = startViewing(
    connection,
    { name: 'Desk', control: true, prepare: source.prepare },
    { show: (bytes) => received.push(Buffer.from(bytes)), ended: () => undefined },
  );
  for (const greeting of [Buffer.from('RFB 003.008\n'), Buffer.of(1), Buffer.of(1)]) viewing.receive(greeting);
  await until(() => Buffer.concat(received).includes('Desk'), 'the screen');
  // A viewer that does not see the lights is given Caps Lock by guessing.
  viewing.receive(packed([2, 0, 0, 1], [LIGHTS]));
  viewing.receive(Buffer.of(5, 0, 0, 100, 0, 100));
  const key = (keysym: number, isDown: boolean): void => viewing.receive(packed([4, isDown ? 1 : 0, 0, 0], [keysym]));
  const press = (keysym: number): void => {
    key(keysym, true);
    key(keysym, false);
  };
  const hold = (held: readonly number[], keysyms: readonly number[]): void => {
    for (const keysym of held) key(keysym, true);
    for (const keysym of keysyms) press(keysym);
    for (const keysym of held.toReversed()) key(keysym, false);
  };
  return {
    type(text, held = []) {
      hold(held, Array.from(text, keysymOf));
      press(RETURN);
    },
    press,
    hold,
    leave: viewing.close,
  };
}

function keysymOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x1_00 ? point : 0x1_00_00_00 + point;
}

function packed(head: readonly number[], longs: readonly number[]): Buffer {
  const bytes = Buffer.alloc(head.length + longs.length * 4);
  bytes.set(head);
  for (const [index, value] of longs.entries()) bytes.writeInt32BE(value | 0, head.length + index * 4);
  return bytes;
}

/** Waits until something is so. */
export async function until(is: () => boolean | Promise<boolean>, what: string, found?: () => string): Promise<void> {
  for (const end = performance.now() + ARRIVES_WITHIN_MS; performance.now() < end; await sleep(20))
    if (await is()) return;
  throw new Error(`never came: ${what}${found ? `; there is ${JSON.stringify(found())}` : ''}`);
}
