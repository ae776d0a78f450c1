import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, mock, test } from 'node:test';
import { packed, rectangle, SCREEN, serverCutText, update } from '../../../packages/wire/test/rfb-talk.ts';
import { liveAgent, type LiveAgent } from './live-world.ts';
import { ASKING, until } from './node-viewer.ts';
import { nodeCrypto } from './viewer-crypto.ts';

const CANARY = 'the canary of the clipboard';
const WRONG = 'wrong horse battery';
const DAY_MS = 24 * 3_600_000;
let at: LiveAgent;

before(async () => {
  at = await liveAgent();
});
afterEach(async () => {
  rmSync(obstacleIn(at.state), { recursive: true, force: true });
  mock.timers.reset();
  at.agent().sessions.endAll('host-ended');
  for (const { lock_id } of at.agent().store.state().attempts.locks) at.server.tell({ t: 'unlock', lock_id });
  await until(() => at.agent().store.state().attempts.locks.length === 0, 'no lock is left');
});
after(() => at.stop());

test('an address that was not named at enrolment is not dialled, and the server hears so', async () => {
  const session_id = randomUUID();
  const ids = { person_id: randomUUID(), member_id: randomUUID(), grant_id: randomUUID(), cred_id: null };
  const rights = { control: true, clipboard_in: true, clipboard_out: true };
  const elsewhere = { url: 'ws://127.0.0.1:9/session/host', ticket: Buffer.alloc(32).toString('base64url') };
  const about = { session_id, ...ids, person_name: 'Eve', is_owner: false, rights, idle_ms: null };
  at.server.tell({ t: 'session', ...about, ...elsewhere });
  const refused = await at.server.hears('refused', (said) => said.session_id === session_id);
  assert.equal(refused.code, 'unlisted');
});

test('C8: with computer → viewer off, nothing of the computer’s clipboard reaches the viewer by either way; the other way goes on', async () => {
  const rights = { control: true, clipboard_in: true, clipboard_out: false };
  const [without, allowed] = [at.connect({ rights }), at.connect()];
  for (const viewer of [without, allowed]) {
    await viewer.sees('open-screen');
    await viewer.watch();
  }
  for (const end of at.screen.ends.slice(-2))
    end.write(
      Buffer.concat([serverCutText(Buffer.from(CANARY)), serverCutText(Buffer.from(CANARY), true), Uint8Array.of(2)]),
    );
  // What was in it before anybody could read it is told to nobody.
  const { looks } = at.screen;
  await until(() => at.screen.looks > looks + 1, 'the clipboard is watched');
  at.screen.copied = CANARY;
  assert.equal((await allowed.sees('clipboard')).text, CANARY, 'who may have it has it');
  without.take({ is: 'clipboard', text: 'from the viewer' });
  await until(() => at.screen.pasted.includes('from the viewer'), 'it is pasted');
  for (const viewer of [without, allowed]) assert.ok(!viewer.picture().includes(CANARY));
  assert.ok(!without.seen.some((effect) => effect.do === 'clipboard'));
});

test('C8: with viewer → computer off, nothing that a viewer copies reaches the computer', async () => {
  const rights = { control: true, clipboard_in: false, clipboard_out: true };
  const viewer = at.connect({ rights });
  await viewer.sees('open-screen');
  await viewer.watch();
  viewer.take({ is: 'clipboard', text: CANARY });
  // By the time what was said after it is answered it has come.
  viewer.take({ is: 'new-code', code: 'a code of my own' });
  await viewer.sees('code-set');
  assert.ok(!at.screen.pasted.includes(CANARY) && !at.screen.heard().includes(CANARY));
});

test('C11: typing keeps a session from being idle, though the page says nothing of it', async () => {
  const viewer = at.connect({ idle_ms: 1_500 });
  await viewer.sees('open-screen');
  await viewer.watch();
  for (let stroke = 0; stroke < 12; stroke++) {
    viewer.say(packed('1124', 4, stroke % 2, 0, 0x61));
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.equal(
    viewer.seen.some((effect) => effect.do === 'ended'),
    false,
  );
  assert.equal(await viewer.over(), 'idle', 'and nothing else does');
});

test('C7: an attempt that can’t be written down is not answered; one that can’t be given back opens nothing, and is told as no lock', async () => {
  const obstacle = obstacleIn(at.state);
  mkdirSync(obstacle);
  const viewer = at.connect();
  assert.equal(await viewer.over(), 'busy');
  assert.equal(viewer.seen.filter((effect) => effect.do === 'send').length, 1, 'it asked, and that was all');
  rmSync(obstacle, { recursive: true });

  // The disk fills up between the charge and the right code, which is sent when the answer is there.
  const plain = nodeCrypto('resume');
  const finish: typeof plain.finish = (login) => {
    mkdirSync(obstacle);
    return plain.finish(login);
  };
  const late = at.connect({}, { crypto: { ...plain, finish } });
  assert.equal(await late.over(), 'busy');
  rmSync(obstacle, { recursive: true });
  assert.equal(
    late.seen.some((effect) => effect.do === 'open-screen'),
    false,
  );
  assert.ok(
    at.log.some((line) => /could not be (written|given)/.test(line)),
    'whoever keeps the log can read why',
  );
  const next = at.connect();
  await next.sees('open-screen');
});

test('C7: who hangs up before the answer has had an attempt, told to the server; three of them lock', async () => {
  const person_id = randomUUID();
  const plain = nodeCrypto('resume');
  for (let fails = 1; fails <= 3; fails++) {
    // It asks once this has resolved, and is gone before anything else can happen.
    const start: typeof plain.start = (secret) => {
      setImmediate(() => viewer.take({ is: 'end' }));
      return plain.start(secret);
    };
    const viewer = at.connect({ person_id }, { crypto: { ...plain, start } });
    await at.server.hears('failed', (said) => said.person_id === person_id && said.fails === fails);
  }
  await at.server.hears('locked', (said) => said.person_id === person_id);
});

test('S5: wrong codes over eight sockets at once make one lock, told once; the right one is refused, whoever has it', async () => {
  const person_id = randomUUID();
  const before = at.server.said.length;
  const viewers = Array.from({ length: 8 }, () => at.connect({ person_id, code: WRONG }));
  const ends = await Promise.all(viewers.map((viewer) => viewer.over()));
  assert.ok(ends.filter((end) => end === 'wrong-code').length <= 3, ends.join());
  await at.server.hears('locked', (said) => said.person_id === person_id);
  const mine = at.server.said.slice(before).filter((said) => 'person_id' in said && said.person_id === person_id);
  assert.equal(mine.filter(({ t }) => t === 'locked').length, 1);
  assert.equal(mine.filter(({ t }) => t === 'failed').length, 3);
  assert.equal(await at.connect({ person_id }).over(), 'locked');
  assert.equal(await at.connect().over(), 'locked');
});

test('C7: neither a clock that is moved, nor a restart, a revocation and a new grant give an attempt back', async () => {
  const person_id = randomUUID();
  const grant_id = randomUUID();
  const now = Date.now();
  assert.equal(await at.connect({ person_id, grant_id, code: WRONG }).over(), 'wrong-code');
  mock.timers.enable({ apis: ['Date'], now: now + 400 * DAY_MS });
  const revoked = [{ grant_id, person_id, cred_id: null }];
  at.server.tell({ t: 'grants', revision: 5, base_cred_id: null, items: revoked, is_last: true });
  await at.server.hears('acknowledged', ({ revision }) => revision === 5);
  assert.equal(await at.connect({ person_id, code: WRONG }).over(), 'wrong-code');
  await at.server.hears('failed', (said) => said.person_id === person_id && said.fails === 2);
  mock.timers.setTime(now - 400 * DAY_MS > 0 ? now : 0);
  await at.restart();
  assert.equal(await at.connect({ person_id, code: WRONG }).over(), 'wrong-code');
  const lock = await at.server.hears('locked', (said) => said.person_id === person_id);
  assert.equal(await at.connect().over(), 'locked');
  at.server.tell({ t: 'unlock', lock_id: randomUUID() });
  assert.equal(await at.connect().over(), 'locked', 'an unlock of another lock lifts nothing');
  at.server.tell({ t: 'unlock', lock_id: lock.lock_id });
  await at.server.hears('unlocked', (said) => said.lock_id === lock.lock_id);
  await at.connect().sees('open-screen');
});

test('S6: revoking ends the live session, and the copy is off the disk before that is acknowledged', async () => {
  const viewer = at.connect();
  const { grant_id, person_id } = viewer.about;
  await viewer.sees('open-screen');
  await until(() => readFileSync(join(at.state, 'codes.json'), 'utf8').includes(grant_id), 'the copy is there');
  const items = [{ grant_id, person_id, cred_id: null }];
  at.server.tell({ t: 'grants', revision: 9, base_cred_id: null, items, is_last: true });
  assert.equal(await viewer.over(), 'revoked');
  await at.server.hears('acknowledged', ({ revision }) => revision === 9);
  assert.ok(!readFileSync(join(at.state, 'codes.json'), 'utf8').includes(grant_id));
});

test('a VNC server that dies in a session ends it plainly on both sides, and the next session is served', async () => {
  const viewer = at.connect();
  await viewer.sees('open-screen');
  await viewer.watch();
  at.screen.ends.at(-1)?.destroy();
  assert.equal(await viewer.over(), 'no-screen');
  const ended = await at.server.hears('ended', (said) => said.session_id === viewer.about.session_id);
  assert.equal(ended.reason, 'no-screen');
  await at.connect().sees('open-screen');
});

test('a VNC server that stalls in a session can be left at both ends, and keeps nobody else waiting', async () => {
  const [viewer, other] = [at.connect(), at.connect()];
  for (const one of [viewer, other]) {
    await one.sees('open-screen');
    await one.watch();
  }
  at.screen.ends.at(-2)?.pause();
  viewer.say(ASKING);
  viewer.take({ is: 'end' });
  await at.server.hears('ended', (said) => said.session_id === viewer.about.session_id);
  const before = other.seen.filter((effect) => effect.do === 'screen').length;
  other.say(ASKING);
  await other.sees('screen', before + 1);
});

test('a VNC server that never says a word ends the session as one without a screen', async () => {
  at.screen.isSilent = true;
  const viewer = at.connect();
  assert.equal(await viewer.over(), 'no-screen');
  at.screen.isSilent = false;
});

test('a hostile VNC server ends its own session: huge rectangles, broken lengths, unheard-of messages', async () => {
  const everything = [0, 0, SCREEN.width, SCREEN.height] as const;
  const attacks: Record<string, Uint8Array> = {
    'a rectangle beyond the screen': update(rectangle(0, [0, 0, 65_535, 65_535])),
    'a screen of four thousand million pixels': update(rectangle(-223, [0, 0, 65_535, 65_535])),
    'a screen without pixels': update(rectangle(-223, [0, 0, 0, 0])),
    'compressed bytes without end': update(rectangle(16, everything, packed('4', 0xffff_ffff))),
    'a pointer as large as a house': update(rectangle(-239, [0, 0, 65_535, 65_535])),
    'a clipboard longer than any': packed('1124', 3, 0, 0, 2 ** 24 + 1),
    'an encoding nobody asked for': update(rectangle(50, everything)),
    'a message nobody knows': Uint8Array.of(99),
  };
  for (const [what, bytes] of Object.entries(attacks)) {
    const viewer = at.connect();
    await viewer.sees('open-screen');
    await viewer.watch();
    await until(() => viewer.picture().length > SCREEN.width * SCREEN.height * 4, 'the whole picture');
    const shown = viewer.picture().length;
    at.screen.ends.at(-1)?.write(bytes);
    assert.equal(await viewer.over(), 'no-screen', what);
    assert.ok(viewer.picture().length - shown < 1_000, `${what}: nothing of it gets through`);
  }
});

test('clipboards without end of a VNC server are not kept, and what comes after them is shown', async () => {
  const viewer = at.connect();
  await viewer.sees('open-screen');
  await viewer.watch();
  const end = at.screen.ends.at(-1)!;
  await until(() => viewer.picture().length > SCREEN.width * SCREEN.height * 4, 'the whole picture');
  const shown = viewer.picture().length;
  const longest = serverCutText(Buffer.alloc(2 ** 24, CANARY));
  for (let nth = 0; nth < 8; nth++) if (!end.write(longest)) await once(end, 'drain');
  end.write(Uint8Array.of(2));
  await until(() => viewer.picture().length > shown, 'the bell rings');
  assert.equal(viewer.picture().length, shown + 1);
});

/** What stands in the way of every write of the counters: a full disk, as far as the agent can tell. */
function obstacleIn(state: string): string {
  return join(state, '.counters.json.new');
}
