import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { together } from '../../src/kit/together.ts';

describe('what many ask at the same time', () => {
  it('is answered together, each by its own answer, and the first at once', async () => {
    const { rounds, ask } = doubling();
    assert.deepEqual(await Promise.all([1, 2, 3, 4].map(ask)), [2, 4, 6, 8]);
    assert.deepEqual(rounds, [[1], [2, 3, 4]]);
  });

  it('is taken so many in a round', async () => {
    const { rounds, ask } = doubling(2);
    await Promise.all([1, 2, 3, 4, 5].map(ask));
    assert.deepEqual(rounds, [[1], [2, 3], [4, 5]]);
  });

  it('is asked one by one where a round fails, so that only what is wrong fails', async () => {
    const ask = together(
      async (numbers: number[]) => {
        if (numbers.includes(3)) throw new Error('not three');
        return numbers.map((number) => number * 2);
      },
      { everyMs: 1, most: 10 },
    );
    const answers = await Promise.allSettled([1, 2, 3, 4].map(ask));
    assert.deepEqual(
      answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'failed')),
      [2, 4, 'failed', 8],
    );
  });

  it('fails at once for all when the database is gone', async () => {
    let tried = 0;
    const ask = together(
      async (): Promise<number[]> => {
        tried += 1;
        throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
      },
      { everyMs: 1, most: 10 },
    );
    const answers = await Promise.allSettled([1, 2, 3].map(ask));
    assert.deepEqual([answers.map(({ status }) => status), tried], [['rejected', 'rejected', 'rejected'], 2]);
  });
});

function doubling(most = 10) {
  const rounds: number[][] = [];
  const ask = together(
    async (numbers: number[]) => {
      rounds.push(numbers);
      return numbers.map((number) => number * 2);
    },
    { everyMs: 1, most },
  );
  return { rounds, ask };
}
