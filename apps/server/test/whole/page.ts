import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Place } from './place.ts';

const PAGE = readFileSync(new URL('../../../../docs/operating.md', import.meta.url), 'utf8');

/** The commands under a heading of docs/operating.md: its fenced blocks for the shell, in their order. */
export function commandsOf(heading: string): [string, string, string, ...string[]] {
  const [, section] = PAGE.split(`\n### ${heading}\n`);
  const text = (section ?? assert.fail(`no section “${heading}”`)).split(/\n##/)[0] ?? '';
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
  assert.ok(blocks.length >= 2, `“${heading}” has ${blocks.length} blocks of commands`);
  return blocks as [string, string, string, ...string[]];
}

/** Runs commands of the page as they stand there, but for the safe place, and for the start, which is the test's own. */
export async function runPage(
  place: Place,
  { commands, cwd, env = {} }: { commands: string; cwd: string; env?: Record<string, string> },
): Promise<void> {
  const safe = join(place.folder, 'safe-place');
  mkdirSync(safe, { recursive: true });
  const script = commands.replaceAll('/a/safe/place', safe).replace(/^npm start$/m, '');
  assert.ok(!script.includes('…'), 'a command that can be run as it is');
  const all = { PATH: process.env['PATH'] ?? '', ...env };
  await promisify(execFile)('sh', ['-euc', script], { cwd, env: all }).catch((error: { stderr?: string }) =>
    assert.fail(`${script}\n${error.stderr}`),
  );
}
