import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { settings } from '../../src/settings.ts';
import { withSettings } from '../../src/generate/operating.ts';

const page = readFileSync(new URL('../../../../docs/operating.md', import.meta.url), 'utf8');

describe('the operating page', () => {
  it('lists every setting as the server has it', () => {
    assert.equal(withSettings(page), page, 'run npm run generate');
    for (const { name } of Object.values(settings)) assert.ok(page.includes(`| \`${name}\` |`), name);
  });

  it('keeps what is written by hand', () => {
    const [before, after] = ['# Operating\n\nBefore.\n\n', '\n\nAfter.\n'];
    const written = withSettings(
      `${before}<!-- settings: written by npm run generate -->\nstale rows\n<!-- end of settings -->${after}`,
    );
    assert.ok(written.startsWith(before) && written.endsWith(after) && !written.includes('stale rows'));
    assert.throws(() => withSettings('no markers'), /markers/);
  });
});
