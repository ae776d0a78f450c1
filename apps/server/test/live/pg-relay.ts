import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Connection } from '../../src/kit/db.ts';

/** A way to a database on which a test can let the connections that listen go deaf: nothing is closed, and nothing comes through. */
export type PgRelay = {
  connection: Connection;
  /** Swallows from now on what comes and goes on connections that listen now. */
  deafen(): void;
  /** How many have begun to listen so far. */
  listening(): number;
  close(): Promise<void>;
};

type Line = { near: Socket; far: Socket; listens: boolean; isDeaf: boolean };

/** Opens such a way beside a connection. */
export async function openPgRelay(to: Connection): Promise<PgRelay> {
  const lines: Line[] = [];
  const server = createServer({ noDelay: true }, (near) => {
    const far = to.host.startsWith('/')
      ? connect(join(to.host, `.s.PGSQL.${to.port}`))
      : connect({ host: to.host, port: to.port });
    const line: Line = { near, far, listens: false, isDeaf: false };
    lines.push(line);
    near.on('data', (bytes: Buffer) => {
      // A simple query, as it is written on the wire.
      if (bytes.includes('listen latchkey_')) line.listens = true;
      if (!line.isDeaf) far.write(bytes);
    });
    far.on('data', (bytes: Buffer) => line.isDeaf || near.write(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => line.isDeaf || other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    connection: { ...to, host: '127.0.0.1', port },
    deafen() {
      for (const line of lines) line.isDeaf = line.listens;
    },
    listening: () => lines.filter(({ listens }) => listens).length,
    async close() {
      for (const { near, far } of lines) for (const side of [near, far]) side.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
