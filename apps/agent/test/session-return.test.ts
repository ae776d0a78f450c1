import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { textOf, utf8 } from '@latchkey/wire/bytes';
import { computer, those, world, type Network, type World } from './session-world.ts';

describe('a lost network', () => {
  test('fifty forced drops, at every message of the handshake and after it, heal within 20 s with keys never used before', async () => {
    const at = await computer();
    let drops = 0;
    for (let position = 0; position < 25; position++)
      for (const fate of ['cut', 'pass-and-cut'] as const) {
        const one = await world(at, { network: cutAt(position, fate, () => drops++) });
        await talk(one);
        await one.pause(20_000);
        assertOpen(one, `${fate} at message ${position}`);
        await assertTalks(one);
        assert.equal(at.attempts.pending.length, 0);
      }
    assert.equal(drops, 50);
    assert.ok(at.pairs.size > 1000);
  });

  test('fifty drops of one session, each at another message of its return, heal every time (C4)', async () => {
    const at = await computer();
    const one = await world(at);
    for (let drop = 0; drop < 50; drop++) {
      const socket = one.pairs.length;
      const position = drop % 8;
      one.state.network = (message) =>
        message.pair === socket && message.from === (drop % 2 ? 'viewer' : 'host') && message.index === position >> 1
          ? drop % 3
            ? 'cut'
            : 'pass-and-cut'
          : [message.bytes];
      one.cutAll();
      await one.pause(15_000);
      assertOpen(one, `drop ${drop}`);
    }
    assert.ok((those(one.seen.viewer, 'open-screen').at(-1)?.opened.epoch ?? 0) >= 50);
    await assertTalks(one);
  });

  for (const [name, index, from] of [
    ['a lost confirm', 2, 'viewer'],
    ['a lost opened', 1, 'host'],
  ] as const)
    test(`${name} heals, at the first time by the code, later by the same R`, async () => {
      const at = await computer();
      let isArmed = true;
      const one = await world(at, {
        network: (message) => {
          if (!isArmed || message.from !== from || message.index !== index) return [message.bytes];
          isArmed = false;
          return 'cut';
        },
      });
      await one.pause(3000);
      assertOpen(one, 'first');
      assert.equal(those(one.seen.host, 'charge').length, 2);
      isArmed = true;
      one.cutAll();
      await one.pause(5000);
      assertOpen(one, 'later');
      assert.equal(those(one.seen.host, 'charge').length, 2);
      const epochs = asked(one).map(({ purpose, epoch }) => `${purpose} ${epoch}`);
      assert.deepEqual(epochs, ['code 0', 'code 0', 'resume 1', 'resume 1']);
    });

  test('silence is a lost network too: after 19 s of it the session is back (C4)', async () => {
    const one = await world(await computer());
    await one.pause(1000);
    one.state.isDown = true;
    await one.pause(19_000);
    one.state.isDown = false;
    await one.pause(5000);
    assertOpen(one, 'back');
    assert.equal(those(one.seen.viewer, 'ended').length, 0);
  });

  test('after 21 s it is over, and R is gone at the host (C4)', async () => {
    const one = await world(await computer());
    await one.pause(1000);
    one.state.isDown = true;
    await one.pause(21_000);
    one.state.isDown = false;
    await one.pause(5000);
    assert.deepEqual(those(one.seen.host, 'ended'), [{ do: 'ended', reason: 'lost' }]);
    assert.equal(one.host.resumable.length, 0);
    assert.equal(those(one.seen.viewer, 'open-screen').length, 1);
    assert.equal(those(one.seen.viewer, 'ended').length, 1);
  });

  test('a viewer that comes at the 21st second is refused by the host, whatever the server allows', async () => {
    const one = await world(await computer());
    await one.pause(1000);
    const heard = one.host.lastHeard;
    one.state.isDown = true;
    // The viewer believes that it heard something later.
    one.cutAll();
    await one.settle();
    one.clock.now = heard + 20_001;
    one.tell.host({ is: 'invited', url: 'wss://node', ticket: 'late' });
    await one.settle();
    assert.deepEqual(those(one.seen.host, 'ended'), [{ do: 'ended', reason: 'lost' }]);
  });

  for (const reason of ['ended', 'revoked', 'idle'] as const)
    test(`after the end (${reason}) nobody comes back (C9)`, async () => {
      const one = await world(await computer());
      await one.pause(1000);
      one.cutAll();
      one.tell.host({ is: 'end', reason });
      await one.pause(5000);
      assert.equal(those(one.seen.host, 'open-screen').length, 1);
      assert.deepEqual([one.host.resumable, one.host.isCodeHonoured], [[], false]);
    });

  test('who comes back while the old socket seems alive replaces it only once it has confirmed', async () => {
    const one = await world(await computer());
    await one.pause(1000);
    const [old] = one.pairs;
    // The viewer has noticed, the host has not.
    old!.isUp = false;
    one.tell.viewer({ is: 'closed', socket: old!.viewer });
    await one.pause(1000);
    const does = one.seen.host.filter((effect) => effect.do === 'open-screen' || effect.do === 'close-screen');
    assert.deepEqual(
      does.map((effect) => [effect.do, effect.socket]),
      [
        ['open-screen', 1],
        ['close-screen', 1],
        ['open-screen', 2],
      ],
    );
  });
});

/** Cuts the first pair of sockets when so many messages have passed in both directions. */
function cutAt(position: number, fate: 'cut' | 'pass-and-cut', onCut: () => void): Network {
  let passed = 0;
  return ({ pair, bytes }) => {
    if (pair > 0 || passed++ !== position) return [bytes];
    onCut();
    return fate;
  };
}

/** Enough in both directions to pass every position. */
async function talk(one: World): Promise<void> {
  for (let turn = 0; turn < 15; turn++) {
    one.tell.viewer({ is: 'screen', socket: 1, bytes: utf8('key') });
    one.tell.host({ is: 'screen', socket: 1, bytes: utf8('picture') });
  }
  await one.settle();
}

function assertOpen(one: World, what: string): void {
  const last = one.pairs.at(-1);
  assert.ok(one.host.live, what);
  assert.equal(one.host.live.socket, last?.host, what);
  assert.equal(those(one.seen.viewer, 'ended').length, 0, what);
  assert.equal(those(one.seen.viewer, 'open-screen').at(-1)?.socket, last?.viewer, what);
}

async function assertTalks(one: World): Promise<void> {
  const { viewer, host } = one.pairs.at(-1)!;
  one.tell.viewer({ is: 'screen', socket: viewer, bytes: utf8('still typing') });
  one.tell.host({ is: 'screen', socket: host, bytes: utf8('still drawn') });
  await one.settle();
  assert.equal(textOf(those(one.seen.host, 'screen').at(-1)!.bytes), 'still typing');
  assert.equal(textOf(those(one.seen.viewer, 'screen').at(-1)!.bytes), 'still drawn');
}

/** What the viewer's first messages asked for. */
function asked(one: World): { purpose: string; epoch: number }[] {
  const first = one.seen.sent.filter(({ from, index }) => from === 'viewer' && index === 0);
  return first.map(({ bytes }) => JSON.parse(textOf(bytes) ?? '') as { purpose: string; epoch: number });
}
