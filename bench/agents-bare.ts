// The least a server can do for agents: it says what the link expects, checks nothing, keeps nothing, and pings as often as ours.
import { createServer } from 'node:http';
import { openDoor, type Socket } from '../apps/server/src/kit/sockets.ts';

const PING_MS = 25_000;
const CHALLENGE = JSON.stringify({ t: 'challenge', versions: [1], nonce: Buffer.alloc(32).toString('base64url') });
const WELCOME = JSON.stringify({
  t: 'welcome',
  version: 1,
  now: 0,
  account: 'Bench',
  computer: 'desk',
  is_approved: true,
  owner: null,
  lock_only_person: false,
  locks_cleared: [],
  grant_revision: 0,
});

const sockets = new Set<Socket>();
const door = openDoor(256 * 1024);
const server = createServer();
server.on('upgrade', (request, socket, head) => {
  door.accept(request, socket, head, (webSocket) => {
    sockets.add(webSocket);
    webSocket.on('close', () => sockets.delete(webSocket));
    webSocket.once('message', () => webSocket.send(WELCOME));
    webSocket.send(CHALLENGE);
  });
});
setInterval(() => {
  for (const socket of sockets) socket.ping();
}, PING_MS);
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('ready'));
