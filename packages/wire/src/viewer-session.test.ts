import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textOf, utf8 } from './bytes.ts';
import { writeControl } from './control.ts';
import { plainOf, WINDOW_MS } from './record.ts';
import { beginViewer, stepViewer } from './viewer-session.ts';
import { driveViewer, type ViewerCrypto } from './viewer-session-driver.ts';
import type { Lane, ViewerEffect, ViewerEvent, ViewerSession } from './viewer-session-state.ts';
import { FINISH_MS, IDLE_WARNING_MS, inTurn } from './viewer-session-state.ts';

const SETUP = { session_id: 's', computer_id: 'c', person_id: 'p', grant_id: 'g', code: 'secret', pinned: undefined };
const KE2 = utf8(JSON.stringify({ t: 'ke2', host_key: 'A'.repeat(43), response: 'A'.repeat(427) }));
const OUTCOME = { finish: 'A'.repeat(86), hostKey: 'A'.repeat(43), resume: 'R' };
const RIGHTS = { control: true, clipboard_in: true, clipboard_out: true };
const OPENED = writeControl({ t: 'opened', epoch: 0, rights: RIGHTS, people: [], screen: '', idle_ms: null });

test('whatever comes from outside, in whatever order, nothing throws and the state stays small', () => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.constant(KE2), fc.json().map(utf8));
  const socket = fc.integer({ min: 0, max: 3 });
  const number = fc.integer({ min: -1, max: 5 });
  const plain = fc.oneof(fc.constant(undefined), bytes, fc.constant(plainOf(2, OPENED)));
  const event: fc.Arbitrary<ViewerEvent> = fc.oneof(
    fc.record({ is: fc.constant('connected'), socket, ticket: fc.string() }),
    fc.record({ is: fc.constant('text'), socket, text: fc.oneof(fc.string(), fc.constant('{"t":"paired"}')) }),
    fc.record({ is: fc.constant('message'), socket, bytes }),
    fc.record({ is: fc.constant('closed'), socket }),
    fc.record({ is: fc.constant('started'), socket, state: fc.string(), request: fc.string() }),
    fc.record({ is: fc.constant('finished'), socket, outcome: fc.constantFrom(undefined, OUTCOME) }),
    fc.record({ is: fc.constant('sealed'), socket, number, bytes }),
    fc.record({ is: fc.constant('unsealed'), socket, number, plain }),
    fc.record({ is: fc.constant('screen'), socket, bytes }),
    fc.record({ is: fc.constant('clipboard'), text: fc.string() }),
    fc.record({ is: fc.constant('new-code'), code: fc.string() }),
    fc.record({ is: fc.constantFrom('input', 'tick') }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.nat({ max: 2000 })), { maxLength: 80 }), (all) => {
      const session = beginViewer(SETUP, 0);
      stepViewer(session, { is: 'tick' }, 0);
      let now = 0;
      for (const [one, ms] of all) stepViewer(session, one, (now += ms));
      assert.ok(JSON.stringify(session).length < 10_000);
      assert.ok((session.link?.incoming.waiting.size ?? 0) <= 80);
    }),
    { numRuns: 1000 },
  );
});

test('answers come out in the order of their numbers, each once, whatever order they come in', () => {
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
  fc.assert(
    fc.property(order, fc.array(fc.integer({ min: -2, max: 12 })), (numbers, strays) => {
      const lane: Lane<number> = { taken: 8, released: 0, waiting: new Map() };
      const out = numbers.flatMap((number, index) => [
        ...inTurn(lane, number, number),
        ...inTurn(lane, (strays[index] ?? -1) > 7 ? 99 : -1, 99),
      ]);
      assert.deepEqual(out, [0, 1, 2, 3, 4, 5, 6, 7]);
      assert.equal(lane.waiting.size, 0);
    }),
  );
});

test('the reason in the last record is heard although the socket closes before it is opened', () => {
  const session = opened();
  stepViewer(session, { is: 'message', socket: 1, bytes: new Uint8Array(40) }, 0);
  assert.deepEqual(stepViewer(session, { is: 'closed', socket: 1 }, 0), []);
  const plain = plainOf(2, writeControl({ t: 'ended', reason: 'revoked' }));
  const effects = stepViewer(session, { is: 'unsealed', socket: 1, number: 1, plain }, 0);
  assert.deepEqual(effects.at(-1), { do: 'ended', end: { reason: 'revoked' } });
});

test('no record but the confirm leaves before the host has opened, and then at once a second one', () => {
  const session = asking();
  const sent = [
    { is: 'screen', socket: 1, bytes: utf8('x') } as const,
    { is: 'clipboard', text: 'x' } as const,
    { is: 'input' } as const,
  ];
  for (const event of sent) assert.deepEqual(stepViewer(session, event, 2000), []);
  assert.equal(session.link?.outgoing.taken, 1);
  enter(session);
  assert.equal(session.link.outgoing.taken, 2);
});

test('the code is forgotten once the session is open, and everything once it is over', () => {
  const session = opened();
  assert.equal(session.code, undefined);
  assert.deepEqual(session.resume, { epoch: 1, secret: 'R' });
  stepViewer(session, { is: 'over', reason: 'revoked' }, 0);
  assert.equal(session.resume, undefined);
});

test('a code is offered twice at most without a success: each time costs an attempt', () => {
  const session = beginViewer(SETUP, 0);
  let runs = 0;
  let now = 0;
  let effects = stepViewer(session, { is: 'tick' }, 0);
  for (let turn = 0; turn < 10 && !session.isOver; turn++) {
    const socket = session.sockets;
    effects = [
      ...stepViewer(session, { is: 'connected', socket, ticket: 't' }, now),
      ...stepViewer(session, { is: 'text', socket, text: '{"t":"paired"}' }, now),
    ];
    runs += effects.filter((effect) => effect.do === 'start').length;
    stepViewer(session, { is: 'closed', socket }, now);
    stepViewer(session, { is: 'tick' }, (now += 1000));
  }
  assert.equal(runs, 2);
  assert.equal(session.isOver, true);
});

test('a hidden tab, whose timers hardly come, answers with each record that it hears', () => {
  const session = opened();
  stepViewer(session, { is: 'message', socket: 1, bytes: new Uint8Array(17) }, 1500);
  stepViewer(session, { is: 'unsealed', socket: 1, number: 1, plain: plainOf(3, utf8('')) }, 1500);
  assert.equal(session.lastHeard, 1500);
  assert.equal(session.link?.lastSent, 1500);
});

test('what cannot come back is over after the window, whatever it hangs in, and an answer under way gets a moment more', () => {
  const stages: ViewerEvent[][] = [
    [],
    [{ is: 'connected', socket: 2, ticket: 't' }],
    [
      { is: 'connected', socket: 2, ticket: 't' },
      { is: 'text', socket: 2, text: '{"t":"paired"}' },
    ],
  ];
  const started: ViewerEvent = { is: 'started', socket: 2, state: '', request: 'A'.repeat(128) };
  const asked = [...(stages[2] ?? []), started];
  for (const [events, ends] of [
    ...stages.map((one) => [one, WINDOW_MS + 1] as const),
    [asked, WINDOW_MS + FINISH_MS + 1] as const,
  ]) {
    const session = opened();
    stepViewer(session, { is: 'closed', socket: 1 }, 17_000);
    stepViewer(session, { is: 'tick' }, 17_500);
    for (const event of events) stepViewer(session, event, 17_600);
    let now = 17_600;
    while (!session.isOver && now < 60_000)
      stepViewer(session, { is: 'tick' }, (now = Math.max(now + 1, session.alarm ?? 0)));
    assert.equal(now, ends);
  }
});

test('who leaves a session alone is warned before it ends, and any sign takes the warning back (C11)', () => {
  const session = opened(900_000);
  const idle: (number | undefined)[] = [];
  const hear = (event: ViewerEvent, now: number): void => {
    session.lastHeard = now;
    for (const effect of stepViewer(session, event, now)) if (effect.do === 'idle') idle.push(effect.ms);
  };
  for (let now = 0; now < 850_000; now += 1000) hear({ is: 'tick' }, now);
  assert.deepEqual(idle, [IDLE_WARNING_MS]);
  hear({ is: 'input' }, 850_000);
  assert.deepEqual(idle, [IDLE_WARNING_MS, undefined]);
  for (let now = 851_000; now < 1_700_000; now += 1000) hear({ is: 'tick' }, now);
  assert.deepEqual(idle, [IDLE_WARNING_MS, undefined, IDLE_WARNING_MS]);
});

test('a session with a short time-out warns when half of it is over, one without never', () => {
  for (const [idleMs, count] of [
    [60_000, 1],
    [null, 0],
  ] as const) {
    const session = opened(idleMs);
    session.lastHeard = 30_000;
    const warned = stepViewer(session, { is: 'tick' }, 30_000).filter((effect) => effect.do === 'idle');
    assert.deepEqual(warned, count === 0 ? [] : [{ do: 'idle', ms: 30_000 }]);
  }
});

test('a browser that can’t do the cryptography says so instead of waiting', async () => {
  const seen: ViewerEffect[] = [];
  const broken = { start: () => Promise.reject(new Error('no worker')) } as unknown as ViewerCrypto<string>;
  const take = driveViewer(SETUP, broken, { now: () => 0, perform: (effect) => void seen.push(effect) });
  take({ is: 'connected', socket: 1, ticket: 't' });
  take({ is: 'text', socket: 1, text: '{"t":"paired"}' });
  await new Promise(setImmediate);
  assert.deepEqual(seen.at(-1), { do: 'ended', end: { reason: 'no-crypto' } });
});

/** A session that has sent its confirm. */
function asking(): ViewerSession {
  const session = beginViewer(SETUP, 0);
  const events: ViewerEvent[] = [
    { is: 'tick' },
    { is: 'connected', socket: 1, ticket: 't' },
    { is: 'text', socket: 1, text: '{"t":"paired"}' },
    { is: 'started', socket: 1, state: 'state', request: 'A'.repeat(128) },
    { is: 'message', socket: 1, bytes: KE2 },
    { is: 'finished', socket: 1, outcome: OUTCOME },
  ];
  for (const event of events) stepViewer(session, event, 0);
  return session;
}

function enter(session: ViewerSession, idle_ms: number | null = null): void {
  const said = writeControl({ t: 'opened', epoch: 0, rights: RIGHTS, people: [], screen: '', idle_ms });
  stepViewer(session, { is: 'message', socket: 1, bytes: new Uint8Array(40) }, 0);
  const effects = stepViewer(session, { is: 'unsealed', socket: 1, number: 0, plain: plainOf(2, said) }, 0);
  assert.ok(
    effects.some((effect) => effect.do === 'open-screen'),
    textOf(said),
  );
}

function opened(idleMs: number | null = null): ViewerSession {
  const session = asking();
  enter(session, idleMs);
  return session;
}
