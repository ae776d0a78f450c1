// What processes use, as Linux counts it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const KB_A_MB = 1024;
/** Clock ticks of /proc a second: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** The resident set of a process, in kilobytes; 0 when there is none. */
export function rssOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0);
}

/** The proportional set of a process, in megabytes: pages that several share count once; 0 when there is none. */
export function pssOf(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0) / KB_A_MB;
}

/** The processor time a process has used so far, in seconds, and that of the children it has outlived. */
export function cpuOf(pid: number): number {
  return statOf(pid)
    .slice(11, 15)
    .reduce((sum, ticks) => sum + Number(ticks) / TICKS, 0);
}

/** The same of a process with everything below it. */
export function cpuOfAll(root: number): number {
  return [root, ...childrenOf(root)].reduce((sum, pid) => sum + cpuOf(pid), 0);
}

export function parentOf(pid: number): number {
  return Number(statOf(pid)[1]);
}

/** Every process below one, by the parent's id. */
export function childrenOf(root: number): number[] {
  const pairs = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [root];
  for (const parent of found) for (const [pid = 0, of] of pairs) if (of === parent) found.push(pid);
  return found.slice(1);
}

/** The fields of /proc/…/stat after the name, which may hold blanks. */
function statOf(pid: number): string[] {
  return read(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
