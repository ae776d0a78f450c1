import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { refuseCode } from '../access-code.ts';
import { Trouble } from '../trouble.ts';
import { say } from './words.ts';

const TRIES = 3;

/** The first line of what is piped in: for programs, which type nothing. @throws Trouble when it can't be a code */
export async function codeFromStdin(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin, terminal: false })) {
    const refusal = refuseCode(line);
    if (refusal !== undefined) throw new Trouble(refusal);
    return line;
  }
  throw new Trouble('No code came in.');
}

/** Whether somebody sits at a terminal and can be asked. */
export function canAsk(): boolean {
  return isatty(0) && isatty(1);
}

/**
 * Asks for an access code twice, without showing it. An empty answer skips, where that is possible: then there is none.
 * @throws Trouble when three times no code came out of it
 */
export async function askCode(of: { maySkip: boolean }): Promise<string | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const code = await askHidden(of.maySkip ? 'Access code (Enter to skip): ' : 'Access code: ');
    if (code === '' && of.maySkip) return undefined;
    const refusal = refuseCode(code);
    if (refusal !== undefined) say(refusal);
    else if ((await askHidden('The same again: ')) === code) return code;
    else say('These were two different codes.');
  }
  throw new Trouble('No access code was set.');
}

/** Asks one question whose answer the terminal does not show. @throws Trouble when it is left with Ctrl-C */
async function askHidden(question: string): Promise<string> {
  const silent = new Writable({ write: (_, __, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true, historySize: 0 });
  process.stdout.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.once('line', resolve);
      reader.once('close', () => reject(new Trouble('Left without a code.')));
    });
  } finally {
    reader.close();
    process.stdout.write('\n');
  }
}
