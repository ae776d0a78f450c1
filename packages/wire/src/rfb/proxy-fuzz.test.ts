import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  ANNOUNCEMENTS,
  bytesTo,
  fedInPieces,
  followKeys,
  greetedProxy,
  GREETINGS,
  keptBy,
  NOVNC_ENCODINGS,
  ONE_OF_EACH,
  packed,
  pieces,
  readAsServer,
  reasonOf,
  rectangle,
  SCREEN,
  serverCutText,
  serverFence,
  talkingProxy,
  tightOf256Colours,
  update,
} from '../../test/rfb-talk.ts';
import { ascii, joined } from './bytes.ts';
import { MOST_HELD_FROM_VIEWER } from './client-messages.ts';
import { ENCODING } from './encoding.ts';
import { MOST_PRESSED } from './pressed.ts';
import { answerChallenge, endProxy, fromServer, fromViewer, startProxy, switchControl, type Proxy } from './proxy.ts';
import { MOST_HELD_OF_GREETING } from './server-handshake.ts';
import { MOST_HELD_FROM_SCREEN } from './server-messages.ts';
import { MOST_HELD_OF_VIEWER_GREETING } from './viewer-handshake.ts';

/** The stated bound of what one conversation keeps: one beginning a side, and the keys that are down. */
const MOST_KEPT =
  Math.max(MOST_HELD_FROM_SCREEN, MOST_HELD_OF_GREETING) +
  Math.max(MOST_HELD_FROM_VIEWER, MOST_HELD_OF_VIEWER_GREETING) +
  MOST_PRESSED;
const CANARY = 'clipboard canary';
const FORBIDDEN = new Set([6, 7, 250, 252]);
const CONTROLLING = new Set([4, 5, 251, 255]);

describe('it does not matter how bytes are cut', () => {
  test('a viewer’s messages: the same reaches the VNC server, and the same state is left', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(viewerMessage()), cuts(), (mayControl, messages, at) => {
        const bytes = joined(messages);
        const whole = fromViewer(talkingProxy(mayControl), bytes);
        const cut = fedInPieces(fromViewer, talkingProxy(mayControl), pieces(bytes, at));
        assert.deepEqual(bytesTo('server', cut.effects), bytesTo('server', whole.effects));
        assert.equal(reasonOf(cut.effects), reasonOf(whole.effects));
        assert.deepEqual(cut.proxy.input, whole.proxy.input);
      }),
    );
  });

  test('a VNC server’s messages: the same reaches the viewer, without the clipboard, and the same state is left', () => {
    fc.assert(
      fc.property(fc.array(serverMessage()), cuts(), (messages, at) => {
        const bytes = joined(messages.map((message) => message.bytes));
        const shown = joined(messages.filter((message) => !message.isClipboard).map((message) => message.bytes));
        const cut = fedInPieces(fromServer, talkingProxy(false), pieces(bytes, at));
        assert.equal(reasonOf(cut.effects), undefined);
        assert.deepEqual(bytesTo('viewer', cut.effects), shown);
        assert.ok(!Buffer.from(bytesTo('viewer', cut.effects)).includes(CANARY));
        assert.deepEqual(cut.proxy.stream, fromServer(talkingProxy(false), bytes).proxy.stream);
      }),
    );
  });

  test('cut between any two bytes, in two', () => {
    const viewer = joined([NOVNC_ENCODINGS, ...ONE_OF_EACH]);
    for (let cut = 0; cut <= viewer.length; cut++) {
      const { effects } = fedInPieces(fromViewer, talkingProxy(true), pieces(viewer, [cut]));
      assert.deepEqual(bytesTo('server', effects), bytesTo('server', fromViewer(talkingProxy(true), viewer).effects));
    }
    const server = joined([ANNOUNCEMENTS, serverCutText(ascii(CANARY), true), tightOf256Colours(), Uint8Array.of(2)]);
    const shown = joined([ANNOUNCEMENTS, tightOf256Colours(), Uint8Array.of(2)]);
    for (let cut = 0; cut <= server.length; cut++) {
      const { effects } = fedInPieces(fromServer, greetedProxy(true), pieces(server, [cut]));
      assert.deepEqual(bytesTo('viewer', effects), shown);
    }
  });
});

describe('hostile viewers against what the VNC server receives', () => {
  test('whatever a viewer sends, cut anywhere, the VNC server reads whole messages, none of them forbidden', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(hostileMessage()), cuts(), (mayControl, messages, at) => {
        const { proxy, effects } = fedInPieces(fromViewer, talkingProxy(mayControl), pieces(joined(messages), at));
        for (const { type } of readAsServer(bytesTo('server', [...effects, ...endProxy(proxy).effects]))) {
          assert.ok(!FORBIDDEN.has(type), `message ${type} reached the VNC server`);
          assert.ok(mayControl || !CONTROLLING.has(type), `message ${type} of a viewer that only looks`);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a looking and a controlling viewer differ in nothing but the messages that control', () => {
    fc.assert(
      fc.property(fc.array(hostileMessage()), cuts(), (messages, at) => {
        const [looking, controlling] = [false, true].map((mayControl) =>
          fedInPieces(fromViewer, talkingProxy(mayControl), pieces(joined(messages), at)),
        );
        const without = readAsServer(bytesTo('server', controlling!.effects)).filter(
          ({ type }) => !CONTROLLING.has(type),
        );
        assert.deepEqual(readAsServer(bytesTo('server', looking!.effects)), without);
        assert.equal(reasonOf(looking!.effects), reasonOf(controlling!.effects));
      }),
      { numRuns: 1000 },
    );
  });

  test('while the mode changes at any byte: no key is down at the VNC server when nobody may control', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ bytes: fc.oneof(viewerMessage(), hostileMessage()), at: cuts() }) },
      { weight: 1, arbitrary: fc.boolean() },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let proxy = talkingProxy(true);
        const down = new Set<string>();
        for (const next of steps) {
          const turn =
            typeof next === 'boolean'
              ? switchControl(proxy, next)
              : fedInPieces(fromViewer, proxy, pieces(next.bytes, next.at));
          const mayControl = proxy.input.mayControl;
          proxy = turn.proxy;
          const read = readAsServer(bytesTo('server', turn.effects));
          assert.ok(mayControl || !read.some(({ type }) => CONTROLLING.has(type)));
          for (const { type, bytes } of read) followKeys(down, type, bytes);
          if (!proxy.input.mayControl || proxy.isOver) assert.deepEqual([...down], []);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('before anything is announced no message can be read in two ways: a long one is refused, a short one is short', () => {
    fc.assert(
      fc.property(fc.array(hostileMessage()), cuts(), (messages, at) => {
        const { effects } = fedInPieces(fromViewer, greetedProxy(true), pieces(joined(messages), at));
        for (const { type, bytes } of readAsServer(bytesTo('server', effects))) {
          assert.ok([0, 2, 3, 4, 5].includes(type));
          assert.ok(type !== 5 || bytes.length === 6);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('random bytes', () => {
  test('never throw and never keep more than the bound, in any order of everything that can happen', () => {
    const starts = fc.constantFrom<() => Proxy>(
      () => startProxy({ name: ascii('Screen'), mayControl: true, hasPassword: true }).proxy,
      () => greetedProxy(true),
      () => talkingProxy(true),
      () => talkingProxy(false),
    );
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      viewerMessage(),
      hostileMessage(),
      serverMessage().map(({ bytes }) => bytes),
      fc.constantFrom(...GREETINGS),
    );
    const step = fc.record({ what: fc.constantFrom('viewer', 'server', 'answer', 'mode'), bytes: chunk, at: cuts() });
    fc.assert(
      fc.property(starts, fc.array(step), (start, steps) => {
        let proxy = start();
        for (const { what, bytes, at } of steps) {
          const before = keptBy(proxy);
          const turn = fedInPieces(FEEDS[what]!, proxy, pieces(bytes, at));
          proxy = turn.proxy;
          assert.ok(keptBy(proxy) <= MOST_KEPT, `keeps ${keptBy(proxy)}`);
          const came = turn.effects.reduce((sum, effect) => sum + ('bytes' in effect ? effect.bytes.length : 0), 0);
          // Releases and greetings may answer a few bytes with more; pictures are never multiplied.
          assert.ok(came <= before + bytes.length + 12 * MOST_PRESSED * (at.length + 2) + 100);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('what is held back is a copy: whoever gave the bytes may write over them', () => {
    const message = Buffer.from(joined(ONE_OF_EACH));
    for (let cut = 1; cut < message.length; cut++) {
      const piece = Buffer.from(message.subarray(0, cut));
      const { proxy, effects } = fromViewer(talkingProxy(true), piece);
      const before = Buffer.from(bytesTo('server', effects));
      piece.fill(0xff);
      const rest = bytesTo('server', fromViewer(proxy, message.subarray(cut)).effects);
      assert.deepEqual(Buffer.concat([before, rest]), message);
    }
    const held = Buffer.from([3, 0, 0]);
    const { proxy } = fromServer(talkingProxy(true), held);
    held.fill(0xff);
    assert.deepEqual(fromServer(proxy, Uint8Array.of(0, 0, 0, 0, 0)).effects, []);
  });

  test('an endless header, clipboard or fence is not gathered', () => {
    for (const first of [
      packed('1124', 3, 0, 0, 1 << 24),
      packed('112', 0, 0, 0xffff),
      packed('11241', 248, 0, 0, 0x8000_0000, 64),
    ]) {
      let { proxy } = fromServer(talkingProxy(true), first);
      for (let count = 0; count < 500; count++) {
        ({ proxy } = fromServer(proxy, new Uint8Array(50_000)));
        assert.ok(keptBy(proxy) <= MOST_KEPT);
      }
    }
  });
});

const FEEDS: Record<string, typeof fromViewer> = {
  viewer: fromViewer,
  server: fromServer,
  answer: answerChallenge,
  mode: (proxy, bytes) => switchControl(proxy, bytes.length % 2 === 0),
};

function cuts(): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(), { maxLength: 12 });
}

function viewerMessage(): fc.Arbitrary<Uint8Array> {
  const few = fc.nat({ max: 3 });
  return fc.oneof(
    fc.constantFrom(NOVNC_ENCODINGS, ...ONE_OF_EACH),
    fc.tuple(few, few).map(([isDown, keysym]) => packed('1124', 4, isDown % 2, 0, keysym)),
    fc.tuple(few, few, few).map(([isDown, keysym, place]) => packed('11244', 255, 0, isDown % 2, keysym, place)),
    fc.tuple(fc.nat({ max: 0x7f }), few).map(([buttons, x]) => packed('1122', 5, buttons, x, 9)),
  );
}

/** What a viewer might try to get past us: forbidden types whose bodies look like keys, long pointers, wrong lengths. */
function hostileMessage(): fc.Arbitrary<Uint8Array> {
  const key = packed('1124', 4, 1, 0, 0x61);
  const wrapped = (head: Uint8Array) => fc.constant(joined([head, key]));
  return fc.oneof(
    { weight: 6, arbitrary: viewerMessage() },
    wrapped(packed('1124', 6, 0, 0, key.length)),
    wrapped(packed('1124', 6, 0, 0, -key.length)),
    wrapped(packed('112', 7, 0, 0)),
    wrapped(packed('1111', 250, 0, 1, 2)),
    wrapped(packed('112', 252, 0, key.length)),
    wrapped(packed('112', 255, 1, 0)),
    wrapped(packed('11241', 248, 0, 0, 3, 200)),
    fc.tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 })).map(([low, high]) => packed('11221', 5, low, 1, 1, high)),
    fc
      .array(fc.integer(), { maxLength: 80 })
      .map((list) => joined([packed('112', 2, 0, list.length), ...list.map((one) => packed('4', one))])),
    fc.uint8Array({ maxLength: 40 }),
  );
}

function serverMessage(): fc.Arbitrary<{ bytes: Uint8Array; isClipboard: boolean }> {
  const place = fc.tuple(
    fc.nat({ max: 99 }),
    fc.nat({ max: 99 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
  );
  const body = fc.uint8Array({ minLength: 1, maxLength: 100 });
  const picture = fc.oneof(
    place.map((at) => rectangle(ENCODING.raw, at, new Uint8Array(at[2] * at[3] * 4).fill(3))),
    place.map((at) => rectangle(ENCODING.copyRect, at, packed('22', 3, 3))),
    place.map((at) => rectangle(ENCODING.tight, at, Uint8Array.of(0x80, 3, 3, 3))),
    fc
      .tuple(place, body)
      .map(([at, bytes]) => rectangle(ENCODING.zrle, at, joined([packed('4', bytes.length), bytes]))),
    fc
      .tuple(place, body)
      .map(([at, bytes]) => rectangle(ENCODING.tight, at, joined([Uint8Array.of(0x90, bytes.length), bytes]))),
    place.map(([, , w, h]) =>
      rectangle(ENCODING.cursor, [0, 0, w, h], new Uint8Array(w * h * 4 + Math.ceil(w / 8) * h)),
    ),
    fc.constant(rectangle(ENCODING.desktopSize, [0, 0, SCREEN.width, SCREEN.height])),
  );
  return fc.oneof(
    fc.array(picture, { maxLength: 5 }).map((rectangles) => ({ bytes: update(...rectangles), isClipboard: false })),
    fc
      .constantFrom(Uint8Array.of(2), Uint8Array.of(150), ANNOUNCEMENTS, tightOf256Colours())
      .map((bytes) => ({ bytes, isClipboard: false })),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => ({ bytes: serverFence(bytes), isClipboard: false })),
    fc.boolean().map((isExtended) => ({ bytes: serverCutText(ascii(CANARY), isExtended), isClipboard: true })),
  );
}
