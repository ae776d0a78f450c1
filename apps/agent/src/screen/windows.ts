import { feed } from './feed.ts';
import { passwordSource } from './with-password.ts';
import type { ScreenSource } from './source.ts';
import { des, vncBytes } from './vnc-password.ts';

const PORT = 5900;
/** The key under which TightVNC, like every WinVNC before it, writes a password into the registry: known to all, it hides and protects nothing. */
const HIDING_KEY = Uint8Array.of(0xe8, 0x4a, 0xd6, 0x60, 0xc4, 0x72, 0x1a, 0xe0);
const WHAT_TO_DO =
  'The screen of Windows is shown by TightVNC’s service, which is missing or does not run. Install TightVNC 2.8 (server only, as a service), then restart the agent.';

/**
 * The screen of Windows: the service of TightVNC 2.8, which shows the sign-in screen, too. It is set to listen for this machine only and
 * to ask for a password. It reads its settings when it starts.
 */
export function windowsSource(): ScreenSource {
  return passwordSource({
    port: PORT,
    setUp: (password) =>
      feed('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', '-'], setUpScript(password)),
    whatToDo: WHAT_TO_DO,
    // A service sees no desktop of its own, and asking who has one takes a second of Windows.
    user: () => '',
  });
}

/** What PowerShell is fed: the settings of TightVNC's service in the registry, and its start. */
export function setUpScript(password: string): string {
  const numbers = {
    AcceptRfbConnections: 1,
    RfbPort: PORT,
    AllowLoopback: 1,
    LoopbackOnly: 1,
    AcceptHttpConnections: 0,
    UseVncAuthentication: 1,
    UseControlAuthentication: 0,
    AlwaysShared: 1,
    NeverShared: 0,
    DisconnectAction: 0,
    EnableFileTransfers: 0,
    RemoveWallpaper: 0,
    RunControlInterface: 0,
  };
  return [
    "$ErrorActionPreference = 'Stop'",
    "$key = 'HKLM:\\SOFTWARE\\TightVNC\\Server'",
    'if (-not (Test-Path $key)) { New-Item -Path $key -Force | Out-Null }',
    ...Object.entries(numbers).map(
      ([name, value]) => `Set-ItemProperty -Path $key -Name ${name} -Type DWord -Value ${value}`,
    ),
    `Set-ItemProperty -Path $key -Name Password -Type Binary -Value ([byte[]](${hiddenPassword(password).join(',')}))`,
    'Restart-Service -Name tvnserver -Force',
    '',
  ].join('\r\n');
}

/** A password as TightVNC keeps it. */
export function hiddenPassword(password: string): number[] {
  return [...des(HIDING_KEY, vncBytes(password))];
}
