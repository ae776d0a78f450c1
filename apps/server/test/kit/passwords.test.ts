import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { BusyError, PRODUCTION_COST, foldPassword, passwordKit } from '../../src/kit/passwords.ts';

const CHEAP = { memoryCost: 64, timeCost: 1 };

describe('a password', () => {
  const kit = passwordKit({ cost: CHEAP });

  it('is right or wrong, and hashed differently every time', async () => {
    const [one, two] = await Promise.all([kit.hashPassword('correct horse 9'), kit.hashPassword('correct horse 9')]);
    assert.notEqual(one, two);
    assert.equal(await kit.verifyPassword(one, 'correct horse 9'), true);
    assert.equal(await kit.verifyPassword(one, 'correct horse 8'), false);
    assert.equal(await kit.verifyPassword(one, 'Correct horse 9'), false);
  });

  it('is hashed with Argon2id at 19 MiB and two passes', async () => {
    const hash = await passwordKit().hashPassword('correct horse 9');
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.deepEqual(PRODUCTION_COST, { memoryCost: 19_456, timeCost: 2 });
  });

  it('is the same typed on another system: composed or not, whatever the space (RFC 8265)', async () => {
    const hash = await kit.hashPassword('caf\u00e9 au lait 1');
    assert.equal(await kit.verifyPassword(hash, 'cafe\u0301\u00a0au\u3000lait 1'), true);
    assert.notEqual(foldPassword('ﬁ1'), foldPassword('fi1'));
    assert.equal(foldPassword(' Kept As It Is! '), ' Kept As It Is! ');
  });

  it('for an address without a person is never right and costs the same', async () => {
    const real = passwordKit();
    const known = await real.hashPassword('correct horse 9');
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let round = 0; round < 9; round++) {
      times.known.push(await elapsed(() => real.verifyPassword(known, 'wrong')));
      times.unknown.push(await elapsed(() => real.dummyVerify('wrong')));
    }
    const ratio = Math.min(...times.unknown) / Math.min(...times.known);
    assert.ok(ratio > 0.5 && ratio < 2, `${ratio}`);
    assert.equal(await real.dummyVerify('correct horse 9'), false);
  });
});

describe('the queue of passwords', () => {
  it('refuses what would wait too long, and takes more once there is room', async () => {
    const kit = passwordKit({ cost: CHEAP, running: 2, waiting: 3 });
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => kit.dummyVerify('x')));
    const refused = all.filter((one) => one.status === 'rejected');
    assert.equal(refused.length, 15);
    assert.ok(refused.every((one) => one.reason instanceof BusyError));
    assert.equal(await kit.dummyVerify('x'), false);
  });

  it('goes on after a check that failed', async () => {
    const kit = passwordKit({ cost: CHEAP, running: 1, waiting: 1 });
    for (let round = 0; round < 4; round++) await assert.rejects(kit.verifyPassword('no hash', 'x'));
    assert.equal(await kit.dummyVerify('x'), false);
  });

  it('does not stop the event loop', async () => {
    const kit = passwordKit();
    const work = Promise.all(Array.from({ length: 16 }, () => kit.dummyVerify('x')));
    let turns = 0;
    let done = false;
    void work.then(() => (done = true));
    while (!done) {
      await sleep(1);
      turns += 1;
    }
    assert.ok(turns > 10, `${turns} turns`);
  });
});

async function elapsed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}
