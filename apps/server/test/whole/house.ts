import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Place } from './place.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const READY = 'Ctrl-C stops it.';
const PATIENCE_MS = 60_000;

/** The real server in a process of its own. */
export type House = {
  child: ChildProcess;
  /** Everything it said on both streams so far. */
  readonly said: string;
  exit: Promise<number | null>;
  /** Asks it to end as Ctrl-C does and gives its exit code. */
  stop(): Promise<number | null>;
};

export type HouseOptions = {
  /** Settings besides PORT and the folders; they win. */
  env: Record<string, string>;
  /** Under which name its data and its key lie in the place. */
  name?: string;
  /** Modules to load before the server's own. */
  preload?: string[];
};

/** Starts a server and waits until it serves; what it says instead is the failure. */
export async function startHouse(place: Place, options: HouseOptions): Promise<House> {
  return up(spawnHouse(place, options));
}

/** Waits until a server that was spawned serves. */
export async function up(house: House): Promise<House> {
  await until(() => house.said.includes(READY) || house.child.exitCode !== null, house);
  if (house.child.exitCode !== null) assert.fail(`it did not start:\n${house.said}`);
  return house;
}

/** Starts a server that must refuse to: gives what it said, after seeing that it was plain and left with code 1. */
export async function refusedStart(place: Place, options: HouseOptions): Promise<string> {
  const house = spawnHouse(place, options);
  await until(() => house.said.includes(READY) || house.child.exitCode !== null, house);
  if (house.child.exitCode === null) assert.fail(`it did start:\n${house.said}`);
  assert.equal(await house.exit, 1, house.said);
  assert.doesNotMatch(house.said, /^\s+at |Error:|node:internal/m, 'a sentence, not a stack');
  return house.said;
}

/** Starts a server without waiting for anything. It gets nothing of the tests' own environment. */
export function spawnHouse(place: Place, { env, name = 'latchkey', preload = [] }: HouseOptions): House {
  const folder = join(place.folder, name);
  mkdirSync(folder, { recursive: true });
  const own = {
    PATH: process.env['PATH'] ?? '',
    DATA_DIR: join(folder, '.latchkey'),
    MASTER_KEY_FILE: join(folder, '.latchkey-keys', 'master.key'),
  };
  const imports = preload.flatMap((file) => ['--import', file]);
  const child = spawn(process.execPath, [...imports, MAIN], { env: { ...own, ...env }, stdio: 'pipe', cwd: '/' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const house: House = {
    child,
    get said() {
      return said;
    },
    exit,
    async stop() {
      child.kill('SIGINT');
      return exit;
    },
  };
  place.onLeave(() => house.stop());
  return house;
}

/** The set-up code it printed. */
export function codeIn(house: House): string {
  return /^Set-up code: (\S+)$/m.exec(house.said)?.[1] ?? assert.fail(`no set-up code:\n${house.said}`);
}

/** Waits until something holds; what the server said is the failure. */
export async function until(holds: () => boolean | Promise<boolean>, house?: House): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await sleep(25))
    if (Date.now() > end) assert.fail(`it did not come about:\n${house?.said}`);
}
