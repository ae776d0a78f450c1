import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callsOf, outcomeOf, together, unforeseen } from './bulk-lines.ts';

test('more lines than the API takes at once become several calls, none lost', () => {
  const items = Array.from({ length: 1001 }, (_, index) => index);
  const calls = callsOf(items);
  assert.deepEqual(
    calls.map((call) => call.length),
    [500, 500, 1],
  );
  assert.deepEqual(calls.flat(), items);
  assert.deepEqual(callsOf([]), []);
});

test('every line is told with the user it was about, whatever order the answer has', () => {
  const answer = {
    results: [
      { index: 1, result: {} },
      { index: 0, refusal: { code: 'stronger-member' } },
    ],
  };
  const outcome = outcomeOf(['ada', 'grace'], answer);
  assert.deepEqual(outcome.done, [{ item: 'grace', result: {} }]);
  assert.deepEqual(outcome.refused, [{ item: 'ada', refusal: { code: 'stronger-member' } }]);
});

test('the consequences of several calls are counted together, the first fifty named (P9)', () => {
  const part = (from: number) => ({
    done: [],
    refused: [],
    consequences: [{ kind: 'profile' as const, change: 'lost' as const, total: 40, first50: named(from, 40) }],
  });
  const { consequences } = together([part(0), part(40)]);
  assert.equal(consequences?.[0]?.total, 80);
  assert.equal(consequences?.[0]?.first50.length, 50);
  assert.equal(together([]).consequences, undefined);
});

test('after an act only those refusals are told that the question had not told before', () => {
  const holder = { item: 'ada', refusal: { code: 'holder-is-untouchable' } } as const;
  const gone = { item: 'grace', refusal: { code: 'not-found' } } as const;
  assert.deepEqual(unforeseen([holder, gone], [holder]), [gone]);
  assert.deepEqual(unforeseen([holder], [{ ...holder, refusal: { code: 'stronger-member' } }]), [holder]);
});

function named(from: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({ id: String(from + index), label: `User ${from + index}` }));
}
