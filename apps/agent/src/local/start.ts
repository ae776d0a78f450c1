import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { asLine } from '@latchkey/wire/link-shape';
import type { CodeToSet } from '../access-code.ts';
import { isRoot } from '../places.ts';
import { Trouble } from '../trouble.ts';
import { firstLineOf } from './line.ts';
import { type Question, readQuestion, type Status } from './protocol.ts';

const IS_WINDOWS = process.platform === 'win32';
/** What the kernel takes as the path of a unix socket, its end included (unix(7)). */
const LONGEST_PATH = 107;
const MOST_AT_ONCE = 16;
const ASKS_WITHIN_MS = 10_000;

/** The socket of a folder; Windows has named pipes instead, which only their maker and administrators may write to. */
export function socketIn(folder: string): string {
  if (!IS_WINDOWS) return join(folder, 'agent.sock');
  return `\\\\.\\pipe\\latchkey-agent-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}

/** What the running agent does when it is asked at the computer. */
export type LocalHandlers = {
  status(): Status;
  /** Ends every live session and says how many they were. */
  end(): Promise<number>;
  setCode(toSet: CodeToSet): Promise<void>;
  /** Forgets everything and stops once the answer is out: why the server does not know, or null when it does. */
  remove(): Promise<unknown>;
};

export type Local = {
  /** Listens for the account whose desktop is shown, too, and for nobody else's any more; nothing for none. Needs root. */
  serveDesktop(account: { uid: number; folder: string } | undefined): void;
  stop(): Promise<void>;
};

/**
 * Listens at the computer, on a unix socket that only the agent's own account, and root, can open: it alone may enter the folder. The
 * account of the desktop has a socket of its own and may look and end sessions, no more. @throws Trouble when there can be no socket
 */
export async function startLocal(folder: string, handlers: LocalHandlers): Promise<Local> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = await listen(folder, 0o700, (question) => answer(handlers, question));
  let desktop: { uid: number; server: Promise<Server> } | undefined;
  const leave = (): void => {
    desktop?.server.then(close, () => undefined);
    desktop = undefined;
  };
  return {
    serveDesktop(account) {
      if (!isRoot() || account?.uid === desktop?.uid) return;
      leave();
      if (account === undefined || account.uid === 0) return;
      mkdirSync(account.folder, { recursive: true, mode: 0o711 });
      const server = listen(account.folder, 0o711, (question) => answerDesktop(handlers, question));
      const begun = { uid: account.uid, server };
      desktop = begun;
      server
        .then(() => chownSync(socketIn(account.folder), account.uid, 0))
        .catch(() => {
          // Tried again when the desktop is looked at next.
          if (desktop === begun) desktop = undefined;
        });
    },
    async stop() {
      leave();
      await close(own);
    },
  };
}

type Answer = (question: Question) => Promise<unknown>;

async function answer(handlers: LocalHandlers, question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'status':
      return handlers.status();
    case 'end':
      return handlers.end();
    case 'set-code':
      return handlers.setCode({ code: question.code, whose: question.whose });
    case 'remove':
      return handlers.remove();
  }
}

/** Somebody at an unlocked screen may see who is in and end it. A code or this computer's place in its account is not theirs to change. */
async function answerDesktop(handlers: LocalHandlers, question: Question): Promise<unknown> {
  if (question.ask === 'status' || question.ask === 'end') return answer(handlers, question);
  throw new Trouble('Only whoever administers this computer may do that: use sudo.');
}

/**
 * The folder is the agent's: in it nobody else can put anything in the socket's place. The socket is born with rights for its owner
 * alone, so that there is no moment in which others could open it.
 */
async function listen(folder: string, mode: number, answerTo: Answer): Promise<Server> {
  const path = socketIn(folder);
  if (Buffer.byteLength(path) > LONGEST_PATH)
    throw new Trouble(`The path ${path} is too long for a socket: choose a shorter folder with --state.`);
  if (!IS_WINDOWS) clear(folder, mode);
  const server = createServer((socket) => void serve(socket, answerTo));
  server.maxConnections = MOST_AT_ONCE;
  const listening = new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const before = process.umask(0o177);
  server.listen(path);
  process.umask(before);
  await listening;
  return server;
}

function clear(folder: string, mode: number): void {
  if (lstatSync(folder).uid !== process.getuid?.()) throw new Trouble(`The folder ${folder} belongs to another user.`);
  chmodSync(folder, mode);
  // Left behind by an agent that was killed: that none runs now is known by the lock on its state.
  rmSync(socketIn(folder), { force: true });
}

async function serve(socket: Socket, answerTo: Answer): Promise<void> {
  socket.on('error', () => socket.destroy());
  const text = await firstLineOf(socket, ASKS_WITHIN_MS);
  const question = text === undefined ? undefined : readQuestion(text);
  if (question === undefined) return void socket.destroy();
  try {
    socket.end(`${JSON.stringify({ ok: true, value: await answerTo(question) })}\n`);
  } catch (error) {
    const why = asLine(error instanceof Error ? error.message : String(error));
    socket.end(`${JSON.stringify({ ok: false, why })}\n`);
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}
