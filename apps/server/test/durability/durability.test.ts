import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, chmodSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendInvitation } from '@latchkey/contract/invitation';
import { listMembers } from '@latchkey/contract/member';
import { type Operation, pathOf } from '@latchkey/contract/operation';
import { setUp } from '@latchkey/contract/operator';
import { me } from '@latchkey/contract/person';
import { type Mailbox, openMailbox } from '../kit/mailbox.ts';
import { gone, isRunning, postmasterOf } from '../postgres/scratch.ts';
import { type Home, homeIn, processesIn, type Running, startReal } from './real-server.ts';

const CLIENTS = 8;
const LOAD_MS = 1500;
const posix = { skip: process.platform === 'win32' && 'signals are a POSIX matter' };

// One installation through all of it: what survives one death must survive the next.
let folder: string;
let mailbox: Mailbox;
let home: Home;
let server: Running;
let cookie: string;
let accountId: string;
const acknowledged: string[] = [];

before(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lk-')));
  chmodSync(folder, 0o755);
  mailbox = await openMailbox();
  home = await homeIn(join(folder, 'data'), join(folder, 'keys'), mailbox.url);
  server = await startReal(home);
  await makeCompany();
});
after(async () => {
  // There is none if the first start failed.
  const last = server as Running | undefined;
  last?.child.kill('SIGTERM');
  await last?.exit;
  await mailbox.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('kill -9 of the server under load loses no acknowledged invitation and none of its mails', posix, async () => {
  const orphan = postmasterOf(join(folder, 'data'));
  await underLoad(() => server.child.kill('SIGKILL'));
  await server.exit;
  assert.ok(isRunning(orphan), 'the database outlives the server');
  server = await startReal(home);
  assert.match(server.said, new RegExp(`Stopping the database .*${orphan}`));
  await everythingIsThere();
});

test(
  'kill -9 of server and database under load loses no acknowledged invitation and none of its mails',
  posix,
  async () => {
    const postmaster = postmasterOf(join(folder, 'data'));
    await underLoad(() => {
      server.child.kill('SIGKILL');
      process.kill(-postmaster, 'SIGKILL');
    });
    await Promise.all([server.exit, gone(postmaster)]);
    server = await startReal(home);
    await everythingIsThere();
  },
);

test('Ctrl-C under load stops everything, no process stays, and a second start is up in seconds', posix, async () => {
  const postmaster = postmasterOf(join(folder, 'data'));
  const began = performance.now();
  // The terminal sends it to the whole process group.
  await underLoad(() => process.kill(-server.child.pid!, 'SIGINT'));
  assert.deepEqual(await server.exit, { code: 0, signal: null });
  assert.ok(performance.now() - began < LOAD_MS + 15_000);
  assert.ok(!isRunning(postmaster));
  assert.deepEqual(processesIn(folder), []);
  server = await startReal(home);
  assert.ok(server.startedWithinMs < 15_000, `${server.startedWithinMs} ms`);
  assert.doesNotMatch(server.said, /Stopping the database|Set-up code/);
  await everythingIsThere();
});

test('Ctrl-C while it starts stops everything too, and the next start does not mind', posix, async () => {
  server.child.kill('SIGINT');
  await server.exit;
  for (const after of [150, 500, 900]) {
    const starting = startReal(home).catch(() => undefined);
    await sleep(after);
    for (const line of processesIn(folder).filter((one) => one.includes('main.ts')))
      process.kill(-Number.parseInt(line, 10), 'SIGINT');
    const started = await starting;
    started?.child.kill('SIGINT');
    await started?.exit;
  }
  server = await startReal(home);
  await everythingIsThere();
});

/** Clients that invite one address after the other until the server is gone; what it answered for is remembered. */
async function underLoad(end: () => void): Promise<void> {
  const before = acknowledged.length;
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let n = 0; ; n += 1) {
      const email = `c${client}-${n}-${before}@example.test`;
      const answer = await call(sendInvitation, { items: [{ email, language: 'en' }] }).catch(() => undefined);
      if (answer === undefined || !answer.ok) return;
      const { results } = (await answer.json().catch(() => ({}))) as { results?: { result?: object }[] };
      if (results?.[0]?.result === undefined) return;
      acknowledged.push(email);
    }
  });
  await sleep(LOAD_MS);
  end();
  await Promise.all(clients);
  assert.ok(acknowledged.length - before > CLIENTS, `${acknowledged.length - before} were acknowledged`);
}

/** The sign-in lives on, every acknowledged invitation stands in the list, and its mail arrives. */
async function everythingIsThere(): Promise<void> {
  assert.equal((await call(me)).status, 200, 'who was signed in still is');
  const listed = new Set<string>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const answer = await call(listMembers, undefined, `?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`);
    const page = (await answer.json()) as { items: { email: string }[]; next_cursor: string | null };
    for (const { email } of page.items) listed.add(email);
    cursor = page.next_cursor;
  }
  assert.deepEqual(
    acknowledged.filter((email) => !listed.has(email)),
    [],
  );
  const arrived = () => new Set(mailbox.mails.flatMap(({ to }) => to));
  for (const end = Date.now() + 20_000; Date.now() < end && arrived().size < listed.size - 1;) await sleep(100);
  const got = arrived();
  assert.deepEqual(
    acknowledged.filter((email) => !got.has(email)),
    [],
    'every acknowledged invitation is mailed',
  );
}

async function makeCompany(): Promise<void> {
  const code = /Set-up code[^:]*: (\S+)/.exec(server.said)?.[1];
  const answer = await call(setUp, {
    code,
    name: 'Ada',
    email: 'ada@example.test',
    password: 'correct horse 7',
    company_name: 'Acme',
    language: 'en',
    mail: null,
  });
  assert.equal(answer.status, 200);
  cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  accountId = ((await answer.json()) as { account_id: string }).account_id;
}

function call(operation: Operation, body?: object, query = ''): Promise<Response> {
  const headers = { cookie: cookie ?? '', origin: home.url, 'content-type': 'application/json' };
  const path = pathOf(operation).replace(':account_id', accountId) + query;
  const post = operation.method === 'POST' ? { body: JSON.stringify(body) } : {};
  return fetch(home.url + path, { method: operation.method, headers, ...post });
}
