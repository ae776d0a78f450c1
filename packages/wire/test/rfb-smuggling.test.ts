import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { ascii, joined, u32At } from '../src/rfb/bytes.ts';
import { endProxy, fromServer, fromViewer, type Proxy, startProxy, type Turn } from '../src/rfb/proxy.ts';
import { NOVNC_ENCODINGS, packed, pieces, readAsServer } from './rfb-talk.ts';

const skip = spawnSync('sh', ['-c', 'command -v Xtigervnc']).status !== 0 && 'Xtigervnc is not installed here';
const STREAMS = 100;

/** Says what it hears in its log: each key, each clipboard, and why a client is gone. */
type Xvnc = { path: string; log: () => string; stop: () => Promise<void> };

describe('what hostile viewers send, as a real Xvnc hears it', { skip }, () => {
  let xvnc: Xvnc;
  before(async () => {
    xvnc = await startXvnc();
  });
  after(() => xvnc?.stop());

  for (const mayControl of [false, true])
    test(`a viewer that ${mayControl ? 'controls' : 'looks'}: exactly the keys that we let through, no clipboard, and never out of step`, async () => {
      const seed = Date.now() % 2 ** 31;
      const stream = fc.tuple(
        fc.array(hostile(), { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 12 }),
      );
      for (const [messages, cuts] of fc.sample(stream, { seed, numRuns: STREAMS })) {
        const { heard, sent } = await converse(xvnc, mayControl, pieces(joined(messages), cuts));
        const what = `seed ${seed}, ${Buffer.from(joined(messages)).toString('hex')}, cut at ${cuts.join()}`;
        assert.deepEqual(heard.match(/Key (?:pressed|released): \S+ \/ \S+/g) ?? [], keysIn(sent), what);
        assert.ok(mayControl || keysIn(sent).length === 0, what);
        assert.doesNotMatch(heard, /clipboard/i, what);
        assert.match(heard, /Clean disconnection/, what);
      }
    });

  test('what is looked for is in the log when it happens', async () => {
    const direct = connect(xvnc.path);
    await once(direct, 'connect');
    const before = xvnc.log().length;
    for (const bytes of [ascii('RFB 003.008\n'), Uint8Array.of(1), Uint8Array.of(1)]) {
      await once(direct, 'data');
      direct.write(bytes);
    }
    await once(direct, 'data');
    direct.write(
      joined([packed('1124', 4, 1, 0, 0x61), packed('1124', 4, 0, 0, 0x61), packed('1124', 6, 0, 0, 2), ascii('hi')]),
    );
    await until(() => /Key released: 0x61[^]*clipboard/i.test(xvnc.log().slice(before)));
    direct.write(Uint8Array.of(99));
    await until(() => /closing/.test(xvnc.log().slice(before)));
    assert.doesNotMatch(xvnc.log().slice(before), /Clean disconnection/);
  });
});

/** One viewer’s conversation through us: what was sent on after the greeting, and what Xvnc said of it. */
async function converse(
  xvnc: Xvnc,
  mayControl: boolean,
  said: readonly Uint8Array[],
): Promise<{ heard: string; sent: Uint8Array }> {
  const far = connect(xvnc.path);
  await once(far, 'connect');
  const sent: Uint8Array[] = [];
  let isCounted = false;
  let proxy: Proxy;
  const take = (turn: Turn): void => {
    ({ proxy } = turn);
    for (const effect of turn.effects) {
      if (effect.t !== 'to-server') continue;
      if (isCounted) sent.push(effect.bytes.slice());
      far.write(effect.bytes);
    }
  };
  take(startProxy({ name: ascii('Screen'), mayControl, hasPassword: false }));
  far.on('data', (bytes) => take(fromServer(proxy, bytes)));
  take(fromViewer(proxy!, joined([ascii('RFB 003.008\n'), Uint8Array.of(1, 1)])));
  await until(() => proxy.stream !== undefined);
  take(fromViewer(proxy!, joined([NOVNC_ENCODINGS, packed('112222', 3, 0, 0, 0, 64, 48)])));
  await until(() => proxy.stream?.screen.hasScancodes === true);
  const before = xvnc.log().length;
  isCounted = true;
  for (const piece of said) take(fromViewer(proxy!, piece));
  take(endProxy(proxy!));
  far.end();
  await until(() => /closing/.test(xvnc.log().slice(before)));
  return { heard: xvnc.log().slice(before), sent: joined(sent) };
}

/** The keys that stand in messages to a VNC server, as Xvnc writes them into its log. */
function keysIn(sent: Uint8Array): string[] {
  return readAsServer(sent).flatMap(({ type, bytes }) => {
    if (type !== 4 && type !== 255) return [];
    const [isDown, at] = type === 4 ? [bytes[1] === 1, 4] : [bytes[3] === 1, 4];
    const place = type === 4 ? 0 : u32At(bytes, 8);
    return [`Key ${isDown ? 'pressed' : 'released'}: 0x${u32At(bytes, at).toString(16)} / 0x${place.toString(16)}`];
  });
}

/** Forbidden types whose bodies are keys, long pointers, lengths that lie, and what a viewer may say. */
function hostile(): fc.Arbitrary<Uint8Array> {
  const key = packed('1124', 4, 1, 0, 0x62);
  const letter = fc.constantFrom(0x61, 0x62, 0x63);
  const isDown = fc.constantFrom(0, 1);
  const wrapped = (...head: Uint8Array[]) => fc.constantFrom(...head.map((one) => joined([one, key])));
  const fair = fc.oneof(
    fc.tuple(isDown, letter).map(([down, sym]) => packed('1124', 4, down, 0, sym)),
    fc.tuple(isDown, letter).map(([down, sym]) => packed('11244', 255, 0, down, sym, 0x1e)),
    fc.constant(packed('112222', 3, 1, 0, 0, 64, 48)),
    fc.nat({ max: 0x7f }).map((buttons) => packed('1122', 5, buttons, 5, 5)),
    fc.nat({ max: 255 }).map((high) => packed('11221', 5, 0x80, 5, 5, high)),
  );
  return fc.oneof(
    { weight: 6, arbitrary: fair },
    wrapped(packed('112', 7, 0, 0), packed('1111', 250, 0, 1, 2), packed('112', 252, 0, key.length)),
    wrapped(packed('1124', 6, 0, 0, key.length), packed('1124', 6, 0, 0, -key.length), packed('112', 255, 1, 0)),
    wrapped(packed('11241', 248, 0, 0, 3, 8), packed('1121', 5, 0x80, 5, 5), packed('112', 2, 0, 2)),
    fc.uint8Array({ minLength: 1, maxLength: 12 }),
  );
}

async function startXvnc(): Promise<Xvnc> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-smuggling-'));
  const path = join(folder, 'vnc');
  const options = `-displayfd 3 -geometry 320x200 -rfbunixpath ${path} -rfbport -1 -SecurityTypes None -Log *:stderr:100`;
  const child = spawn('Xtigervnc', options.split(' '), { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  await once(child.stdio[3] as Readable, 'data');
  return {
    path,
    log: () => log,
    async stop() {
      child.kill();
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !isSo(); await pause(5))
    assert.ok(performance.now() < end, 'it never came');
}
