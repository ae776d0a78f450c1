import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import { feedServerHandshake, serverHandshakeOf, withAnswer } from '@latchkey/wire/rfb/server-handshake';
import { hiddenPassword as hiddenOnMacos } from '../../src/screen/macos.ts';
import { programOf } from '../../src/screen/programs.ts';
import { ScreenMissing } from '../../src/screen/source.ts';
import { newVncPassword } from '../../src/screen/vnc-password.ts';
import { hiddenPassword, setUpScript } from '../../src/screen/windows.ts';
import { passwordSource } from '../../src/screen/with-password.ts';

const XVNC = programOf(['Xtigervnc', 'Xvnc']);
const VNCPASSWD = programOf(['tigervncpasswd', 'vncpasswd']);
const MISSING = (XVNC === undefined || VNCPASSWD === undefined) && 'TigerVNC is not on this machine';
const folder = mkdtempSync(join(tmpdir(), 'lk-vnc-'));
const children: ChildProcess[] = [];

after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test(
  'a VNC server that asks for a password, as those of Windows and macOS do, lets the agent in',
  { skip: MISSING },
  async () => {
    const port = await freePort();
    const source = passwordSource({
      port,
      setUp: (password) => startXvnc(port, password),
      whatToDo: 'Install it.',
      user: () => '',
    });
    assert.equal(await greeted(await source.open(), (challenge) => source.answer?.(challenge)), 'accepted');
    assert.equal(await greeted(await source.open(), () => new Uint8Array(16)), 'refusal');
  },
);

test('where no VNC server can be set up or listens, it is said what to do', async () => {
  const failing = passwordSource({
    port: 1,
    setUp: () => Promise.reject(new Error('no such service\nwith more')),
    whatToDo: 'Install TightVNC.',
    user: () => '',
  });
  await assert.rejects(failing.open(), { name: 'ScreenMissing', message: 'Install TightVNC. (no such service)' });
  const silent = passwordSource({ port: 1, setUp: async () => {}, whatToDo: 'Start it.', user: () => '' });
  await assert.rejects(silent.open(), ScreenMissing);
});

test('a password is written down for TightVNC as every VNC writes it', { skip: MISSING }, () => {
  for (const password of [newVncPassword(), 'short', '12345678']) {
    const theirs = execFileSync(VNCPASSWD ?? '', ['-f'], { input: `${password}\n` });
    assert.deepEqual(hiddenPassword(password), [...theirs.subarray(0, 8)]);
  }
});

test('a password is written down for macOS as sixteen bytes in hexadecimal digits', () => {
  // Of no letters only the key is left.
  assert.equal(hiddenOnMacos(''), '1734516E8BA8C5E2FF1C39567390ADCA');
  assert.equal(hiddenOnMacos('password'), '6755221DFCC7B786FF1C39567390ADCA');
});

test('the service of Windows listens for this machine only, asks for a password, and starts anew with it', () => {
  const script = setUpScript('12345678');
  for (const line of [
    'LoopbackOnly -Type DWord -Value 1',
    'UseVncAuthentication -Type DWord -Value 1',
    'Restart-Service -Name tvnserver',
  ])
    assert.ok(script.includes(line), line);
  assert.ok(!script.includes('12345678'));
});

test('passwords are eight letters, and another each time', () => {
  const all = new Set(Array.from({ length: 200 }, newVncPassword));
  assert.equal(all.size, 200);
  for (const one of all) assert.match(one, /^[A-Za-z2-9]{8}$/);
});

async function startXvnc(port: number, password: string): Promise<void> {
  const file = join(folder, 'passwd');
  writeFileSync(file, Buffer.from(hiddenPassword(password)));
  const args = ['-displayfd', '3', '-nolisten', 'tcp', '-geometry', '64x64', '-rfbport', String(port), '-localhost=1'];
  const child = spawn(XVNC ?? '', [...args, '-SecurityTypes', 'VncAuth', '-PasswordFile', file], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  await once(child.stdio[3] as NodeJS.ReadableStream, 'data');
  await sleep(100);
}

/** How far the handshake with the VNC server comes. */
function greeted(
  connection: NodeJS.ReadWriteStream,
  answer: (challenge: Uint8Array) => Uint8Array | undefined,
): Promise<string> {
  let handshake = serverHandshakeOf(true);
  return new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.on('data', (bytes: Buffer) => {
      let news = feedServerHandshake(handshake, bytes);
      const out = [...news.out];
      if (news.challenge) {
        news = withAnswer(news.handshake, answer(news.challenge) ?? new Uint8Array());
        out.push(...news.out);
      }
      handshake = news.handshake;
      for (const part of out) connection.write(Buffer.from(part));
      if (!['accepted', 'refusal'].includes(handshake.step)) return;
      (connection as Socket).destroy();
      resolve(handshake.step);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
