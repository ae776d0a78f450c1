import { asLine } from '@latchkey/wire/link-shape';
import { wordsOf } from '../trouble.ts';

/** Says a line to whoever typed the command. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Does what a command is for; what goes wrong is told as it stands, and the exit code is 1. */
export async function run(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${wordsOf(error)}\n`);
    process.exitCode = 1;
  }
}

/** A text that somebody else wrote, fit for a terminal. */
export function shown(text: string): string {
  return asLine(text) || '(no name)';
}

/** The option that every command has. */
export const STATE = ['--state <folder>', 'where this agent keeps what it knows'] as const;
