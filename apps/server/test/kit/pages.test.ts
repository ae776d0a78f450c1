import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import { pages } from '../../src/kit/pages.ts';
import { Refused } from '../../src/kit/refused.ts';
import { StartRefusal } from '../../src/kit/start-refusal.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-pages-'));
after(() => rmSync(folder, { recursive: true }));

const SCRIPT = 'export const answer = 42;\n'.repeat(500);
const webDir = join(folder, 'dist');
mkdirSync(join(webDir, 'assets'), { recursive: true });
writeFileSync(join(webDir, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__"><title>web</title>');
writeFileSync(join(webDir, 'assets', 'index-CAgj0y-F.js'), SCRIPT);
writeFileSync(join(webDir, 'icon.svg'), '<svg/>');
writeFileSync(join(webDir, '.built'), 'not served');
writeFileSync(join(folder, 'secret.txt'), 'outside');

const PLAIN = { webDir, publicUrl: 'http://localhost:8400', tls: 'plain' as const };
const ASSET = '/assets/index-CAgj0y-F.js';

describe('a page of the web', () => {
  const app = served();

  it('is index.html for every path of the web, with a nonce of its own each time', async () => {
    const nonces = new Set<string>();
    for (const url of ['/', '/users', '/a/b/c?next=%2Fx', '/setup/', '/x.php', '/assetsx', '/index.html', '/.built']) {
      const answer = await app.inject({ url });
      assert.equal(answer.statusCode, 200, url);
      assert.match(answer.body, /<title>web/);
      const nonce = /content="([^"]+)"/.exec(answer.body)![1]!;
      assert.equal(Buffer.from(nonce, 'base64').length, 16);
      assert.ok(String(answer.headers['content-security-policy']).includes(`style-src 'self' 'nonce-${nonce}'`));
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 8);
  });

  it('may load from its own origin only, and talk to its own socket', async () => {
    const policy = (await app.inject({ url: '/' })).headers['content-security-policy'];
    assert.match(String(policy), /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
    assert.match(String(policy), /connect-src 'self' ws:\/\/localhost:8400;/);
    assert.match(String(policy), /base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/);
    const secure = served({ ...PLAIN, publicUrl: 'https://desk.example', tls: 'files' });
    const other = (await secure.inject({ url: '/' })).headers['content-security-policy'];
    assert.match(String(other), /connect-src 'self' wss:\/\/desk\.example;/);
  });

  it('may talk to the sockets of every server of the installation, which have ports of their own', async () => {
    const several = { ...PLAIN, publicUrl: 'https://desk.example', nodeUrl: 'https://desk.example:8401' } as const;
    const policy = (await served(several).inject({ url: '/' })).headers['content-security-policy'];
    assert.match(String(policy), /connect-src 'self' wss:\/\/desk\.example wss:\/\/desk\.example:\*;/);
  });

  it('is asked for anew each time, so that its nonce is used once', async () => {
    assert.equal((await app.inject({ url: '/' })).headers['cache-control'], 'no-cache');
  });

  it('answers HEAD without a body', async () => {
    const answer = await app.inject({ url: '/users', method: 'HEAD' });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.body, '');
  });
});

describe('a file of the web', () => {
  const app = served();

  it('is kept for ever when its name has a hash, else asked for again', async () => {
    const asset = await app.inject({ url: ASSET });
    assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(asset.headers['content-type'], 'text/javascript; charset=utf-8');
    const icon = await app.inject({ url: '/icon.svg' });
    assert.equal(icon.headers['cache-control'], 'no-cache');
    assert.equal(icon.headers['content-type'], 'image/svg+xml');
    const again = await app.inject({ url: '/icon.svg', headers: { 'if-none-match': String(icon.headers.etag) } });
    assert.equal(again.statusCode, 304);
    assert.equal(again.body, '');
  });

  it('comes compressed as the browser wants it', async () => {
    const as = (encoding: string) => app.inject({ url: ASSET, headers: { 'accept-encoding': encoding } });
    const [brotli, zipped, plain] = [await as('gzip, deflate, br'), await as('gzip;q=0.8, br;q=0'), await as('*;q=0')];
    assert.equal(brotli.headers['content-encoding'], 'br');
    assert.equal(brotliDecompressSync(brotli.rawPayload).toString(), SCRIPT);
    assert.equal(zipped.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(zipped.rawPayload).toString(), SCRIPT);
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(plain.body, SCRIPT);
    assert.equal(plain.headers.vary, 'accept-encoding');
    assert.ok(brotli.rawPayload.length < 200);
  });

  it('is one of the build: no path leads out of it', async () => {
    const ways = ['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt'];
    for (const url of [...ways, '/assets/..%5c..%5csecret.txt', '//secret.txt', `/${join(folder, 'secret.txt')}`]) {
      assert.ok(!(await app.inject({ url })).body.includes('outside'), url);
    }
  });

  it('that is not there is not found, and no page', async () => {
    for (const url of [
      '/assets/index-00000000.js',
      '/assets/',
      '/assets',
      '/Assets/x.js',
      `${ASSET}.map`,
      '/%61ssets/x',
    ]) {
      const answer = await app.inject({ url });
      assert.equal(answer.statusCode, 404, url);
      assert.ok(!answer.body.includes('<'), url);
    }
  });
});

describe('the API beside the pages', () => {
  it('is not covered by them: an unknown path of it is not found', async () => {
    const app = served();
    app.get('/api/v1/known', async () => ({ known: true }));
    assert.equal((await app.inject({ url: '/api/v1/known' })).statusCode, 200);
    for (const url of ['/api', '/api/', '/api/v1/unknown', '/API/v1/known', '/%61pi/v1/unknown']) {
      assert.equal((await app.inject({ url })).statusCode, 404, url);
    }
  });
});

describe('every answer', () => {
  it('carries the security headers, unless it says otherwise itself', async () => {
    const app = served();
    app.get('/api/own', async (_, reply) => reply.header('content-security-policy', 'mine').send('x'));
    for (const url of ['/', ASSET, '/api/unknown', '/assets/unknown']) {
      const { headers } = await app.inject({ url });
      assert.equal(headers['x-content-type-options'], 'nosniff', url);
      assert.equal(headers['referrer-policy'], 'no-referrer', url);
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin', url);
      assert.match(String(headers['permissions-policy']), /camera=\(\)/, url);
      assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/, url);
    }
    assert.equal((await app.inject({ url: '/api/own' })).headers['content-security-policy'], 'mine');
  });

  it('asks for https ever after only where browsers trust the certificate', async () => {
    for (const tls of ['plain', 'own', 'files', 'proxy'] as const) {
      const { headers } = await served({ ...PLAIN, tls }).inject({ url: '/' });
      assert.equal(headers['strict-transport-security'] !== undefined, tls === 'files' || tls === 'proxy', tls);
    }
  });
});

describe('a web that was not built', () => {
  it('is said in words', () => {
    assert.throws(
      () => served({ ...PLAIN, webDir: folder }),
      (error) => error instanceof StartRefusal,
    );
  });
});

function served(options: Parameters<typeof pages>[1] = PLAIN): FastifyInstance {
  const app = fastify();
  app.setErrorHandler((error, _, reply) => reply.code(error instanceof Refused ? 404 : 500).send({ code: 'x' }));
  pages(app, options);
  return app;
}
