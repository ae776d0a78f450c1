import { email } from '@latchkey/contract/shapes';
import { InvalidArgumentError } from 'commander';
import type * as z from 'zod';
import { PostgresRefusal } from '../../kit/postgres/refusal.ts';
import { StartRefusal } from '../../kit/start-refusal.ts';

/** An argument as the contract takes it, so that no command makes what no screen could. */
export function as<T>(shape: z.ZodType<T, string>, words: string): (typed: string) => T {
  return (typed) => {
    const read = shape.safeParse(typed);
    if (!read.success) throw new InvalidArgumentError(words);
    return read.data;
  };
}

export const anEmail = as(email, 'Write a whole e-mail address, like name@example.com.');

const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/;

/** A moment; without a zone it is this machine's time. */
export function aMoment(typed: string): Date {
  const moment = new Date(typed.replace(' ', 'T'));
  if (MOMENT.test(typed) && !Number.isNaN(moment.getTime())) return moment;
  throw new InvalidArgumentError('Write a moment like "2026-08-14 22:00" or 2026-08-14T22:00:00Z.');
}

/** Prints what a command says; a refusal becomes its sentence and exit code 1. */
export async function run(command: () => Promise<string[]>): Promise<void> {
  try {
    for (const line of await command()) process.stdout.write(`${line}\n`);
  } catch (error) {
    if (!(error instanceof StartRefusal || error instanceof PostgresRefusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
