import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { hex, textOf, utf8 } from '@latchkey/wire/bytes';
import type { HostCrypto } from '@latchkey/wire/host-session';
import { hostCrypto, newServerSetup } from '../src/code/crypto.ts';
import {
  chargedTo,
  CODE,
  computer,
  facts,
  those,
  world,
  type Computer,
  type Network,
  type World,
} from './session-world.ts';

const at = await computer();

describe('splice: a relay joins one person’s viewer to another’s session on the same code', () => {
  test('every field that a handshake is about, changed alone, keeps the screen shut and the attempt charged', async () => {
    for (const field of ['session_id', 'computer_id', 'person_id', 'grant_id'] as const) {
      const same = facts();
      const one = await world(at, { host: same, viewer: { ...same, [field]: randomUUID() } });
      assertShut(one, field);
      assert.equal(chargedTo(at, one.setup.person_id), 1, field);
    }
  });

  test('what a viewer says of version, purpose and epoch can’t be changed on the way', async () => {
    for (const change of [{ version: 2 }, { purpose: 'resume', epoch: 1 }, { epoch: 1 }, { version: 0 }]) {
      const one = await world(at, { network: altering(change) });
      assertShut(one, JSON.stringify(change));
    }
  });

  test('a victim’s whole handshake relayed into an attacker’s session is the attacker’s failure', async () => {
    const attacker = facts();
    const victim = { ...facts(), computer_id: attacker.computer_id };
    const one = await world(at, { host: attacker, viewer: victim });
    assertShut(one, 'spliced');
    assert.equal(chargedTo(at, attacker.person_id), 1);
    assert.equal(chargedTo(at, victim.person_id), 0);
  });

  test('a confirm that is cut out of another handshake opens nothing', async () => {
    const other = await world(at);
    const confirm = other.seen.sent.filter(({ from }) => from === 'viewer')[2]!;
    const one = await world(at, {
      network: ({ from, index, bytes }) => [from === 'viewer' && index === 2 ? confirm.bytes : bytes],
    });
    assertShut(one, 'foreign confirm');
    assert.notEqual(chargedTo(at, one.setup.person_id), 0);
  });
});

describe('a relay that plays host', () => {
  test('knowing the right code, it gets no last message from a viewer that pinned the computer', async () => {
    const fake = await impostor();
    const one = await world(fake, { viewer: { pinned: at.crypto.hostKey } });
    assertSilent(one, 'other-key');
  });

  test('nor when it shows the true computer’s key', async () => {
    const fake = await impostor();
    // With records made for the fingerprint of the true key, so that nothing but its own key gives it away.
    const crypto: HostCrypto = { ...fake.crypto, hostKey: at.crypto.hostKey };
    const record = fake.crypto.recordOf({
      secret: CODE,
      purpose: 'resume',
      userIdentifier: fake.cred_id,
      serverIdentifier: at.fingerprint,
    });
    for (const pinned of [at.crypto.hostKey, undefined]) {
      const one = await world({ ...fake, record }, { crypto, viewer: { pinned } });
      assertSilent(one, 'other-key');
    }
  });

  test('a wrong guess of the code looks to it just like another key', async () => {
    const fake = await impostor();
    const record = fake.recordFor('not the code', fake.cred_id);
    const one = await world({ ...fake, record }, { viewer: { pinned: at.crypto.hostKey } });
    assertSilent(one, 'wrong-code');
  });

  test('rubbish instead of an answer ends without another message', async () => {
    const rubbish = { t: 'ke2', host_key: at.crypto.hostKey, response: 'A'.repeat(427) };
    const one = await world(at, {
      network: ({ from, index, bytes }) => [from === 'host' && index === 0 ? utf8(JSON.stringify(rubbish)) : bytes],
    });
    assertSilent(one, 'wrong-code');
  });
});

describe('records under way', () => {
  const damage: Record<string, (bytes: Uint8Array) => Uint8Array[]> = {
    'one that is left out': () => [],
    'one that comes twice': (bytes) => [bytes, bytes],
    'one that is altered': (bytes) => [Uint8Array.from(bytes, (byte, index) => (index === 3 ? byte ^ 1 : byte))],
    'one that is cut short': (bytes) => [bytes.subarray(0, bytes.length - 1)],
    'an empty one': (bytes) => [new Uint8Array(0), bytes],
    'one that is too long': (bytes) => [new Uint8Array(70_000), bytes],
  };
  for (const [name, change] of Object.entries(damage))
    for (const side of ['viewer', 'host'] as const)
      test(`${name} ends the socket, and nothing after it gets in (from the ${side})`, async () => {
        const one = await world(at);
        one.state.network = ({ from, pair, bytes }) => (from === side && pair === 0 ? once(bytes) : [bytes]);
        let isDone = false;
        const once = (bytes: Uint8Array): Uint8Array[] => {
          if (isDone) return [bytes];
          isDone = true;
          return change(bytes);
        };
        for (const text of ['one', 'two', 'three']) {
          one.tell.viewer({ is: 'screen', socket: 1, bytes: utf8(text) });
          one.tell.host({ is: 'screen', socket: 1, bytes: utf8(text) });
        }
        await one.settle();
        assert.equal(one.pairs[0]?.isUp, false);
        const got = side === 'viewer' ? those(one.seen.host, 'screen') : those(one.seen.viewer, 'screen');
        const expected = name === 'one that comes twice' ? ['one'] : [];
        assert.deepEqual(
          got.map(({ bytes }) => textOf(bytes)),
          expected,
        );
        // It was the network, not the person: the session comes back.
        await one.pause(2000);
        assert.equal(those(one.seen.viewer, 'open-screen').length, 2);
      });
});

describe('who did not open the session', () => {
  test('a second tab of the same person can’t take it over: it has no R, and the first tab goes on (C10)', async () => {
    const other = await world(at);
    const [ke1, ke3, confirm] = other.seen.sent.filter(({ from }) => from === 'viewer').map(({ bytes }) => bytes);
    const one = await world(at);
    await one.pause(1000);
    const { resumable } = one.host;
    for (const epoch of [1, 2, 3]) {
      const tab = await foreigner(one);
      await tab.say(changed(ke1!, { purpose: 'resume', epoch }));
      assert.equal((tab.heard()[0] as { t: string }).t, epoch === 1 ? 'ke2' : 'no');
      await tab.say(ke3!);
      await tab.say(confirm!);
      assert.equal(one.host.joining, undefined);
    }
    await one.pause(15_000);
    assert.deepEqual(one.host.resumable, resumable);
    assert.equal(one.pairs[0]?.isUp, true);
    assert.equal(those(one.seen.host, 'open-screen').length, 1);
  });

  test('the code does not open a running session a second time, and is not even charged', async () => {
    const other = await world(at);
    const one = await world(at);
    await one.pause(1000);
    const before = at.attempts;
    const tab = await foreigner(one);
    await tab.say(other.seen.sent[0]!.bytes);
    assert.deepEqual(tab.heard(), [{ t: 'no', code: 'gone' }]);
    assert.equal(at.attempts, before);
  });

  test('an R that was used opens nothing once its viewer has shown that it holds the next one', async () => {
    const other = await world(at);
    const one = await world(at);
    await one.pause(1000);
    one.cutAll();
    await one.pause(5000);
    assert.equal(one.host.live?.epoch, 1);
    const tab = await foreigner(one);
    await tab.say(changed(other.seen.sent[0]!.bytes, { purpose: 'resume', epoch: 1 }));
    assert.deepEqual(tab.heard(), [{ t: 'no', code: 'gone' }]);
  });

  test('a whole session replayed to the host opens nothing', async () => {
    const same = facts();
    const first = await world(at, { host: same, viewer: same });
    first.tell.viewer({ is: 'screen', socket: 1, bytes: utf8('typed') });
    await first.settle();
    const again = await world(at, { host: same, viewer: same, network: () => [] });
    const tab = await foreigner(again);
    for (const { bytes } of first.seen.sent.filter(({ from }) => from === 'viewer')) await tab.say(bytes);
    assertShut({ ...again, seen: { ...again.seen, viewer: [] } }, 'replayed');
    assert.equal(chargedTo(at, same.person_id), 1);
  });
});

async function impostor(): Promise<Computer> {
  const crypto = await hostCrypto(await newServerSetup());
  const fingerprint = hex(crypto.sha256(Buffer.from(crypto.hostKey, 'base64url')));
  const recordFor = (secret: string, id: string): string =>
    crypto.recordOf({ secret, purpose: 'resume', userIdentifier: id, serverIdentifier: fingerprint });
  return { ...at, crypto, fingerprint, recordFor, record: recordFor(CODE, at.cred_id), pairs: new Set() };
}

/** Somebody else's viewer on a ticket for this session. */
async function foreigner(one: World) {
  one.state.isForeign = true;
  one.tell.host({ is: 'invited', url: 'wss://node', ticket: 'another' });
  await one.settle();
  const { sockets: socket } = one.host;
  one.tell.host({ is: 'text', socket, text: '{"t":"paired"}' });
  const say = (bytes: Uint8Array): Promise<void> => {
    one.tell.host({ is: 'message', socket, bytes });
    return one.settle();
  };
  const heard = (): unknown[] =>
    those(one.seen.host, 'send')
      .filter((effect) => effect.socket === socket)
      .map(({ bytes }) => JSON.parse(textOf(bytes) ?? '') as unknown);
  return { say, heard };
}

function changed(message: Uint8Array, change: object): Uint8Array {
  return utf8(JSON.stringify({ ...(JSON.parse(textOf(message) ?? '') as object), ...change }));
}

function altering(change: object): Network {
  return ({ from, index, bytes }) => [from === 'viewer' && index === 0 ? changed(bytes, change) : bytes];
}

function assertShut(one: World, what: string): void {
  assert.equal(those(one.seen.host, 'open-screen').length, 0, what);
  assert.equal(those(one.seen.host, 'give-back').length, 0, what);
  assert.equal(those(one.seen.viewer, 'open-screen').length, 0, what);
}

function assertSilent(one: World, reason: string): void {
  assert.deepEqual(those(one.seen.viewer, 'ended'), [{ do: 'ended', end: { reason } }]);
  assert.deepEqual(
    one.seen.sent.map(({ from }) => from),
    ['viewer', 'host'],
  );
  assert.equal(those(one.seen.viewer, 'pin').length, 0);
}
