import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { enrolmentServer } from './enrolment-server.ts';
import { begun, ran } from './program.ts';

type Listed = { file: string; platform: string; size: number; sha256: string };

const BUILD = fileURLToPath(new URL('../../../scripts/agent-build.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lk-built-'));
const [ours = '', newer = '', strangers = '', plain = ''] = ['ours', 'newer', 'strangers', 'plain'].map((name) =>
  join(folder, name),
);
const EXECUTABLE = `latchkey-agent-${process.platform}-${process.arch}`;
const NO_EXECUTABLE = process.platform !== 'linux' && 'a single executable is made on Linux and Windows';

const NO_OTHER_NODE = !existsSync('/usr/bin/node') && 'the operating system has no Node';

before(async () => {
  const [key, other] = [newKey('ours.pem'), newKey('strangers.pem')];
  await build('--to', ours, '--sign-with', key);
  await build('--to', newer, '--sign-with', key, '--as-version', '99.0.0', '--bundle-only');
  await build('--to', strangers, '--sign-with', other, '--as-version', '99.0.0', '--bundle-only');
  await build('--to', plain, '--bundle-only');
});

after(() => rmSync(folder, { recursive: true, force: true }));

test('the single file runs without a Node: its version, and how this machine is', { skip: NO_EXECUTABLE }, async () => {
  const file = join(ours, EXECUTABLE);
  const env = { PATH: '/nowhere' };
  assert.deepEqual(await ran([file, '--version'], { env }), { code: 0, out: '0.1.0\n', err: '' });
  const status = await ran([file, 'status', '--state', join(folder, 'no state')], { env });
  assert.equal(status.code, 0, status.err);
  assert.match(status.out, /This machine is not enrolled/);
});

test('the single file enrols, computes the access code and runs', { skip: NO_EXECUTABLE }, async () => {
  const server = await enrolmentServer();
  const file = join(ours, EXECUTABLE);
  const state = join(folder, 'single');
  const enrol = [file, 'enrol', server.url, 'RIGHT-CODE', '--state', state, '--code-from-stdin'];
  const done = await ran(enrol, { input: 'right horse\n' });
  await server.stop();
  assert.deepEqual([done.code, done.err], [0, '']);
  assert.match((await ran([file, 'status', '--state', state])).out, /a computer of Acme/);
});

test('install puts the single file in its place and starts it from there', { skip: NO_EXECUTABLE }, async () => {
  const root = join(folder, 'image');
  const done = await ran([join(ours, EXECUTABLE), 'install', '--root', root]);
  assert.equal(done.code, 0, done.err);
  const unit = readFileSync(join(root, 'etc/systemd/system/latchkey-agent.service'), 'utf8');
  assert.match(unit, /\nExecStart=\/usr\/local\/bin\/latchkey-agent run\n/);
  assert.equal((await ran([join(root, 'usr/local/bin/latchkey-agent'), '--version'])).out, '0.1.0\n');
});

test('the package runs by npx from its address, as the enrolment line has it', async () => {
  const server = createServer((_, answer) => void answer.end(readFileSync(join(ours, 'latchkey-agent.tgz'))));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/agent/latchkey-agent.tgz`;
  const env = { npm_config_cache: join(folder, 'npm'), npm_config_update_notifier: 'false' };
  const done = await ran(['npx', '--yes', address, '--version'], { env });
  server.close();
  assert.deepEqual([done.code, done.out], [0, '0.1.0\n'], done.err);
});

test('the package runs on the Node that the operating system has, from 20 on', { skip: NO_OTHER_NODE }, async () => {
  const server = await enrolmentServer();
  const agent = ['/usr/bin/node', join(ours, 'latchkey-agent.cjs')];
  const state = join(folder, 'other node');
  const enrol = [...agent, 'enrol', server.url, 'RIGHT-CODE', '--state', state, '--code-from-stdin'];
  const done = await ran(enrol, { input: 'right horse\n' });
  assert.deepEqual([done.code, done.err], [0, '']);
  const running = begun([...agent, 'run', '--state', state]);
  const ended = once(running.process, 'close');
  while (!running.said.out.includes('Connecting to') && running.process.exitCode === null) await sleep(20);
  running.process.kill('SIGTERM');
  assert.deepEqual([...(await ended), running.said.err], [0, null, '']);
  await server.stop();
});

test('what the server lists is what was built, by length and SHA-256', () => {
  const { files, others } = JSON.parse(readFileSync(join(ours, 'files.json'), 'utf8')) as Record<
    'files' | 'others',
    Listed[]
  >;
  for (const { file, size, sha256 } of [...files, ...others]) {
    const content = readFileSync(join(ours, file));
    assert.deepEqual([content.length, createHash('sha256').update(content).digest('hex')], [size, sha256], file);
  }
  assert.ok(others.some(({ file }) => file === 'latchkey-agent.cjs.release'));
});

test('an update is taken when it is newer and signed by whom the agent knows', async () => {
  const agent = placed(ours);
  const done = await ran([process.execPath, agent, 'update', '--file', join(newer, 'latchkey-agent.cjs')]);
  assert.equal(done.code, 0, done.err);
  assert.equal((await ran([process.execPath, agent, '--version'])).out, '99.0.0\n');
});

test('an update by a stranger, changed on its way, older, unsigned or for another machine changes nothing', async () => {
  const changed = copied(newer, 'changed');
  writeFileSync(changed, `${readFileSync(changed, 'utf8')}\n`);
  const unsigned = copied(newer, 'unsigned');
  rmSync(`${unsigned}.release`);
  const tries = [
    [copied(strangers, 'stranger'), /signature is not by anybody/],
    [changed, /not the one that was signed/],
    [join(ours, 'latchkey-agent.cjs'), /not newer than/],
    [unsigned, /\.release file/],
    ...(NO_EXECUTABLE ? [] : [[join(ours, EXECUTABLE), /this machine needs latchkey-agent\.cjs/] as const]),
  ] as const;
  for (const [file, why] of tries) {
    const agent = placed(ours);
    const before = readFileSync(agent);
    const done = await ran([process.execPath, agent, 'update', '--file', file]);
    assert.equal(done.code, 1, file);
    assert.match(done.err, why);
    assert.ok(readFileSync(agent).equals(before), file);
  }
});

test('an agent that knows nobody’s signature takes no update', async () => {
  const done = await ran([process.execPath, placed(plain), 'update', '--file', join(newer, 'latchkey-agent.cjs')]);
  assert.match(done.err, /knows nobody’s signature/);
});

async function build(...args: string[]): Promise<void> {
  const done = await ran([process.execPath, BUILD, ...args]);
  assert.equal(done.code, 0, done.err);
}

function newKey(name: string): string {
  const file = join(folder, name);
  writeFileSync(file, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return file;
}

let taken = 0;

/** An agent of its own, which an update may replace. */
function placed(from: string): string {
  const to = join(folder, `placed-${taken++}`);
  mkdirSync(to);
  copyFileSync(join(from, 'latchkey-agent.cjs'), join(to, 'latchkey-agent.cjs'));
  return join(to, 'latchkey-agent.cjs');
}

/** A released file and what is said of it, to be spoiled. */
function copied(from: string, name: string): string {
  const to = join(folder, name);
  mkdirSync(to);
  for (const file of ['latchkey-agent.cjs', 'latchkey-agent.cjs.release'])
    copyFileSync(join(from, file), join(to, file));
  return join(to, 'latchkey-agent.cjs');
}
