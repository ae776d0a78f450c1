import { SURROUNDINGS } from '../config.ts';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { isEnrolled } from '../code/store.ts';
import { isRoot, stateFolder } from '../places.ts';
import { commandOf, installedName, putProgram, thisProgram } from '../program.ts';
import { LABEL, plistOf } from '../autostart/macos.ts';
import { unitOf } from '../autostart/systemd.ts';
import { TASK, taskOf } from '../autostart/windows.ts';
import { Trouble } from '../trouble.ts';
import { run, say, STATE } from './words.ts';

type Options = { state?: string; display?: string; desktopUser?: string; user?: true; root?: string };

/** Where everything goes, and how the system is told. */
type Plan = {
  program: string;
  service: string;
  text: (command: readonly string[]) => string;
  encoding: 'utf8' | 'utf16le';
  tell: readonly (readonly string[])[];
  /** Whether there is anybody to tell: another way to start programs may rule this machine. */
  canTell: boolean;
};

/** `install`: makes this machine run the agent by itself. */
export function addInstall(program: Command): void {
  program
    .command('install')
    .description('make this machine run the agent by itself, now and after each start')
    .option(...STATE)
    .option('--display <display>', 'the X display to show, like :0')
    .option('--desktop-user <name>', 'make a desktop for this account where none runs')
    .option('--user', 'for your account alone, while you are signed in (systemd)')
    .option('--root <folder>', 'write below this folder and start nothing, for making images')
    .action((options: Options) => run(() => install(options)));
}

async function install(options: Options): Promise<void> {
  const { root = '', user, display, desktopUser } = options;
  if (!user && root === '' && process.platform !== 'win32' && !isRoot())
    throw new Trouble(
      'To install for the whole machine use sudo; for your account alone: latchkey-agent install --user',
    );
  const plan = planOf(options);
  const command = [...place(join(root, plan.program), plan.program), 'run'];
  // A machine's own folder needs no mention; any other does.
  if (options.state !== undefined || user) command.push('--state', stateFolder(options.state));
  if (display !== undefined) command.push('--display', display);
  if (desktopUser !== undefined) command.push('--desktop-user', desktopUser);
  const file = join(root, plan.service);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, plan.text(command), { mode: 0o644, encoding: plan.encoding });
  say(`Wrote ${file}`);
  if (root === '' && plan.canTell) start(plan);
  else say(`Not started here. What starts it: ${plan.tell.map((words) => words.join(' ')).join(' && ')}`);
  if (!(await isEnrolled(stateFolder(options.state)))) say('This machine is not enrolled yet: latchkey-agent enrol');
}

/** Copies this program to where it stays: what npx fetched is gone tomorrow. Source code stays where it is developed. */
function place(to: string, asInstalled: string): string[] {
  const program = thisProgram();
  if (program.kind === 'source') return commandOf(program, program.file);
  if (program.file !== to) putProgram(program.file, to);
  say(`Wrote ${to}`);
  return commandOf(program, asInstalled);
}

function start({ tell }: Plan): void {
  for (const [program = '', ...args] of tell) {
    try {
      execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (error) {
      const said = String((error as { stderr?: unknown }).stderr ?? error).trim();
      throw new Trouble(`${[program, ...args].join(' ')} failed: ${said}`);
    }
  }
  say('The agent runs, and will after each start of this machine.');
}

function planOf(options: Options): Plan {
  if (process.platform === 'win32') return windowsPlan();
  if (process.platform === 'darwin') return macosPlan();
  return systemdPlan(options);
}

function systemdPlan({ user, desktopUser }: Options): Plan {
  const scope = user ? 'user' : 'system';
  const name = installedName(thisProgram());
  const [bin, units] = user
    ? [join(homedir(), '.local/bin'), join(homedir(), '.config/systemd/user')]
    : ['/usr/local/bin', '/etc/systemd/system'];
  const systemctl = user ? ['systemctl', '--user'] : ['systemctl'];
  return {
    program: join(bin, name),
    service: join(units, 'latchkey-agent.service'),
    text: (command) => unitOf({ command, scope, hasOwnDesktop: desktopUser !== undefined }),
    encoding: 'utf8',
    tell: [
      [...systemctl, 'daemon-reload'],
      [...systemctl, 'enable', 'latchkey-agent.service'],
      [...systemctl, 'restart', 'latchkey-agent.service'],
    ],
    // sd_booted(3).
    canTell: existsSync('/run/systemd/system'),
  };
}

function windowsPlan(): Plan {
  const folder = join(SURROUNDINGS['ProgramFiles'] ?? 'C:\\Program Files', 'Latchkey agent');
  const xml = join(tmpdir(), 'latchkey-agent-task.xml');
  return {
    program: join(folder, installedName(thisProgram())),
    service: xml,
    // What schtasks reads is UTF-16, which begins with its mark.
    text: (command) => `\uFEFF${taskOf(command)}`,
    encoding: 'utf16le',
    tell: [
      ['schtasks.exe', '/create', '/tn', TASK, '/xml', xml, '/f'],
      ['schtasks.exe', '/run', '/tn', TASK],
    ],
    canTell: true,
  };
}

function macosPlan(): Plan {
  const service = `/Library/LaunchDaemons/${LABEL}.plist`;
  return {
    program: join('/usr/local/bin', installedName(thisProgram())),
    service,
    text: plistOf,
    encoding: 'utf8',
    tell: [['launchctl', 'bootstrap', 'system', service]],
    canTell: true,
  };
}
