import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { type Furnished, furnished } from './furnished.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-agent-files-'));
const CONTENT = 'a program '.repeat(50_000);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const listed = { platform: 'linux-x64', file: 'latchkey-agent-linux-x64', size: CONTENT.length, sha256: SHA256 };
let server: Furnished;

before(async () => {
  server = await furnished({}, { folder, pin: 'the pin' });
});

beforeEach(() => {
  writeFileSync(join(folder, 'latchkey-agent-linux-x64'), CONTENT);
  writeFileSync(join(folder, 'secret'), 'not listed');
  list({ version: '1.2.3', files: [listed], others: [{ file: 'latchkey-agent.cjs', size: 1, sha256: SHA256 }] });
});

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('C1: the server says which agents it hands out, with their SHA-256, and the pin of its own certificate', async () => {
  const { status, body } = await server.get('/api/v1/agent-files');
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(body), { version: '1.2.3', pin: 'the pin', files: [listed] });
});

test('C1: an agent is downloaded as it lies there, with its length and a name', async () => {
  const { status, headers, body } = await server.get('/agent/latchkey-agent-linux-x64');
  assert.equal(status, 200);
  assert.equal(createHash('sha256').update(body).digest('hex'), SHA256);
  assert.equal(headers['content-length'], String(CONTENT.length));
  assert.equal(headers['content-disposition'], 'attachment; filename="latchkey-agent-linux-x64"');
  assert.equal(headers['content-type'], 'application/octet-stream');
  assert.equal(headers['x-content-type-options'], 'nosniff');
});

test('who has this very agent already downloads nothing', async () => {
  const again = await server.get('/agent/latchkey-agent-linux-x64', { 'if-none-match': `"${SHA256}"` });
  assert.deepEqual([again.status, again.body], [304, '']);
});

test('nothing but what the build lists is handed out, whatever is asked for', async () => {
  for (const name of ['secret', 'files.json', '..%2Fsecret', '%2e%2e%2fsecret', 'latchkey-agent-linux-arm64', '.'])
    assert.equal((await server.get(`/agent/${name}`)).status, 404, name);
});

test('an agent that is not as long as listed is not sent: it is being built anew', async () => {
  writeFileSync(join(folder, 'latchkey-agent-linux-x64'), 'half');
  assert.equal((await server.get('/agent/latchkey-agent-linux-x64')).status, 503);
});

test('while the agent is not built yet the server says so and offers nothing', async () => {
  for (const text of ['', '{', '{"files":[]}']) {
    writeFileSync(join(folder, 'files.json'), text);
    const { body } = await server.get('/api/v1/agent-files');
    assert.deepEqual(JSON.parse(body), { version: null, pin: 'the pin', files: [] });
    assert.equal((await server.get('/agent/latchkey-agent-linux-x64')).status, 404);
  }
});

function list(content: object): void {
  writeFileSync(join(folder, 'files.json'), JSON.stringify(content));
}
