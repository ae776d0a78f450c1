import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, release, type } from 'node:os';
import { baseOf } from '@latchkey/wire/codes';
import type { Facts } from '@latchkey/wire/hello';
import { asLine } from '@latchkey/wire/link-shape';
import type { Store } from './code/store.ts';
import type { ScreenSource } from './screen/source.ts';

/** What this machine says of itself. `problem` is what keeps it from being of use, as a sentence; nothing when all is well. */
export function factsOf(
  store: Store,
  source: ScreenSource,
  of: { version: string; problem: string | undefined },
): Facts {
  const { codes, attempts } = store.state();
  const user = source.user();
  return {
    hostname: asLine(hostname()),
    os: asLine(systemName()),
    agent_version: of.version,
    user: user === '' ? null : asLine(user),
    screen: null,
    problem: of.problem === undefined ? null : asLine(of.problem),
    base_cred_id: baseOf(codes)?.cred_id ?? null,
    locks: attempts.locks.map(({ lock_id, person_id, session_id, is_personal }) => ({
      lock_id,
      person_id,
      session_id,
      is_personal,
    })),
  };
}

/**
 * Which start of the machine this is, as Linux and macOS tell it. Elsewhere it is one of the agent alone, and says so: that another
 * follows it does not mean that the machine was restarted.
 */
export function bootIdOf(system: NodeJS.Platform = process.platform): string {
  try {
    const told =
      system === 'darwin'
        ? execFileSync('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' })
        : readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    if (told.trim() !== '') return told.trim().slice(0, 64);
  } catch {
    // A system that has no such thing.
  }
  return `agent:${randomUUID()}`;
}

/** The operating system as people call it. */
export function systemName(releaseFile = '/etc/os-release'): string {
  try {
    const pretty = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync(releaseFile, 'utf8'))?.[1];
    if (pretty !== undefined && pretty !== '') return pretty;
  } catch {
    // Not a Linux that says so.
  }
  return `${type()} ${release()}`;
}
