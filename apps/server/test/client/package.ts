import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const PACKAGE = join(ROOT, 'packages/client');
const COMPILER = join(ROOT, 'node_modules/typescript/bin/tsc');

/** No program here takes this long: it is there so that one that waits for ever is ended and shows what it said. */
const HANGS_MS = 120_000;

export type Outcome = { code: number | null; output: string };

/** A folder of somebody's own program, in which the client package is installed as it is packed: built, without its sources. */
export type Program = {
  folder: string;
  write(name: string, text: string): Promise<void>;
  /** Compiles what was written, by these settings of tsconfig. */
  compile(compilerOptions: Record<string, unknown>): Promise<Outcome>;
  /** Runs a file with these settings in its environment, and hands each line it prints on as it comes. */
  run(name: string, env?: Record<string, string>, onLine?: (line: string) => void): Promise<Outcome>;
  remove(): Promise<void>;
};

/** Builds the client package and installs it in a new folder. */
export async function programWithClient(): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-client-'));
  const installed = join(folder, 'node_modules/@latchkey/client');
  await mkdir(installed, { recursive: true });
  const built = await node([COMPILER, '-p', join(PACKAGE, 'tsconfig.build.json'), '--outDir', join(installed, 'dist')]);
  if (built.code !== 0) throw new Error(`The client package does not build.\n${built.output}`);
  await cp(join(PACKAGE, 'package.json'), join(installed, 'package.json'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return {
    folder,
    write: (name, text) => writeFile(join(folder, name), text),
    async compile(compilerOptions) {
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts', '*.js'] }));
      return node([COMPILER, '-p', folder]);
    },
    run: (name, env, onLine) => node([join(folder, name)], env, onLine),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function node(args: string[], env: Record<string, string> = {}, onLine?: (line: string) => void): Promise<Outcome> {
  const options = { timeout: HANGS_MS, env: { ...process.env, ...env } };
  const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let line = '';
  const take = (chunk: string) => {
    output += chunk;
    const lines = (line + chunk).split('\n');
    line = lines.pop() ?? '';
    for (const one of lines) onLine?.(one);
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
