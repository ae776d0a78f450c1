import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTurn } from './in-turn.ts';

test('a second question waits for the answer to the first, and one that was overtaken is not asked', async () => {
  const ask = inTurn();
  const asked: string[] = [];
  const gates: (() => void)[] = [];
  const question = (name: string) => () => {
    asked.push(name);
    return new Promise<string>((resolve) => gates.push(() => resolve(name)));
  };
  const first = ask(question('first'));
  await settle();
  const second = ask(question('second'));
  const third = ask(question('third'));
  await settle();
  assert.deepEqual(asked, ['first']);
  gates[0]?.();
  assert.equal(await first, 'first');
  await assert.rejects(second, /overtaken/);
  await settle();
  assert.deepEqual(asked, ['first', 'third']);
  gates[1]?.();
  assert.equal(await third, 'third');
});

test('after a failure the next one is asked', async () => {
  const ask = inTurn();
  await assert.rejects(ask(() => Promise.reject(new Error('no'))));
  assert.equal(await ask(() => Promise.resolve('yes')), 'yes');
});

async function settle(): Promise<void> {
  for (let turn = 0; turn < 9; turn += 1) await Promise.resolve();
}
