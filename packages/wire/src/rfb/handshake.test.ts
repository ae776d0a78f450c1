import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesTo, fedInPieces, foreignServerInit, packed, reasonOf, SCREEN } from '../../test/rfb-talk.ts';
import { ascii, joined } from './bytes.ts';
import { PIXEL_FORMAT } from './encoding.ts';
import { answerChallenge, fromServer, fromViewer, startProxy, type Effect, type Proxy, type Turn } from './proxy.ts';

const VERSION = ascii('RFB 003.008\n');
const NAME = new Uint8Array([0xc3, 0x89, 0x74, 0xc3, 0xa9]);
const OK = new Uint8Array(4);

describe('both are greeted', () => {
  test('the viewer is shown the screen under our name, in our pixel format; what the VNC server calls itself is not said', () => {
    const { told, proxy } = greeting([VERSION, Uint8Array.of(1, 1), OK, foreignServerInit()]);
    const size = packed('22', SCREEN.width, SCREEN.height);
    const init = joined([size, PIXEL_FORMAT, packed('4', NAME.length), NAME]);
    assert.deepEqual(told.viewer, joined([VERSION, Uint8Array.of(1, 1), OK, init]));
    assert.deepEqual(proxy.stream?.held, new Uint8Array());
  });

  test('the VNC server is asked to share its screen, and for our pixel format before anything else', () => {
    const { told } = greeting([VERSION, Uint8Array.of(2, 2, 1), OK, foreignServerInit()]);
    const setPixelFormat = joined([new Uint8Array(4), PIXEL_FORMAT]);
    assert.deepEqual(told.server, joined([VERSION, Uint8Array.of(1), Uint8Array.of(1), setPixelFormat]));
  });

  test('whoever is quicker waits: the screen is asked for when the viewer is there and the VNC server has agreed', () => {
    const viewerFirst = play([...viewerSays(), ...serverSays(VERSION, Uint8Array.of(1, 1), OK, foreignServerInit())]);
    const serverFirst = play([
      ...serverSays(VERSION, Uint8Array.of(1, 1), OK),
      ...viewerSays(),
      ...serverSays(foreignServerInit()),
    ]);
    for (const { effects } of [viewerFirst, serverFirst]) {
      assert.deepEqual(
        effects.filter(({ t }) => t === 'opened' || t === 'ended'),
        [{ t: 'opened', ...SCREEN }],
      );
    }
    assert.deepEqual(bytesTo('server', viewerFirst.effects), bytesTo('server', serverFirst.effects));
  });

  test('what follows the greeting in the same bytes is read as messages', () => {
    const { told, effects } = greeting([
      VERSION,
      Uint8Array.of(1, 1),
      OK,
      joined([foreignServerInit(), Uint8Array.of(2)]),
    ]);
    assert.equal(told.viewer.at(-1), 2);
    assert.equal(reasonOf(effects), undefined);
  });

  test('Apple’s and RealVNC’s versions are spoken to in 3.8', () => {
    for (const version of ['RFB 003.889\n', 'RFB 004.001\n', 'RFB 005.000\n']) {
      const { told } = greeting([ascii(version), Uint8Array.of(1, 1), OK, foreignServerInit()]);
      assert.deepEqual(told.server.subarray(0, 12), VERSION);
    }
  });
});

describe('a VNC server with a password', () => {
  const challenge = Uint8Array.from({ length: 16 }, (_, index) => index);

  test('its challenge goes out, its answer goes in', () => {
    const asked = play(serverSays(VERSION, Uint8Array.of(2, 30, 2), challenge), true);
    assert.deepEqual(asked.effects.at(-1), { t: 'challenge', challenge });
    const answered = answerChallenge(asked.proxy, challenge.toReversed());
    assert.deepEqual(answered.effects, [{ t: 'to-server', bytes: challenge.toReversed() }]);
    const { effects } = play(
      [...serverSays(OK), ...viewerSays(), ...serverSays(foreignServerInit())],
      true,
      answered.proxy,
    );
    assert.ok(effects.some(({ t }) => t === 'opened'));
  });

  test('an answer out of turn, or of another length, is not heard', () => {
    const asked = play(serverSays(VERSION, Uint8Array.of(1, 2), challenge), true).proxy;
    assert.deepEqual(answerChallenge(asked, new Uint8Array(15)).effects, []);
    const { proxy } = answerChallenge(asked, challenge);
    assert.deepEqual(answerChallenge(proxy, challenge).effects, []);
  });

  test('nobody who could answer: the conversation ends before it asks', () => {
    assert.equal(reasonOf(play(serverSays(VERSION, Uint8Array.of(1, 2))).effects), 'screen-security');
  });

  test('a wrong password ends it, with what the VNC server says for the log', () => {
    const asked = play(serverSays(VERSION, Uint8Array.of(1, 2), challenge), true).proxy;
    const refusal = joined([packed('44', 1, 9), ascii('Go away\x1b!')]);
    const { effects } = fromServer(answerChallenge(asked, challenge).proxy, refusal);
    assert.deepEqual(effects, [{ t: 'ended', reason: 'screen-refused', detail: 'Go away?!' }]);
  });
});

describe('whoever greets in another way is refused', () => {
  const servers: Record<string, readonly [Uint8Array[], string]> = {
    'a version from before 3.8': [[ascii('RFB 003.003\n')], 'screen-version'],
    'something that is no VNC server': [[ascii('HTTP/1.1 400 Bad Request')], 'screen-version'],
    'no way in at all': [[VERSION, Uint8Array.of(0), packed('4', 0)], 'screen-refused'],
    'only ways in that need more than a password': [[VERSION, Uint8Array.of(2, 18, 30)], 'screen-security'],
    'messages before they were asked for': [[VERSION, Uint8Array.of(1, 1), OK, Uint8Array.of(2)], 'screen-early'],
  };
  for (const [what, [says, reason]] of Object.entries(servers)) {
    test(`a VNC server with ${what}: ${reason}`, () => {
      assert.equal(reasonOf(play(serverSays(...says)).effects), reason);
    });
  }

  test('a VNC server with a name or a screen without end', () => {
    const sized = (width: number, length: number) =>
      joined([packed('22', width, 9), PIXEL_FORMAT, packed('4', length)]);
    const begin = [VERSION, Uint8Array.of(1, 1), OK];
    assert.equal(reasonOf(greeting([...begin, sized(9, 0xffff_ffff)]).effects), 'screen-length');
    assert.equal(reasonOf(greeting([...begin, sized(65_535, 1)]).effects), 'screen-size');
    assert.equal(reasonOf(greeting([...begin, sized(0, 1)]).effects), 'screen-size');
  });

  test('a viewer of another version, with another way in, or that speaks before it sees', () => {
    const says = (...parts: Uint8Array[]) => reasonOf(play(parts.map((bytes) => ['viewer', bytes] as const)).effects);
    assert.equal(says(ascii('RFB 003.003\n')), 'viewer-version');
    assert.equal(says(VERSION, Uint8Array.of(2)), 'viewer-security');
    assert.equal(says(VERSION, Uint8Array.of(1), Uint8Array.of(1), packed('112', 4, 1, 0)), 'viewer-early');
  });
});

type Said = readonly ['viewer' | 'server', Uint8Array];

function viewerSays(): Said[] {
  return [VERSION, Uint8Array.of(1), Uint8Array.of(0)].map((bytes) => ['viewer', bytes]);
}

function serverSays(...parts: Uint8Array[]): Said[] {
  return parts.map((bytes) => ['server', bytes]);
}

/** Plays what both say, and everything again byte by byte, which must come to the same. */
function play(said: readonly Said[], hasPassword = false, from?: Proxy): Turn {
  const start = from ? { proxy: from, effects: [] } : startProxy({ name: NAME, mayControl: true, hasPassword });
  const run = (cut: (bytes: Uint8Array) => Uint8Array[]) =>
    said.reduce<Turn>(({ proxy, effects }, [side, bytes]) => {
      const turn = fedInPieces(side === 'viewer' ? fromViewer : fromServer, proxy, cut(bytes));
      return { proxy: turn.proxy, effects: [...effects, ...turn.effects] };
    }, start);
  const whole = run((bytes) => [bytes]);
  const inBytes = run((bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte)));
  for (const side of ['viewer', 'server'] as const)
    assert.deepEqual(bytesTo(side, inBytes.effects), bytesTo(side, whole.effects));
  assert.equal(reasonOf(inBytes.effects), reasonOf(whole.effects));
  return whole;
}

function greeting(
  server: Uint8Array[],
): Turn & { told: { viewer: Uint8Array; server: Uint8Array }; effects: Effect[] } {
  const turn = play([...viewerSays(), ...serverSays(...server)]);
  return { ...turn, told: { viewer: bytesTo('viewer', turn.effects), server: bytesTo('server', turn.effects) } };
}
