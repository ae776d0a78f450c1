import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCatalogues } from './catalogues.ts';
import { ROOT } from './bootstrap.mjs';

type Check = { name: string; args: string[] };
type Outcome = { name: string; passed: boolean; seconds: number; output: string };

const AT_ONCE = 2;

process.exitCode = await main();

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-check-'));
  try {
    const outcomes = await runAll(checks(folder));
    report(outcomes);
    return outcomes.every((outcome) => outcome.passed) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every check, as a Node program and its arguments; they are independent of each other. */
function checks(folder: string): Check[] {
  return [
    { name: 'format', args: [bin('oxfmt'), '--check'] },
    { name: 'lint', args: [bin('oxlint'), '--type-aware', '--report-unused-disable-directives', '--deny-warnings'] },
    ...['pure', 'node', 'browser', 'journeys'].map((world) => ({
      name: `types of ${world}`,
      args: [bin('tsc', 'typescript'), '-p', `tsconfig.${world}.json`],
    })),
    { name: 'unused files, exports and packages', args: [bin('knip')] },
    { name: 'messages in every language', args: verifyMessages(folder) },
    { name: 'generated files', args: ['scripts/generate.ts', '--check'] },
    { name: 'supply', args: ['scripts/supply.ts', '--check'] },
  ];
}

/** The same keys and the same placeholders in every language as in English. */
function verifyMessages(folder: string): string[] {
  const files = writeCatalogues(folder);
  return [
    bin('formatjs', '@formatjs/cli'),
    'verify',
    '--source-locale=en',
    '--missing-keys',
    '--extra-keys',
    '--structural-equality',
    ...files,
  ];
}

/** The script behind a command of a package; node_modules/.bin holds shell scripts on Windows. */
function bin(command: string, from = command): string {
  const folder = join('node_modules', from);
  const { bin: bins } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  return join(folder, typeof bins === 'string' ? bins : bins[command]);
}

async function runAll(all: Check[]): Promise<Outcome[]> {
  const waiting = [...all];
  const outcomes: Outcome[] = [];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) outcomes.push(await run(check));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return all.flatMap(({ name }) => outcomes.filter((outcome) => outcome.name === name));
}

function run({ name, args }: Check): Promise<Outcome> {
  const start = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ name, passed: code === 0, seconds: (Date.now() - start) / 1000, output: output.trim() }),
    );
  });
}

function report(outcomes: Outcome[]): void {
  for (const { name, output } of outcomes.filter((outcome) => !outcome.passed)) {
    console.log(`\n── ${name} ──\n${output}`);
  }
  console.log('');
  for (const { name, passed, seconds } of outcomes) {
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  }
}
