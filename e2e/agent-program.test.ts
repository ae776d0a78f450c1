import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { readComputer, removeComputers } from '@latchkey/contract/computer';
import { AGENT, begun, ran } from '../apps/agent/test/program.ts';
import { freshCode } from '../apps/server/test/operations/computer-samples.ts';
import { type Company, company } from '../apps/server/test/people.ts';
import { type TestServer, testServer } from '../apps/server/test/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'lk-agent-program-'));
const CODE = 'right horse 🐎';
let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('C1, C2, C3: the agent enrols with a code, is seen online, and forgets everything once it is removed', async () => {
  const state = join(folder, 'agent');
  const { enrolment_code } = await freshCode(acme);
  const enrol = [...AGENT, 'enrol', server.url, enrolment_code, '--state', state, '--code-from-stdin'];
  const done = await ran(enrol, { input: `${CODE}\n` });
  assert.deepEqual([done.code, done.err], [0, '']);
  assert.match(done.out, new RegExp(`of ${acme.companyName}`));

  const agent = begun([...AGENT, 'run', '--state', state]);
  const ended = once(agent.process, 'close');
  try {
    const [row] = await server.look<{ id: string }>('select id from computer where account_id = $1', [acme.accountId]);
    const params = { account_id: acme.accountId, computer_id: row?.id ?? '' };
    await until(async () =>
      (await ran([...AGENT, 'status', '--state', state])).out.includes('in touch with the server'),
    );
    const { body } = await acme.holder.call(readComputer, { params });
    assert.deepEqual([body['online'], body['needs_code'], body['status']], [true, false, 'active']);
    const items = [{ computer_id: params.computer_id }];
    await acme.holder.call(removeComputers, { params: { account_id: acme.accountId }, body: { items } });
    assert.deepEqual(await ended, [0, null]);
    assert.match(agent.said.out, /taken out of its account/);
    assert.ok(!existsSync(join(state, 'identity.json')));
  } finally {
    agent.process.kill('SIGKILL');
  }
  assert.ok(!server.logged.join('').includes(CODE), 'the server never learns the code');
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; !(await isSo());) {
    assert.ok(performance.now() < end, 'it never came');
    await sleep(200);
  }
}
