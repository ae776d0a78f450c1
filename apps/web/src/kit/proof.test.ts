import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RefusedError } from './call.ts';
import { CancelledError, faultOf, freshly, inPeace, newProofDesk } from './proof.ts';

const stale = new RefusedError({ code: 'not-fresh' });

describe('an act that asks for a fresh sign-in', () => {
  test('happens once the person has proved who they are', async () => {
    const { perform, times } = actRefused(stale);
    assert.equal(await freshly(perform, async () => true), 'done');
    assert.equal(times(), 2);
  });

  test('does not happen when they think better of it, and nothing is shown as gone wrong', async () => {
    const { perform, times } = actRefused(stale);
    await assert.rejects(
      freshly(perform, async () => false),
      CancelledError,
    );
    assert.equal(times(), 1);
    assert.equal(faultOf(new CancelledError()), null);
  });

  test('is tried again once only: a second refusal is told', async () => {
    const { perform, times } = actRefused(stale, stale);
    await assert.rejects(
      freshly(perform, async () => true),
      stale,
    );
    assert.equal(times(), 2);
  });
});

test('who was signed out of this profile by an admin is asked for that reason, and the act happens once they are in again (A5)', async () => {
  const { perform } = actRefused(new RefusedError({ code: 'signed-out-here' }));
  const asked: string[] = [];
  const prove = async (why: string) => asked.push(why) > 0;
  assert.equal(await freshly(perform, prove), 'done');
  assert.deepEqual(asked, ['signed-out']);
});

test('whatever else is refused asks nobody for a password', async () => {
  const refused = new RefusedError({ code: 'stronger-member' });
  const { perform } = actRefused(refused);
  await assert.rejects(
    freshly(perform, () => assert.fail('asked for a proof')),
    refused,
  );
  assert.equal(faultOf(refused), refused);
});

test('who closes the question for a password is not asked again by what reads by itself, until they touch the page (A5)', async () => {
  let asked = 0;
  let touch = () => {};
  const ask = inPeace(
    async () => {
      asked += 1;
      return asked > 2;
    },
    () => new Promise<void>((resolve) => (touch = resolve)),
  );
  assert.deepEqual([await ask('signed-out'), await ask('signed-out'), asked], [false, false, 1]);
  touch();
  await Promise.resolve();
  assert.deepEqual([await ask('signed-out'), asked], [false, 2]);
  touch();
  await Promise.resolve();
  assert.deepEqual([await ask('signed-out'), await ask('signed-out'), asked], [true, true, 4]);
});

describe('the question for a proof', () => {
  test('is asked once for acts that ask at the same time, and anew afterwards', async () => {
    const desk = newProofDesk();
    const answers: ((isProved: boolean) => void)[] = [];
    desk.attend((answer) => answers.push(answer));
    const both = [desk.ask('stale'), desk.ask('stale')];
    assert.equal(answers.length, 1);
    answers[0]?.(true);
    assert.deepEqual(await Promise.all(both), [true, true]);
    const later = desk.ask('stale');
    assert.equal(answers.length, 2);
    answers[1]?.(false);
    assert.equal(await later, false);
  });

  test('is answered with no where nobody can be asked', async () => {
    const desk = newProofDesk();
    const leave = desk.attend(() => assert.fail('asked after leaving'));
    leave();
    assert.equal(await desk.ask('stale'), false);
  });
});

function actRefused(...refusals: Error[]) {
  let times = 0;
  const perform = async () => {
    const refusal = refusals[times];
    times += 1;
    if (refusal !== undefined) throw refusal;
    return 'done';
  };
  return { perform, times: () => times };
}
