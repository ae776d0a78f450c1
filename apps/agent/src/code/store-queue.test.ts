import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { durableQueue } from './store-queue.ts';

test('whatever fails and whoever comes when, exactly the changes that were answered are on the disk, in the order of their calls', async () => {
  const plan = fc.record({
    // How many come in each turn, and which writes the disk refuses.
    turns: fc.array(fc.nat(4), { maxLength: 30, size: 'max' }),
    refusals: fc.array(fc.boolean(), { maxLength: 20, size: 'max' }),
    slowness: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ turns, refusals, slowness }) => {
      let disk: readonly number[] = [];
      let writes = 0;
      const queue = durableQueue<readonly number[]>([], async (before, next) => {
        assert.deepEqual(before, disk);
        for (let turn = 0; turn < slowness; turn++) await Promise.resolve();
        if (refusals[writes++]) throw new Error('the disk is full');
        disk = next;
      });
      const answered: number[] = [];
      const asked: Promise<unknown>[] = [];
      const ask = async (change: number): Promise<void> => {
        await queue.put([...queue.now(), change]);
        assert.ok(disk.includes(change), 'on the disk before it is answered');
        answered.push(change);
      };
      for (const [turn, many] of turns.entries()) {
        for (let one = 0; one < many; one++) asked.push(ask(10 * turn + one));
        await Promise.resolve();
      }
      await Promise.allSettled(asked);
      assert.deepEqual([disk, queue.now()], [answered, answered]);
    }),
  );
});

test('what waits while one is written goes together in the next write', async () => {
  const written: number[] = [];
  const queue = durableQueue(0, async (_, next) => {
    await new Promise((resolve) => setImmediate(resolve));
    written.push(next);
  });
  const all = [1, 2, 3].map((value) => queue.put(value));
  await Promise.resolve();
  await Promise.resolve();
  const later = Array.from({ length: 100 }, (_, index) => queue.put(4 + index));
  await Promise.all([...all, ...later]);
  assert.deepEqual(written, [3, 103]);
});
