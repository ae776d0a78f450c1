import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A port before another port. While it is closed it takes connections and lets nothing through. */
export type Gate = { port: number; waiting(): number; open(): void; shut(): void; close(): Promise<void> };

/** Opens a gate before a port of 127.0.0.1; everything passes until it is shut. */
export async function openGate(to: number): Promise<Gate> {
  let isOpen = true;
  const held = new Set<Socket>();
  const all = new Set<Socket>();
  const pass = (socket: Socket) => {
    const beyond = connect(to, '127.0.0.1');
    beyond.on('error', () => socket.destroy());
    socket.pipe(beyond).pipe(socket);
  };
  const server = createServer((socket) => {
    all.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => void (all.delete(socket), held.delete(socket)));
    if (isOpen) pass(socket);
    else held.add(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    waiting: () => held.size,
    open() {
      isOpen = true;
      for (const socket of held) pass(socket);
      held.clear();
    },
    shut() {
      isOpen = false;
    },
    async close() {
      for (const socket of all) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
