import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastUsedFirst, MOST_IN_MENU, profilesInMenu } from './profiles.ts';

test('a few profiles stand in the menu as they come (P2)', () => {
  const few = [profile('b', '2026-01-01'), profile('a', '2026-02-01')];
  assert.deepEqual(profilesInMenu(few, 'a'), few);
});

test('of two hundred the one of the page and those used last stand in the menu', () => {
  const many = Array.from({ length: 200 }, (_, index) => profile(`p${index}`, `2026-01-01T00:00:00.${index + 100}Z`));
  const shown = profilesInMenu(many, 'p3').map(({ account_id: id }) => id);
  assert.equal(shown.length, MOST_IN_MENU);
  assert.deepEqual(shown.slice(0, 3), ['p3', 'p199', 'p198']);
});

test('profiles never opened come after the others, in the order they came', () => {
  const all = [profile('new', null), profile('newer', null), profile('used', '2026-01-01')];
  assert.deepEqual(
    lastUsedFirst(all).map(({ account_id: id }) => id),
    ['used', 'new', 'newer'],
  );
});

function profile(id: string, last_entered_at: string | null) {
  return { account_id: id, last_entered_at };
}
