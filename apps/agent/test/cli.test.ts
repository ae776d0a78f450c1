import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { baseOf } from '@latchkey/wire/codes';
import { openStore } from '../src/code/store.ts';
import { enrolmentServer } from './enrolment-server.ts';
import { AGENT, begun, ran } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'lk-cli-'));
const CODE = 'right horse 🐎';
let server: Awaited<ReturnType<typeof enrolmentServer>>;
let taken = 0;

before(async () => {
  server = await enrolmentServer();
});

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('C1: a machine is enrolled with a code, and its access code is set from standard input', async () => {
  const state = newState();
  const done = await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state, '--code-from-stdin'], `${CODE}\n`);
  assert.deepEqual([done.code, done.err], [0, '']);
  assert.match(done.out, /^This machine is now “.+” of Acme & Söhne\.$/m);
  assert.match(done.out, /^It belongs to Ada Owner\.$/m);
  assert.equal(statSync(state).mode & 0o777, 0o700);
  const store = await openStore(state, () => undefined);
  assert.equal(store.identity.public_url, server.url);
  assert.deepEqual(store.state().codes.owner, { ...server.owner, is_suspended: false });
  assert.ok(baseOf(store.state().codes));
  await store.close();
});

test('C1: what is sent says its origin, proves the key, and holds neither private key nor access code', async () => {
  const state = newState();
  const from = server.seen.length;
  await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state, '--code-from-stdin'], `${CODE}\n`);
  const sent = server.seen.slice(from);
  assert.deepEqual(
    sent.map(({ path, origin }) => [path, origin]),
    [['/api/v1/enrol', server.url]],
  );
  const all = JSON.stringify(sent);
  const store = await openStore(state, () => undefined);
  for (const secret of [CODE, store.identity.device_key, store.identity.opaque_setup]) assert.ok(!all.includes(secret));
  await store.close();
});

test('C6: an access code of seven characters is refused before the enrolment code is used up', async () => {
  const state = newState();
  const from = server.seen.length;
  const done = await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state, '--code-from-stdin'], 'seven77\n');
  assert.deepEqual([done.code, done.err], [1, 'An access code has at least 8 characters.\n']);
  assert.equal(server.seen.length, from);
});

test('C12: who skips the access code is told that nobody can connect, and sets it later', async () => {
  const state = newState();
  const done = await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state]);
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /No access code is set yet, so nobody can connect: latchkey-agent code set/);
  const set = await agent(['code', 'set', '--state', state, '--code-from-stdin'], `${CODE}\n`);
  assert.deepEqual([set.code, set.out], [0, 'The access code is set.\n']);
  assert.doesNotMatch((await agent(['status', '--state', state])).out, /No access code/);
});

test('C2: an enrolled machine names its account and enrols nowhere else, unless told to leave that account', async () => {
  const state = newState();
  await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state]);
  const before = readFileSync(join(state, 'identity.json'), 'utf8');
  const again = await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state]);
  assert.equal(again.code, 1);
  assert.match(again.err, /is a computer of Acme & Söhne already/);
  const wrong = await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state, '--instead-of', 'Acme']);
  assert.match(wrong.err, /is a computer of Acme & Söhne, not of Acme/);
  assert.equal(readFileSync(join(state, 'identity.json'), 'utf8'), before);
  const moved = await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state, '--instead-of', 'Acme & Söhne']);
  assert.equal(moved.code, 0, moved.err);
  assert.notEqual(readFileSync(join(state, 'identity.json'), 'utf8'), before);
});

test('a refusal of the server is told in its own words, and nothing is left of it', async () => {
  const state = newState();
  const done = await agent(['enrol', server.url, 'WRONG-CODE', '--state', state]);
  assert.deepEqual([done.code, done.err], [1, 'This code is not known here.\n']);
  assert.deepEqual(readdirSync(state), []);
});

test('a server that speaks for another, or answers nonsense, enrols nobody', async () => {
  const bodies = [
    { ...server.reply(), public_url: 'https://another.example' },
    { ...server.reply(), computer_id: 'no id' },
    { ...server.reply(), company_name: 'x\u001b[2J' },
    {},
  ];
  for (const body of bodies) {
    server.state.answering = () => ({ status: 200, body });
    const state = newState();
    const done = await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state]);
    assert.equal(done.code, 1);
    assert.doesNotMatch(done.err, /\n\s+at /);
    assert.deepEqual(readdirSync(state), []);
  }
  server.state.answering = undefined;
});

test('plain http is spoken to this very machine only', async () => {
  const done = await agent(['enrol', 'http://latchkey.example', 'RIGHT-CODE', '--state', newState()]);
  assert.match(done.err, /has no TLS/);
});

test('a folder that others may enter is not used', async () => {
  const state = newState();
  await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state]);
  chmodSync(state, 0o755);
  const done = await agent(['status', '--state', state]);
  assert.equal(done.code, 1);
  assert.match(done.err, /Other users may enter the folder/);
});

test('C2: a machine is taken out without a network, and told that its server does not know', async () => {
  const state = newState();
  await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state]);
  const done = await agent(['remove', '--state', state]);
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /no longer a computer of Acme & Söhne; its keys and codes are gone/);
  assert.match(done.out, /The server does not know yet/);
  assert.ok(!existsSync(join(state, 'identity.json')));
  assert.match((await agent(['status', '--state', state])).out, /not enrolled/);
});

test('C6: a forgotten code asks the server, which refuses plainly where it can’t', async () => {
  const state = newState();
  await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state]);
  const done = await agent(['code', 'reset', '--state', state, '--code-from-stdin'], `${CODE}\n`);
  assert.deepEqual([done.code, done.err], [1, 'The server approves no new code. There is nothing here.\n']);
});

test('C6: a forgotten code is set anew once its person approved it in the browser, at what both screens show', async () => {
  const state = newState();
  await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state]);
  let asked = 0;
  server.state.answering = () => {
    const isApproved = ++asked > 1;
    const who = isApproved ? { person_id: server.owner.person_id } : { person_id: null };
    return { status: 200, body: { state: isApproved ? 'approved' : 'waiting', ...who, grant_id: null } };
  };
  const done = await agent(['code', 'reset', '--state', state, '--code-from-stdin'], `${CODE}\n`);
  server.state.answering = undefined;
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /approve-code#[\w-]{43} in your browser/);
  assert.match(done.out, /Approve only if the page shows: \d{3} \d{3}\n/);
  assert.match(done.out, /The access code is set/);
});

test('the running agent is asked at the computer: how it is, for a new code, and to leave', async () => {
  const state = newState();
  await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state]);
  const running = begun([...AGENT, 'run', '--state', state]);
  const ended = once(running.process, 'close');
  try {
    await until(async () => (await agent(['status', '--state', state])).out.includes('Its agent runs'));
    const set = await agent(['code', 'set', '--state', state, '--code-from-stdin'], `${CODE}\n`);
    assert.equal(set.code, 0, set.err);
    const status = await agent(['status', '--state', state]);
    assert.match(status.out, /the server is out of reach/);
    assert.match(status.out, /Nobody is connected/);
    assert.doesNotMatch(status.out, /No access code/);
    assert.equal((await agent(['end', '--state', state])).out, 'Nobody was connected.\n');
    const removed = await agent(['remove', '--state', state]);
    assert.equal(removed.code, 0, removed.err);
    assert.deepEqual(await ended, [0, null]);
    assert.ok(!existsSync(join(state, 'identity.json')));
  } finally {
    running.process.kill('SIGKILL');
  }
});

test('who stops the agent leaves its state whole', async () => {
  const state = newState();
  await agent(['enrol', server.url, 'RIGHT-CODE', '--state', state]);
  const running = begun([...AGENT, 'run', '--state', state]);
  const ended = once(running.process, 'close');
  await until(async () => (await agent(['status', '--state', state])).out.includes('Its agent runs'));
  running.process.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  assert.match((await agent(['status', '--state', state])).out, /Its agent does not run/);
});

test('ending sessions where no agent runs says so', async () => {
  assert.match((await agent(['end', '--state', newState()])).err, /does not run here/);
});

function newState(): string {
  return join(folder, String(taken++));
}

function agent(args: readonly string[], input?: string) {
  return ran([...AGENT, ...args], input === undefined ? {} : { input });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 20_000; !(await isSo());) {
    assert.ok(performance.now() < end, 'it never came');
    await sleep(50);
  }
}
