import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { nonceOf } from '@latchkey/wire/record';
import { CLIENT_IDENTIFIER, STRETCHING } from '@latchkey/wire/transcript';
import { client, ready, server } from '@serenity-kit/opaque';
import { hostCrypto, newServerSetup } from './crypto.ts';

const setup = await newServerSetup();
const crypto = await hostCrypto(setup);
const serverIdentifier = createHash('sha256').update(Buffer.from(crypto.hostKey, 'base64url')).digest('hex');
const userIdentifier = 'YWJjZGVmZ2hpamtsbW5vcA';
const rubbish = ['', 'A', 'A'.repeat(86), 'A'.repeat(128), 'A'.repeat(427), '\u0000', '…'];

describe('the computer’s OPAQUE', () => {
  test('gives both sides one key for the right code, stretched as a code is (C5)', () => {
    const secret = 'correct horse battery';
    const record = crypto.recordOf({ secret, purpose: 'code', userIdentifier, serverIdentifier });
    const { viewerKey, hostKey, key } = login(record, { secret, keyStretching: STRETCHING.code });
    assert.equal(Buffer.from(key ?? []).toString('base64url'), viewerKey);
    assert.equal(hostKey, crypto.hostKey);
  });

  test('a record stretched otherwise, for another identifier or another server is another code', () => {
    const secret = 'correct horse battery';
    const record = crypto.recordOf({ secret, purpose: 'resume', userIdentifier, serverIdentifier });
    assert.ok(login(record, { secret }).key);
    assert.equal(login(record, { secret, keyStretching: { ...STRETCHING.resume, iterations: 2 } }).key, undefined);
    assert.equal(login(record, { secret, user: `${userIdentifier}x` }).key, undefined);
    assert.equal(login(record, { secret, server: 'ab'.repeat(32) }).key, undefined);
    assert.equal(login(record, { secret: `${secret} ` }).key, undefined);
  });

  test('what does not fit gives nothing, and nothing throws', () => {
    const secret = 'correct horse battery';
    const record = crypto.recordOf({ secret, purpose: 'resume', userIdentifier, serverIdentifier });
    const begun = client.startLogin({ password: secret });
    const login = { record, userIdentifier, serverIdentifier };
    const state = crypto.start({ ...login, request: begun.startLoginRequest })?.state ?? '';
    for (const text of rubbish) {
      assert.equal(crypto.start({ ...login, request: text }), undefined);
      assert.equal(crypto.finish({ state, finish: text, serverIdentifier }), undefined);
      assert.equal(crypto.register({ userIdentifier, request: text }), undefined);
    }
  });

  test('the library does not bind a context: binding is ours. When this fails it does, and the handshake needs to be looked at again', async () => {
    await ready;
    const secret = 'correct horse battery';
    const record = crypto.recordOf({ secret, purpose: 'resume', userIdentifier, serverIdentifier });
    const contexts = { host: { context: 'one session' }, viewer: { context: 'another session' } };
    assert.ok(login(record, { secret, contexts }).key);
  });
});

describe('the computer’s records', () => {
  test('open with their key, number and every byte only', () => {
    const key = crypto.random(32);
    const sealed = crypto.seal(key, nonceOf(7), Buffer.from('picture'));
    assert.equal(Buffer.from(crypto.open(key, nonceOf(7), sealed) ?? []).toString(), 'picture');
    assert.equal(crypto.open(key, nonceOf(8), sealed), undefined);
    assert.equal(crypto.open(crypto.random(32), nonceOf(7), sealed), undefined);
    for (let at = 0; at < sealed.length; at++) {
      const altered = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 128 : byte));
      assert.equal(crypto.open(key, nonceOf(7), altered), undefined);
      assert.equal(crypto.open(key, nonceOf(7), sealed.subarray(0, at)), undefined);
    }
  });

  test('HKDF is that of RFC 5869 (its third test case)', () => {
    const made = crypto.hkdf(new Uint8Array(22).fill(0x0b), new Uint8Array(0), '', 42);
    const known = '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8';
    assert.equal(Buffer.from(made).toString('hex'), known);
  });
});

type Stretching = { iterations: number; memory: number; parallelism: number };
type Login = {
  secret: string;
  user?: string;
  server?: string;
  keyStretching?: Stretching;
  contexts?: { host: object; viewer: object };
};

/** A whole login by the library itself; the contexts are fields that it does not know of today. */
function login(record: string, { secret, contexts, ...other }: Login) {
  const identifiers = { client: CLIENT_IDENTIFIER, server: other.server ?? serverIdentifier };
  const begun = client.startLogin({ password: secret });
  const request = begun.startLoginRequest;
  const user = other.user ?? userIdentifier;
  const answer = contexts
    ? withContext(record, request, contexts.host)
    : crypto.start({ record, userIdentifier: user, serverIdentifier: identifiers.server, request });
  assert.ok(answer);
  const done = client.finishLogin({
    password: secret,
    clientLoginState: begun.clientLoginState,
    loginResponse: answer.response,
    identifiers,
    keyStretching: { 'argon2id-custom': other.keyStretching ?? STRETCHING.resume },
    ...contexts?.viewer,
  });
  if (!done) return { key: undefined };
  const key = contexts
    ? Buffer.from(
        server.finishLogin({
          serverLoginState: answer.state,
          finishLoginRequest: done.finishLoginRequest,
          identifiers,
          ...contexts.host,
        }).sessionKey,
        'base64url',
      )
    : crypto.finish({ state: answer.state, finish: done.finishLoginRequest, serverIdentifier: identifiers.server });
  return { key, viewerKey: done.sessionKey, hostKey: done.serverStaticPublicKey };
}

function withContext(record: string, request: string, context: object) {
  const { serverLoginState, loginResponse } = server.startLogin({
    serverSetup: setup,
    registrationRecord: record,
    startLoginRequest: request,
    userIdentifier,
    identifiers: { client: CLIENT_IDENTIFIER, server: serverIdentifier },
    ...context,
  });
  return { state: serverLoginState, response: loginResponse };
}
