import type { Socket } from 'node:net';
import { MAX_LINE } from './protocol.ts';

/** The first line that comes, or nothing when none does: the other side hung up, said too much or nothing for too long. */
export function firstLineOf(socket: Socket, withinMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const done = (line: string | undefined): void => {
      clearTimeout(timer);
      socket.removeAllListeners('data');
      resolve(line);
    };
    const timer = setTimeout(() => done(undefined), withinMs);
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end >= 0) done(text.slice(0, end));
      else if (text.length > MAX_LINE) done(undefined);
    });
    socket.once('close', () => done(undefined));
    socket.once('error', () => done(undefined));
  });
}
