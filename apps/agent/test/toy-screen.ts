import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreignServerInit, packed, rectangle, SCREEN, update } from '../../../packages/wire/test/rfb-talk.ts';
import type { ScreenSource } from '../src/screen/source.ts';

/** A VNC server on a socket that does what a test wants, with everything that reached it. */
export type ToyScreen = ScreenSource & {
  /** Connections that were greeted, the newest last. */
  ends: Socket[];
  heard: () => Buffer;
  /** What is in the desktop’s clipboard, and how often it was looked at. */
  copied: string;
  looks: number;
  pasted: string[];
  /** Says nothing to anybody. */
  isSilent: boolean;
};

/** `pixel` fills every picture that is asked for. */
export async function toyScreen(pixel: readonly number[] = [1, 2, 3, 0]): Promise<ToyScreen> {
  const folder = mkdtempSync(join(tmpdir(), 'lk-toy-'));
  const path = join(folder, 'vnc');
  const heard: Buffer[] = [];
  const door = createServer((end) => {
    end.on('error', () => undefined);
    if (!screen.isSilent) serve(end);
  });
  door.listen(path);
  await once(door, 'listening');
  const screen: ToyScreen = {
    ends: [],
    heard: () => Buffer.concat(heard),
    copied: '',
    looks: 0,
    pasted: [],
    isSilent: false,
    async open() {
      const socket = connect(path);
      await once(socket, 'connect');
      return socket;
    },
    user: () => 'ann',
    clipboard: () => ({
      async read() {
        screen.looks++;
        return screen.copied;
      },
      write: async (text) => void screen.pasted.push(text),
    }),
    async stop() {
      for (const end of screen.ends) end.destroy();
    },
  };
  const picture = pictureOf(pixel);
  const serve = (end: Socket): void => {
    const answers = [packed('11', 1, 1), new Uint8Array(4), foreignServerInit()];
    end.write('RFB 003.008\n');
    end.on('data', (bytes: Buffer) => {
      // The agent answers each of our words with one of its own.
      const answer = answers.shift();
      if (answer && answers.length === 0) screen.ends.push(end);
      if (answer) return void end.write(answer);
      heard.push(bytes);
      if (bytes.includes(Buffer.from([3, 0, 0, 0, 0, 0]))) end.write(picture);
    });
  };
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  door.unref();
  return screen;
}

function pictureOf(pixel: readonly number[]): Uint8Array {
  const bytes = Uint8Array.from({ length: SCREEN.width * SCREEN.height * 4 }, (_, at) => pixel[at % 4] ?? 0);
  return update(rectangle(0, [0, 0, SCREEN.width, SCREEN.height], bytes));
}
