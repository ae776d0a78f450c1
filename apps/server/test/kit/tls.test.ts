import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PeerCertificate, type TLSSocket, checkServerIdentity, connect } from 'node:tls';
import { once } from 'node:events';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { selfSigned } from '../../src/kit/certificate.ts';
import { StartRefusal } from '../../src/kit/start-refusal.ts';
import { followCredentials, openCredentials, tlsMode } from '../../src/kit/tls.ts';
import type { Credentials, TlsSettings } from '../../src/kit/tls.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-tls-'));
const servers: Server[] = [];
const sockets: TLSSocket[] = [];
after(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

const NOW = new Date();
const DAY_MS = 86_400_000;

describe('the way the server is reached', () => {
  it('is plain http on this machine only', () => {
    for (const [publicUrl, bind] of [
      ['http://localhost:8400', 'localhost'],
      ['http://127.0.0.1:8400', '127.0.0.1'],
      ['http://[::1]:8400', '::1'],
    ] as const) {
      assert.deepEqual(tlsMode(settings({ publicUrl, bind })), { mode: 'plain' });
    }
  });

  it('is https in one of three ways everywhere else', () => {
    const publicUrl = 'https://desk.example';
    assert.equal(tlsMode(settings({ publicUrl })).mode, 'own');
    assert.equal(tlsMode(settings({ publicUrl, tlsCert: 'c', tlsKey: 'k' })).mode, 'files');
    assert.equal(tlsMode(settings({ publicUrl, trustedProxies: ['10.0.0.1'] })).mode, 'proxy');
    assert.equal(
      tlsMode(settings({ publicUrl, tlsCert: 'c', tlsKey: 'k', trustedProxies: ['10.0.0.1'] })).mode,
      'files',
    );
  });

  it('is refused for anything else, saying why', () => {
    const http = 'http://localhost:8400';
    const cases: [Partial<TlsSettings>, RegExp][] = [
      [{ publicUrl: 'http://desk.example' }, /in clear.*Write https/],
      [{ publicUrl: 'http://192.168.1.4:8400' }, /in clear/],
      [{ publicUrl: http, bind: '0.0.0.0' }, /BIND is 0\.0\.0\.0/],
      [{ publicUrl: http, bind: '::' }, /this machine only/],
      [{ publicUrl: http, trustedProxies: ['127.0.0.1'] }, /TRUSTED_PROXIES is set/],
      [{ publicUrl: http, tlsCert: 'c', tlsKey: 'k' }, /TLS_CERT is set/],
      [{ publicUrl: 'https://desk.example', tlsCert: 'c' }, /need each other/],
    ];
    for (const [given, message] of cases) assert.throws(() => tlsMode(settings(given)), refusal(message));
  });
});

describe('a certificate of its own', () => {
  it('is made at first start, readable by its owner only, and used ever after', async () => {
    const mode = own('first', 'desk.example');
    const made = openCredentials(mode, NOW);
    assert.equal(statSync(join(mode.folder, 'key.pem')).mode & 0o777, 0o600);
    assert.deepEqual(openCredentials(mode, NOW), made);
    assert.deepEqual(made.warnings, []);
    const seen = await visit(await serve(made), 'desk.example', made.cert);
    assert.equal(seen.authorized, true);
    assert.equal(seen.getPeerCertificate().fingerprint256, made.fingerprint);
    const publicKey = seen.getPeerX509Certificate()!.publicKey.export({ format: 'der', type: 'spki' });
    assert.equal(createHash('sha256').update(publicKey).digest('base64'), made.pin);
  });

  it('is for a name, an IPv4 or an IPv6 address, and for nothing else', async () => {
    for (const host of ['desk.example', '192.0.2.7', '2001:db8::1', 'localhost', '127.0.0.1']) {
      const made = openCredentials(own(`for-${host.replaceAll(':', '_')}`, host), NOW);
      assert.deepEqual(made.warnings, [], host);
      const port = await serve(made);
      assert.equal((await visit(port, host, made.cert)).authorized, true, host);
      await assert.rejects(visit(port, 'other.example', made.cert), /altnames/, host);
    }
  });

  it('is renewed a month before it ends, on the same key', () => {
    const mode = own('renew', 'desk.example');
    const made = openCredentials(mode, NOW);
    assert.equal(openCredentials(mode, daysAfter(made, -31)).cert, made.cert);
    const renewed = openCredentials(mode, daysAfter(made, -29));
    assert.notEqual(renewed.cert, made.cert);
    assert.equal(renewed.pin, made.pin);
    assert.ok(renewed.expires > made.expires);
  });

  it('is made anew for another host, on the same key', () => {
    const made = openCredentials(own('moved', 'old.example'), NOW);
    const moved = openCredentials(own('moved', 'new.example'), NOW);
    assert.notEqual(moved.cert, made.cert);
    assert.equal(moved.pin, made.pin);
  });
});

describe('a certificate in files', () => {
  it('is served as it is, with a warning when browsers will refuse it', () => {
    assert.deepEqual(openCredentials(files('good', 'desk.example'), NOW).warnings, []);
    assert.match(
      openCredentials({ ...files('other', 'old.example'), host: 'desk.example' }, NOW).warnings.join(),
      /not for desk/,
    );
    assert.match(openCredentials(files('late', 'desk.example', -1), NOW).warnings.join(), /has expired/);
  });

  it('is refused when it can not be used', () => {
    const good = files('usable', 'desk.example');
    const other = files('stranger', 'desk.example');
    const broken = join(folder, 'broken.pem');
    writeFileSync(broken, 'no certificate');
    const locked = join(folder, 'locked.pem');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    writeFileSync(locked, privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }));
    assert.throws(
      () => openCredentials({ ...good, cert: '/nowhere.pem' }, NOW),
      refusal(/TLS_CERT names \/nowhere.pem/),
    );
    assert.throws(() => openCredentials({ ...good, key: '/nowhere.pem' }, NOW), refusal(/TLS_KEY names/));
    assert.throws(() => openCredentials({ ...good, cert: broken }, NOW), refusal(/can't be used/));
    assert.throws(() => openCredentials({ ...good, key: other.key }, NOW), refusal(/can't be used|does not belong/));
    assert.throws(() => openCredentials({ ...good, key: locked }, NOW), refusal(/without a passphrase/));
  });

  it('is exchanged while open connections stay', async () => {
    const mode = files('reload', 'desk.example');
    const first = openCredentials(mode, NOW);
    const server = await serverWith(first);
    const changes: Credentials[] = [];
    const options = {
      now: () => NOW,
      everyMs: 20,
      onChange: (one: Credentials) => changes.push(one),
      onProblem: assert.fail,
    };
    const stop = followCredentials(server, mode, options);
    const open = await visit(portOf(server), 'desk.example', first.cert);
    files('reload', 'desk.example');
    while (changes.length === 0) await sleep(10);
    stop();
    const second = await visit(portOf(server), 'desk.example', changes[0]!.cert);
    assert.notEqual(second.getPeerCertificate().fingerprint256, first.fingerprint);
    assert.equal(changes.length, 1);
    open.write('GET / HTTP/1.1\r\nHost: desk.example\r\n\r\n');
    const [answer] = (await once(open, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 200/);
  });

  it('that turns bad while the server runs is told once, and the old one goes on', async () => {
    const mode = files('half', 'desk.example');
    const first = openCredentials(mode, NOW);
    const server = await serverWith(first);
    const problems: string[] = [];
    const options = { now: () => NOW, everyMs: 10, onProblem: (problem: string) => problems.push(problem) };
    const stop = followCredentials(server, mode, options);
    writeFileSync(mode.cert, readFileSync(mode.cert, 'utf8').slice(0, 100));
    await sleep(100);
    stop();
    assert.equal(problems.length, 1);
    assert.equal((await visit(portOf(server), 'desk.example', first.cert)).authorized, true);
  });
});

function settings(given: Partial<TlsSettings>): TlsSettings {
  const nothing = { tlsCert: undefined, tlsKey: undefined, trustedProxies: [], dataDir: folder };
  return { publicUrl: 'http://localhost:8400', bind: 'localhost', ...nothing, ...given };
}

function own(name: string, host: string) {
  return { mode: 'own' as const, folder: join(folder, name), host };
}

function files(name: string, host: string, days = 100) {
  const at = { cert: join(folder, `${name}.cert.pem`), key: join(folder, `${name}.key.pem`) };
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const to = new Date(NOW.getTime() + days * DAY_MS);
  const from = new Date(NOW.getTime() - 100 * DAY_MS);
  writeFileSync(at.key, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  writeFileSync(at.cert, selfSigned({ key: privateKey, hosts: [host], from, to }));
  return { mode: 'files' as const, ...at, host };
}

function daysAfter(credentials: Credentials, days: number): Date {
  return new Date(credentials.expires.getTime() + days * DAY_MS);
}

async function serverWith(credentials: Credentials): Promise<Server> {
  const server = createServer({ key: credentials.key, cert: credentials.cert }, (_, response) => response.end('here'));
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function serve(credentials: Credentials): Promise<number> {
  return portOf(await serverWith(credentials));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function visit(port: number, host: string, ca: string): Promise<TLSSocket> {
  // An address can't be sent as the server name, so the check of who answers is told whom we meant.
  const meant = {
    checkServerIdentity: (_: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate),
  };
  const socket = connect({ port, host: '127.0.0.1', ca, ...meant });
  sockets.push(socket);
  await once(socket, 'secureConnect');
  return socket;
}

function refusal(message: RegExp) {
  return (error: unknown) => error instanceof StartRefusal && message.test(error.message);
}
