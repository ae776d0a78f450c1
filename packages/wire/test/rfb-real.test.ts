import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ascii, joined } from '../src/rfb/bytes.ts';
import { ENCODING, PIXEL_FORMAT } from '../src/rfb/encoding.ts';
import {
  answerChallenge,
  fromServer,
  fromViewer,
  startProxy,
  switchControl,
  type Proxy,
  type Turn,
} from '../src/rfb/proxy.ts';
import { fenceAnswers, NOVNC_ENCODINGS, packed, pixelIn, setEncodings } from './rfb-talk.ts';

const NEEDED = ['Xtigervnc', 'x0vncserver', 'Xvfb', 'xterm', 'xclip', 'vncpasswd'];
const missing = NEEDED.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
const skip = missing.length > 0 ? `not installed here: ${missing.join(', ')}` : false;
const CANARY = 'the canary of the clipboard';
/** Letters by symbol, and by the place of the key on the keyboard as QEMU and noVNC number it. */
const PLACES: Record<string, [number, number]> = {
  a: [0x61, 0x1e],
  o: [0x6f, 0x18],
  k: [0x6b, 0x25],
  '\n': [0xff0d, 0x1c],
};
const SHIFT: [number, number] = [0xffe1, 0x2a];

/** What a test started, undone in the opposite order whatever became of it. */
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

for (const [name, start] of [
  ['Xvnc', startXvnc],
  ['x0vncserver on Xvfb', startX0vncserver],
] as const) {
  describe(`a real conversation with ${name}`, { skip }, () => {
    test(`${name}: what a program draws arrives as a picture`, async () => {
      const screen = await start();
      const viewer = await view(screen.path, true);
      viewer.send(setEncodings([ENCODING.raw]));
      program(screen.display, 'xterm -geometry 40x12+0+0 -bg #e04020 -e sleep 60');
      await until('the red of the window is in the picture', () => {
        viewer.ask();
        return String(viewer.pixelAt(60, 60)) === '224,64,32';
      });
    });

    test(`${name}: keys arrive in the right order, those of a viewer that only looks do not, and no key stays down`, async () => {
      const screen = await start();
      const viewer = await view(screen.path, true);
      viewer.send(NOVNC_ENCODINGS);
      viewer.ask();
      await until('keys by their place are announced', () => viewer.proxy().stream?.screen.hasScancodes === true);
      const typed = join(screen.folder, 'typed');
      program(screen.display, 'xterm -geometry 40x12+0+0 -e', { last: [`sh -c 'cat > ${typed}'`] });
      await until('the program reads', () => existsSync(typed));
      viewer.send(packed('1122', 5, 0, 60, 60));
      await until('the keys of a viewer in control arrive', () => {
        viewer.type('ok\n');
        return readFileSync(typed, 'utf8').includes('ok\n');
      });
      viewer.send(packed('11244', 255, 0, 1, ...SHIFT));
      await viewer.mode(false);
      viewer.type('aaa\n');
      await viewer.mode(true);
      viewer.type('ka\n');
      await until('what is typed afterwards arrives', () => /ka/i.test(readFileSync(typed, 'utf8')));
      assert.match(readFileSync(typed, 'utf8'), /^(?:ok\n)+ka\n$/);
    });

    test(`${name}: everything noVNC asks for is framed while a window scrolls, with fences and continuous updates`, async () => {
      const screen = await start();
      program(screen.display, 'xterm -geometry 100x40+0+0 -e', { last: [SCROLLING] });
      for (const picture of [
        [],
        [ENCODING.zrle],
        [ENCODING.zlib],
        [ENCODING.tight, -23],
        [ENCODING.tight, -32],
        [ENCODING.raw],
      ]) {
        const viewer = await view(screen.path, false);
        viewer.send(picture.length === 0 ? NOVNC_ENCODINGS : setEncodings([...picture, ...PSEUDO]));
        viewer.ask();
        await until(
          'continuous updates are announced',
          () => viewer.proxy().stream?.screen.hasContinuousUpdates === true,
        );
        viewer.send(packed('112222', 150, 1, 0, 0, 800, 600));
        await until(`pictures come as ${picture.join()}: ${viewer.reason()}`, () => viewer.got().length > 200_000);
        assert.equal(viewer.reason(), undefined);
        viewer.leave();
      }
    });
  });
}

describe('a real Xvnc', { skip }, () => {
  test('its clipboard never reaches the viewer, though it sends it to whoever asks directly', async () => {
    const screen = await startXvnc();
    const direct = connect(screen.path);
    undo.push(() => void direct.destroy());
    const heard = gather(direct);
    for (const bytes of [ascii('RFB 003.008\n'), Uint8Array.of(1), Uint8Array.of(1)]) direct.write(bytes);
    const viewer = await view(screen.path, true);
    viewer.send(NOVNC_ENCODINGS);
    viewer.ask();
    await until('both are there', () => heard().length > 40 && viewer.got().length > 100);
    const clip = program(screen.display, 'xclip -selection clipboard -quiet', { input: CANARY });
    await until('who asks directly hears the clipboard', () => heard().includes(CANARY));
    assert.equal(clip.exitCode, null, 'the clipboard is still offered');
    viewer.ask();
    await pause(500);
    assert.ok(!viewer.got().includes(CANARY));
    assert.equal(viewer.reason(), undefined);
  });

  test('asked for a password, the answer given through the hook opens it, a wrong one does not', async () => {
    const screen = await startXvnc('secret');
    const viewer = await view(screen.path, true, 'secret');
    viewer.ask();
    await until('the picture comes', () => viewer.got().length > 100);
    await assert.rejects(view(screen.path, true, 'wrong'), /screen-refused.*Authentication failure/);
  });

  test('a viewer in control changes the size of the screen; one that only looks does not', async () => {
    const { path } = await startXvnc();
    const viewer = await view(path, false);
    viewer.send(setEncodings([ENCODING.raw, ENCODING.extendedDesktopSize]));
    viewer.ask();
    await until('sizes are announced', () => viewer.proxy().stream?.screen.hasResize === true);
    const wish = (width: number) => packed('112211422224', 251, 0, width, 480, 1, 0, 0, 0, 0, width, 480, 0);
    viewer.send(wish(500));
    await viewer.mode(true);
    viewer.send(wish(640));
    await until('the screen has the size', () => {
      viewer.ask();
      return viewer.proxy().stream?.screen.width !== 800;
    });
    assert.equal(viewer.proxy().stream?.screen.width, 640);
    assert.equal(viewer.reason(), undefined);
  });
});

const SCROLLING = `sh -c 'n=0; while :; do n=$((n+1)); printf "\\033[%dm line %d of many \\033[4%dm colours\\n" $((30 + n % 8)) $n $((n % 8)); done'`;
const PSEUDO = [-223, -224, -239, -258, -261, -308, -312, -313, 0x574d_5664];

/** Connects a viewer over a socket to a proxy, and that over another to the VNC server; comes back when the screen is shown. */
async function view(path: string, mayControl: boolean, password?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-rfb-'));
  const door = createServer();
  door.listen(join(folder, 'door'));
  await once(door, 'listening');
  const socket = connect(join(folder, 'door'));
  const [near] = (await once(door, 'connection')) as [Socket];
  const far = connect(path);
  undo.push(
    () => [socket, near, far].forEach((end) => end.destroy()),
    () => void door.close(() => rmSync(folder, { recursive: true })),
  );

  let why: string | undefined;
  let proxy: Proxy;
  const perform = (turn: Turn) => {
    ({ proxy } = turn);
    for (const effect of turn.effects) {
      if (effect.t === 'to-viewer') near.write(effect.bytes);
      if (effect.t === 'to-server') far.write(effect.bytes);
      if (effect.t === 'challenge') perform(answerChallenge(proxy, answerOf(effect.challenge, password ?? '')));
      if (effect.t === 'ended') why = `${effect.reason} ${effect.detail}`;
    }
  };
  perform(startProxy({ name: ascii('Screen'), mayControl, hasPassword: password !== undefined }));
  near.on('data', (bytes) => perform(fromViewer(proxy, bytes)));
  far.on('data', (bytes) => perform(fromServer(proxy, bytes)));

  let unread = Buffer.alloc(0);
  const got = gather(socket, (bytes) => {
    unread = Buffer.concat([unread, bytes]);
    const { answers, next } = fenceAnswers(unread);
    unread = unread.subarray(next);
    socket.write(answers);
  });
  for (const bytes of [ascii('RFB 003.008\n'), Uint8Array.of(1), Uint8Array.of(1)]) socket.write(bytes);
  await until('the screen is shown', () => {
    if (why !== undefined) throw new Error(why);
    return got().length >= 12 + 2 + 4 + 24 + 6;
  });
  socket.write(joined([new Uint8Array(4), PIXEL_FORMAT]));
  const key = ([symbol, place]: [number, number], isDown: number) => packed('11244', 255, 0, isDown, symbol, place);
  return {
    send: (bytes: Uint8Array) => void socket.write(bytes),
    ask: () => void socket.write(packed('112222', 3, 0, 0, 0, 800, 600)),
    type: (text: string) =>
      Array.from(text, (letter) => socket.write(joined([key(PLACES[letter]!, 1), key(PLACES[letter]!, 0)]))),
    mode: async (mayControl: boolean) => {
      await until('all that was sent has come', () => near.bytesRead === socket.bytesWritten);
      perform(switchControl(proxy, mayControl));
    },
    got,
    pixelAt: (x: number, y: number) => pixelIn(got().subarray(48), x, y),
    proxy: () => proxy,
    reason: () => why,
    leave: () => [socket, near, far].forEach((end) => end.destroy()),
  };
}

/** What VNC authentication wants: the challenge under DES, the password being the key with the bits of each byte turned around. */
function answerOf(challenge: Uint8Array, password: string): Uint8Array {
  const key = Buffer.alloc(8);
  key.write(password.slice(0, 8), 'latin1');
  const turned = key.map((byte) =>
    Number.parseInt(byte.toString(2).padStart(8, '0').split('').toReversed().join(''), 2),
  );
  // Three times the same key is plain DES, which OpenSSL no longer has under its own name.
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([turned, turned, turned]), null).setAutoPadding(false);
  return cipher.update(challenge);
}

function gather(socket: Socket, look: (bytes: Buffer) => void = () => undefined): () => Buffer {
  const parts: Buffer[] = [];
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    parts.push(bytes);
    look(bytes);
  });
  return () => Buffer.concat(parts);
}

type Real = { display: string; path: string; folder: string };

async function startXvnc(password?: string): Promise<Real> {
  const folder = scratch();
  const path = join(folder, 'vnc');
  const secret = join(folder, 'password');
  if (password !== undefined) writeFileSync(secret, spawnSync('vncpasswd', ['-f'], { input: `${password}\n` }).stdout);
  const security = `-SecurityTypes ${password === undefined ? 'None' : `VncAuth -rfbauth ${secret}`}`;
  const display = await displayOf(`Xtigervnc -geometry 800x600 -rfbunixpath ${path} -rfbport -1 ${security}`);
  await until('the VNC server listens', () => existsSync(path));
  return { display, path, folder };
}

async function startX0vncserver(): Promise<Real> {
  const folder = scratch();
  const path = join(folder, 'vnc');
  const display = await displayOf('Xvfb -screen 0 800x600x24 -nolisten tcp');
  program(display, `x0vncserver -display ${display} -rfbunixpath ${path} -rfbport -1 -SecurityTypes None`);
  await until('the VNC server listens', () => existsSync(path));
  return { display, path, folder };
}

/** Starts an X server on a free display, which it chooses itself. */
async function displayOf(line: string): Promise<string> {
  const [server = '', ...options] = line.split(' ');
  const child = spawn(server, ['-displayfd', '3', ...options], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  undo.push(() => ended(child));
  const [number] = (await once(child.stdio[3]!, 'data')) as [Buffer];
  return `:${number.toString().trim()}`;
}

/** Starts a program: a line cut at its spaces, and a last argument that is not. */
function program(display: string, line: string, { last = [], input = '' }: { last?: string[]; input?: string } = {}) {
  const [command = '', ...options] = [...line.split(' '), ...last];
  const env = { ...process.env, DISPLAY: display };
  const child = spawn(command, options, { env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(input);
  undo.push(() => ended(child));
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-rfb-'));
  undo.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !isSo(); await pause(50)) {
    if (Date.now() > end) assert.fail(`for 20 seconds in vain: ${what}`);
  }
}
