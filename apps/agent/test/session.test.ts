import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { textOf, utf8 } from '@latchkey/wire/bytes';
import { stepHost } from '@latchkey/wire/host-session';
import { chargedTo, CODE, computer, those, world } from './session-world.ts';

const at = await computer();

describe('a session', () => {
  test('the right code opens the screen, gives the charge back and pins the computer (C5, C7)', async () => {
    const one = await world(at);
    assert.deepEqual(
      one.seen.host.map((effect) => effect.do).filter((what) => what !== 'timer' && what !== 'send'),
      ['dial', 'text', 'charge', 'give-back', 'open-screen'],
    );
    assert.equal(chargedTo(at, one.setup.person_id), 0);
    assert.deepEqual(those(one.seen.viewer, 'pin'), [{ do: 'pin', hostKey: at.crypto.hostKey }]);
    const [shown] = those(one.seen.viewer, 'open-screen');
    assert.equal(shown?.opened.screen, 'screen 0');
    assert.equal(shown.opened.epoch, 0);
  });

  test('a wrong code sends nothing after the answer, and stays charged (C7)', async () => {
    const one = await world(at, { viewer: { code: 'wrong horse battery' } });
    assert.deepEqual(those(one.seen.viewer, 'ended'), [{ do: 'ended', end: { reason: 'wrong-code' } }]);
    assert.deepEqual(
      one.seen.sent.map((message) => message.from),
      ['viewer', 'host'],
    );
    assert.equal(those(one.seen.host, 'open-screen').length, 0);
    assert.equal(chargedTo(at, one.setup.person_id), 1);
  });

  test('three wrong codes in a row lock the computer, the right one is refused from then on (S5)', async () => {
    const here = await computer();
    const person_id = '00000000-0000-4000-8000-000000000001';
    for (let turn = 0; turn < 3; turn++)
      await world(here, { host: { person_id }, viewer: { person_id, code: `wrong code ${turn}` } });
    const right = await world(here, { host: { person_id }, viewer: { person_id } });
    assert.deepEqual(those(right.seen.viewer, 'ended'), [{ do: 'ended', end: { reason: 'refused', code: 'locked' } }]);
    assert.deepEqual(those(right.seen.host, 'refused'), [{ do: 'refused', code: 'locked' }]);
  });

  test('a right code that was pending when the computer was locked opens nothing (S5)', async () => {
    const here = await computer();
    const lock = { lock_id: 'x', person_id: 'somebody', session_id: 'other', at: 0, is_personal: false };
    const one = await world(here, {
      network: (message) => {
        if (message.from === 'host' && message.index === 0) here.attempts = { ...here.attempts, locks: [lock] };
        return [message.bytes];
      },
    });
    assert.deepEqual(those(one.seen.viewer, 'ended'), [{ do: 'ended', end: { reason: 'locked' } }]);
    assert.equal(those(one.seen.host, 'open-screen').length, 0);
  });

  test('who hangs up before the answer has had an attempt (C7)', async () => {
    const one = await world(at, { network: () => [] });
    const [{ host } = { host: 0 }] = one.pairs;
    one.tell.host({ is: 'message', socket: host, bytes: one.seen.sent[0]!.bytes });
    one.tell.host({ is: 'closed', socket: host });
    await one.settle();
    assert.equal(chargedTo(at, one.setup.person_id), 1);
    assert.equal(at.attempts.pending.length, 0);
  });

  test('screen bytes arrive whole and in order, however long sealing and opening take, and the sender may re-use its buffer', async () => {
    const one = await world(at);
    const buffer = new Uint8Array(3);
    for (let turn = 0; turn < 200; turn++) {
      buffer.fill(turn);
      one.tell.viewer({ is: 'screen', socket: 1, bytes: buffer.slice() });
    }
    const picture = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
    one.tell.host({ is: 'screen', socket: 1, bytes: picture });
    await one.settle();
    const keys = Buffer.concat(those(one.seen.host, 'screen').map(({ bytes }) => bytes));
    assert.deepEqual(keys, Buffer.from(Array.from({ length: 600 }, (_, index) => Math.floor(index / 3))));
    const seen = Buffer.concat(those(one.seen.viewer, 'screen').map(({ bytes }) => bytes));
    assert.deepEqual(seen, Buffer.from(picture));
  });

  test('a buffer that is filled anew right after sending does not change what was sent', async () => {
    const one = await world(at);
    const send = (text: string): void => {
      const buffer = utf8(text);
      one.toViewer({ is: 'screen', socket: 1, bytes: buffer });
      buffer.fill(0);
    };
    send('first');
    // Also while the viewer is handed something.
    one.meanwhile.viewer = (effect) => {
      if (effect.do === 'screen') send('second');
    };
    one.tell.host({ is: 'screen', socket: 1, bytes: utf8('picture') });
    await one.settle();
    assert.deepEqual(
      those(one.seen.host, 'screen').map(({ bytes }) => textOf(bytes)),
      ['first', 'second'],
    );
  });
});

describe('what a session carries besides the screen', () => {
  test('each direction of the clipboard is its own right (C8)', async () => {
    const text = 'naïve 🗝 “quoted”\n'.repeat(40_000);
    for (const [clipboard_in, clipboard_out] of [
      [true, false],
      [false, true],
    ] as const) {
      const one = await world(at, { host: { rights: { control: true, clipboard_in, clipboard_out } } });
      one.tell.viewer({ is: 'clipboard', text });
      one.tell.host({ is: 'clipboard', text });
      await one.settle();
      assert.deepEqual(
        those(one.seen.host, 'clipboard').map((effect) => effect.text === text),
        clipboard_in ? [true] : [],
      );
      assert.deepEqual(
        those(one.seen.viewer, 'clipboard').map((effect) => effect.text === text),
        clipboard_out ? [true] : [],
      );
    }
  });

  test('looking only is a wish, control a right: both are needed (C8)', async () => {
    const one = await world(at);
    one.tell.viewer({ is: 'mode', control: false });
    one.tell.viewer({ is: 'mode', control: true });
    await one.settle();
    one.tell.host({ is: 'rights', rights: { control: false, clipboard_in: true, clipboard_out: true } });
    one.tell.viewer({ is: 'mode', control: true });
    await one.settle();
    assert.deepEqual(
      those(one.seen.host, 'control').map(({ allowed }) => allowed),
      [false, true, false],
    );
    assert.equal(those(one.seen.viewer, 'rights')[0]?.rights.control, false);
  });

  test('everybody sees who is in the computer (C4)', async () => {
    const one = await world(at);
    const people = [
      { name: 'Ada', control: true },
      { name: 'x'.repeat(1000), control: false },
    ];
    one.tell.host({ is: 'people', people });
    await one.settle();
    assert.deepEqual(those(one.seen.viewer, 'people')[0]?.people[0], people[0]);
    assert.equal(those(one.seen.viewer, 'people')[0]?.people[1]?.name.length, 200);
  });

  test('a new code set within the session opens the next one (C6)', async () => {
    const here = await computer();
    const one = await world(here);
    one.tell.viewer({ is: 'new-code', code: 'a code of my own' });
    await one.settle();
    const [stored] = those(one.seen.host, 'set-code');
    assert.ok(stored);
    one.tell.host({ is: 'code-set', cred_id: stored.cred_id });
    await one.settle();
    assert.equal(those(one.seen.viewer, 'code-set').length, 1);
    const next = { ...here, cred_id: stored.cred_id, record: stored.record };
    const old = await world(next);
    assert.deepEqual(those(old.seen.viewer, 'ended'), [{ do: 'ended', end: { reason: 'wrong-code' } }]);
    const opened = await world(next, { viewer: { code: 'a code of my own', pinned: here.crypto.hostKey } });
    assert.equal(those(opened.seen.viewer, 'open-screen').length, 1);
  });

  test('the time to the computer and back is measured', async () => {
    const one = await world(at);
    await one.pause(6000);
    assert.equal(those(one.seen.viewer, 'latency').length, 1);
  });
});

describe('the end of a session', () => {
  test('the host says why, once, and the viewer asks for no more tickets (C9)', async () => {
    for (const reason of ['revoked', 'host-ended', 'signed-out'] as const) {
      const one = await world(at);
      one.tell.host({ is: 'end', reason });
      await one.settle();
      assert.deepEqual(those(one.seen.viewer, 'ended'), [{ do: 'ended', end: { reason } }]);
      assert.deepEqual(those(one.seen.host, 'ended'), [{ do: 'ended', reason }]);
      assert.equal(those(one.seen.viewer, 'dial').length, 1);
      assert.equal(one.pairs[0]?.isUp, false);
    }
  });

  test('the person is done, and the host hears it', async () => {
    const one = await world(at);
    one.tell.viewer({ is: 'end' });
    await one.settle();
    assert.deepEqual(those(one.seen.viewer, 'ended'), [{ do: 'ended', end: { reason: 'ended' } }]);
    assert.deepEqual(those(one.seen.host, 'ended'), [{ do: 'ended', reason: 'ended' }]);
    assert.equal(one.pairs[0]?.isUp, false);
  });

  test('a page that gives up on the picture says so to the host, which waits for nobody', async () => {
    const one = await world(at);
    one.tell.viewer({ is: 'over', reason: 'fault' });
    await one.settle();
    assert.deepEqual(those(one.seen.viewer, 'ended'), [{ do: 'ended', end: { reason: 'fault' } }]);
    assert.deepEqual(those(one.seen.host, 'ended'), [{ do: 'ended', reason: 'ended' }]);
  });

  test('nobody touches it for the account’s time: it ends (C11)', async () => {
    const one = await world(at, { host: { idle_ms: 60_000 } });
    await one.pause(50_000, 1000);
    one.tell.viewer({ is: 'input' });
    await one.pause(50_000, 1000);
    assert.deepEqual(those(one.seen.viewer, 'ended'), []);
    await one.pause(11_000, 1000);
    assert.deepEqual(those(one.seen.viewer, 'ended'), [{ do: 'ended', end: { reason: 'idle' } }]);
  });

  test('keep-alives hold it without anybody doing anything', async () => {
    const one = await world(at, { host: { idle_ms: null } });
    await one.pause(120_000, 500);
    assert.equal(those(one.seen.viewer, 'close-screen').length, 0);
    assert.equal(those(one.seen.viewer, 'dial').length, 1);
  });

  test('an attempt that gets onto the disk after the end is a failure', async () => {
    const one = await world(at);
    stepHost(one.host, { is: 'end', reason: 'revoked' }, one.clock.now);
    const late = stepHost(
      one.host,
      { is: 'charged', attempt: 9, cred_id: at.cred_id, record: at.record },
      one.clock.now,
    );
    assert.deepEqual(late, [{ do: 'fail', attempt: 9 }]);
    assert.deepEqual(stepHost(one.host, { is: 'connected', socket: 7 }, 0), [{ do: 'close', socket: 7 }]);
  });

  test('the code is nowhere in what travels', async () => {
    const one = await world(at);
    one.tell.viewer({ is: 'new-code', code: 'another secret code' });
    await one.settle();
    const all = Buffer.concat(one.seen.sent.map(({ bytes }) => bytes)).toString('latin1');
    assert.equal(all.includes(CODE) || all.includes('another secret code'), false);
  });
});
