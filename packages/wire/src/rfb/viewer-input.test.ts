import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  bytesTo,
  greetedProxy,
  NOVNC_ENCODINGS,
  packed,
  readAsServer,
  reasonOf,
  SCREEN,
  setEncodings,
  talkingProxy,
} from '../../test/rfb-talk.ts';
import { ascii, joined, u32At } from './bytes.ts';
import { ENCODING, PIXEL_FORMAT } from './encoding.ts';
import { MOST_PRESSED } from './pressed.ts';
import { endProxy, fromViewer, switchControl, type Proxy } from './proxy.ts';

describe('what a viewer may send to the VNC server', () => {
  test('with the right to control, all that noVNC sends while one works arrives as it was sent', () => {
    for (const message of [...READING, ...CONTROLLING]) assert.deepEqual(reachedServer(true, message), message);
  });

  test('a viewer that may only look sends pictures’ messages, and its keys, pointer and sizes go nowhere without a word', () => {
    for (const message of READING) assert.deepEqual(reachedServer(false, message), message);
    for (const message of CONTROLLING) {
      const { effects } = fromViewer(talkingProxy(false), message);
      assert.deepEqual(effects, [], `message ${message[0]}`);
    }
  });

  test('clipboard, server state, xvp, generic input and unheard-of messages end the conversation, whatever may be done', () => {
    for (const mayControl of [true, false]) {
      for (const [type, reason] of [
        [6, 'viewer-clipboard'],
        [1, 'viewer-message'],
        [7, 'viewer-message'],
        [250, 'viewer-message'],
        [252, 'viewer-message'],
        [254, 'viewer-message'],
      ] as const) {
        const { effects, proxy } = fromViewer(talkingProxy(mayControl), Uint8Array.of(type, 0, 0, 0));
        assert.deepEqual(effects, [{ t: 'ended', reason }]);
        assert.deepEqual(fromViewer(proxy, key(0x61, true)).effects, [], 'nothing is heard afterwards');
      }
    }
  });

  test('only encodings whose length we know are asked for: no clipboard, no xvp, no name, no video', () => {
    const [message] = readAsServer(reachedServer(false, NOVNC_ENCODINGS));
    const asked = Array.from(
      { length: (message!.bytes.length - 4) / 4 },
      (_, index) => u32At(message!.bytes, 4 + index * 4) | 0,
    );
    assert.deepEqual(
      asked,
      [1, 7, 16, 6, 0, -26, -254, -223, -224, -258, -261, -308, -312, -313, -316, 0x574d_5664, -239],
    );
    assert.deepEqual(reachedServer(false, setEncodings([7, 7, -261, 7])), setEncodings([7, -261]));
    assert.equal(
      reasonOf(fromViewer(talkingProxy(true), setEncodings(Array.from({ length: 65 }, () => 0))).effects),
      'viewer-encodings',
    );
  });

  test('no pixel format but the one whose lengths we know', () => {
    for (let at = 0; at < 13; at++) {
      const other = joined([new Uint8Array(4), PIXEL_FORMAT]);
      other[4 + at] = (other[4 + at] ?? 0) ^ 0x10;
      assert.equal(reasonOf(fromViewer(talkingProxy(true), other).effects), 'viewer-pixel-format', `byte ${at}`);
    }
  });

  test('what the VNC server never said it understands is not sent to it, where it would be read as something else', () => {
    for (const message of [CONTINUOUS, FENCE, RESIZE, scancode(0x61, 0x1e, true), longPointer(0x80)]) {
      assert.equal(reasonOf(fromViewer(greetedProxy(true), message).effects), 'viewer-unannounced');
    }
  });

  test('a long pointer message needs both sides: a viewer that no longer announces it may not send it', () => {
    assert.equal(reachedServer(true, longPointer(0x100)).length, 7);
    const { proxy } = fromViewer(talkingProxy(true), setEncodings([ENCODING.tight]));
    assert.equal(reasonOf(fromViewer(proxy, longPointer(0x100)).effects), 'viewer-unannounced');
  });

  test('bits without a meaning, requests for fences, sound and sizes without end are refused', () => {
    const bad: [Uint8Array, string][] = [
      [packed('11221', 5, 0x80, 1, 1, 4), 'viewer-message'],
      [packed('11241', 248, 0, 0, 0x8000_0000, 0), 'viewer-fence'],
      [packed('11241', 248, 0, 0, 0, 65), 'viewer-fence'],
      [packed('112', 255, 1, 0), 'viewer-message'],
      [packed('112211', 251, 0, 65_535, 1, 1, 0), 'viewer-size'],
      [packed('112211', 251, 0, 800, 600, 17, 0), 'viewer-size'],
    ];
    for (const [message, reason] of bad)
      assert.equal(reasonOf(fromViewer(talkingProxy(true), message).effects), reason);
  });

  test('a key that goes down is told before its bytes, with what is held, so that the computer can be made ready for it', () => {
    const bytes = joined([pointer(0, 1, 1), key(0xffe1, true), key(0xe9, true), key(0xe9, true), key(0xe9, false)]);
    const { effects } = fromViewer(talkingProxy(true), bytes);
    assert.deepEqual(effects, [
      { t: 'to-server', bytes: pointer(0, 1, 1) },
      { t: 'press', keysym: 0xffe1, held: [] },
      { t: 'to-server', bytes: key(0xffe1, true) },
      { t: 'press', keysym: 0xe9, held: [0xffe1] },
      { t: 'to-server', bytes: key(0xe9, true) },
      { t: 'press', keysym: 0xe9, held: [0xffe1] },
      { t: 'to-server', bytes: joined([key(0xe9, true), key(0xe9, false)]) },
    ]);
    assert.deepEqual(fromViewer(talkingProxy(false), bytes).effects, [], 'nothing is told of who may only look');
  });

  test('padding carries nothing: a message is written anew', () => {
    const smuggling = Uint8Array.of(4, 1, 0xaa, 0xbb, 0, 0, 0, 0x61);
    assert.deepEqual(reachedServer(true, smuggling), key(0x61, true));
  });

  test('the pointer stays on the screen', () => {
    const outside = packed('1122', 5, 0, 5000, 5000);
    assert.deepEqual(reachedServer(true, outside), pointer(0, SCREEN.width - 1, SCREEN.height - 1));
  });
});

describe('what is down is let go of', () => {
  test('whoever loses control lets go of keys and buttons at once, and nothing of theirs goes through any more', () => {
    const down = joined([
      key(0xffe3, true),
      scancode(0x61, 0x1e, true),
      key(0x62, true),
      key(0x62, false),
      pointer(5, 9, 8),
    ]);
    const { effects, proxy } = switchControl(after(talkingProxy(true), down), false);
    assert.deepEqual(
      bytesTo('server', effects),
      joined([key(0xffe3, false), scancode(0x61, 0x1e, false), pointer(0, 9, 8)]),
    );
    assert.deepEqual(fromViewer(proxy, key(0x63, true)).effects, []);
    assert.deepEqual(switchControl(proxy, false).effects, [], 'once');
    assert.deepEqual(
      bytesTo('server', fromViewer(switchControl(proxy, true).proxy, key(0x63, true)).effects),
      key(0x63, true),
    );
  });

  test('a message that is cut by a change of mode counts under the mode in which its last byte comes', () => {
    const message = key(0x61, true);
    for (let cut = 1; cut < message.length; cut++) {
      const begun = after(talkingProxy(true), message.subarray(0, cut));
      assert.deepEqual(fromViewer(switchControl(begun, false).proxy, message.subarray(cut)).effects, []);
      const looking = after(talkingProxy(false), message.subarray(0, cut));
      const { effects } = fromViewer(switchControl(looking, true).proxy, message.subarray(cut));
      assert.deepEqual(bytesTo('server', effects), message);
    }
  });

  test('a key whose symbol changed with Shift while it was down is still the same key', () => {
    const proxy = after(talkingProxy(true), joined([scancode(0x41, 0x1e, true), scancode(0x61, 0x1e, false)]));
    assert.deepEqual(endProxy(proxy).effects, []);
  });

  test('at the end, and when a viewer breaks the rules, everything is let go of', () => {
    const proxy = after(talkingProxy(true), joined([key(0x61, true), longPointer(0x100)]));
    const releases = joined([key(0x61, false), pointer(0, 7, 7)]);
    assert.deepEqual(bytesTo('server', endProxy(proxy).effects), releases);
    assert.deepEqual(fromViewer(proxy, Uint8Array.of(6)).effects, [
      { t: 'to-server', bytes: releases },
      { t: 'ended', reason: 'viewer-clipboard' },
    ]);
  });

  test('a viewer that holds down more keys than there are lets go of the oldest, and none is forgotten', () => {
    const keys = Array.from({ length: 3 * MOST_PRESSED }, (_, index) => index + 1);
    const first = fromViewer(talkingProxy(true), joined(keys.map((keysym) => key(keysym, true))));
    const end = endProxy(first.proxy);
    const down = new Set<number>();
    for (const { bytes } of readAsServer(bytesTo('server', [...first.effects, ...end.effects]))) {
      if (bytes[1] === 1) down.add(u32At(bytes, 4));
      else down.delete(u32At(bytes, 4));
      assert.ok(down.size <= MOST_PRESSED);
    }
    assert.equal(down.size, 0);
  });
});

const CONTINUOUS = packed('112222', 150, 1, 0, 0, 320, 200);
const FENCE = joined([packed('11241', 248, 0, 0, 3, 5), ascii('first')]);
const RESIZE = packed('112211422224', 251, 0, 800, 600, 1, 0, 7, 0, 0, 800, 600, 0);
const READING = [joined([new Uint8Array(4), PIXEL_FORMAT]), packed('112222', 3, 1, 0, 0, 320, 200), CONTINUOUS, FENCE];
const CONTROLLING = [
  key(0x61, true),
  key(0x61, false),
  scancode(0xff0d, 0x1c, true),
  pointer(1, 7, 7),
  longPointer(0x1ff),
  RESIZE,
];

function key(keysym: number, isDown: boolean): Uint8Array {
  return packed('1124', 4, isDown ? 1 : 0, 0, keysym);
}

function scancode(keysym: number, keycode: number, isDown: boolean): Uint8Array {
  return packed('11244', 255, 0, isDown ? 1 : 0, keysym, keycode);
}

function pointer(buttons: number, x: number, y: number): Uint8Array {
  return packed('1122', 5, buttons, x, y);
}

function longPointer(buttons: number): Uint8Array {
  return packed('11221', 5, (buttons & 0x7f) | 0x80, 7, 7, buttons >> 7);
}

function reachedServer(mayControl: boolean, message: Uint8Array): Uint8Array {
  const { effects } = fromViewer(talkingProxy(mayControl), message);
  assert.equal(reasonOf(effects), undefined);
  return bytesTo('server', effects);
}

function after(proxy: Proxy, bytes: Uint8Array): Proxy {
  return fromViewer(proxy, bytes).proxy;
}
