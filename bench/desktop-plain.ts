// What the viewer is compared with: a page with the same noVNC, set as ours is, on a plain pipe from its WebSocket to the same VNC server.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { openDoor, type Socket } from '../apps/server/src/kit/sockets.ts';

const LONGEST_BYTES = 2 ** 20;
const NOVNC = fileURLToPath(new URL('../node_modules/@novnc/novnc/', import.meta.url));
/** Its page begins at a click, as the viewer does. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>Plain</title>
<style>html, body, #screen { margin: 0; height: 100% }</style>
<button id="go">Connect</button><div id="screen"></div>
<script type="module">
  import RFB from '/novnc/core/rfb.js';
  document.querySelector('#go').addEventListener('click', () => {
    const rfb = new RFB(document.querySelector('#screen'), 'ws://' + location.host + '/pipe', { shared: true });
    Object.assign(rfb, { scaleViewport: true, qualityLevel: 6, compressionLevel: 2, showDotCursor: true });
    rfb.addEventListener('connect', () => rfb.focus());
  });
</script>`;

/** The pipe in a process of its own, and where its page is. */
export async function startPlainPage(vncSocket: string): Promise<{ url: string; child: ChildProcess }> {
  const child = fork(fileURLToPath(import.meta.url), [vncSocket]);
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://localhost:${port}/`, child };
}

async function give({ url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> {
  const isCode = url.startsWith('/novnc/') && !url.includes('..');
  const content = isCode ? await readFile(NOVNC + url.slice('/novnc/'.length)) : PAGE;
  response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html');
  response.end(content);
}

function pipe(socket: Socket, vncSocket: string): void {
  const screen = connect(vncSocket);
  screen.on('data', (bytes: Buffer) => socket.send(bytes));
  socket.on('message', (bytes: Buffer) => screen.write(bytes));
  screen.on('error', () => socket.terminate());
  socket.on('close', () => screen.destroy());
}

if (import.meta.main) {
  const server = createServer((request, response) => {
    give(request, response).catch(() => response.writeHead(404).end());
  });
  const door = openDoor(LONGEST_BYTES);
  server.on('upgrade', (request, socket, head) =>
    door.accept(request, socket, head, (webSocket) => pipe(webSocket, process.argv[2] ?? '')),
  );
  server.listen(0, 'localhost', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
  });
}
