import { execFile, execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { passwordSource } from './with-password.ts';
import type { ScreenSource } from './source.ts';

const run = promisify(execFile);

const PORT = 5900;
/** What macOS hides a VNC password with in its settings: known to all, it protects nothing. */
const HIDING_KEY = Buffer.from('1734516e8ba8c5e2ff1c39567390adca', 'hex');
const SETTINGS = '/Library/Preferences/com.apple.VNCSettings.txt';
const KICKSTART = '/System/Library/CoreServices/RemoteManagement/ARDAgent.app/Contents/Resources/kickstart';
const WHAT_TO_DO =
  'The screen of macOS is shown by its own Remote Management, which is off. Turn it on in System Settings, General, Sharing, and allow VNC viewers with a password; then restart the agent.';

/**
 * The screen of macOS: its own screen sharing, which is asked for VNC with a password. The password goes into the file that Remote
 * Management reads, since kickstart would take it as an argument, which every account can see.
 */
export function macosSource(): ScreenSource {
  const names = new Map<number, string>();
  return passwordSource({
    port: PORT,
    async setUp(password) {
      writeFileSync(SETTINGS, hiddenPassword(password), { mode: 0o600 });
      await run(KICKSTART, ['-configure', '-clientopts', '-setvnclegacy', '-vnclegacy', 'yes']);
      await run(KICKSTART, ['-restart', '-agent']);
    },
    whatToDo: WHAT_TO_DO,
    user: () => consoleUser(names),
  });
}

/** A password as macOS keeps it: 16 bytes, in hexadecimal digits. */
export function hiddenPassword(password: string): string {
  const bytes = Buffer.from(HIDING_KEY);
  for (const [at, byte] of Buffer.from(password, 'latin1').subarray(0, 8).entries())
    bytes[at] = (bytes[at] ?? 0) ^ byte;
  return bytes.toString('hex').toUpperCase();
}

/** Who sits at the screen: the console belongs to them. */
function consoleUser(names: Map<number, string>): string {
  const { uid } = statSync('/dev/console');
  if (uid === 0) return '';
  const known = names.get(uid) ?? execFileSync('/usr/bin/id', ['-un', String(uid)], { encoding: 'utf8' }).trim();
  names.set(uid, known);
  return known;
}
