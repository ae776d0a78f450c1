import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * When a process started, in a form that only serves to be compared; undefined when there is no such process. With the
 * id it names one process for ever, where the id alone may be given out again.
 */
export function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') return startByProc(pid);
  if (process.platform === 'win32') return isAlive(pid) ? 'alive' : undefined;
  const found = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' },
  });
  return found.stdout.replace(/\W+/g, '-') || undefined;
}

/** Names the set of processes among which an id means something: this boot of this machine, and the container. */
export function processSpace(): string {
  if (process.platform !== 'linux') return hostname();
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startByProc(pid: number): string | undefined {
  try {
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // A zombie holds nothing any more. Field 3 is the state, field 22 the start in ticks since boot.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
