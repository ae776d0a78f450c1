import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { CodeToSet } from '../../src/access-code.ts';
import { callAgent } from '../../src/local/call.ts';
import { MAX_LINE, readAnswer, readQuestion } from '../../src/local/protocol.ts';
import { type Local, socketIn, startLocal } from '../../src/local/start.ts';
import { ran } from '../program.ts';

const ROOT_ONLY = process.getuid?.() !== 0 && 'only root can be another account';
/** The account that nobody uses (Debian’s “nobody”), and one more. */
const [NOBODY, ANOTHER] = [65_534, 65_533];
const folder = mkdtempSync(join(tmpdir(), 'lk-local-'));
const own = join(folder, 'own');
const status = { account: 'Acme', server: 'https://a.example', is_up: true, has_code: false, present: [] };
const heard: CodeToSet[] = [];
let local: Local;

before(async () => {
  local = await startLocal(own, {
    status: () => status,
    end: async () => 3,
    setCode: async (toSet) => void heard.push(toSet),
    remove: async () => {
      throw new Error('not\u001b[2J now');
    },
  });
});

after(async () => {
  await local.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the agent’s own account is answered at the computer', async () => {
  assert.deepEqual(await callAgent(own, { ask: 'status' }), { value: status });
  assert.deepEqual(await callAgent(own, { ask: 'end' }), { value: 3 });
  await callAgent(own, { ask: 'set-code', code: 'a new code', whose: null });
  assert.deepEqual(heard.at(-1), { code: 'a new code', whose: null });
});

test('what fails is told in one line that does nothing to a terminal', async () => {
  await assert.rejects(callAgent(own, { ask: 'remove' }), { message: 'not[2J now' });
});

test('its folder and its socket are for its own account alone', () => {
  assert.equal(statSync(own).mode & 0o777, 0o700);
  assert.equal(statSync(socketIn(own)).mode & 0o777, 0o600);
});

test('another account of the computer can’t open the agent’s socket', { skip: ROOT_ONLY }, async () => {
  open755(folder);
  assert.match((await dialAs(NOBODY, socketIn(own))).out, /EACCES/);
});

test('the account of the desktop may look and end, and nothing else', { skip: ROOT_ONLY }, async () => {
  open755(folder);
  const desktop = join(folder, 'desktop');
  local.serveDesktop({ uid: NOBODY, folder: desktop });
  await until(() => statSync(socketIn(desktop)).uid === NOBODY);
  assert.match((await dialAs(NOBODY, socketIn(desktop), '{"ask":"status"}')).out, /Acme/);
  assert.match((await dialAs(NOBODY, socketIn(desktop), '{"ask":"end"}')).out, /3/);
  const before = heard.length;
  const setting = '{"ask":"set-code","code":"mine from now on","whose":null}';
  for (const asked of [setting, '{"ask":"remove"}'])
    assert.match((await dialAs(NOBODY, socketIn(desktop), asked)).out, /"ok":false.*use sudo/);
  assert.equal(heard.length, before);
  assert.match((await dialAs(ANOTHER, socketIn(desktop))).out, /EACCES/);
});

test('the account at the desktop can put nothing in the place of its socket', { skip: ROOT_ONLY }, async () => {
  open755(folder);
  const desktop = join(folder, 'mine');
  local.serveDesktop(undefined);
  local.serveDesktop({ uid: NOBODY, folder: desktop });
  await until(() => statSync(socketIn(desktop)).uid === NOBODY);
  const script = `require('fs').rmSync(process.argv[1])`;
  assert.match((await ran([process.execPath, '-e', script, socketIn(desktop)], { uid: NOBODY })).err, /EACCES|EPERM/);
});

test(
  'somebody else at the desktop has the socket from then on, and the one before has none',
  { skip: ROOT_ONLY },
  async () => {
    open755(folder);
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    local.serveDesktop(undefined);
    local.serveDesktop({ uid: NOBODY, folder: first });
    await until(() => statSync(socketIn(first)).uid === NOBODY);
    local.serveDesktop({ uid: ANOTHER, folder: second });
    await until(() => statSync(socketIn(second)).uid === ANOTHER);
    assert.match((await dialAs(ANOTHER, socketIn(second), '{"ask":"status"}')).out, /Acme/);
    assert.match((await dialAs(NOBODY, socketIn(first))).out, /ENOENT|ECONNREFUSED/);
  },
);

test('no agent is told apart from one that refuses', async () => {
  assert.equal(await callAgent(join(folder, 'nothing here'), { ask: 'status' }), 'absent');
});

test('an agent that was killed does not keep the next one from listening', async () => {
  const left = join(folder, 'left');
  const handlers = { status: () => status, end: async () => 0, setCode: async () => {}, remove: async () => null };
  const first = await startLocal(left, handlers);
  await first.stop();
  writeFileSync(socketIn(left), '');
  const next = await startLocal(left, handlers);
  assert.deepEqual(await callAgent(left, { ask: 'end' }), { value: 0 });
  await next.stop();
});

test('whatever is said on the socket, the agent answers or hangs up, and goes on', async () => {
  const before = heard.length;
  await fc.assert(
    fc.asyncProperty(hostile, async (bytes) => {
      const answered = await sayTo(own, bytes);
      assert.ok(answered === '' || answered.endsWith('}\n'), answered);
    }),
    { numRuns: 300 },
  );
  await sayTo(own, Buffer.alloc(4 * MAX_LINE, 'x'));
  assert.deepEqual(await callAgent(own, { ask: 'status' }), { value: status });
  for (const { code } of heard.slice(before)) assert.ok(code.length <= 1_000);
});

test('questions and answers are read strictly: what is not exactly one is none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      readAnswer(text);
      const question = readQuestion(text);
      assert.ok(question === undefined || ['status', 'end', 'set-code', 'remove'].includes(question.ask));
    }),
  );
  for (const text of [
    '{"ask":"set-code"}',
    '{"ask":"set-code","code":1,"whose":null}',
    '{"ask":["status"]}',
    'null',
    '',
  ])
    assert.equal(readQuestion(text), undefined, text);
  const long = JSON.stringify({ ask: 'set-code', code: 'x'.repeat(1_001), whose: null });
  assert.equal(readQuestion(long), undefined);
  assert.equal(readQuestion('{"ask":"set-code","code":"\\ud800aaaaaaaa","whose":null}'), undefined);
});

const asking = fc.record({
  ask: fc.oneof(fc.constantFrom('status', 'end', 'set-code', '__proto__'), fc.anything()),
  code: fc.oneof(fc.string(), fc.anything()),
  whose: fc.oneof(fc.constant(null), fc.anything()),
});
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.concat([bytes, Buffer.from('\n')])),
  fc.json().map((text) => Buffer.from(`${text}\n`)),
  asking.map((question) => Buffer.from(`${JSON.stringify(question)}\n`)),
);

/** Says these bytes and gives what comes back until the other side hangs up. */
function sayTo(at: string, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(socketIn(at), () => void socket.write(bytes));
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(text));
  });
}

/** Opens a socket as another account, says a line and prints what comes back, or why it could not be opened. */
function dialAs(uid: number, path: string, line = '{"ask":"status"}') {
  const script = `
    const socket = require('net').connect(process.argv[1], () => socket.write(process.argv[2] + '\\n'));
    socket.on('error', (error) => console.log(error.code)).on('data', (data) => console.log(String(data)));`;
  return ran(['/usr/bin/env', 'node', '-e', script, path, line], { uid });
}

function open755(path: string): void {
  // mkdtemp makes it for its maker alone: what keeps others out must be the agent’s own doing.
  chmodSync(path, 0o755);
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; ;) {
    try {
      if (isSo()) return;
    } catch {
      // Not there yet.
    }
    assert.ok(performance.now() < end, 'it never came');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
