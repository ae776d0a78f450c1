import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Plainly, ROOT, runMain, runProgram } from './bootstrap.mjs';
import { chromium, desktop, postgres } from './provision.ts';
import { buildWeb } from './web-build.mjs';

type Counts = {
  passed: number;
  failed: number;
  skipped: number;
  failures?: string[];
  /** What failed beside other tests and not alone. */
  unsteady?: string[];
};
type Stage = { name: string; run: () => Promise<Counts> };

/** Two cores everywhere; a browser or a desktop uses about one. */
const FILES_AT_ONCE = 2;
/** What a server is asked mostly waits: for its queue, its mails and its clock. */
const SERVERS_AT_ONCE = 4;
/** So many files that fail are run once more, each alone; where more do, something is broken. */
const MOST_RUN_AGAIN = 4;
/** No test takes this long: it is there so that one that hangs is named instead of waited for. */
const HANGS_MS = 600_000;

const UNITS = ['packages/*/src/**/*.test.ts', 'apps/web/**/*.test.ts', 'scripts/*.test.ts', 'test/*.test.ts'];
const OPERATIONS = ['apps/server/test/operations/**/*.test.ts', 'apps/server/test/catalogue/**/*.test.ts'];
/** Which row is whose, and what is refused before a question is asked, does not hang on the version: asked once, and long. */
const ASKED_ONCE = ['bad-fields', 'bad-bodies', 'other-account', 'tenancy'];
const SERVER = ['apps/server/test/**/*.test.ts', 'apps/server/src/**/*.test.ts'];
/** The agent and the protocol beside a real desktop. */
const DESKTOPS = ['apps/agent/**/*.test.ts', 'packages/*/test/**/*.test.ts'];
const JOURNEYS = ['e2e/*.test.ts'];

runMain(async () => {
  const pattern = process.argv[2];
  const scratch = mkdtempSync(join(tmpdir(), 'latchkey-test-'));
  try {
    return await runStages(pattern === undefined ? wholeRun(scratch) : partOf(scratch, pattern));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

function wholeRun(scratch: string): Stage[] {
  return [
    { name: 'What can be said without running it', run: () => program(['scripts/check.ts']) },
    { name: 'The web builds', run: builtWeb },
    { name: 'Rules, messages, screens and laws', run: () => tests(scratch, filesOf(UNITS)) },
    { name: 'The agent, at a real desktop', run: () => atDesktop(scratch, filesOf(DESKTOPS)) },
    { name: 'The server', run: () => tests(scratch, filesOf(SERVER), { LATCHKEY_TEST_POSTGRES: '' }, SERVERS_AT_ONCE) },
    {
      name: 'The operations on an outside PostgreSQL',
      run: async () =>
        tests(scratch, operationsElsewhere(), { LATCHKEY_TEST_POSTGRES: await postgres() }, SERVERS_AT_ONCE),
    },
    {
      name: 'Journeys in a browser',
      run: async () => tests(scratch, filesOf(JOURNEYS), { CHROMIUM: await chromium() }),
    },
  ];
}

function operationsElsewhere(): string[] {
  return filesOf(OPERATIONS).filter((file) => !ASKED_ONCE.some((name) => file.endsWith(`/${name}.test.ts`)));
}

/** The test files whose path contains the pattern, without the checks and the second database. */
function partOf(scratch: string, pattern: string): Stage[] {
  const matching = (patterns: string[]) => filesOf(patterns).filter((file) => file.includes(pattern));
  const plain = matching([...UNITS, ...SERVER]);
  const desktops = matching(DESKTOPS);
  const journeys = matching(JOURNEYS);
  if (plain.length + desktops.length + journeys.length === 0) {
    return [{ name: `No test file has “${pattern}” in its path`, run: async () => oneOf(false) }];
  }
  const stages: Stage[] = [];
  stages.push({ name: 'The web builds', run: builtWeb });
  if (plain.length > 0) stages.push({ name: 'Tests', run: () => tests(scratch, plain) });
  if (desktops.length > 0) stages.push({ name: 'At a real desktop', run: () => atDesktop(scratch, desktops) });
  if (journeys.length > 0) {
    stages.push({
      name: 'Journeys in a browser',
      run: async () => tests(scratch, journeys, { CHROMIUM: await chromium() }),
    });
  }
  return stages;
}

/** Runs every stage whatever became of the one before, says how each ended, and answers with the exit code. */
async function runStages(stages: Stage[]): Promise<number> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const lines: string[] = [];
  const failures: string[] = [];
  const unsteady: string[] = [];
  for (const { name, run } of stages) {
    console.log(`\n━━ ${name} ━━`);
    const start = Date.now();
    const counts = await run().catch(toldAndFailed);
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    lines.push(`${counts.failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${sentenceOf(counts)} (${seconds} s)`);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    failures.push(...(counts.failures ?? []));
    unsteady.push(...(counts.unsteady ?? []));
  }
  for (const failure of unsteady) console.log(`\n! Failed beside other tests and passed alone: ${failure}`);
  for (const failure of failures) console.log(`\n✖ ${failure}`);
  console.log(`\n${lines.join('\n')}\n`);
  console.log(sentenceOf(total));
  return total.failed === 0 ? 0 : 1;
}

function sentenceOf({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function toldAndFailed(error: unknown): Counts {
  console.error(error instanceof Error ? error.message : error);
  return oneOf(false);
}

function oneOf(passed: boolean): Counts {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

async function program(args: string[]): Promise<Counts> {
  return oneOf((await runProgram(process.execPath, args)) === 0);
}

async function builtWeb(): Promise<Counts> {
  await buildWeb(process.execPath);
  return oneOf(true);
}

async function atDesktop(scratch: string, files: string[]): Promise<Counts> {
  await desktop();
  return tests(scratch, files);
}

function filesOf(patterns: string[]): string[] {
  const found = globSync(patterns, { cwd: ROOT, exclude: (path) => path.split(/[\\/]/).includes('node_modules') });
  return Array.from(new Set<string>(found)).toSorted();
}

/**
 * Runs test files and counts what became of them. Files that fail beside others are run once more alone, because a machine that does too
 * much at once makes a browser or a clock late; what failed the first time is told in the end all the same.
 */
async function tests(
  scratch: string,
  files: string[],
  env: Record<string, string> = {},
  atOnce = FILES_AT_ONCE,
): Promise<Counts> {
  const { files: failed = [], ...first } = await testsOnce(scratch, files, { env, atOnce });
  if (first.failed === 0 || failed.length === 0 || failed.length > MOST_RUN_AGAIN) return first;
  console.log(`\n━━ Once more, alone: ${failed.join(', ')} ━━`);
  const { files: _, ...second } = await testsOnce(scratch, failed, { env, atOnce: 1 });
  const { failures = [], ...counted } = first;
  if (second.failed === 0) return { ...counted, failed: 0, passed: first.passed + first.failed, unsteady: failures };
  return { ...counted, failed: second.failed, failures: [...(second.failures ?? []), ...failures] };
}

/** Runs test files with node:test, each in its own process, and counts what became of them; `files` are those that failed. */
async function testsOnce(
  scratch: string,
  files: string[],
  { env, atOnce }: { env: Record<string, string>; atOnce: number },
): Promise<Counts & { files?: string[] }> {
  if (files.length === 0) throw new Plainly('There is no test file where this stage looks.');
  const counted = join(scratch, 'counts.json');
  const reporters = [
    ['spec', 'stdout'],
    ['./scripts/count-reporter.mjs', counted],
  ].flatMap(([reporter, to]) => [`--test-reporter=${reporter}`, `--test-reporter-destination=${to}`]);
  const limits = [`--test-concurrency=${atOnce}`, `--test-timeout=${HANGS_MS}`];
  const code = await runProgram(process.execPath, ['--test', ...limits, ...reporters, ...files], {
    env: { ...process.env, ...env },
  });
  const { passed, failed, cancelled, skipped, failures, files: broken } = JSON.parse(readFileSync(counted, 'utf8'));
  rmSync(counted);
  const bad = failed + cancelled;
  return { passed, failed: bad === 0 && code !== 0 ? 1 : bad, skipped, failures, files: broken };
}
