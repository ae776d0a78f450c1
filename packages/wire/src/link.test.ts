import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { base64url } from './bytes.ts';
import type { Facts } from './hello.ts';
import type { AgentMessage } from './link-messages.ts';
import {
  AWAITED_GREETING_MS,
  AWAITED_PAUSE_MS,
  DOUBT_MS,
  FIRST_PAUSE_MS,
  type LinkEffect,
  type LinkInput,
  LONGEST_PAUSE_MS,
  newLink,
  SILENCE_MS,
  stepLink,
  wakeAt,
} from './link.ts';

const uuid = '018f0000-0000-7000-8000-000000000001';
const nonce = base64url(new Uint8Array(32).fill(1));
const facts: Facts = {
  hostname: 'a',
  os: 'b',
  agent_version: '1',
  user: null,
  screen: null,
  problem: null,
  base_cred_id: null,
  locks: [],
};
const challenge = JSON.stringify({ t: 'challenge', versions: [1, 2], nonce });
const welcome = JSON.stringify({
  t: 'welcome',
  version: 1,
  now: 1,
  account: 'A',
  computer: 'C',
  is_approved: true,
  owner: null,
  lock_only_person: false,
  locks_cleared: [],
  grant_revision: 0,
});
const signed: LinkInput = {
  is: 'signed',
  nonce,
  claims: {
    computer_id: uuid,
    agent_nonce: nonce,
    boot_id: uuid,
    counter: 1,
    signature: base64url(new Uint8Array(64)),
  },
};
const unlocked: AgentMessage = { t: 'unlocked', lock_id: uuid };

test('an agent dials, answers the challenge with what was signed for it, and is welcome', () => {
  const agent = agentOf();
  assert.deepEqual(agent.give({ is: 'tick' }), ['dial 1']);
  assert.deepEqual(agent.hear(challenge), ['sign']);
  assert.deepEqual(agent.give(signed), ['send hello']);
  assert.deepEqual(agent.hear(welcome), ['welcome']);
  assert.deepEqual(agent.hear(JSON.stringify({ t: 'approved' })), ['message approved']);
});

test('what was signed for a socket that is gone is not sent on the next one', () => {
  const agent = agentOf();
  agent.give({ is: 'tick' });
  agent.hear(challenge);
  agent.give({ is: 'closed', dial: 1 });
  agent.wait(5_000);
  assert.deepEqual(agent.give({ is: 'tick' }), ['dial 2']);
  assert.deepEqual(agent.give(signed), []);
  assert.deepEqual(agent.give({ is: 'text', dial: 1, text: welcome }), [], 'nor is an old socket heard');
});

test('a doubted server is pinged once; any sign of life keeps it, and without one within 3 s it is given up', () => {
  const agent = agentOf();
  assert.deepEqual(agent.give({ is: 'doubt' }), [], 'before the welcome there are other clocks');
  agent.meet();
  assert.deepEqual(agent.give({ is: 'doubt' }), ['ping 1']);
  agent.give({ is: 'ping', dial: 1 });
  agent.wait(DOUBT_MS);
  assert.deepEqual([agent.give({ is: 'tick' }), agent.give({ is: 'doubt' })], [[], ['ping 1']]);
  assert.deepEqual(agent.give({ is: 'doubt' }), [], 'a hundred sessions that break doubt it once');
  assert.equal(agent.untilDue(), DOUBT_MS);
  agent.wait(DOUBT_MS);
  assert.deepEqual(agent.give({ is: 'tick' }), ['lost silence', 'hang-up 1']);
});

test('it comes back after 1 s, doubling to 6 s while a restart may last, then to 60 s, each pause times 0.5 to 1.5', () => {
  const agent = agentOf();
  const pauses: number[] = [];
  for (let tries = 0; tries < 15; tries++) {
    assert.deepEqual(agent.give({ is: 'tick' }), [`dial ${tries + 1}`]);
    agent.give({ is: 'closed', dial: tries + 1 }, tries % 2 === 0 ? 0 : 0.999_999);
    pauses.push(agent.untilDue());
    agent.wait(agent.untilDue());
  }
  const doubled = [1, 2, 4, 6, 6, 6, 6, 6, 6, 6, 12, 24, 48, 60, 60].map((seconds) => seconds * 1_000);
  for (const [index, pause] of pauses.entries()) {
    const expected = (doubled[index] ?? 0) * (index % 2 === 0 ? 0.5 : 1.5);
    assert.ok(Math.abs(pause - expected) < 1, `${pause} for ${expected}`);
  }
});

test('while a session waits for its way back it dials again and again, and is patient with none that hangs', () => {
  let { link } = stepLink(newLink(facts, 0), { is: 'tick' }, { now: 0, random: 0.5, isAwaited: true });
  let now = 0;
  for (let dial = 1; dial < 8; dial++) {
    if (dial % 2 === 0) now += AWAITED_GREETING_MS;
    const end = dial % 2 === 0 ? ({ is: 'tick' } as const) : ({ is: 'closed', dial } as const);
    ({ link } = stepLink(link, end, { now, random: 0.999_999, isAwaited: true }));
    assert.ok((wakeAt(link) ?? 0) - now <= 1.5 * AWAITED_PAUSE_MS);
    now = wakeAt(link) ?? 0;
    ({ link } = stepLink(link, { is: 'tick' }, { now, random: 0.5, isAwaited: true }));
    assert.equal(link.dial, dial + 1);
  }
});

test('a link that held comes back after 1 s again, one that was dropped right after the welcome does not', () => {
  const steady = agentOf();
  steady.meet();
  steady.wait(10_000);
  steady.give({ is: 'closed', dial: 1 }, 0.5);
  assert.equal(steady.untilDue(), FIRST_PAUSE_MS);
  const shaky = agentOf();
  for (const dial of [1, 2, 3]) {
    shaky.meet();
    shaky.give({ is: 'closed', dial }, 0.5);
    assert.equal(shaky.untilDue(), FIRST_PAUSE_MS * 2 ** (dial - 1));
    shaky.wait(shaky.untilDue());
  }
});

test('who hears nothing for 60 s hangs up; a ping is a sign of life', () => {
  const agent = agentOf();
  agent.meet();
  agent.wait(SILENCE_MS - 1);
  agent.give({ is: 'ping', dial: 1 });
  agent.wait(SILENCE_MS - 1);
  assert.deepEqual(agent.give({ is: 'tick' }), []);
  agent.wait(1);
  assert.deepEqual(agent.give({ is: 'tick' }), ['lost silence', 'hang-up 1']);
});

test('a server that takes the connection and says nothing is given up after 30 s', () => {
  const agent = agentOf();
  agent.give({ is: 'tick' });
  assert.equal(agent.untilDue(), 30_000);
  agent.wait(30_000);
  assert.deepEqual(agent.give({ is: 'tick' }), ['lost silence', 'hang-up 1']);
});

test('facts go out when something changed, at most once a second, and the last state always does', () => {
  const agent = agentOf();
  agent.meet();
  assert.deepEqual(agent.give({ is: 'facts', facts }), [], 'nothing changed');
  agent.wait(1_000);
  assert.deepEqual(agent.give({ is: 'facts', facts: { ...facts, user: 'ann' } }), ['send facts']);
  for (const user of ['bob', 'eve', 'ann'])
    assert.deepEqual(agent.give({ is: 'facts', facts: { ...facts, user } }), []);
  agent.give({ is: 'facts', facts: { ...facts, user: 'bob' } });
  assert.equal(agent.untilDue(), 1_000);
  agent.wait(1_000);
  assert.deepEqual(agent.give({ is: 'tick' }), ['send facts']);
  assert.deepEqual(agent.give({ is: 'tick' }), []);
});

test('what is said while the link is down is sent after the welcome, in order and bounded', () => {
  const agent = agentOf();
  for (let said = 0; said < 300; said++) assert.deepEqual(agent.give({ is: 'say', message: unlocked }), []);
  assert.deepEqual(agent.meet(), ['welcome', ...Array.from({ length: 256 }, () => 'send unlocked')]);
  assert.deepEqual(agent.give({ is: 'say', message: unlocked }), ['send unlocked']);
});

test('a refusal slows the agent down; only “removed” stops it', () => {
  for (const code of ['bad-signature', 'unknown-computer', 'quarantined', 'version']) {
    const agent = agentOf();
    agent.greet();
    assert.deepEqual(agent.hear(JSON.stringify({ t: 'refused', code }), 0.5), [`refused ${code}`, 'hang-up 1']);
    assert.equal(agent.untilDue(), LONGEST_PAUSE_MS);
  }
  const agent = agentOf();
  agent.greet();
  assert.deepEqual(agent.hear(JSON.stringify({ t: 'refused', code: 'removed' })), ['refused removed', 'hang-up 1']);
  assert.equal(wakeAt(agent.link()), undefined);
});

test('on “removed” the agent is told, hangs up and stops', () => {
  const agent = agentOf();
  agent.meet();
  assert.deepEqual(agent.hear(JSON.stringify({ t: 'removed' })), ['message removed', 'hang-up 1']);
  assert.deepEqual([agent.give({ is: 'tick' }), wakeAt(agent.link())], [[], undefined]);
});

test('a server that knows no common version is tried again rarely', () => {
  const agent = agentOf();
  agent.give({ is: 'tick' });
  assert.deepEqual(agent.hear(JSON.stringify({ t: 'challenge', versions: [7], nonce }), 0.5), [
    'lost version',
    'hang-up 1',
  ]);
  assert.equal(agent.untilDue(), LONGEST_PAUSE_MS);
});

test('a misshapen or unexpected message ends the socket, an unknown one is ignored', () => {
  const greeted = agentOf();
  greeted.greet();
  assert.deepEqual(greeted.hear('{"t":"later"}'), []);
  assert.deepEqual(greeted.hear('{"t":"approved"}'), ['lost unexpected', 'hang-up 1'], 'before the welcome');
  const met = agentOf();
  met.meet();
  assert.deepEqual(met.hear(welcome), ['lost unexpected', 'hang-up 1']);
  const other = agentOf();
  other.meet();
  assert.deepEqual(other.hear('{"t":"unlock"}'), ['lost misshapen', 'hang-up 1']);
});

test('whatever comes in whatever order, the link never throws, never grows, and always has a next moment or has stopped', () => {
  const text = fc.oneof(
    fc.constantFrom(
      challenge,
      welcome,
      '{"t":"approved"}',
      '{"t":"later"}',
      '{"t":"refused","code":"version"}',
      '{"t":"unlock"}',
      'x',
    ),
    fc.json(),
  );
  const dial = fc.nat(4);
  const input: fc.Arbitrary<LinkInput> = fc.oneof(
    fc.record({ is: fc.constantFrom('opened' as const, 'ping' as const, 'closed' as const), dial }),
    fc.record({ is: fc.constant('text' as const), dial, text }),
    fc.constantFrom<LinkInput>(signed, { is: 'tick' }, { is: 'say', message: unlocked }),
    fc.string({ maxLength: 3 }).map((user): LinkInput => ({ is: 'facts', facts: { ...facts, user } })),
  );
  const moved = fc.tuple(input, fc.nat(70_000), fc.double({ min: 0, max: 0.999, noNaN: true }));
  fc.assert(
    fc.property(fc.array(moved, { maxLength: 300, size: 'max' }), (inputs) => {
      let link = newLink(facts, 0);
      let now = 0;
      for (const [one, later, random] of inputs) {
        now += later;
        const before = link.phase;
        const step = stepLink(link, one, { now, random });
        ({ link } = step);
        const due = wakeAt(link);
        assert.ok(due !== undefined && due <= now + 1.5 * LONGEST_PAUSE_MS);
        assert.ok(link.outbox.length <= 256);
        const dials = step.effects.filter((effect) => effect.do === 'dial').length;
        assert.ok(dials === 0 || (dials === 1 && before === 'waiting'), 'one socket at a time');
      }
    }),
    { numRuns: 200 },
  );
});

/** An agent with a clock, that says its effects in words. */
function agentOf() {
  let link = newLink(facts, 0);
  let now = 0;
  const give = (input: LinkInput, random = 0.5): string[] => {
    const step = stepLink(link, input, { now, random });
    ({ link } = step);
    return step.effects.map(wordsOf);
  };
  const hear = (text: string, random?: number): string[] => give({ is: 'text', dial: link.dial, text }, random);
  const greet = (): void => {
    give({ is: 'tick' });
    give({ is: 'opened', dial: link.dial });
    hear(challenge);
    give(signed);
  };
  const meet = (): string[] => {
    greet();
    return hear(welcome);
  };
  return {
    give,
    hear,
    greet,
    meet,
    wait: (ms: number) => (now += ms),
    untilDue: () => (wakeAt(link) ?? Infinity) - now,
    link: () => link,
  };
}

function wordsOf(effect: LinkEffect): string {
  if (effect.do === 'send') return `send ${(JSON.parse(effect.text) as { t: string }).t}`;
  if (effect.do === 'message') return `message ${effect.message.t}`;
  if (effect.do === 'dial' || effect.do === 'hang-up' || effect.do === 'ping') return `${effect.do} ${effect.dial}`;
  if (effect.do === 'lost') return `lost ${effect.why}`;
  return effect.do === 'refused' ? `refused ${effect.code}` : effect.do;
}
