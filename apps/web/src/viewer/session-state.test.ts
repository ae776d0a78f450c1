import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_SESSION, stepSession, type SessionEvent } from './session-state.ts';

const rights = { control: true, clipboard_in: true, clipboard_out: true };
const opened = { t: 'opened', epoch: 0, rights, people: [], screen: '', idle_ms: null } as const;

test('a session that opened and ended has a page that says why; one that never opened goes back to the form', () => {
  assert.equal(
    after({ is: 'opened', opened: { ...opened, people: [] } }, { is: 'ended', end: { reason: 'idle' } }).stage,
    'over',
  );
  const wrong = after({ is: 'ended', end: { reason: 'wrong-code' } });
  assert.equal(wrong.stage, 'form');
  assert.equal(wrong.over?.id, 'viewer.wrong-code');
});

test('a lost network leaves the session as it was until it is back or over (C4)', () => {
  const lost = after({ is: 'opened', opened: { ...opened, people: [] } }, { is: 'lost' });
  assert.deepEqual([lost.stage, lost.hadOpened], ['lost', true]);
  assert.equal(stepSession(lost, { is: 'opened', opened: { ...opened, people: [] } }).stage, 'open');
});

test('control goes as far as the rights go, and losing the right takes it away (C8)', () => {
  const open = after({ is: 'opened', opened: { ...opened, people: [] } });
  assert.equal(open.wishes.control, true);
  const less = stepSession(open, { is: 'rights', rights: { ...rights, control: false } });
  assert.equal(less.wishes.control, false);
});

test('what was copied at the computer counts as taken only if nothing else was copied since', () => {
  const first = after({ is: 'clipboard', text: 'one' }, { is: 'clipboard', text: 'two' });
  assert.equal(stepSession(first, { is: 'taken', text: 'one' }).theirs?.isTaken, false);
  assert.equal(stepSession(first, { is: 'taken', text: 'two' }).theirs?.isTaken, true);
});

test('how the picture was wanted outlasts a session, what was copied in it does not', () => {
  const over = after(
    { is: 'wished', wishes: { quality: 'low' } },
    { is: 'clipboard', text: 'secret' },
    { is: 'ended', end: { reason: 'lost' } },
  );
  assert.equal(over.wishes.quality, 'low');
  assert.equal(over.theirs, undefined);
});

function after(...events: SessionEvent[]) {
  return [{ is: 'begun', control: true } as const, ...events].reduce(stepSession, NO_SESSION);
}
