import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Plainly, runQuietly, withProgress } from './bootstrap.mjs';

const OLDEST_POSTGRES = 15;

const CHROMIUM_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What the tests show and drive, and the packages of Debian that have it. */
const DESKTOP: Record<string, string> = {
  Xvfb: 'xvfb',
  Xtigervnc: 'tigervnc-standalone-server',
  X0tigervnc: 'tigervnc-scraping-server',
  openbox: 'openbox',
  xterm: 'xterm',
  xclip: 'xclip',
  xdotool: 'xdotool',
  xprop: 'x11-utils',
  setxkbmap: 'x11-xkb-utils',
};

/**
 * The path of a Chromium: the one CHROMIUM names, one in a usual place, or Debian's, installed now.
 * Throws Plainly where none is and none can be installed.
 */
export async function chromium(): Promise<string> {
  const place = findChromium();
  if (place) return place;
  const missing = 'The tests in a browser need Chromium. Install it, or name one with CHROMIUM=/path/to/chromium.';
  await install('Chromium', ['chromium', 'fonts-dejavu-core'], missing);
  return findChromium() ?? fail(missing);
}

/**
 * The bin folder of a PostgreSQL server other than the embedded one: the one LATCHKEY_TEST_POSTGRES names, one in a
 * usual place, or Debian's, installed now without its cluster. Throws Plainly where none is and none can be installed.
 */
export async function postgres(): Promise<string> {
  const place = findPostgres();
  if (place) return place;
  const missing =
    `The operations are also tested on a PostgreSQL server of version ${OLDEST_POSTGRES} or newer. Install one, or name ` +
    'the folder of its programs with LATCHKEY_TEST_POSTGRES=/path/to/bin.';
  await install('PostgreSQL', ['postgresql'], missing, keepDebianFromStartingACluster);
  return findPostgres() ?? fail(missing);
}

/**
 * Sees to it that this machine can show a desktop: X servers, TigerVNC, a window manager and programs to type into, those that are
 * there or Debian's, installed now. Throws Plainly where some are missing and can't be installed.
 */
export async function desktop(): Promise<void> {
  const missing = Object.keys(DESKTOP).filter((program) => !isInstalled(program));
  if (missing.length === 0) return;
  const sentence = `The tests of the agent need a desktop to show. These programs are missing: ${missing.join(', ')}.`;
  await install('an X desktop and TigerVNC', [...new Set(Object.values(DESKTOP))], sentence);
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => folder !== '' && existsSync(join(folder, program)));
}

function findChromium(): string | undefined {
  return [process.env['CHROMIUM'] ?? '', ...CHROMIUM_PLACES].find((path) => path !== '' && existsSync(path));
}

function findPostgres(): string | undefined {
  const named = process.env['LATCHKEY_TEST_POSTGRES'];
  if (named) return existsSync(join(named, 'postgres')) ? named : fail(`There is no PostgreSQL server in ${named}.`);
  return [...versionsIn('/usr/lib/postgresql'), pgConfig()].find((folder) => folder !== undefined && isServer(folder));
}

function versionsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const versions = readdirSync(folder).map(Number);
  return versions.toSorted((a, b) => a - b).map((version) => join(folder, String(version), 'bin'));
}

function pgConfig(): string | undefined {
  const { status, stdout } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function isServer(folder: string): boolean {
  const { status, stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return status === 0 && Number(/\d+/.exec(stdout)?.[0]) >= OLDEST_POSTGRES;
}

function keepDebianFromStartingACluster(): void {
  const settings = '/etc/postgresql-common/createcluster.conf';
  if (existsSync(settings)) return;
  mkdirSync(dirname(settings), { recursive: true });
  writeFileSync(settings, 'create_main_cluster = false\n');
}

async function install(what: string, packages: string[], missing: string, before?: () => void): Promise<void> {
  const may = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!may) fail(missing);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', UCF_FORCE_CONFFOLD: '1' };
  await withProgress(`Installing ${what}`, async () => {
    before?.();
    await runQuietly('apt-get', ['update'], { env });
    const quietly = ['-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold'];
    await runQuietly('apt-get', ['install', ...quietly, ...packages], { env });
  });
}

function fail(sentence: string): never {
  throw new Plainly(sentence);
}
