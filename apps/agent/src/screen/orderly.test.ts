import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderly } from './orderly.ts';

test('what follows a key waits for it, each key for its own, and the order stays', async () => {
  const sent: number[] = [];
  const ready: (() => void)[] = [];
  const way = orderly({ write: ([byte = -1]) => sent.push(byte), end: () => assert.fail() }, ({ keysym }) =>
    keysym > 100 ? new Promise((resolve) => ready.push(resolve)) : undefined,
  );
  const type = (keysym: number, byte: number): void => {
    way.press({ keysym, held: [] });
    way.send(Uint8Array.of(byte));
  };
  type(1, 1);
  assert.deepEqual(sent, [1], 'what is there already waits for nothing');
  type(101, 2);
  type(2, 3);
  type(102, 4);
  way.send(Uint8Array.of(5));
  assert.deepEqual(sent, [1]);
  ready.shift()?.();
  await turn();
  assert.deepEqual(sent, [1, 2, 3]);
  ready.shift()?.();
  await turn();
  assert.deepEqual(sent, [1, 2, 3, 4, 5]);
});

test('keys that paste wait until there is something to paste', async () => {
  const sent: number[] = [];
  const server = { write: ([byte = -1]: Uint8Array) => sent.push(byte), end: () => assert.fail() };
  const way = orderly(server, undefined);
  let written: () => void = assert.fail;
  way.wait(new Promise<void>((resolve) => (written = resolve)));
  way.press({ keysym: 0x76, held: [] });
  way.send(Uint8Array.of(1));
  assert.deepEqual(sent, []);
  written();
  await turn();
  assert.deepEqual(sent, [1]);
});

test('bytes that wait are kept as they were: their memory is used again', async () => {
  const sent: number[] = [];
  const way = orderly({ write: ([byte = -1]) => sent.push(byte), end: () => assert.fail() }, () => Promise.resolve());
  const bytes = Buffer.from([7]);
  way.press({ keysym: 1, held: [] });
  way.send(bytes);
  bytes[0] = 9;
  await turn();
  assert.deepEqual(sent, [7]);
});

test('a key that never gets ready holds up neither the end nor more than a bounded number of messages', () => {
  let sent = 0;
  let isOver = false;
  const way = orderly({ write: () => (sent += 1), end: () => (isOver = true) }, () => new Promise(() => undefined));
  way.press({ keysym: 1, held: [] });
  for (let count = 0; count < 5_000; count++) way.send(Uint8Array.of(1));
  assert.ok(sent >= 3_000, String(sent));
  way.end();
  assert.equal(sent, 5_000);
  assert.ok(isOver);
});

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
