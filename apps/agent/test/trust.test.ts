import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { NotTrusted, pinOf, trustOf } from '../src/trust.ts';

const folder = mkdtempSync(join(tmpdir(), 'lk-trust-'));
const certificate = selfMade('server');
const heard: string[] = [];
const server = createServer(certificate, (asked, answer) => {
  heard.push(asked.url ?? '');
  answer.end('hello');
});
let origin: string;

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a self-made certificate is trusted by the pin of its key, whatever its name', async () => {
  const trust = await trustOf(origin, pinOf(new X509Certificate(certificate.cert)));
  assert.equal(await get(`${origin}/pinned`, trust), 'hello');
});

test('without a pin a self-made certificate is not trusted', async () => {
  await assert.rejects(get(`${origin}/unpinned`, await trustOf(origin, undefined)), /certificate/i);
  assert.ok(!heard.includes('/unpinned'));
});

test('a server with another key than the pin’s is told nothing', async () => {
  const other = pinOf(new X509Certificate(selfMade('other').cert));
  const before = heard.length;
  await assert.rejects(trustOf(origin, other), NotTrusted);
  assert.equal(heard.length, before);
});

function get(url: string, trust: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, trust, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve(text));
    });
    asked.on('error', reject);
    asked.end();
  });
}

function selfMade(name: string): { key: string; cert: string } {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const how = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const made = spawnSync('openssl', [...how, '-subj', `/CN=${name}`, '-keyout', key, '-out', cert], {
    encoding: 'utf8',
  });
  assert.equal(made.status, 0, made.stderr);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
