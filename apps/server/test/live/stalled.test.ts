import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, mock, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { connect, LONGEST_BYTES } from '../../src/session/switchboard-passing.ts';

const MEGABYTE = 2 ** 20;
const CHUNK = Buffer.alloc(64 * 1024, 7);
const undo: (() => void)[] = [];

afterEach(() => {
  mock.timers.reset();
  for (const one of undo.splice(0)) one();
});

test('A viewer that takes nothing for a minute is hung up on, with little waiting for it, and slows nobody else', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const [stalled, lively] = [await pairOfSockets(() => true), await pairOfSockets(() => true)];
  stalled.viewer.pause();
  const closing = Promise.all([once(stalled.host, 'close'), once(stalled.near.viewer, 'close')]);
  for (let sent = 0; sent < 512; sent += 1) stalled.host.send(CHUNK);
  await until(() => stalled.near.host.isPaused);
  // What is over the mark is at most the message that took it there.
  assert.ok(stalled.near.viewer.bufferedAmount <= MEGABYTE + LONGEST_BYTES);
  let heard = 0;
  lively.viewer.on('message', () => (heard += 1));
  for (let sent = 0; sent < 512; sent += 1) lively.host.send(CHUNK);
  await until(() => heard === 512);
  mock.timers.tick(59_000);
  assert.equal(stalled.near.viewer.readyState, WebSocket.OPEN, 'not before the minute is over');
  mock.timers.tick(1_000);
  const [[code, reason]] = (await closing) as [[number, Buffer], unknown];
  assert.deepEqual([code, reason.toString()], [4408, 'stalled']);
  assert.equal(lively.near.viewer.readyState, WebSocket.OPEN);
});

test('A viewer that takes something again within the minute loses nothing', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { viewer, host, near } = await pairOfSockets(() => true);
  viewer.pause();
  let heard = 0;
  viewer.on('message', (data: Buffer) => (heard += data.length));
  for (let sent = 0; sent < 512; sent += 1) host.send(CHUNK);
  await until(() => near.host.isPaused);
  mock.timers.tick(59_000);
  viewer.resume();
  await until(() => heard === 512 * CHUNK.length);
  mock.timers.tick(60_000);
  assert.equal(near.viewer.readyState, WebSocket.OPEN);
});

test('C9: where rights were not looked at lately nothing is passed on, and what waits goes nowhere', async () => {
  let isFresh = true;
  const { viewer, host, near } = await pairOfSockets(() => isFresh);
  const heard: string[] = [];
  viewer.on('message', (data: Buffer) => heard.push(data.toString()));
  host.send(Buffer.from('before'));
  await until(() => heard.length === 1);
  isFresh = false;
  host.send(Buffer.from('after'));
  host.send(Buffer.from('after'));
  const [[code], [other]] = (await Promise.all([once(host, 'close'), once(viewer, 'close')])) as [[number], [number]];
  assert.deepEqual([code, other], [1013, 1013], 'both may come back');

  isFresh = true;
  const slow = await pairOfSockets(() => isFresh);
  slow.viewer.pause();
  for (let sent = 0; sent < 512; sent += 1) slow.host.send(CHUNK);
  await until(() => slow.near.host.isPaused);
  isFresh = false;
  slow.viewer.send(Buffer.from('x'));
  await once(slow.near.viewer, 'close');
  assert.deepEqual(heard, ['before']);
  near.viewer.terminate();
});

/** Two sockets at a node that passes between them, `near`, and their other ends. */
async function pairOfSockets(mayPass: () => boolean) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  undo.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const dial = async () => {
    const far = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { perMessageDeflate: false });
    const [[near]] = (await Promise.all([once(server, 'connection'), once(far, 'open')])) as [[WebSocket], unknown];
    for (const one of [near, far]) one.on('error', () => undefined);
    return { near, far };
  };
  const [viewer, host] = [await dial(), await dial()];
  connect(viewer.near, host.near, mayPass);
  return { viewer: viewer.far, host: host.far, near: { viewer: viewer.near, host: host.near } };
}

/** Waits for something that the network does: the clock stands still. */
async function until(isSo: () => boolean): Promise<void> {
  const ends = performance.now() + 15_000;
  while (!isSo()) {
    if (performance.now() > ends) assert.fail('it never came about');
    await new Promise(setImmediate);
  }
}
