import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { isOpen, type ManagerCall, managerCalls } from './manager-calls.ts';
import { LOOKS_AFTER } from './manager-hands.ts';
import { fill, idOf, type ManagerRole } from './two-accounts.ts';

let servers: [TestServer, TestServer];

before(async () => {
  servers = [await testServer(), await testServer()];
});
after(() => Promise.all(servers.map((server) => server.stop())));

const roles: Record<string, ManagerRole> = {
  'of user groups and a group of computers': {
    permissions: [...LOOKS_AFTER, 'computers.manage', 'computers.enrol'],
    withSites: true,
  },
  'of user groups who gives no access': {
    permissions: ['users.view', 'users.manage', 'groups.manage'],
    withSites: false,
  },
  'who views user groups': { permissions: ['users.view'], withSites: false },
};

const done = new Set<string>();
const byId = new Map(operations.map((operation) => [operation.id as string, operation]));

test('G11: every operation that is open to limited managers is among those that are compared', () => {
  const compared = Object.keys(managerCalls(1)).filter((id) => !id.endsWith(' again'));
  assert.deepEqual(
    compared.toSorted(),
    operations
      .filter(isOpen)
      .map(({ id }) => id)
      .toSorted(),
  );
});

for (const [at, [who, role]] of Object.entries(roles).entries())
  test(`G11: a manager ${who} is told the same, byte by byte, whatever stands outside of their groups`, async () => {
    const seed = at + 1;
    const sides = await Promise.all(servers.map((server, side) => fill({ server, seed, side, role })));
    const [one, other] = await Promise.all(servers.map((server) => namesIn(server, seed)));
    assert.notDeepEqual(one, other, 'they differ outside');
    const tellers = sides.map(tellerOf);
    const both = (operation: Operation, call: ManagerCall) =>
      Promise.all(sides.map(async (by, side) => tellers[side]?.(await ask(by, seed, operation, call)) ?? ''));
    for (const [name, calls] of Object.entries(managerCalls(seed))) {
      const operation = byId.get(name.replace(/ again$/, '')) ?? assert.fail(name);
      for (const call of operation.dryRun ? calls.flatMap((one) => [dry(one), one]) : calls) {
        const [one = '', other] = await both(operation, call);
        assert.equal(one, other, `${name} ${JSON.stringify(call).slice(0, 300)}`);
        if (isDone(one)) done.add(operation.id);
      }
    }
  });

test('G11: of what is open to managers all that one could do was done by one of these', () => {
  const undone = operations.filter(isOpen).filter(({ id }) => !done.has(id));
  assert.deepEqual(undone.map(({ id }) => id).toSorted(), NEVER_DONE);
});

/** What there was nothing for, or needs more than these managers hold. */
const NEVER_DONE = [
  'batch.read',
  'batch.stop',
  'computer.end-codes',
  'computer.forgive',
  'computer.unlock',
  'handover.accept',
  'handover.cancel',
  'request.withdraw',
  'session.end',
  'session.open',
  'session.rejoin',
  'token.end',
];

/** Whether anything came of a call, or of one of its lines. */
function isDone(told: string): boolean {
  return told.includes('"status":200') && (!told.includes('"refusal":') || told.includes('"result":'));
}

/** All that has a name in an account. */
async function namesIn(server: TestServer, seed: number): Promise<string[]> {
  const rows = await server.look<{ name: string }>(
    `select name from member where account_id = $1 union all select name from user_group where account_id = $1
     union all select name from computer where account_id = $1`,
    [idOf(seed, 1)],
  );
  return rows.map(({ name }) => name).toSorted();
}

function dry(call: ManagerCall): ManagerCall {
  return { ...call, query: { ...call.query, dry_run: 'true' } };
}

type Told = { status: number; body: unknown };

/** An answer; of a list, all of its pages. */
async function ask(by: TestBrowser, seed: number, operation: Operation, call: ManagerCall): Promise<Told[]> {
  const params = { account_id: idOf(seed, 1), ...call.params };
  const told: Told[] = [];
  for (let cursor: unknown = ''; typeof cursor === 'string';) {
    const query = { ...call.query, ...(cursor !== '' && { cursor }) };
    const { status, body } = await by.call(operation, { ...call, params, query });
    assert.ok(status < 500, `${operation.id} ${JSON.stringify(body)}`);
    told.push({ status, body });
    if (operation.id === 'batch.start') await jobsOver(by.server);
    cursor = operation.method === 'GET' ? body['next_cursor'] : undefined;
  }
  return told;
}

/** What a call has others go on with is over before the next one. */
async function jobsOver(server: TestServer): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(20))
    if ((await server.look(`select from batch where state = 'running'`)).length === 0) return;
  assert.fail('a job goes on for longer than 20 s');
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const SEEDED = /^0000000\d-0000-7000-8000-/;
const MOMENT = /20\d\d-\d\d-\d\dT[\d:.]+Z/g;

/** Says an answer in words that are the same wherever it was given: what was made meanwhile is numbered, and moments of today are none. */
function tellerOf(by: TestBrowser): (told: readonly Told[]) => string {
  const made = new Map<string, string>();
  const numbered = (id: string) => {
    if (SEEDED.test(id)) return id;
    const name = made.get(id) ?? `made ${made.size}`;
    made.set(id, name);
    return name;
  };
  return (told) =>
    JSON.stringify(told, (name, value: unknown) =>
      ['next_cursor', 'token', 'enrolment_code'].includes(name) && value !== null ? name : value,
    )
      .replaceAll(by.server.url, 'here')
      .replaceAll(ID, numbered)
      .replaceAll(MOMENT, (moment) => (moment.startsWith('2026-01') || moment.startsWith('2126') ? moment : 'now'))
      .replaceAll(/\d{1,2}:\d\d/g, 'o’clock');
}
