// What the relay is compared with: a process that takes a connection and passes its bytes to another one, both ways.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The process with the pipe, and a way to get both ends of a connection through it. */
export type PlainPipe = {
  child: ChildProcess;
  dial(): Promise<{ from: Socket; to: Socket }>;
  /** Collects its garbage. */
  collect(): Promise<void>;
  stop(): void;
};

/** Starts the pipe in a process of its own. */
export async function startPlainPipe(): Promise<PlainPipe> {
  const taken: ((socket: Socket) => void)[] = [];
  const target = createServer((socket) => taken.shift()?.(socket));
  const targetPort = await portOf(target);
  const child = fork(fileURLToPath(import.meta.url), [String(targetPort)], { execArgv: ['--expose-gc'] });
  const [port] = (await once(child, 'message')) as [number];
  return {
    child,
    async dial() {
      const arrived = new Promise<Socket>((resolve) => void taken.push(resolve));
      const from = connect(port, '127.0.0.1');
      await once(from, 'connect');
      const to = await arrived;
      for (const socket of [from, to]) socket.setNoDelay(true).on('error', () => undefined);
      return { from, to };
    },
    async collect() {
      child.send('collect');
      await once(child, 'message');
    },
    stop() {
      target.close();
      child.kill('SIGTERM');
    },
  };
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function pipeTo(target: number): Server {
  return createServer((one) => {
    const other = connect(target, '127.0.0.1');
    for (const socket of [one, other]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    one.pipe(other).pipe(one);
  });
}

if (import.meta.main) {
  process.send?.(await portOf(pipeTo(Number(process.argv[2]))));
  process.on('message', () => {
    globalThis.gc?.();
    process.send?.('collected');
  });
}
