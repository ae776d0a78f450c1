import { connect } from 'node:net';
import { codeOf } from '../code/store-files.ts';
import { Trouble } from '../trouble.ts';
import { firstLineOf } from './line.ts';
import { type Question, readAnswer } from './protocol.ts';
import { socketIn } from './start.ts';

/** Setting a code takes a second of computing, on a slow machine several. */
const ANSWERS_WITHIN_MS = 60_000;

/**
 * Asks the agent that runs on this folder. `absent` when none does. @throws Trouble when it refuses, or when this account may not ask
 */
export async function callAgent(folder: string, question: Question): Promise<{ value: unknown } | 'absent'> {
  const socket = connect(socketIn(folder));
  const failure = await new Promise<Error | undefined>((resolve) => {
    socket.once('connect', () => resolve(undefined));
    socket.once('error', resolve);
  });
  const code = codeOf(failure);
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') return 'absent';
  if (code === 'EACCES' || code === 'EPERM')
    throw new Trouble('The agent of this computer belongs to another user. Whoever administers it can use sudo.');
  if (failure !== undefined) throw failure;
  socket.on('error', () => socket.destroy());
  socket.write(`${JSON.stringify(question)}\n`);
  const text = await firstLineOf(socket, ANSWERS_WITHIN_MS);
  socket.destroy();
  const answer = text === undefined ? undefined : readAnswer(text);
  if (answer === undefined) throw new Trouble('The agent of this computer does not answer. Restart it.');
  if ('why' in answer) throw new Trouble(answer.why);
  return answer;
}
