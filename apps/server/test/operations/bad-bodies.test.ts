import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sendInvitation } from '@latchkey/contract/invitation';
import { listMembers } from '@latchkey/contract/member';
import { type Operation, pathOf } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { listOutbox, viewMail } from '@latchkey/contract/operator';
import { codeOf, ownHeaders, sendRaw } from './raw.ts';
import { assertKnown, assertSaid } from './refusals.ts';
import { fullWorld, type Sample, samples, type World } from './samples.ts';

let world: World;

before(async () => {
  world = await fullWorld();
});
after(() => world.server.stop());

const withBody = operations.filter((operation) => operation.body !== undefined);

test('A body that is no JSON object is refused, whatever it is', async () => {
  const deep = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000);
  const bodies: [string, string | Buffer][] = [
    ['nothing', ''],
    ['a broken object', '{"email":'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['a number', '1'],
    ['two objects', '{}{}'],
    ['a comment', '{/* x */}'],
    ['single quotes', "{'email':'x'}"],
    ['a raw NUL', '{"email":"\0"}'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['UTF-16', Buffer.from('{"email":"x"}', 'utf16le')],
    ['depth', deep],
    ['deep lists', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['a prototype', '{"__proto__":{"is_operator":true}}'],
    ['a constructor', '{"constructor":{"prototype":{"is_operator":true}}}'],
    ['a number beyond all numbers', '{"email":1e999}'],
  ];
  for (const operation of withBody) {
    const sample = await sampleOf(operation);
    const asked = { method: 'POST', path: pathTo(operation, sample), headers: ownHeaders(sample.by) };
    for (const [what, body] of bodies) {
      const answer = await sendRaw(world.server, { ...asked, body });
      assert.deepEqual([answer.status, codeOf(answer)], [400, 'invalid'], `${operation.id}: ${what}: ${answer.text}`);
      assertSaid(JSON.parse(answer.text) as { code: string }, what);
    }
  }
});

test('A body of more than a megabyte is refused before it is read', async () => {
  for (const [index, operation] of operations.filter(({ method }) => method === 'POST').entries()) {
    const body = JSON.stringify({ email: 'x'.repeat((index === 0 ? 10 : 1) * 1024 * 1024) });
    const sample = await sampleOf(operation);
    const asked = { method: 'POST', path: pathTo(operation, sample), headers: ownHeaders(sample.by) };
    const answer = await sendRaw(world.server, { ...asked, body });
    assert.deepEqual([answer.status, codeOf(answer)], [413, 'body-too-large'], operation.id);
  }
});

test('A list is not read with a filter, a limit or a cursor that is none', async () => {
  const { own, operator } = world;
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const wrong: Record<string, string>[] = [
    { limit: '0' },
    { limit: '201' },
    { limit: '1.5' },
    { limit: 'many' },
    { limit: '-1' },
    { limit: '1e9' },
    { limit: '\0' },
    { cursor: 'x' },
    { cursor: '' },
    { cursor: cursor([]) },
    { cursor: cursor(['a']) },
    { cursor: cursor([1, 2]) },
    { cursor: cursor({ 0: 'a' }) },
    { cursor: cursor(['a', 'no id']) },
    { cursor: cursor(['a\0', 'b']) },
    { cursor: cursor(['yesterday-ish', own.accountId]) },
    { cursor: cursor(['\ud800', own.accountId]) },
    { cursor: cursor(['a', `${own.accountId}' or true --`]) },
    { cursor: 'x'.repeat(700) },
    { surprise: 'x' },
    { account_id: own.accountId },
    { status: 'removed' },
    { status: '' },
    { dry_run: 'true' },
    { dry_run: '1' },
  ];
  for (const query of wrong) {
    const members = await own.holder.call(listMembers, { params: { account_id: own.accountId }, query });
    const isName = query['cursor'] === cursor(['yesterday-ish', own.accountId]);
    if (!isName) assert.deepEqual([members.status, members.body['code']], [400, 'invalid'], JSON.stringify(query));
    assertKnown(members, JSON.stringify(query));
    const outbox = await operator.call(listOutbox, { query });
    assert.deepEqual([outbox.status, outbox.body['code']], [400, 'invalid'], JSON.stringify(query));
    assertKnown(outbox, JSON.stringify(query));
  }
  for (const query of [
    'limit=1&limit=2',
    'cursor=a&cursor=b',
    'status[]=active',
    'limit[$gt]=1',
    '%00=1',
    '%=1',
    'limit=%ff',
  ]) {
    const answer = await own.holder.send(
      'GET',
      `${pathOf(listMembers).replace(':account_id', own.accountId)}?${query}`,
    );
    assert.deepEqual([answer.status, answer.body['code']], [400, 'invalid'], query);
  }
});

test('An id in a path that is no id is not found', async () => {
  for (const mail_id of [
    'x',
    '%00',
    '0',
    'undefined',
    `${world.own.accountId}x`,
    encodeURIComponent("' or 1=1 --"),
    '%ff',
    'a'.repeat(500),
  ]) {
    const answer = await world.operator.call(viewMail, { params: { mail_id } });
    assert.deepEqual([answer.status, answer.body['code']], [404, 'not-found'], mail_id);
  }
});

test('Headers that make no sense are refused or passed over, never a fault', async () => {
  const { own } = world;
  const params = { account_id: own.accountId };
  for (const key of ['', 'a b', 'x'.repeat(201), 'ü', '\t']) {
    const body = { items: [{ email: 'header@example.test', language: 'en' }] };
    const answer = await own.holder.call(sendInvitation, { params, body, headers: { 'idempotency-key': key } });
    assert.equal(answer.body['code'], 'invalid', key);
  }
  const odd: Record<string, string>[] = [
    { 'accept-language': 'q=;;;,,*;q=x, fr;q=9, \u00ff' },
    { 'accept-language': 'x'.repeat(8000) },
    { cookie: '=;;;a=b=c; latchkey' },
    { cookie: `latchkey-${new URL(world.server.url).port}=${'-'.repeat(43)}` },
    { 'user-agent': `\u00ff<script>${'x'.repeat(5000)}` },
    { 'x-forwarded-for': '\u00ff, , 1.2.3.4.5, [::1' },
    { accept: 'application/xml' },
    { 'if-none-match': '*', range: 'bytes=0-1', expect: '100-continue' },
  ];
  for (const headers of odd) {
    const answer = await sendRaw(world.server, {
      path: '/api/v1/me',
      headers: { ...ownHeaders(own.holder), ...headers },
    });
    assert.ok([200, 401].includes(answer.status), `${JSON.stringify(headers)}: ${answer.text}`);
  }
});

async function sampleOf({ id }: Operation): Promise<Sample> {
  return (samples[id] ?? assert.fail(id))(world);
}

function pathTo(operation: Operation, { input }: Sample): string {
  return pathOf(operation).replaceAll(/:([a-z_]+)/g, (_, name: string) => input.params?.[name] ?? '');
}
