// Brings a fresh clone to where everything else can run: dependencies installed, a Node that runs TypeScript found.
// Plain JavaScript for Node 18 on built-in modules only: nothing else exists before the first install.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, cpus, tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's own folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = 18;
const NODE_FOR_TYPESCRIPT = 24;
const MARKER = join(ROOT, 'node_modules', '.latchkey-lock');

/** A failure that is told to the person as it stands, without a stack. */
export class Plainly extends Error {}

/**
 * Makes node_modules what package-lock.json says and answers with the path of a Node that runs TypeScript.
 * Throws Plainly when the machine lacks something only its owner can give.
 * @returns {Promise<string>}
 */
export async function bootstrap() {
  if (majorOf(process.version) < OLDEST_NODE) {
    throw new Plainly(`Latchkey needs Node ${OLDEST_NODE} or newer to start; this is Node ${process.version}.`);
  }
  await install();
  return findNode();
}

/**
 * Runs the main of a script: what it throws becomes one sentence (or a stack, when it is a fault) and exit code 1.
 * @param {() => Promise<number>} main answers with the exit code
 */
export function runMain(main) {
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      console.error(error instanceof Plainly ? error.message : error);
      process.exitCode = 1;
    },
  );
}

/**
 * The environment the server runs in. Passwords are hashed on libuv's threads, one a core at a time; with no threads left over,
 * reading a file waited for a hash (measured: 48 ms against 5). What is new on the heap has 16 MB at a time: V8 would let it grow to
 * 64 MB where there is much memory, and keep twice that for a server that has nothing to do.
 * @returns {NodeJS.ProcessEnv}
 */
export function serverEnvironment() {
  const { NODE_OPTIONS: options = '', ...rest } = process.env;
  return {
    UV_THREADPOOL_SIZE: String(cpus().length + 4),
    ...rest,
    // What is said last counts, so whoever runs a server can say otherwise.
    NODE_OPTIONS: `--max-semi-space-size=16 ${options}`.trimEnd(),
  };
}

/**
 * Runs a program on this terminal until it ends, and answers with its exit code.
 * Ctrl-C reaches the whole process group by itself, so it is passed on only where no terminal did that.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>}
 */
export function runProgram(program, args, options = {}) {
  const child = spawn(program, args, { stdio: 'inherit', cwd: ROOT, ...options });
  let told = false;
  const interrupt = () => {
    told = true;
    if (!process.stdin.isTTY) child.kill('SIGINT');
  };
  const terminate = () => {
    told = true;
    child.kill('SIGTERM');
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', terminate);
  const watch = whenOrphaned(() => told || terminate());
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', terminate);
      clearInterval(watch);
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1));
    });
  });
}

/**
 * Notices that npm was told to stop: npm passes the signal to its shell, which dies without passing it on.
 * @param {() => void} act
 */
function whenOrphaned(act) {
  const parent = process.ppid;
  if (!process.env['npm_lifecycle_event'] || process.platform === 'win32') return undefined;
  return setInterval(() => process.ppid === parent || act(), 250);
}

/**
 * Says in one line that something takes a while, and how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(what, work) {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(0)} s`;
  const tty = process.stderr.isTTY;
  process.stderr.write(tty ? `${what} …` : `${what} …\n`);
  const ticker = tty && setInterval(() => process.stderr.write(`\r${what} … ${seconds()}`), 1000);
  try {
    const result = await work();
    process.stderr.write(tty ? `\r${what} … done in ${seconds()}\n` : `${what}: done in ${seconds()}\n`);
    return result;
  } catch (error) {
    process.stderr.write(tty ? `\r${what} … failed\n` : `${what}: failed\n`);
    throw error;
  } finally {
    if (ticker) clearInterval(ticker);
  }
}

/**
 * Runs a program quietly; its output is shown only if it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<void>}
 */
export function runQuietly(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Plainly(output.trimEnd()))));
  });
}

async function install() {
  const wanted = lockHash();
  if (readOrNothing(MARKER) === wanted) return;
  if (missingPackages().length > 0) await withProgress('Installing what Latchkey needs (takes a minute, once)', npmCi);
  writeFileSync(MARKER, wanted);
}

async function npmCi() {
  const npm = findNpm();
  const inside = process.execPath.startsWith(join(ROOT, 'node_modules') + sep);
  if (inside && process.platform === 'win32') {
    throw new Plainly('The packages have changed. Run `npm ci` once, then try again.');
  }
  await ci(inside ? undefined : process.execPath, npm);
  const missing = missingPackages();
  if (missing.length === 0) return;

  // npm drops optional packages that refuse the Node npm itself runs on, silently; ours is newer, so it is npm's turn to use it.
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-node-'));
  try {
    const copy = join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
    copyFileSync(findNode(), copy);
    await ci(copy, npm);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const still = missingPackages();
  if (still.length > 0) throw new Plainly(`npm did not install: ${still.join(', ')}`);
}

/**
 * @param {string | undefined} node the Node that runs npm; without it npm chooses
 * @param {string | undefined} npm npm's own script; without it the command of that name is tried
 */
async function ci(node, npm) {
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    if (npm) await runQuietly(node ?? process.execPath, [npm, ...args]);
    else await runQuietly(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Plainly('npm was not found. It comes with Node: install both, then try again.');
    }
    throw error;
  }
}

/** @returns {string | undefined} */
function findNpm() {
  const beside = dirname(process.execPath);
  const places = [
    process.env['npm_execpath'] ?? '',
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  return places.find((place) => place.endsWith('npm-cli.js') && existsSync(place));
}

/**
 * The Node that the lockfile pins for this machine, else the running one if it is new enough.
 * @returns {string}
 */
export function findNode() {
  const binary = process.platform === 'win32' ? ['bin', 'node.exe'] : ['bin', 'node'];
  const name = process.platform === 'win32' ? 'win' : process.platform;
  const pinned = join(ROOT, 'node_modules', `node-${name}-${process.arch}`, ...binary);
  if (existsSync(pinned) && libc() !== 'musl') return pinned;
  if (majorOf(process.version) >= NODE_FOR_TYPESCRIPT) return process.execPath;
  throw new Plainly(
    `Latchkey runs on Node ${NODE_FOR_TYPESCRIPT} or newer. It brings its own for Linux (glibc) and Windows, but not for ` +
      `${process.platform} on ${process.arch}${libc() === 'musl' ? ' with musl' : ''}: install Node ${NODE_FOR_TYPESCRIPT} there and try again (this is ${process.version}).`,
  );
}

/**
 * What the lockfile wants on this machine and node_modules does not have, by path. npm leaves in
 * node_modules/.package-lock.json what it really installed.
 * @returns {string[]}
 */
function missingPackages() {
  const installed = readLock(join(ROOT, 'node_modules', '.package-lock.json'));
  return Object.entries(readLock(join(ROOT, 'package-lock.json')))
    .filter(([path, wanted]) => path.startsWith('node_modules/') && isWantedHere(wanted))
    .filter(([path, wanted]) => {
      const found = installed[path];
      return !found || found.version !== wanted.version || found.integrity !== wanted.integrity;
    })
    .map(([path]) => path);
}

/**
 * @typedef {{ version?: string, integrity?: string, os?: string | string[], cpu?: string | string[], libc?: string | string[], optional?: boolean }} Locked
 * @param {string} path
 * @returns {Record<string, Locked>}
 */
function readLock(path) {
  const text = readOrNothing(path);
  return text ? JSON.parse(text).packages : {};
}

/**
 * Optional packages are wanted for their platform only; those without one hang on such a package of another platform.
 * @param {Locked} wanted
 */
function isWantedHere(wanted) {
  if (wanted.optional && !wanted.os && !wanted.cpu) return false;
  return fits(wanted.os, process.platform) && fits(wanted.cpu, process.arch) && fits(wanted.libc, libc());
}

/**
 * @param {string | string[] | undefined} list names, each possibly negated with `!`
 * @param {string | undefined} mine
 */
function fits(list, mine) {
  if (!list || !mine) return true;
  const names = Array.isArray(list) ? list : [list];
  if (names.includes(`!${mine}`)) return false;
  return names.includes(mine) || names.every((name) => name.startsWith('!'));
}

/** @returns {'glibc' | 'musl' | undefined} */
function libc() {
  if (process.platform !== 'linux') return undefined;
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header.glibcVersionRuntime ? 'glibc' : 'musl';
}

function lockHash() {
  const lock = readOrNothing(join(ROOT, 'package-lock.json'));
  if (!lock) throw new Plainly('package-lock.json is missing: this is not a whole copy of Latchkey.');
  return createHash('sha256').update(`${process.platform} ${process.arch}\n`).update(lock).digest('hex');
}

/** @param {string} path */
function readOrNothing(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} version */
function majorOf(version) {
  return Number(version.replace(/^v/, '').split('.')[0]);
}
