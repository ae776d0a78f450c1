import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from './bytes.ts';
import { writeControl } from './control.ts';
import { HANDSHAKE_MS, OPENING_MS } from './handshake.ts';
import {
  beginHost,
  stepHost,
  type HostCrypto,
  type HostEffect,
  type HostEvent,
  type HostSession,
} from './host-session.ts';
import { KEEP_ALIVE_MS, nonceOf, plainOf, SILENCE_MS, WINDOW_MS } from './record.ts';

const KE1 = utf8(JSON.stringify({ t: 'ke1', version: 1, purpose: 'code', epoch: 0, request: 'A'.repeat(128) }));
const RESUME = utf8(JSON.stringify({ t: 'ke1', version: 1, purpose: 'resume', epoch: 1, request: 'A'.repeat(128) }));
const KE3 = utf8(JSON.stringify({ t: 'ke3', finish: 'A'.repeat(86) }));
const RIGHTS = { control: true, clipboard_in: true, clipboard_out: true };
const SETUP = {
  session_id: 's',
  computer_id: 'c',
  person_id: 'p',
  grant_id: 'g',
  rights: RIGHTS,
  idle_ms: null,
  screen: '',
};

test('whatever comes on the sockets, in whatever order, nothing throws and the state stays small', () => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(KE1, KE3), fc.json().map(utf8));
  const socket = fc.integer({ min: 0, max: 4 });
  const event: fc.Arbitrary<HostEvent> = fc.oneof(
    fc.record({ is: fc.constant('invited'), url: fc.string(), ticket: fc.string() }),
    fc.record({ is: fc.constant('connected'), socket }),
    fc.record({ is: fc.constant('text'), socket, text: fc.oneof(fc.string(), fc.constant('{"t":"paired"}')) }),
    fc.record({ is: fc.constant('message'), socket, bytes }),
    fc.record({ is: fc.constant('closed'), socket }),
    fc.record({ is: fc.constant('charged'), attempt: socket, cred_id: fc.string(), record: fc.string() }),
    fc.record({ is: fc.constant('refused'), attempt: socket, code: fc.constant('busy') }),
    fc.record({ is: fc.constant('given-back'), attempt: socket, refusal: fc.constantFrom(undefined, 'locked') }),
    fc.constant({ is: 'tick' }),
  );
  const steps = fc.array(fc.tuple(event, fc.nat({ max: 3000 })), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (all) => {
      const session = beginHost(SETUP, crypto(), 0);
      let now = 0;
      for (const [one, ms] of all) stepHost(session, one, (now += ms));
      assert.ok(JSON.stringify({ ...session, crypto: null }).length < 10_000);
      assert.ok(session.resumable.length <= 2);
    }),
    { numRuns: 500 },
  );
});

test('whatever a viewer says under the keys, nothing throws, and a clipboard without end ends the session', () => {
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 50 }),
    fc.jsonValue().map((value) => utf8(JSON.stringify(value))),
    known(),
  );
  const plains = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), payload), { maxLength: 30 });
  fc.assert(
    fc.property(plains, (all) => {
      const { session, say } = opened();
      for (const [type, body] of all) say(Uint8Array.from([type, ...body]));
      assert.ok(session.clipboard.length <= 2 ** 20);
    }),
    { numRuns: 300 },
  );
  const { session, say } = opened();
  const part = writeControl({ t: 'clipboard', text: 'x'.repeat(10_000), more: true });
  for (let turn = 0; turn < 200; turn++) say(plainOf(2, part));
  assert.equal(session.isOver, true);
  assert.equal(session.clipboard, '');
});

test('the alarm is never later than what is due, and being called too early only sets it again', () => {
  const { session } = opened();
  const [at] = [session.alarm ?? 0];
  assert.equal(at, KEEP_ALIVE_MS);
  assert.deepEqual(stepHost(session, { is: 'tick' }, at - 0.2), [{ do: 'timer', at }]);
  assert.deepEqual(kinds(stepHost(session, { is: 'tick' }, at)), ['send', 'timer']);
  for (let now = at; now < SILENCE_MS; now = session.alarm ?? now)
    stepHost(session, { is: 'tick' }, session.alarm ?? 0);
  assert.deepEqual(kinds(stepHost(session, { is: 'tick' }, SILENCE_MS)), ['close-screen', 'close', 'timer']);
  assert.equal(session.live, undefined);
  assert.equal(session.alarm, WINDOW_MS + 1);
  assert.deepEqual(stepHost(session, { is: 'tick' }, WINDOW_MS + 1), [{ do: 'ended', reason: 'lost' }]);
});

test('a session that nobody joins ends after a minute, a handshake that nobody finishes long before it would be forgotten', () => {
  const session = beginHost(SETUP, crypto(), 0);
  assert.deepEqual(stepHost(session, { is: 'tick' }, OPENING_MS), [{ do: 'timer', at: OPENING_MS + 1 }]);
  assert.deepEqual(stepHost(session, { is: 'tick' }, OPENING_MS + 1), [{ do: 'ended', reason: 'unopened' }]);
  const other = beginHost(SETUP, crypto(), 0);
  for (const event of arriving()) stepHost(other, event, 0);
  const effects = stepHost(other, { is: 'tick' }, HANDSHAKE_MS.code);
  assert.deepEqual(kinds(effects), ['fail', 'close', 'timer']);
  assert.ok(HANDSHAKE_MS.code < 30_000);
});

test('a dial that breaks before there was a viewer is made again with its ticket as long as that is good, unless the server does not want it', () => {
  const session = beginHost(SETUP, crypto(), 0);
  const happen = (event: HostEvent, now: number): string[] => kinds(stepHost(session, event, now));
  assert.deepEqual(happen({ is: 'invited', url: 'ws://a', ticket: 't' }, 0), ['dial', 'timer']);
  happen({ is: 'closed', socket: 1 }, 10);
  assert.deepEqual(happen({ is: 'tick' }, 259), ['timer']);
  assert.deepEqual(happen({ is: 'tick' }, 260), ['dial', 'timer']);
  assert.deepEqual(happen({ is: 'connected', socket: 2 }, 300)[0], 'text');
  happen({ is: 'closed', socket: 2 }, 300);
  assert.deepEqual(happen({ is: 'tick' }, 800)[0], 'dial');
  // One that hangs is given up, and made again too.
  assert.deepEqual(happen({ is: 'tick' }, 8_800), ['close', 'timer']);
  assert.deepEqual(happen({ is: 'tick' }, 9_800)[0], 'dial');
  happen({ is: 'closed', socket: 4, isFinal: true }, 9_900);
  assert.equal(session.redial, undefined);
  happen({ is: 'invited', url: 'ws://a', ticket: 'u' }, 10_000);
  let dials = 1;
  for (let now = 10_000; now < 50_000; now += 50) {
    const socket = session.joining?.socket;
    if (socket !== undefined) happen({ is: 'closed', socket }, now);
    dials += happen({ is: 'tick' }, now).filter((one) => one === 'dial').length;
  }
  assert.equal(dials, 7, 'after 0.25, 0.5, 1, 2, 4, 8 s, and no more once the ticket is spent');
});

test('a return begun within the window may finish after it; R is gone on time, and a return that fails then is the end', () => {
  for (const finishes of [true, false]) {
    const { session, port } = opened();
    const happen = (event: HostEvent, now: number): string[] => kinds(stepHost(session, event, now));
    happen({ is: 'closed', socket: 1 }, 5000);
    for (const event of arriving(2).slice(0, 3)) happen(event, 15_000);
    assert.deepEqual(happen({ is: 'message', socket: 2, bytes: RESUME }, WINDOW_MS), ['send']);
    const { resumable } = session;
    assert.deepEqual(happen({ is: 'tick' }, WINDOW_MS + 1), ['timer']);
    assert.deepEqual([resumable.length, session.resumable.length], [1, 0]);
    if (!finishes) {
      assert.deepEqual(happen({ is: 'tick' }, WINDOW_MS + HANDSHAKE_MS.resume), ['close', 'ended']);
      continue;
    }
    happen({ is: 'message', socket: 2, bytes: KE3 }, WINDOW_MS + 2000);
    const key = session.joining?.keys?.incoming ?? new Uint8Array(32);
    const bytes = port.seal(key, nonceOf(0), plainOf(2, writeControl({ t: 'confirm' })));
    assert.ok(happen({ is: 'message', socket: 2, bytes }, WINDOW_MS + 2000).includes('open-screen'));
  }
});

test('a return that begins after the window finds nothing', () => {
  const { session } = opened();
  stepHost(session, { is: 'closed', socket: 1 }, 5000);
  for (const event of arriving(2).slice(0, 3)) stepHost(session, event, 15_000);
  const effects = stepHost(session, { is: 'message', socket: 2, bytes: RESUME }, WINDOW_MS + 1);
  assert.deepEqual(effects.at(-1), { do: 'ended', reason: 'lost' });
});

test('one charge is under way at a time: a second handshake waits for the first one’s, which then is a failure', () => {
  const session = beginHost(SETUP, crypto(), 0);
  const happen = (event: HostEvent): string[] => kinds(stepHost(session, event, 0));
  for (const event of arriving().slice(0, 4)) happen(event);
  happen({ is: 'closed', socket: 1 });
  for (const event of arriving(2).slice(0, 3)) happen(event);
  assert.deepEqual(happen({ is: 'message', socket: 2, bytes: KE1 }), []);
  assert.deepEqual(happen({ is: 'charged', attempt: 1, cred_id: 'x', record: 'r' }), ['fail', 'charge']);
  assert.deepEqual(happen({ is: 'charged', attempt: 2, cred_id: 'x', record: 'r' }), ['send']);
});

test('a version that this host does not speak is refused without a charge', () => {
  const session = beginHost(SETUP, crypto(), 0);
  for (const event of arriving().slice(0, 3)) stepHost(session, event, 0);
  const bytes = utf8(JSON.stringify({ t: 'ke1', version: 2, purpose: 'code', epoch: 0, request: 'A'.repeat(128) }));
  assert.deepEqual(kinds(stepHost(session, { is: 'message', socket: 1, bytes }, 0)).slice(0, 2), ['send', 'close']);
});

function kinds(effects: HostEffect[]): string[] {
  return effects.map((effect) => effect.do);
}

function known() {
  const words = ['confirm', 'clipboard', 'mode', 'active', 'ping', 'new-code', 'new-code-record'];
  return fc
    .record({
      t: fc.constantFrom(...words),
      text: fc.string(),
      more: fc.boolean(),
      control: fc.boolean(),
      id: fc.nat(),
    })
    .map((message) => utf8(JSON.stringify(message)));
}

/** What brings a viewer to the answer. */
function arriving(socket = 1): HostEvent[] {
  return [
    { is: 'invited', url: 'wss://node', ticket: 'ticket' },
    { is: 'connected', socket },
    { is: 'text', socket, text: '{"t":"paired"}' },
    { is: 'message', socket, bytes: KE1 },
    { is: 'charged', attempt: socket, cred_id: 'x', record: 'r' },
  ];
}

/** A session whose viewer is in, and a way to say something to it. */
function opened(): { session: HostSession; port: HostCrypto; say: (plain: Uint8Array) => HostEffect[] } {
  const port = crypto();
  const session = beginHost(SETUP, port, 0);
  let number = 0;
  for (const event of [...arriving(), { is: 'message', socket: 1, bytes: KE3 } as const]) stepHost(session, event, 0);
  const key = session.joining?.keys?.incoming ?? new Uint8Array(32);
  const say = (plain: Uint8Array): HostEffect[] =>
    stepHost(session, { is: 'message', socket: 1, bytes: port.seal(key, nonceOf(number++), plain) }, 0);
  say(plainOf(2, writeControl({ t: 'confirm' })));
  stepHost(session, { is: 'given-back', attempt: 1, refusal: undefined }, 0);
  assert.ok(session.live);
  return { session, port, say };
}

/** Node's cryptography, with an OPAQUE that takes anything: the tests with the real one are the agent's. */
function crypto(): HostCrypto {
  return {
    hostKey: 'A'.repeat(43),
    start: () => ({ state: 'state', response: 'A'.repeat(427) }),
    finish: () => new Uint8Array(64),
    recordOf: () => 'record',
    register: () => 'A'.repeat(86),
    sha256: (bytes) => createHash('sha256').update(bytes).digest(),
    hkdf: (key, salt, info, length) => new Uint8Array(hkdfSync('sha256', key, salt, info, length)),
    seal(key, nonce, plain) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(key, nonce, sealed) {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
      decipher.setAuthTag(sealed.subarray(-16));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      } catch {
        return undefined;
      }
    },
    random: (length) => new Uint8Array(length),
  };
}
