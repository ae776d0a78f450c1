import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Display } from './display.ts';
import { endingWithAgent, programOf } from './programs.ts';
import { ScreenMissing } from './source.ts';
import { envOf, folderFor, identityOf, type Running, whenListening, type X11Options } from './vnc-server.ts';
import { userOf } from './users.ts';

const GEOMETRY = '1280x800';
/** What shows a desktop, the first that the machine has. */
const DESKTOPS = ['x-session-manager', 'startxfce4', 'openbox-session', 'openbox', 'x-terminal-emulator', 'xterm'];

/** A desktop of its own where no X server runs: Xvnc, which is display and VNC server in one, and a session on it. Never root's. */
export async function startVirtual({ virtualUser, runtime }: X11Options, env: NodeJS.ProcessEnv): Promise<Running> {
  const program = programOf(['Xtigervnc', 'Xvnc']);
  if (program === undefined)
    throw new ScreenMissing(
      'No desktop is running, and TigerVNC’s Xvnc is missing. On Debian and Ubuntu: apt-get install tigervnc-standalone-server',
    );
  const user = ownerOf(virtualUser);
  const folder = folderFor(user, runtime);
  const [socket, authority] = [join(folder, 'rfb'), join(folder, 'authority')];
  writeAuthority(authority, user);
  const child = spawn(...endingWithAgent(program, argsOf(socket, authority)), {
    env: { PATH: env['PATH'], HOME: user.home },
    ...identityOf(user),
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const name = `:${await firstLine(child.stdio[3] as Readable)}`;
  const display: Display = { name, authority, uid: user.uid, gid: user.gid };
  const running = await whenListening({ child, folder, socket, display });
  startDesktop(display, user, env);
  return running;
}

function argsOf(socket: string, authority: string): string[] {
  const server = ['-displayfd', '3', '-auth', authority, '-nolisten', 'tcp', '-geometry', GEOMETRY, '-depth', '24'];
  const vnc = ['-rfbunixpath', socket, '-rfbunixmode', '384', '-rfbport', '-1', '-SecurityTypes', 'None'];
  return [...server, ...vnc, '-AlwaysShared=1', '-SendCutText=0', '-AcceptCutText=0'];
}

/** What is shown on it; it ends with its display. */
function startDesktop(display: Display, { home }: { home: string }, env: NodeJS.ProcessEnv): void {
  const desktop = programOf(DESKTOPS);
  if (desktop === undefined) return;
  const cwd = existsSync(home) ? home : '/';
  const session = spawn(desktop, [], {
    env: { ...envOf(display, env), HOME: home },
    ...identityOf(display),
    cwd,
    stdio: 'ignore',
  });
  session.on('error', () => undefined);
}

function ownerOf(virtualUser: string | undefined): { uid: number; gid: number; home: string } {
  const me = userInfo();
  if (me.uid !== 0) return { uid: me.uid, gid: me.gid, home: me.homedir };
  const user = virtualUser === undefined ? undefined : userOf(virtualUser);
  if (user && user.uid !== 0) return user;
  throw new ScreenMissing(
    'No desktop is running. Start one, or let the agent make one for an ordinary account: latchkey-agent run --desktop-user NAME',
  );
}

/** The cookie that lets the session in, for any display: one entry of an Xauthority file (X.Org, Xsecurity(7)). */
function writeAuthority(file: string, { uid, gid }: { uid: number; gid: number }): void {
  const counted = (value: Buffer) => Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), value]);
  const parts = [Buffer.alloc(0), Buffer.alloc(0), Buffer.from('MIT-MAGIC-COOKIE-1'), randomBytes(16)].map(counted);
  writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xff]), ...parts]), { mode: 0o600 });
  if (process.getuid?.() === 0) chownSync(file, uid, gid);
}

/** The first line that the server writes: the number of the display it took. @throws ScreenMissing when it ends without one */
function firstLine(stream: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) resolve(text.trim());
    });
    stream.on('end', () => reject(new ScreenMissing('The VNC server ended before it had a display.')));
  });
}
