import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inheritOwner } from './account.ts';
import { processSpace, startOf } from './process.ts';
import { PostgresRefusal } from './refusal.ts';

/** Gives the lock back. */
export type Release = () => void;

type Claim = { file: string; space: string; pid: number; start: string };

const RETRY_MS = 120;
const TRIES = 8;
const HEARTBEAT_MS = 4_000;
/** How long a claim from another machine or container counts without a heartbeat. */
const FRESH_MS = 15_000;

/**
 * Takes the data directory for this process or throws PostgresRefusal naming the process that has it.
 *
 * Every server puts down a claim of its own: an empty file whose name says who it is (machine or container, process id,
 * time the process started). Whoever sees another living claim takes its own back and tries again a little later, so two
 * that race can never both go on, and a claim is only ever removed by its owner or once its owner is dead: there is no
 * shared file whose takeover could be raced. The start time tells a process from a later one with the same id.
 * Processes of another container cannot be looked up; their claims live by a heartbeat.
 */
export async function takeLock(folder: string, say: (line: string) => void): Promise<Release> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  inheritOwner(folder);
  const space = createHash('sha256').update(processSpace()).digest('hex').slice(0, 12);
  const own: Claim = { file: '', space, pid: process.pid, start: startOf(process.pid) ?? '0' };
  let waits = 0;
  for (let tries = 0; ; tries++) {
    const file = join(folder, `${own.space}.${own.pid}.${own.start}.${randomBytes(6).toString('hex')}`);
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
    const other = claimsIn(folder).find((claim) => claim.file !== file && isLiving(claim, own));
    if (!other) return hold(file);
    rmSync(file, { force: true });
    const foreign = other.space !== space;
    if (tries >= TRIES && !(foreign && waits * RETRY_MS < FRESH_MS * 1.2)) throw refusalOf(other, foreign);
    if (foreign && waits++ === 0)
      say('Another machine or container used this data a moment ago: waiting to see whether it has ended.');
    await sleep(RETRY_MS * (0.5 + Math.random()));
  }
}

function hold(file: string): Release {
  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // The directory may be gone: there is nothing left to protect then.
    }
  }, HEARTBEAT_MS);
  beat.unref();
  return () => {
    clearInterval(beat);
    rmSync(file, { force: true });
  };
}

function claimsIn(folder: string): Claim[] {
  return readdirSync(folder).flatMap((name) => {
    const [space, pid, start] = name.split('.');
    return space && pid && start ? [{ file: join(folder, name), space, pid: Number(pid), start }] : [];
  });
}

function isLiving(claim: Claim, own: Claim): boolean {
  const living = claim.space === own.space ? startOf(claim.pid) === claim.start : isFresh(claim.file);
  if (!living) rmSync(claim.file, { force: true });
  return living;
}

function isFresh(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && Math.abs(Date.now() - found.mtimeMs) < FRESH_MS;
}

function refusalOf(claim: Claim, foreign: boolean): PostgresRefusal {
  const who = foreign ? 'on another machine or in another container' : `(process ${claim.pid})`;
  return new PostgresRefusal(
    `Another Latchkey server ${who} is using this data directory: stop it first, or give this one a data directory of its own.`,
  );
}
