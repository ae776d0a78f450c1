import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * Writes `text` to a file of the server's folder, or only compares with `--check`. A stale file says so and makes the
 * exit code 1.
 */
export async function writeOrCheck(path: string, text: string): Promise<void> {
  const file = fileURLToPath(new URL(`../../../${path}`, import.meta.url));
  const present = await readFile(file, 'utf8').catch(() => '');
  if (present === text) return;
  if (process.argv.includes('--check')) {
    console.error(`apps/server/${path} is stale: ${firstDifference(present, text)}`);
    process.exitCode = 1;
    return;
  }
  await writeFile(file, text);
  console.log(`apps/server/${path} written.`);
}

function firstDifference(present: string, fresh: string): string {
  const [old, now] = [present.split('\n'), fresh.split('\n')];
  const line = now.findIndex((text, at) => text !== old[at]);
  return line === -1 ? 'it is longer than it should be' : `line ${line + 1} should be “${now[line]?.trim()}”`;
}
