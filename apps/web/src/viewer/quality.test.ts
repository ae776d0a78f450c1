import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits, levelsOf, qualities, viewportOf } from './quality.ts';

test('better quality is better in noVNC’s terms, within its levels, and packs less (C8)', () => {
  const levels = qualities.map(levelsOf);
  for (const [at, { quality, compression }] of levels.entries()) {
    assert.ok(quality >= 0 && quality <= 9 && compression >= 0 && compression <= 9);
    const before = levels[at - 1];
    assert.ok(!before || (before.quality < quality && before.compression > compression));
  }
});

test('the picture is scaled, or scrolled, or dragged, never two of them (C8)', () => {
  assert.deepEqual(
    fits.map((fit) => Object.values(viewportOf(fit)).filter(Boolean).length),
    [1, 0, 2],
  );
  assert.equal(viewportOf('fit').dragViewport, false);
});
