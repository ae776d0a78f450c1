import { copyFileSync, rmSync, statSync, truncateSync } from 'node:fs';

const LOG_MAX_BYTES = 8 * 1024 * 1024;

/**
 * Keeps PostgreSQL's log below twice 8 MiB: a full one is copied to `<log>.1` and emptied in place, because PostgreSQL
 * goes on appending to the same open file. Gives the length that the log has now.
 */
export function boundLog(log: string): number {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_MAX_BYTES) return size;
  // Removed first, because one that an earlier start as root left could not be overwritten.
  rmSync(`${log}.1`, { force: true });
  copyFileSync(log, `${log}.1`);
  truncateSync(log);
  return 0;
}
