import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { randomInt, randomUUID } from 'node:crypto';
import { rmSync, writeSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { chargeAttempt, nextHelloCounter, openAttempt } from './store-attempts.ts';
import { setCode } from './store-codes.ts';
import { createStore, openStore } from './store.ts';

// The test runs this file once more as a process of its own, which is killed.
const [, , role, place = ''] = process.argv;
if (role === 'connect-until-killed') await connectUntilKilled(place);
else
  test(
    'C7: kill -9 at any moment loses no attempt that was answered and no hello counter that was used',
    killOverAndOver,
  );

async function killOverAndOver(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-killed-'));
  try {
    for (let round = 0; round < 4; round++) {
      const home = join(folder, String(round));
      await createStore(home, { ...bare, computer_id: randomUUID() }, null);
      // The caps of a computer leave room for what three lives leave pending.
      for (let life = 0, counter = 0; life < 3; life++) counter = await checkLife(home, counter);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One life that ends by kill -9; what it said is compared with what the next start finds. Gives the counter it left. */
async function checkLife(home: string, counter: number): Promise<number> {
  const said = await lifeOf(home, randomInt(5, 120));
  const store = await openStore(home, () => undefined);
  const { hello_counter, attempts, codes } = store.state();
  await store.close();
  const failed = new Set(attempts.failures.map((entry) => entry.person_id));
  const granted = new Set(codes.grants.map((grant) => grant.person_id));
  for (const [person, last] of said.attempts) {
    if (last === 'charged') assert.ok(failed.has(person), 'answered and never given back: a failure');
    if (last === 'returned')
      assert.ok(!failed.has(person) && granted.has(person), 'given back: none, and the copy is there');
  }
  assert.ok(said.counter > counter && hello_counter >= said.counter, 'a counter that was used is never used again');
  assert.deepEqual(attempts.pending, []);
  return hello_counter;
}

/** Starts a host, kills it some milliseconds after its first word, and gives the last thing it said of each attempt. */
async function lifeOf(folder: string, ms: number): Promise<{ attempts: Map<string, string>; counter: number }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child: ChildProcess = fork(import.meta.filename, ['connect-until-killed', folder], { env, silent: true });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    if (text === '') setTimeout(() => child.kill('SIGKILL'), ms);
    text += chunk.toString();
  });
  let trouble = '';
  child.stderr?.on('data', (chunk: Buffer) => (trouble += chunk.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', trouble);
  const attempts = new Map<string, string>();
  let counter = 0;
  // What was cut off by the kill was not said.
  for (const words of text
    .slice(0, text.lastIndexOf('\n'))
    .split('\n')
    .map((said) => said.split(' '))) {
    const [what = '', whom = ''] = words;
    if (what === 'hello') counter = Math.max(counter, Number(whom));
    else attempts.set(whom, what);
  }
  return { attempts, counter };
}

/** Several people at once connect with right codes, for ever. */
async function connectUntilKilled(folder: string): Promise<void> {
  const store = await openStore(folder, () => undefined);
  const say = (what: string): void => void writeSync(1, `${what}\n`);
  await setCode(store, null, { cred_id: randomUUID(), record: 'r' });
  const connect = async (): Promise<void> => {
    const [person, session] = [randomUUID(), randomUUID()];
    say(`hello ${await nextHelloCounter(store)}`);
    const claim = { person_id: person, grant_id: randomUUID(), cred_id: null, is_owner: false };
    const answer = await chargeAttempt(store, session, claim);
    if ('refusal' in answer) return;
    say(`charged ${person}`);
    await new Promise((resolve) => setTimeout(resolve, randomInt(0, 10)));
    say(`returning ${person}`);
    assert.ok(await openAttempt(store, session, { claim, code: answer.code }));
    say(`returned ${person}`);
  };
  const connectAlways = async (): Promise<never> => {
    for (;;) await connect();
  };
  await Promise.all(Array.from({ length: 6 }, connectAlways));
}

const bare = {
  account: 'A',
  public_url: 'https://lk.example.com',
  origins: ['https://lk.example.com'],
  tls_pin: null,
  device_key: 'key',
  opaque_setup: 'setup',
};
