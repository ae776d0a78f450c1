import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect } from 'node:tls';
import { me, signIn } from '@latchkey/contract/person';
import { selfSigned } from '../../src/kit/certificate.ts';
import { ADA, adaSignedIn, invite, knock, listening, PASSWORD, settle, Visitor, type Way } from './browser.ts';
import { type House, refusedStart, startHouse, until } from './house.ts';
import { freePort } from '../free-port.ts';
import { newPlace, type Place } from './place.ts';

const HSTS = 'strict-transport-security';

// One installation that is reached in one way after the other.
let place: Place;
let port: number;
let publicUrl: string;
let accountId: string;

before(async () => {
  place = newPlace();
  port = await freePort();
  publicUrl = `https://localhost:${port}`;
});
after(() => place.leave());

test('What would carry passwords in clear, or can not work, is refused in a sentence', async () => {
  const refusals: [Record<string, string>, RegExp][] = [
    [{ PUBLIC_URL: 'http://desk.example' }, /passwords would cross the network in clear/],
    [{ TLS_CERT: '/nowhere.pem', TLS_KEY: '/nowhere.pem', PUBLIC_URL: publicUrl }, /TLS_CERT names \/nowhere\.pem/],
    [{ PORT: '0', SMTP_URL: 'nonsense' }, /2 settings are wrong/],
  ];
  const said = await Promise.all(refusals.map(([env]) => refusedStart(place, { env: { PORT: `${port}`, ...env } })));
  for (const [index, [, words]] of refusals.entries()) assert.match(said[index] ?? '', words);
  assert.ok(!existsSync(join(place.folder, 'latchkey', '.latchkey', 'postgres')), 'nothing was begun');
});

test('With a certificate of its own everything is https, and its fingerprint is the one on the terminal', async () => {
  const house = await startHouse(place, { env: { PORT: `${port}`, PUBLIC_URL: publicUrl } });
  const way = { publicUrl, ca: readFileSync(join(place.folder, 'latchkey', '.latchkey', 'tls', 'cert.pem'), 'utf8') };
  assert.equal(fingerprintIn(house), (await served(way)).fingerprint256);
  const settled = await settle([house], way);
  ({ accountId } = settled);
  const page = await settled.ada.send('GET', '/');
  assert.equal(page.status, 200);
  assert.equal(page.headers[HSTS], undefined, 'a browser that remembered it could not be let past another certificate');
  await cookiesAreBound(new Visitor(way));
  const ada = await adaSignedIn(way);
  assert.equal((await ada.call(me)).body['email'], ADA);
  await newsAreTold(ada);
  await onlyOurPages(ada);
  await assert.rejects(new Visitor({ publicUrl, connect: `http://localhost:${port}` }).send('GET', '/'), 'plain http');
  assert.equal(await house.stop(), 0);
});

test('A certificate in files is served, and its successor to the connections that come after', async () => {
  const files = { TLS_CERT: join(place.folder, 'cert.pem'), TLS_KEY: join(place.folder, 'key.pem') };
  const first = newCertificate(files);
  const house = await startHouse(place, { env: { PORT: `${port}`, PUBLIC_URL: publicUrl, ...files } });
  const ada = await adaSignedIn({ publicUrl, ca: first });
  await cookiesAreBound(new Visitor({ publicUrl, ca: first }));
  assert.match(String((await ada.send('GET', '/')).headers[HSTS]), /max-age=\d{7,}/);
  const { socket, heard } = await listening(ada, accountId);
  const second = newCertificate(files);
  await until(async () => (await served({ publicUrl, ca: second }).catch(() => undefined)) !== undefined, house);
  const later = await adaSignedIn({ publicUrl, ca: second });
  await invite(later, accountId, 'open-socket@example.test');
  await until(() => heard.length > 0, house);
  socket.terminate();
  assert.equal(await house.stop(), 0);
});

test('Behind a proxy only the proxy is served, and believed when it says for whom', async () => {
  const env = { PORT: `${port}`, PUBLIC_URL: 'https://desk.example', TRUSTED_PROXIES: '127.0.0.1', BIND: '127.0.0.1' };
  const house = await startHouse(place, { env });
  const proxied: Way = {
    publicUrl: env.PUBLIC_URL,
    connect: `http://127.0.0.1:${port}`,
    headers: { 'x-forwarded-for': '198.51.100.1, 203.0.113.9', 'x-forwarded-proto': 'http' },
  };
  const ada = await adaSignedIn(proxied);
  const { body } = await ada.call(me);
  assert.equal(body['email'], ADA);
  await cookiesAreBound(new Visitor(proxied));
  assert.match(String((await ada.send('GET', '/')).headers[HSTS]), /max-age/);
  await newsAreTold(ada);
  await onlyOurPages(ada);
  assert.equal((await ada.send('GET', '/metrics')).status, 404, 'the whole world comes from the proxy');
  assert.equal((await ada.send('GET', '/healthz')).status, 200);
  await strangersAreRefused({ ...proxied, from: '127.0.0.2' }, ada);
  assert.equal(await house.stop(), 0);
});

/** Whoever is not the proxy gets a sentence and nothing else, with a sign-in as without one. */
async function strangersAreRefused(way: Way, ada: Visitor): Promise<void> {
  if (process.platform !== 'linux') return;
  const stranger = new Visitor(way);
  for (const [name, value] of ada.cookies) stranger.cookies.set(name, value);
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/api/v1/me'],
    ['POST', '/api/v1/sign-in'],
  ] as const) {
    const answer = await stranger.send(method, path, { body: { email: ADA, password: PASSWORD } });
    assert.equal(answer.status, 403, path);
    assert.match(answer.text, /^Only its reverse proxy .* Open https:\/\/desk\.example\n$/);
    assert.equal(answer.headers['set-cookie'], undefined);
  }
  assert.equal(await knock(stranger, accountId, {}), 403);
  assert.equal((await stranger.send('GET', '/healthz')).status, 200, 'probes come from anywhere');
}

async function newsAreTold(ada: Visitor): Promise<void> {
  const { socket, heard } = await listening(ada, accountId);
  await invite(ada, accountId, `${Math.random().toString(36).slice(2)}@example.test`);
  await until(() => heard.length > 0);
  socket.terminate();
}

/** R-16 in this mode: neither a change nor an upgrade from pages that are not ours, nor one for another host. */
async function onlyOurPages(ada: Visitor): Promise<void> {
  const foreign = ['https://evil.test', 'null', ada.way.publicUrl.replace('https', 'http'), `${ada.way.publicUrl}1`];
  for (const origin of foreign) {
    const answer = await ada.send('POST', '/api/v1/sign-out', { headers: { origin } });
    assert.equal(answer.status, 403, origin);
    assert.equal(answer.body['code'], 'wrong-origin');
    assert.equal(await knock(ada, accountId, { origin }), 403, origin);
  }
  assert.equal((await ada.send('GET', '/', { headers: { host: 'evil.test' } })).status, 421);
  assert.equal(await knock(ada, accountId, { host: 'evil.test' }), 421);
  assert.equal((await ada.call(me)).status, 200, 'still signed in');
}

async function cookiesAreBound(visitor: Visitor): Promise<void> {
  const answer = await visitor.call(signIn, { body: { email: ADA, password: PASSWORD } });
  assert.equal(answer.status, 200, answer.text);
  const cookies = answer.headers['set-cookie'] ?? [];
  assert.ok(cookies.length > 0);
  for (const cookie of cookies) assert.match(cookie, /^__Host-latchkey.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
}

/** The certificate that a server shows to somebody who trusts `ca`. */
async function served({ publicUrl: url, ca }: Way): Promise<{ fingerprint256: string }> {
  const { hostname: host, port: at } = new URL(url);
  const socket = connect({ host, port: Number(at), servername: host, ...(ca === undefined ? {} : { ca }) });
  try {
    await once(socket, 'secureConnect');
    return socket.getPeerCertificate();
  } finally {
    socket.destroy();
  }
}

function fingerprintIn(house: House): string {
  return /^Certificate \(SHA-256\): ([0-9A-F:]{95})$/m.exec(house.said)?.[1] ?? assert.fail(house.said);
}

/** Writes a new key pair for localhost, the key first, as most tools do; gives the certificate. */
function newCertificate({ TLS_CERT, TLS_KEY }: { TLS_CERT: string; TLS_KEY: string }): string {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const [from, to] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 86_400_000)];
  const cert = selfSigned({ key, hosts: ['localhost'], from, to });
  writeFileSync(TLS_KEY, key.export({ format: 'pem', type: 'pkcs8' }));
  writeFileSync(TLS_CERT, cert);
  return cert;
}
