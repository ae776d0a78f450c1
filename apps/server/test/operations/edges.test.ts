import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Operation, pathOf } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { setUp } from '@latchkey/contract/operator';
import { type TestBrowser } from '../server.ts';
import { codeOf, cookiesOf, ownHeaders, type RawAnswer, type RawRequest, sendRaw } from './raw.ts';
import { fullWorld, type Sample, samples, type World } from './samples.ts';
import { assertNoTrace, tracesOf } from './traces.ts';

let world: World;
/** One right call of every operation, made once and never sent as it is. */
const right = new Map<Operation, RawRequest & { headers: Record<string, string> }>();

before(async () => {
  world = await fullWorld();
  for (const operation of operations) right.set(operation, rawOf(operation, await sampleOf(operation)));
});
after(() => world.server.stop());

test('A6: a request for any other host is refused with 421, whatever it asks for', async () => {
  const { server } = world;
  const { hostname, port } = new URL(server.url);
  const others = [
    'evil.test',
    hostname,
    `${hostname}:1`,
    `127.0.0.1:${port}`,
    `evil.${hostname}:${port}`,
    `${hostname}:${port}.`,
    '',
  ];
  const traces = await tracesOf(server);
  for (const host of others) {
    for (const asked of [...right.values(), ...OTHER_PATHS.map((path) => ({ path, headers: {} }))]) {
      const answer = await sendRaw(server, { ...asked, headers: { ...asked.headers, host } });
      // Node itself refuses a request whose Host is empty or missing.
      assert.ok(host === '' ? [400, 421].includes(answer.status) : answer.status === 421, `${host} ${asked.path}`);
      assert.doesNotMatch(answer.text, /evil/);
    }
  }
  await assertNoTrace(server, traces, 'a request for another host');
});

test('A change from anywhere but our own pages is refused, for every operation, and leaves no trace', async () => {
  const { server } = world;
  const { hostname, port, origin } = new URL(server.url);
  const foreign = [
    undefined,
    'null',
    'https://evil.test',
    `https://${hostname}:${port}`,
    `http://${hostname}:${Number(port) + 1}`,
    `http://${hostname}`,
    `http://127.0.0.1:${port}`,
    `${origin}.evil.test`,
    `http://evil.${hostname}:${port}`,
    `${origin}/`,
    `${origin}, ${origin}`,
  ];
  const traces = await tracesOf(server);
  for (const [operation, asked] of changes()) {
    for (const origin of foreign) {
      const { origin: _, ...headers } = asked.headers;
      const answer = await sendRaw(server, {
        ...asked,
        headers: { ...headers, ...(origin === undefined ? {} : { origin }) },
      });
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'wrong-origin'], `${operation.id} from ${origin}`);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
  }
  await assertNoTrace(server, traces, 'a change from elsewhere');
});

test('A body that a page elsewhere could send without asking is refused, for every operation, and leaves no trace', async () => {
  const { server } = world;
  const types = [
    'text/plain',
    'text/plain; charset=application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/json',
    'application/octet-stream',
    '',
  ];
  const traces = await tracesOf(server);
  for (const [operation, asked] of changes()) {
    for (const type of types) {
      const answer = await sendRaw(server, { ...asked, headers: { ...asked.headers, 'content-type': type } });
      assert.deepEqual([answer.status, codeOf(answer)], [415, 'not-json'], `${operation.id} as ${type}`);
    }
    const { 'content-type': _, ...untyped } = asked.headers;
    const answer = await sendRaw(server, { ...asked, headers: untyped });
    assert.deepEqual([answer.status, codeOf(answer)], [415, 'not-json'], `${operation.id} without a type`);
  }
  await assertNoTrace(server, traces, 'a body that is no JSON');
});

test('JSON is taken with a charset and in any case of the media type', async () => {
  for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json ; charset="UTF-8"']) {
    const { by, input } = (await samples['person.edit']?.(world)) ?? assert.fail();
    const headers = { ...ownHeaders(by), 'content-type': type };
    const answer = await sendRaw(world.server, {
      method: 'POST',
      path: '/api/v1/me',
      headers,
      body: JSON.stringify(input.body),
    });
    assert.equal(answer.status, 200, type);
  }
});

test('No method on any path of the API ends in a fault, and only the contract’s own does anything', async () => {
  const { server, own } = world;
  const traces = await tracesOf(server);
  for (const [operation, asked] of right) {
    const known: string[] = operations.filter((one) => pathOf(one) === pathOf(operation)).map(({ method }) => method);
    for (const method of METHODS.filter((one) => !known.includes(one)))
      await refusedOrEmpty(own.holder, { ...asked, method });
  }
  await assertNoTrace(server, traces, 'another method');
});

test('Paths that are nobody’s are not found, and no fault', async () => {
  const { server, own } = world;
  const account = `/api/v1/accounts/${own.accountId}`;
  const paths = [
    '/api',
    '/api/',
    '/api/v1',
    '/api/v1/',
    '/api/v2/me',
    '/api/v1/me/',
    '/api/v1//me',
    '//api/v1/me',
    '/api/v1/me%00',
    '/api/v1/me;x=1',
    '/api/v1/./me',
    '/api/v1/x/../me',
    '/API/V1/me',
    '/api/v1/accounts',
    '/api/v1/accounts/',
    `${account}/nothing`,
    `${account}/members/`,
    `${account}/members/%2e%2e/invitations`,
    `${account}%2fmembers`,
    '/api/v1/%',
    '/api/v1/%zz',
    '/api/v1/%ff%fe',
    `/api/v1/accounts/${'a'.repeat(5000)}/members`,
    '/api/v1/operator',
    '/api/v1/operator/outbox/x/view',
    '/api/v1/__proto__',
    '/api/v1/constructor',
  ];
  const traces = await tracesOf(server);
  for (const path of paths)
    for (const method of ['GET', 'POST']) await refusedOrEmpty(own.holder, { method, path, body: '{}' });
  await assertNoTrace(server, traces, 'a path that is nobody’s');
});

test('R-19: after set-up the wizard is gone on every variant of its path', async () => {
  const { server } = world;
  const path = pathOf(setUp);
  const { body = '' } = right.get(setUp) ?? assert.fail();
  const variants = [
    path,
    `${path}/`,
    `/${path}`,
    path.toUpperCase(),
    path.replace('/api', '/API'),
    path.replace('/v1/', '/v1//'),
    path.replace('set-up', 'Set-Up'),
    path.replace('set-up', '%73et-up'),
    path.replace('/set-up', '/%2e/set-up'),
    path.replace('/set-up', '/./set-up'),
    path.replace('/set-up', '/x/../set-up'),
    path.replace('/set-up', '/%2e%2e/installation/set-up'),
    path.replace('/set-up', '%2fset-up'),
    `${path}?x=1`,
    `${path}?`,
    `${path};x`,
    `${path}%00`,
    `${path}#x`,
    `${path}.json`,
    `${server.url}${path}`,
    path.replaceAll('/', '\\'),
  ];
  const traces = await tracesOf(server);
  for (const variant of variants) {
    for (const method of ['POST', 'GET', 'PUT']) {
      const headers = { origin: server.url, 'content-type': 'application/json' };
      const answer = await sendRaw(server, { method, path: variant, headers, ...(method === 'GET' ? {} : { body }) });
      assert.ok([400, 404].includes(answer.status), `${method} ${variant}: ${answer.status} ${answer.text}`);
      if (answer.status === 400) assert.match(variant, /\?x=1|\\|#|^http/);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  }
  await assertNoTrace(server, traces, 'set-up after set-up');
});

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'PATCH', 'POST', 'PROPFIND'];
const OTHER_PATHS = [
  '/',
  '/index.html',
  '/assets/index.js',
  '/invitation',
  '/reset',
  '/favicon.svg',
  '/api/openapi.json',
  '/nothing',
  '/HEALTHZ',
  '/healthz/x',
  '/api/v1/%',
  '/%zz',
];

function changes() {
  return [...right].filter(([operation]) => operation.method !== 'GET');
}

async function sampleOf({ id }: Operation): Promise<Sample> {
  return (samples[id] ?? assert.fail(id))(world);
}

function rawOf(operation: Operation, { by, input }: Sample): RawRequest & { headers: Record<string, string> } {
  const path = pathOf(operation).replaceAll(/:([a-z_]+)/g, (_, name: string) => input.params?.[name] ?? '');
  const query = new URLSearchParams(input.query).toString();
  const asked = { method: operation.method, path: query === '' ? path : `${path}?${query}` };
  if (operation.method === 'GET') return { ...asked, headers: { cookie: cookiesOf(by) } };
  return { ...asked, headers: ownHeaders(by), body: JSON.stringify(input.body ?? {}) };
}

/** A refusal of the client’s doing, as a problem; or the empty answer of HEAD. */
async function refusedOrEmpty(browser: TestBrowser, asked: RawRequest): Promise<void> {
  const { method = 'GET' } = asked;
  const answer: RawAnswer = await sendRaw(world.server, bodyless(method, { ...asked, headers: ownHeaders(browser) }));
  const said = `${method} ${asked.path}: ${answer.status} ${answer.text}`;
  if (method === 'HEAD') return assert.ok(answer.status < 500 && answer.text === '', said);
  assert.ok(answer.status >= 400 && answer.status < 500, said);
  assert.notEqual(codeOf(answer), undefined, said);
  assert.doesNotMatch(answer.text, /at file:|node_modules|SELECT|select /, said);
}

function bodyless(method: string, { body, ...asked }: RawRequest): RawRequest {
  const without = ['GET', 'HEAD', 'TRACE'].includes(method) || body === undefined;
  return without ? asked : { ...asked, body };
}
