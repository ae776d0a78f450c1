import assert from 'node:assert/strict';
import { test } from 'node:test';
import { link as shape } from '@latchkey/contract/shapes';
import { linkIn, nonceIn } from './fragment.ts';

const link = `0192aaaa-0000-7000-8000-000000000001.3.${'aB3_-'.repeat(8)}xyz`;

test('a mailed link is read from behind the #', () => {
  assert.equal(linkIn(`#${link}`), link);
  assert.ok(shape.safeParse(link).success);
});

test('a link that a mail program encoded is still the link', () => {
  assert.equal(linkIn(`#${link.replaceAll('.', '%2E')}`), link);
  assert.equal(linkIn(`#${link}%20`), link);
});

test('half a link, no link and broken encoding are nothing', () => {
  assert.equal(linkIn(''), undefined);
  assert.equal(linkIn(`#${link.slice(0, -4)}`), undefined);
  assert.equal(linkIn('#%E0%A4%A'), undefined);
  assert.equal(linkIn('#content'), undefined);
});

test('what a computer shows behind # is 43 characters, however a program wrapped or encoded them, or nothing', () => {
  const nonce = `${'A_-9'.repeat(10)}xyz`;
  for (const text of [`#${nonce}`, nonce, `# ${nonce}%0A`, `#${nonce.replace('-', '%2D')}`])
    assert.equal(nonceIn(text), nonce, text);
  for (const text of ['', '#', `#${nonce}A`, `#${nonce.slice(1)}`, `#${nonce.slice(1)}=`, `#${nonce.slice(1)}/`])
    assert.equal(nonceIn(text), undefined, text);
});
