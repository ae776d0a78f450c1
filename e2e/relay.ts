import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Whose connections: told by the head of their first request. */
export type Whose = (head: string) => boolean;

/** The network before a server, which a test can lose for some: both what stands and whatever is dialled until it is back. */
export type Relay = {
  url: string;
  /** Where it leads. */
  lead(url: string): void;
  /** `cut`: connections break and none can be made. `silent`: nothing comes through, and nobody hears why. */
  lose(whose: Whose, how: 'cut' | 'silent'): void;
  mend(): void;
  close(): Promise<void>;
};

/** An agent, by the ways that only agents go. */
export const agents: Whose = (head) => /^GET \/(agent\/control|session\/host) /.test(head);

type Line = { head: string; near: Socket; far: Socket };

/** Opens a network on a free port of this machine. */
export async function openRelay(): Promise<Relay> {
  const lines = new Set<Line>();
  let port = 0;
  let lost: { whose: Whose; how: 'cut' | 'silent' } | undefined;
  const isLost = (line: Line): boolean => lost?.whose(line.head) ?? false;
  const judge = (line: Line): void => {
    if (isLost(line) && lost?.how === 'cut') line.near.destroy();
    for (const side of [line.near, line.far]) {
      if (isLost(line)) side.pause();
      else side.resume();
    }
  };
  const server = createServer({ noDelay: true }, (near) => {
    near.on('error', () => undefined);
    near.once('data', (first: Buffer) => {
      near.pause();
      near.unshift(first);
      const far = connect({ port, host: 'localhost', noDelay: true });
      const line = { head: first.toString('latin1'), near, far };
      lines.add(line);
      near.on('close', () => {
        lines.delete(line);
        far.destroy();
      });
      far.on('error', () => near.destroy());
      far.on('close', () => near.end());
      near.on('data', (bytes: Buffer) => void (far.write(bytes) || near.pause()));
      far.on('data', (bytes: Buffer) => void (near.write(bytes) || far.pause()));
      far.on('drain', () => isLost(line) || near.resume());
      near.on('drain', () => isLost(line) || far.resume());
      judge(line);
    });
  });
  await listen(server);
  const address = server.address();
  return {
    url: `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`,
    lead(url) {
      port = Number(new URL(url).port);
    },
    lose(whose, how) {
      lost = { whose, how };
      for (const line of lines) judge(line);
    },
    mend() {
      lost = undefined;
      for (const line of lines) judge(line);
    },
    async close() {
      for (const { near } of lines) near.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

async function listen(server: Server): Promise<void> {
  server.listen(0, 'localhost');
  await once(server, 'listening');
}
