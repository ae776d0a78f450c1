import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enterAccount, readAccount } from '@latchkey/contract/account';
import { deleteMembers, listMembers } from '@latchkey/contract/member';
import { viewMail } from '@latchkey/contract/operator';
import { refusalIn, requestOf } from './request.ts';

const ACCOUNT = '0192aaaa-0000-7000-8000-000000000001';

test('an operation of an account is called below that account, so that two tabs in two profiles never mix', () => {
  assert.equal(requestOf(enterAccount, { accountId: ACCOUNT }).url, `/api/v1/accounts/${ACCOUNT}/enter`);
  assert.equal(requestOf(readAccount, { accountId: ACCOUNT }).url, `/api/v1/accounts/${ACCOUNT}`);
});

test('parameters and queries are escaped, and what is not given is not sent', () => {
  assert.equal(requestOf(viewMail, { params: { mail_id: 'a/b' } }).url, '/api/v1/operator/outbox/a%2Fb/view');
  const list = requestOf(listMembers, { accountId: ACCOUNT, query: { cursor: 'x&y', status: undefined } });
  assert.equal(list.url, `/api/v1/accounts/${ACCOUNT}/members?cursor=x%26y`);
  assert.equal(list.body, undefined);
});

test('a list in a query stands as one parameter for each of its values', () => {
  const filtered = requestOf(listMembers, { accountId: ACCOUNT, query: { status: ['active', 'invited'], role: [] } });
  assert.match(filtered.url, /members\?status=active&status=invited$/);
});

test('a dry run says so in the address and a write is JSON even when it has no body', () => {
  const preview = requestOf(deleteMembers, { accountId: ACCOUNT, dryRun: true, body: { items: [] } });
  assert.match(preview.url, /\?dry_run=true$/);
  assert.equal(preview.headers['content-type'], 'application/json');
  assert.equal(requestOf(enterAccount, { accountId: ACCOUNT }).body, '{}');
});

test('an idempotency key travels in its header', () => {
  assert.equal(requestOf(enterAccount, { accountId: ACCOUNT, idempotencyKey: 'k' }).headers['idempotency-key'], 'k');
});

test('a problem becomes the refusal in it, without the words of the envelope', () => {
  const problem = { type: 'about:blank', title: 'Too many', status: 429, code: 'too-many-attempts', retry_after_s: 30 };
  assert.deepEqual(refusalIn(problem), { code: 'too-many-attempts', retry_after_s: 30 });
});

test("an answer that is not ours, like a proxy's error page, is no refusal", () => {
  assert.equal(refusalIn('<html>'), undefined);
  assert.equal(refusalIn({ error: 'bad gateway' }), undefined);
  assert.equal(refusalIn(null), undefined);
});
