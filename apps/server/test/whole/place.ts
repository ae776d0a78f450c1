import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { findPostgres15, startOutside } from '../../src/kit/postgres/outside.ts';
import type { Embedded } from '../../src/kit/postgres/supervisor.ts';

/** A folder that everybody may enter, and what must be stopped before it goes. */
export type Place = {
  folder: string;
  /** Called when the place is left, the latest first. */
  onLeave(stop: () => unknown): void;
  leave(): Promise<void>;
};

/** An empty folder in the system's own temporary folder. */
export function newPlace(): Place {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lk-')));
  chmodSync(folder, 0o755);
  const stops: (() => unknown)[] = [];
  return {
    folder,
    onLeave: (stop) => void stops.push(stop),
    async leave() {
      for (const stop of stops.toReversed()) await stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A PostgreSQL that is not Latchkey's own, in a folder of a place; it has the role latchkey_owner with an empty database. */
export type Outside = {
  embedded: Embedded;
  /** The folder of its socket. */
  host: string;
  /** DATABASE_URL for a role, the owner if not given. */
  url(as?: Partial<{ user: string; password: string; database: string }>): string;
  stop(): Promise<void>;
  start(): Promise<void>;
};

/** Starts the installed PostgreSQL on a folder of the place. */
export async function outsideIn(place: Place, name: string): Promise<Outside> {
  const bin = findPostgres15() ?? assert.fail('these tests need an installed PostgreSQL server, 15 or newer');
  const dir = join(place.folder, name);
  mkdirSync(dir);
  let embedded = await startOutside({ bin, dir });
  place.onLeave(() => embedded.stop());
  const { owner } = embedded;
  return {
    get embedded() {
      return embedded;
    },
    host: owner.host,
    url(as = {}) {
      const { user, password, database } = { ...owner, ...as };
      const [name, secret] = [encodeURIComponent(user), encodeURIComponent(password)];
      return `postgres://${name}:${secret}@localhost:${owner.port}/${database}?host=${encodeURIComponent(owner.host)}`;
    },
    stop: () => embedded.stop(),
    async start() {
      embedded = await startOutside({ bin, dir });
    },
  };
}

/** The processes that have a folder in their arguments: what a server leaves behind. Knows Linux only. */
export function processesIn(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return command.includes(folder) ? [`${id} ${command}`] : [];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}
