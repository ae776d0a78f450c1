import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { operations } from '@latchkey/contract/operations';
import { plainSentence } from '../../src/kit/reference.ts';
import { furnished, type Furnished } from './furnished.ts';

let server: Furnished;

before(async () => {
  server = await furnished({ METRICS_TOKEN: 'a-token-of-the-tests' });
});
after(() => server.stop());

test('the description of the API is served as JSON', async () => {
  const answer = await server.get('/api/openapi.json');
  assert.equal(answer.status, 200);
  assert.match(String(answer.headers['content-type']), /^application\/json/);
  assert.equal((JSON.parse(answer.body) as { info: { version: string } }).info.version, '9.9.9');
});

test('the reference has every operation under the anchor of its id, with who may call it and its refusals in words', async () => {
  const { body, headers } = await server.get('/api/reference');
  for (const { id, summary } of operations) {
    assert.ok(body.includes(`id="${id}"`), id);
    assert.ok(body.includes(summary.replaceAll("'", '&#x27;').replaceAll('"', '&quot;')), summary);
  }
  assert.ok(body.includes('with the permission users.manage'));
  assert.ok(body.includes('The e-mail address or the password is wrong.'));
  assert.ok(body.includes('items[].email'));
  assert.equal(body.match(/<h1>/g)?.length, 1);
  const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.doesNotMatch(body, /<script|<style| style=/);
  assert.match(String(headers['content-security-policy']), /default-src 'none'; style-src 'self'/);
});

test('the sentence of a refusal is shown with its facts by name', () => {
  assert.equal(plainSentence('Use at most {maximum, number} characters.'), 'Use at most {maximum} characters.');
  assert.equal(
    plainSentence('Wrong. {tries_left, plural, one {One try is} other {# tries are}} left.'),
    'Wrong. {tries_left} tries are left.',
  );
});

test('the stylesheet of these pages is a file of its own, for light and dark', async () => {
  const answer = await server.get('/document.css');
  assert.match(String(answer.headers['content-type']), /^text\/css/);
  assert.match(answer.body, /prefers-color-scheme: dark/);
});

test('metrics are for who has the token only', async () => {
  assert.equal((await server.get('/metrics')).status, 404);
  assert.equal((await server.get('/metrics', { authorization: 'Bearer a-token-of-the-tests-not' })).status, 404);
  const answer = await server.get('/metrics', { authorization: 'Bearer a-token-of-the-tests' });
  assert.equal(answer.status, 200);
  assert.match(answer.body, /latchkey_pool_connections\{pool="app",state="total"\}/);
});

test('what is not there is a refusal as everywhere', async () => {
  const answer = await server.get('/api/v1/nothing');
  assert.equal(answer.status, 404);
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
});
