import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserOf } from './browser.ts';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit';

test('A5: a sign-in is known by its browser and system, and not by what they descend from', () => {
  assert.deepEqual(browserOf(`${MAC}/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15`), {
    browser: 'Safari',
    system: 'macOS',
  });
  assert.deepEqual(browserOf(`${MAC}/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0`), {
    browser: 'Edge',
    system: 'macOS',
  });
  assert.deepEqual(
    browserOf('Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36'),
    {
      browser: 'Chrome',
      system: 'Android',
    },
  );
  assert.deepEqual(browserOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0'), {
    browser: 'Firefox',
    system: 'Windows',
  });
});

test('A5: what is no browser has no name made up for it', () => {
  assert.deepEqual(browserOf('curl/8.5.0'), { browser: '', system: '' });
});
