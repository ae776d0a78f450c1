import assert from 'node:assert/strict';
import crypto, { type CipherGCM } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { after, before, test } from 'node:test';
import { liveAgent, type LiveAgent } from './live-world.ts';

const SOCKETS = ['/session/viewer', '/session/host'] as const;
const DIRECTIONS = ['coming', 'going'] as const;
const CUTS_EACH = 50;
/** Of a first handshake: each costs an attempt, and a computer takes thirty a day. */
const FIRST_CUTS_EACH = 8;

/** Every (key, nonce) that either side has sealed with. */
const sealed = new Set<string>();
const { createCipheriv } = crypto;
let at: LiveAgent;

before(async () => {
  crypto.createCipheriv = ((name: string, key: Uint8Array, nonce: Uint8Array): CipherGCM => {
    const pair = `${Buffer.from(key).toString('hex')}/${Buffer.from(nonce).toString('hex')}`;
    if (sealed.has(pair)) throw new Error('a key and a nonce were used twice');
    sealed.add(pair);
    return createCipheriv(name as 'aes-256-gcm', key, nonce);
  }) as typeof crypto.createCipheriv;
  syncBuiltinESMExports();
  at = await liveAgent();
});
after(async () => {
  crypto.createCipheriv = createCipheriv;
  syncBuiltinESMExports();
  await at.stop();
});

test('C4: a connection that breaks at any byte of a return, on either side and in either direction, heals', async () => {
  const viewer = at.connect({}, { isHasty: true });
  await viewer.sees('open-screen');
  let opened = 1;
  at.server.lengths.clear();
  viewer.drop();
  await viewer.sees('open-screen', ++opened);
  const lengths = new Map(at.server.lengths);
  for (const path of SOCKETS)
    for (const of of DIRECTIONS) {
      const length = lengths.get(`${path} ${of}`) ?? 0;
      assert.ok(length > 300, `${path} ${of} carries a handshake: ${length}`);
      for (let nth = 0; nth < CUTS_EACH; nth++) {
        at.server.cutNext({ path, of, at: Math.floor((length * nth) / CUTS_EACH) });
        viewer.drop();
        await viewer.sees('open-screen', ++opened);
        opened = viewer.seen.filter((effect) => effect.do === 'open-screen').length;
      }
    }
  await viewer.watch();
  assert.equal(
    viewer.seen.some((effect) => effect.do === 'ended'),
    false,
  );
  assert.equal(at.agent().sessions.present().length, 1);
  viewer.take({ is: 'end' });
  await at.server.hears('ended');
  assert.ok(sealed.size > 4 * CUTS_EACH);
});

test('C4, C7: a connection that breaks at any byte of a first handshake heals by the code, and leaves nothing charged', async () => {
  for (const path of SOCKETS)
    for (const of of DIRECTIONS)
      for (let nth = 0; nth < FIRST_CUTS_EACH; nth++) {
        // A host that never joins is asked again after half a minute only.
        const joined = path === '/session/host' && of === 'coming' ? 450 : 150;
        at.server.cutNext({ path, of, at: joined + 150 * nth });
        const viewer = at.connect({}, { isHasty: true });
        await viewer.sees('open-screen');
        await viewer.watch();
        viewer.take({ is: 'end' });
        await viewer.over();
      }
  const { pending, counts } = at.agent().store.state().attempts;
  assert.deepEqual([pending, counts], [[], []]);
});
