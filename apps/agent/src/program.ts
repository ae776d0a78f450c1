import { chmodSync, closeSync, copyFileSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * How this agent runs: as one executable, as one bundled script under somebody's Node, or as the source it is developed in. `file` is what
 * an update replaces.
 */
export type ThisProgram = { kind: 'executable' | 'bundle' | 'source'; file: string; node: string };

/** What of the process tells how it runs. */
export function thisProgram(): ThisProgram {
  // Older Nodes have neither this function nor single executables.
  const sea = process.getBuiltinModule?.('node:sea') as { isSea(): boolean } | undefined;
  const node = process.execPath;
  if (sea?.isSea() === true) return { kind: 'executable', file: node, node };
  const file = process.argv[1] ?? '';
  return { kind: file.endsWith('.ts') ? 'source' : 'bundle', file, node };
}

/** The words that start this agent, from wherever it was put. */
export function commandOf({ kind, node }: ThisProgram, file: string): string[] {
  return kind === 'executable' ? [file] : [node, file];
}

/** What the agent is called where it is installed. */
export function installedName({ kind }: ThisProgram): string {
  if (kind === 'bundle') return 'latchkey-agent.cjs';
  return process.platform === 'win32' ? 'latchkey-agent.exe' : 'latchkey-agent';
}

/**
 * Puts a program in its place, whole or not at all, so that one which runs there keeps running. On Windows the running one is moved
 * aside, since it can't be replaced.
 */
export function putProgram(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  const beside = join(dirname(to), '.latchkey-agent.new');
  copyFileSync(from, beside);
  chmodSync(beside, 0o755);
  const descriptor = openSync(beside, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  if (process.platform === 'win32') moveAside(to);
  renameSync(beside, to);
}

function moveAside(file: string): void {
  try {
    renameSync(file, `${file}.old`);
  } catch {
    // There was none.
  }
}
