import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bootIdOf } from '../src/facts.ts';
import { liveAgent, type LiveAgent } from './live-world.ts';
import { until } from './node-viewer.ts';

let at: LiveAgent;

before(async () => {
  at = await liveAgent();
});
after(() => at.stop());

test('C4: where a session falls silent the agent finds out at once that its control socket did too, and the session is back within its 20 s', async () => {
  const viewer = at.connect();
  await viewer.watch();
  at.server.hush();
  await viewer.sees('open-screen', 2);
  assert.ok(at.log.includes('The server is out of reach: silence.'));
  await viewer.watch();
  viewer.take({ is: 'end' });
  await at.server.hears('ended');
});

test('C4: a session that breaks while the server still answers leaves the control socket alone', async () => {
  const welcomes = (): number => at.log.filter((line) => line === 'In touch with the server.').length;
  const before_ = welcomes();
  const viewer = at.connect({}, { isHasty: true });
  await viewer.sees('open-screen');
  viewer.drop();
  await viewer.sees('open-screen', 2);
  assert.equal(welcomes(), before_);
  viewer.take({ is: 'end' });
  await viewer.over();
  await until(() => at.agent().sessions.present().length === 0, 'nobody is in');
});

test('C4: a first dial of the agent that breaks before there is a pair is made again at once, and nobody waits for half a minute', async () => {
  for (const cut of [0, 60, 200]) {
    at.server.cutNext({ path: '/session/host', of: 'coming', at: cut });
    const viewer = at.connect();
    await viewer.sees('open-screen');
    assert.equal(viewer.seen.filter((effect) => effect.do === 'dial').length, 1, 'the viewer notices nothing');
    viewer.take({ is: 'end' });
    await viewer.over();
  }
});

test('C11: an agent names the start of its machine where that tells, the same each time, and otherwise says that it is its own', () => {
  assert.equal(bootIdOf('linux'), bootIdOf('linux'));
  assert.match(bootIdOf('linux'), /^[0-9a-f-]{36}$/);
  // There is no such program here.
  assert.match(bootIdOf('darwin'), /^agent:[0-9a-f-]{36}$/);
});
