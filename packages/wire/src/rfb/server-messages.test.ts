import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ANNOUNCEMENTS,
  bytesTo,
  filling,
  greetedProxy,
  packed,
  reasonOf,
  rectangle,
  SCREEN,
  serverCutText,
  serverFence,
  talkingProxy,
  update,
} from '../../test/rfb-talk.ts';
import { ascii, joined } from './bytes.ts';
import { ENCODING } from './encoding.ts';
import { fromServer } from './proxy.ts';

describe('what reaches the viewer', () => {
  test('pictures, pointers’ shapes, sizes, lights, bells and fences as the VNC server sent them', () => {
    const stream = joined([...Object.values(PICTURES), Uint8Array.of(2), serverFence(filling(64)), Uint8Array.of(150)]);
    assert.deepEqual(reachedViewer(stream), stream);
  });

  test('no clipboard, in the plain or the extended form, whatever stands around it', () => {
    const canary = ascii('the canary of the clipboard');
    const around = PICTURES['a filled rectangle'];
    for (const isExtended of [false, true]) {
      const clipboard = serverCutText(canary, isExtended);
      assert.deepEqual(reachedViewer(joined([around, clipboard, around, clipboard])), joined([around, around]));
    }
    assert.deepEqual(reachedViewer(serverCutText(new Uint8Array())), new Uint8Array());
  });

  test('an update ends with the rectangle that says so, however many were promised', () => {
    const stream = joined([
      packed('112', 0, 0, 0xffff),
      rectangle(ENCODING.raw, [0, 0, 2, 2], filling(16)),
      rectangle(ENCODING.lastRect, [0, 0, 0, 0]),
    ]);
    assert.deepEqual(reachedViewer(joined([stream, serverCutText(filling(9)), stream])), joined([stream, stream]));
  });

  test('a picture of the whole screen streams through: of its million bytes none is held back', () => {
    const size = [0, 0, SCREEN.width, SCREEN.height] as const;
    const pixels = filling(SCREEN.width * SCREEN.height * 4);
    const picture = update(rectangle(ENCODING.raw, size, pixels));
    let { proxy } = fromServer(talkingProxy(false), picture.subarray(0, 100));
    const { effects } = fromServer(proxy, picture.subarray(100, 200_000));
    assert.deepEqual(bytesTo('viewer', effects), picture.subarray(100, 200_000));
    ({ proxy } = fromServer(proxy, picture.subarray(100, 200_000)));
    assert.equal(proxy.stream?.held.length, 0);
  });

  test('a screen that grows may be drawn on at once, one that shrinks no longer outside', () => {
    const corner = rectangle(ENCODING.raw, [399, 299, 1, 1], filling(4));
    const grown = joined([update(rectangle(ENCODING.desktopSize, [0, 0, 400, 300])), update(corner)]);
    assert.deepEqual(reachedViewer(grown), grown);
    const shrunk = joined([grown, extendedSize(0, 0, 100, 100), update(corner)]);
    assert.equal(reasonOf(fromServer(talkingProxy(false), shrunk).effects), 'screen-rectangle');
  });

  test('a size that was not granted changes nothing', () => {
    const stream = joined([
      extendedSize(1, 3, 0, 0),
      update(rectangle(ENCODING.raw, [SCREEN.width - 1, 0, 1, 1], filling(4))),
    ]);
    assert.deepEqual(reachedViewer(stream), stream);
  });
});

describe('a hostile VNC server ends its own conversation', () => {
  const bad: Record<string, readonly [Uint8Array, string]> = {
    'a colour map': [packed('1122', 1, 0, 0, 1), 'screen-message'],
    xvp: [Uint8Array.of(250, 0, 1, 1), 'screen-message'],
    'an unheard-of message': [Uint8Array.of(77), 'screen-message'],
    'a rectangle outside the screen': [raw(SCREEN.width, 0, 1, 1), 'screen-rectangle'],
    'a rectangle as wide as numbers go': [raw(0, 0, 65_535, 65_535), 'screen-rectangle'],
    'an encoding nobody asked for': [update(rectangle(5, [0, 0, 1, 1])), 'screen-encoding'],
    'a desktop’s name': [update(rectangle(-307, [0, 0, 0, 0])), 'screen-encoding'],
    'a screen as large as numbers go': [update(rectangle(ENCODING.desktopSize, [0, 0, 65_535, 65_535])), 'screen-size'],
    'a screen of too many pixels': [update(rectangle(ENCODING.desktopSize, [0, 0, 30_000, 30_000])), 'screen-size'],
    'a screen of no pixels': [update(rectangle(ENCODING.desktopSize, [0, 0, 0, 5])), 'screen-size'],
    'a pointer as large as a screen': [update(rectangle(ENCODING.cursor, [0, 0, 1025, 1])), 'screen-rectangle'],
    'a pointer of an unknown kind': [
      update(rectangle(ENCODING.vmwareCursor, [0, 0, 1, 1], Uint8Array.of(2, 0))),
      'screen-encoding',
    ],
    'four gigabytes for four pixels': [compressed(ENCODING.zrle, 0xffff_ffff), 'screen-length'],
    'no bytes for four pixels': [compressed(ENCODING.zlib, 0), 'screen-length'],
    'nothing compressed by Tight': [tight([0, 0, 9, 9], 0x00, 0x80, 0x80, 0), 'screen-length'],
    'an empty rectangle that readers disagree about': [tight([0, 0, 0, 9], 0x00), 'screen-rectangle'],
    'a palette that readers disagree about': [tight([0, 0, 9, 9], 0x40, 1, 0), 'screen-encoding'],
    'a filter of Tight that there is not': [tight([0, 0, 9, 9], 0x40, 3), 'screen-encoding'],
    'a compression of Tight that there is not': [tight([0, 0, 9, 9], 0xa0), 'screen-encoding'],
    'a clipboard without end': [packed('1124', 3, 0, 0, 0x7fff_ffff), 'screen-clipboard'],
    'a clipboard without end in the extended form': [packed('1124', 3, 0, 0, 0x8000_0000), 'screen-clipboard'],
    'a fence longer than fences are': [packed('11241', 248, 0, 0, 0x8000_0000, 65), 'screen-fence'],
  };
  for (const [what, [bytes, reason]] of Object.entries(bad)) {
    test(`${what}: ${reason}`, () => {
      const { effects, proxy } = fromServer(talkingProxy(true), bytes);
      assert.equal(reasonOf(effects), reason);
      assert.deepEqual(fromServer(proxy, filling(100)).effects, []);
    });
  }

  test('what came before the broken message was the viewer’s', () => {
    const { effects } = fromServer(talkingProxy(true), joined([Uint8Array.of(2, 2), Uint8Array.of(77)]));
    assert.deepEqual(bytesTo('viewer', effects), Uint8Array.of(2, 2));
  });

  test('what it announces is known before the viewer can answer', () => {
    const { screen } = fromServer(greetedProxy(true), ANNOUNCEMENTS).proxy.stream!;
    const { width, height, ...announced } = screen;
    assert.deepEqual({ width, height }, SCREEN);
    assert.ok(Object.values(announced).every((is) => is));
  });
});

const PICTURES = {
  'raw pixels': update(rectangle(ENCODING.raw, [1, 2, 3, 4], filling(48))),
  'a raw rectangle of nothing': update(rectangle(ENCODING.raw, [0, 0, 0, 4])),
  'a copy': update(rectangle(ENCODING.copyRect, [0, 0, 9, 9], packed('22', 20, 20))),
  zrle: update(rectangle(ENCODING.zrle, [0, 0, 9, 9], joined([packed('4', 33), filling(33)]))),
  zlib: update(rectangle(ENCODING.zlib, [0, 0, 9, 9], joined([packed('4', 33), filling(33)]))),
  'a filled rectangle': tight([0, 0, 9, 9], 0x80, 3, 3, 3),
  'a photograph': tight([0, 0, 9, 9], 0x90, 0x81, 0x01, ...filling(129)),
  'a long photograph': tight([0, 0, 9, 9], 0x90, 0x80, 0x80, 0x01, ...filling(16_384)),
  'tight without a filter': tight([0, 0, 9, 9], 0x1f, 5, ...filling(5)),
  'tight that is too short to be compressed': tight([0, 0, 3, 1], 0x20, ...filling(9)),
  'tight with the copying filter': tight([0, 0, 9, 9], 0x40, 0, 5, ...filling(5)),
  'tight with the gradient filter': tight([0, 0, 9, 9], 0x70, 2, 5, ...filling(5)),
  'two colours': tight([0, 0, 9, 9], 0x40, 1, 1, ...filling(6), 7, ...filling(7)),
  'two colours, too short to be compressed': tight([0, 0, 9, 5], 0x40, 1, 1, ...filling(6), ...filling(10)),
  '256 colours': tight([0, 0, 9, 9], 0x40, 1, 255, ...filling(768), 7, ...filling(7)),
  'a pointer and no pointer': update(
    rectangle(ENCODING.cursor, [3, 3, 9, 2], filling(9 * 2 * 4 + 4)),
    rectangle(ENCODING.cursor, [0, 0, 0, 0]),
  ),
  'a pointer of two masks': update(
    rectangle(ENCODING.vmwareCursor, [0, 0, 2, 2], joined([packed('11', 0, 0), filling(32)])),
  ),
  'a pointer one sees through': update(
    rectangle(ENCODING.vmwareCursor, [0, 0, 2, 2], joined([packed('11', 1, 0), filling(16)])),
  ),
  lights: update(rectangle(ENCODING.lights, [0, 0, 0, 0], Uint8Array.of(7))),
  announcements: ANNOUNCEMENTS,
  'an empty update': update(),
} satisfies Record<string, Uint8Array>;

function reachedViewer(bytes: Uint8Array): Uint8Array {
  const { effects } = fromServer(talkingProxy(false), bytes);
  assert.equal(reasonOf(effects), undefined);
  return bytesTo('viewer', effects);
}

function raw(x: number, y: number, width: number, height: number): Uint8Array {
  return update(rectangle(ENCODING.raw, [x, y, width, height]));
}

function compressed(encoding: number, length: number): Uint8Array {
  return update(rectangle(encoding, [0, 0, 2, 2], packed('4', length)));
}

function tight(place: readonly [number, number, number, number], ...payload: number[]): Uint8Array {
  return update(rectangle(ENCODING.tight, place, Uint8Array.from(payload)));
}

function extendedSize(why: number, status: number, width: number, height: number): Uint8Array {
  const displays = joined([Uint8Array.of(2, 0, 0, 0), filling(32)]);
  return update(rectangle(ENCODING.extendedDesktopSize, [why, status, width, height], displays));
}
