import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startWith, type Embedded } from './supervisor.ts';

const OLDEST_MAJOR = 15;

/** The folder with the programs of an installed PostgreSQL server, 15 or newer and the oldest such; nothing if there is none. */
export function findPostgres15(): string | undefined {
  const folders = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'].flatMap((base) =>
    existsSync(base) ? readdirSync(base).map((name) => join(base, name, 'bin')) : [],
  );
  const configured = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  if (configured.status === 0) folders.push(configured.stdout.trim());
  return folders
    .map((bin) => ({ bin, major: majorIn(bin) }))
    .filter(({ major }) => major >= OLDEST_MAJOR)
    .toSorted((one, other) => one.major - other.major)[0]?.bin;
}

/**
 * A throwaway server from programs of another origin, for tests: the same shape as the embedded one. It gives up
 * durability for speed and takes the connections of many, so nothing that matters belongs in it.
 */
export function startOutside({ bin, dir }: { bin: string; dir: string }): Promise<Embedded> {
  return startWith(
    { dataDir: dir, say: () => {} },
    { programs: () => bin, extra: ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=400'] },
  );
}

function majorIn(bin: string): number {
  const program = join(bin, 'postgres');
  if (!existsSync(program) || !existsSync(join(bin, 'initdb'))) return 0;
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return Number(/PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}
