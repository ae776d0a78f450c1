/** What a unit of systemd is made of. */
export type Unit = {
  /** The program and its arguments; the first is a path. */
  command: readonly string[];
  /** For the machine, run by root, or for one account. */
  scope: 'system' | 'user';
  /** Whether it makes a desktop of its own for an account: what runs on that must not be fenced in with the agent. */
  hasOwnDesktop: boolean;
};

/**
 * What fences an agent in that shows the screen of somebody else's X server (systemd.exec(5)). It keeps what it needs: to become that
 * account (SETUID, SETGID), to find the display in its processes (SYS_PTRACE) and to read its cookie (DAC_READ_SEARCH). The rest of the
 * machine is there to be read. Memory that is written and run is what a JavaScript engine lives on, so that is not forbidden.
 */
const FENCE = [
  'CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_SYS_PTRACE CAP_DAC_READ_SEARCH CAP_DAC_OVERRIDE CAP_CHOWN CAP_FOWNER CAP_KILL',
  'NoNewPrivileges=yes',
  'ProtectSystem=full',
  'ProtectHome=read-only',
  'ProtectKernelTunables=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelLogs=yes',
  'ProtectControlGroups=yes',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'SystemCallArchitectures=native',
];

/** The text of the unit. It comes back whatever happens, and its state is a folder that only it can enter. */
export function unitOf({ command, scope, hasOwnDesktop }: Unit): string {
  const isSystem = scope === 'system';
  return [
    '[Unit]',
    'Description=Latchkey agent: shows this computer to those whom its account lets in',
    ...(isSystem ? ['Wants=network-online.target', 'After=network-online.target'] : []),
    // Without end: a computer that gives up is one that nobody can reach any more.
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    `ExecStart=${command.map(quoted).join(' ')}`,
    'Restart=always',
    'RestartSec=5',
    'UMask=0077',
    ...(isSystem ? folders() : []),
    ...(isSystem && !hasOwnDesktop ? FENCE : []),
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
    '',
  ].join('\n');
}

function folders(): string[] {
  return [
    'StateDirectory=latchkey-agent',
    'StateDirectoryMode=0700',
    'RuntimeDirectory=latchkey-agent',
    // The account at the desktop passes through to a socket of its own.
    'RuntimeDirectoryMode=0711',
  ];
}

/** An argument of ExecStart (systemd.service(5), “Command lines”): nothing in it is expanded. */
function quoted(argument: string): string {
  const plain = argument.replaceAll('%', '%%').replaceAll('$', '$$$$');
  if (/^[\w@%+=:,./$-]+$/.test(plain)) return plain;
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
