import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { type ClientOptions, LatchkeyRefusal, LatchkeyUnreachable, openClient, pages, type Refusal } from './client.ts';

const ACCOUNT = '0199b1f0-0000-7000-8000-000000000001';
const MEMBER = '0199b1f0-0000-7000-8000-000000000002';
const inAccount = { account_id: ACCOUNT };
const oneMember = { ...inAccount, items: [{ member_id: MEMBER }] };
const invited = { ...inAccount, items: [{ email: 'ada@example.test', language: 'en' as const }] };
const sent = { status: 200, body: { results: [] } };

let server: StandIn;

afterEach(async () => server?.stop());

describe('a call as HTTP', () => {
  test('what is read stands in path and query, with the token and nothing of the browser', async () => {
    const client = await clientOf([{ status: 200, body: { items: [] } }], { token: 'lk_secret', language: 'de' });
    await client.member.list({ ...inAccount, limit: 20, cursor: undefined, status: ['invited', 'active'] });
    const [asked] = server.asked;
    assert.equal(asked?.line, `GET /api/v1/accounts/${ACCOUNT}/members?limit=20&status=invited&status=active`);
    assert.equal(asked?.headers.authorization, 'Bearer lk_secret');
    assert.equal(asked?.headers['accept-language'], 'de');
    assert.equal(asked?.headers.cookie ?? asked?.headers.origin, undefined);
  });

  test('what is changed is JSON, and its account stands in the path only', async () => {
    const client = await clientOf([{ status: 200, body: { results: [] } }]);
    await client.member.delete(oneMember);
    const [asked] = server.asked;
    assert.equal(asked?.line, `POST /api/v1/accounts/${ACCOUNT}/members/delete`);
    assert.equal(asked?.headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(asked?.body ?? ''), { items: [{ member_id: MEMBER }] });
  });

  test('P9: a dry run says so in the address', async () => {
    const client = await clientOf([{ status: 200, body: { results: [], consequences: [] } }]);
    const { consequences } = await client.member.delete(oneMember, { dryRun: true });
    assert.equal(server.asked[0]?.line, `POST /api/v1/accounts/${ACCOUNT}/members/delete?dry_run=true`);
    assert.deepEqual(consequences, []);
  });

  test('an operation that can be repeated safely gets a key of its own for each call, or the caller’s', async () => {
    const client = await clientOf([sent, sent, sent]);
    await client.invitation.send(invited);
    await client.invitation.send(invited);
    await client.invitation.send(invited, { idempotencyKey: 'of-mine' });
    const keys = server.asked.map(({ headers }) => headers['idempotency-key']);
    assert.match(String(keys[0]), /^[\x21-\x7e]{20,200}$/);
    assert.equal(new Set(keys).size, 3);
    assert.equal(keys[2], 'of-mine');
  });

  test('without a token a change comes from Latchkey’s own address', async () => {
    const client = await clientOf([{ status: 200, body: {} }], { token: undefined });
    await client.person.askReset({ email: 'ada@example.test', language: 'en' });
    assert.equal(server.asked[0]?.headers.origin, server.url);
    assert.equal(server.asked[0]?.headers.authorization, undefined);
  });

  test('what belongs into the path is encoded, and is missed before anything is sent', async () => {
    const client = await clientOf([{ status: 200, body: {} }]);
    await client.member.read({ ...inAccount, member_id: '../x?y' });
    assert.equal(server.asked[0]?.line, `GET /api/v1/accounts/${ACCOUNT}/members/..%2Fx%3Fy`);
    await assert.rejects(client.member.read({ ...inAccount, member_id: '' }), /member_id is missing/);
    assert.equal(server.asked.length, 1);
  });
});

describe('a refusal', () => {
  test('has its code and its facts, and says its sentence', async () => {
    const client = await clientOf([refusal(403, { code: 'not-permitted', permission: 'users.manage' })]);
    const error = await failureOf(client.member.delete(oneMember));
    assert.ok(error instanceof LatchkeyRefusal);
    assert.equal(error.code, 'not-permitted');
    assert.deepEqual(error.refusal, { code: 'not-permitted', permission: 'users.manage' });
    assert.equal(error.refusal.code === 'not-permitted' && error.refusal.permission, 'users.manage');
    assert.equal(error.title, 'A sentence.');
    assert.equal(`${error}`, 'LatchkeyRefusal: member.delete was refused (not-permitted): A sentence.');
    assert.deepEqual([error.operation, error.status], ['member.delete', 403]);
  });

  test('that is no problem of ours is told from one that is', async () => {
    const client = await clientOf([{ status: 404, body: 'not found' }]);
    const error = await failureOf(client.member.list(inAccount));
    assert.ok(error instanceof LatchkeyUnreachable);
    assert.match(error.message, /answered 404, and not as Latchkey does/);
  });
});

describe('a call that failed', () => {
  const busy = refusal(503, { code: 'busy' }, { 'retry-after': '0' });
  const throttled = refusal(429, { code: 'too-many-attempts', retry_after_s: 0 }, { 'retry-after': '0' });

  test('is tried again when it only reads', async () => {
    const client = await clientOf([busy, throttled, { status: 200, body: { items: [] } }]);
    assert.deepEqual(await client.member.list(inAccount), { items: [] });
    assert.equal(server.asked.length, 3);
  });

  test('is tried again with the same key, so that it acts once', async () => {
    const client = await clientOf(['hang up', busy, sent]);
    await client.invitation.send(invited);
    assert.equal(server.asked.length, 3);
    assert.equal(new Set(server.asked.map(({ headers }) => headers['idempotency-key'])).size, 1);
  });

  test('is tried again as a dry run', async () => {
    const client = await clientOf([busy, { status: 200, body: { results: [], consequences: [] } }]);
    await client.member.delete(oneMember, { dryRun: true });
    assert.equal(server.asked.length, 2);
  });

  test('is not tried again when it may have acted', async () => {
    const client = await clientOf([busy, 'hang up']);
    assert.ok((await failureOf(client.member.delete(oneMember))) instanceof LatchkeyRefusal);
    assert.ok((await failureOf(client.member.delete(oneMember))) instanceof LatchkeyUnreachable);
    assert.equal(server.asked.length, 2);
  });

  test('is given up after as many tries as the client was opened with', async () => {
    const client = await clientOf([busy, busy, busy], { retries: 2 });
    const error = await failureOf(client.member.list(inAccount));
    assert.ok(error instanceof LatchkeyRefusal && error.code === 'busy');
    assert.equal(server.asked.length, 3);
  });

  test('is not tried again when it is asked to come back much later', async () => {
    const later = refusal(429, { code: 'too-many-attempts', retry_after_s: 3600 }, { 'retry-after': '3600' });
    const client = await clientOf([later]);
    const error = await failureOf(client.member.list(inAccount));
    assert.ok(error instanceof LatchkeyRefusal && error.refusal.code === 'too-many-attempts');
    assert.equal(error.refusal.retry_after_s, 3600);
  });

  test('by a server that never answers ends by its time-out', async () => {
    const client = await clientOf(['silence', 'silence'], { retries: 0 });
    const error = await failureOf(client.member.list(inAccount, { timeoutMs: 50 }));
    assert.ok(error instanceof LatchkeyUnreachable && error.cause instanceof Error);
    assert.match(error.cause.message, /no answer within 50 ms/);
  });

  test('because it was given up says with the caller’s own reason', async () => {
    const client = await clientOf(['silence']);
    const stop = new AbortController();
    const calling = failureOf(client.member.list(inAccount, { signal: stop.signal }));
    await server.somebodyAsks;
    const reason = new Error('somebody pressed Escape');
    stop.abort(reason);
    assert.equal(await calling, reason);
    assert.equal(await failureOf(client.member.list(inAccount, { signal: stop.signal })), reason);
    assert.equal(server.asked.length, 1);
  });

  test('because it was sent elsewhere does not follow, so that nobody else sees the token', async () => {
    const client = await clientOf([{ status: 302, body: {}, headers: { location: 'http://127.0.0.1:9/' } }], {
      retries: 0,
    });
    assert.ok((await failureOf(client.member.list(inAccount))) instanceof LatchkeyUnreachable);
  });
});

test('every page of a list comes after the other, with the same filter', async () => {
  const page = (next: string | null) => ({ status: 200, body: { items: [], next_cursor: next } });
  const client = await clientOf([page('a'), page('b'), page(null)]);
  let seen = 0;
  for await (const { items } of pages(client.member.list, { ...inAccount, limit: 2 })) seen += items.length + 1;
  assert.equal(seen, 3);
  const list = `GET /api/v1/accounts/${ACCOUNT}/members?limit=2`;
  assert.deepEqual(
    server.asked.map(({ line }) => line),
    [list, `${list}&cursor=a`, `${list}&cursor=b`],
  );
});

test('a loop over pages that ends early asks no further', async () => {
  const client = await clientOf([{ status: 200, body: { items: [], next_cursor: 'a' } }]);
  for await (const _ of pages(client.member.list, inAccount)) break;
  assert.equal(server.asked.length, 1);
});

test('what can be no address or no token is refused before anything is sent, and the token is not shown', () => {
  assert.throws(() => openClient({ url: 'latchkey' }), TypeError);
  assert.throws(() => openClient({ url: 'ftp://latchkey.example' }), /no address of a Latchkey/);
  const broken = () => openClient({ url: 'https://latchkey.example', token: 'lk_secret\n' });
  assert.throws(broken, (error: Error) => error instanceof TypeError && !error.message.includes('secret'));
});

test('a client sends through the fetch it was given', async () => {
  const asked: string[] = [];
  const client = openClient({
    url: 'https://latchkey.example/some/page',
    fetch: async (url) => {
      asked.push(url);
      return new Response('{"set_up":true}', { status: 200 });
    },
  });
  assert.deepEqual(await client.operator.readInstallation(), { set_up: true });
  assert.deepEqual(asked, ['https://latchkey.example/api/v1/installation']);
});

/** A client of a server that gives these answers in their order. */
async function clientOf(replies: Reply[], options: Partial<ClientOptions> = {}) {
  server = await standIn(replies);
  return openClient({ url: server.url, token: 'lk_token', ...options });
}

function refusal(status: number, facts: Refusal, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers,
    body: { type: `urn:latchkey:refusal:${facts.code}`, title: 'A sentence.', status, ...facts },
  };
}

async function failureOf(calling: Promise<unknown>): Promise<unknown> {
  return calling.then(
    () => assert.fail('it succeeded'),
    (error: unknown) => error,
  );
}

/** What a server does with one request. */
type Reply = { status: number; body: unknown; headers?: Record<string, string> | undefined } | 'hang up' | 'silence';

/** A server that answers as it is told and remembers what it was asked: what the real one does is tested with the real one. */
type StandIn = {
  url: string;
  asked: { line: string; headers: IncomingHttpHeaders; body: string }[];
  somebodyAsks: Promise<void>;
  stop(): Promise<void>;
};

async function standIn(replies: Reply[]): Promise<StandIn> {
  const asked: StandIn['asked'] = [];
  const first = Promise.withResolvers<void>();
  const http = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await request.toArray()).join('');
    const reply = replies[asked.length];
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    first.resolve();
    if (reply === 'silence') return;
    if (reply === 'hang up') return void request.socket.destroy();
    response.writeHead(reply?.status ?? 500, { 'content-type': 'application/json', ...reply?.headers });
    response.end(JSON.stringify(reply?.body));
  };
  http.listen(0, 'localhost');
  await once(http, 'listening');
  return {
    url: `http://localhost:${(http.address() as AddressInfo).port}`,
    asked,
    somebodyAsks: first.promise,
    async stop() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
