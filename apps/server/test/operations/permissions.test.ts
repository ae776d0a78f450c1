import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Operation } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { refusalStatus } from '@latchkey/contract/refusals';
import type { RefusalCode } from '@latchkey/domain/refusal';
import { hasPermission, type Role } from '@latchkey/domain/role';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { type Company, personNamed, personWithoutProfile, signedIn } from '../people.ts';
import { type Answer, TestBrowser } from '../server.ts';
import { fullWorld, type Input, type Sample, samples, type World } from './samples.ts';
import { assertNoTrace, tracesOf } from './traces.ts';

let world: World;
let closed: string;

before(async () => {
  world = await fullWorld();
  const { server, own, foreign } = world;
  for (const name of ['Rob', 'Ned']) await personNamed(own, name, 'admin');
  await server.look(`update member set status = 'suspended' where email = 'rob@example.test'`);
  await server.look(
    `update member set status = 'removed', role = 'member', removed_at = now() where email = 'ned@example.test'`,
  );
  await personWithoutProfile(server, 'Stan');
  closed = await closedAccountOf(own);
  assert.notEqual(own.accountId, foreign.accountId);
});
after(() => world.server.stop());

test('every operation has a sample of how it is called rightly, and every sample is of an operation', () => {
  assert.deepEqual(Object.keys(samples).toSorted(), operations.map(({ id }) => id).toSorted());
});

for (const operation of operations) {
  test(`G9: ${operation.id} is for ${audienceOf(operation)}`, async () => {
    const { input } = await sampleOf(operation);
    await Promise.all(callers.map(browserOf));
    const traces = await tracesOf(world.server);
    const refused = await Promise.all(callers.map((caller) => refuse(operation, caller, input)));
    if (refused.some((count) => count > 0)) await assertNoTrace(world.server, traces, operation.id);
    else assert.ok(operation.scope === 'public', 'only what is public is for everybody');
    for (const caller of callers) await admit(operation, caller, input);
    await rejoin();
  });

  test(`${operation.id} succeeds as its sample calls it`, async () => {
    const { by, input } = await sampleOf(operation);
    const answer = await by.call(operation, input);
    const expected = operation.refusals.includes('already-set-up') ? 404 : 200;
    assert.equal(answer.status, expected, JSON.stringify(answer.body));
    assert.doesNotMatch(JSON.stringify(answer.body), /"refusal"/);
  });
}

test('A7: what another account has is not found in a line, like what does not exist, and nothing is written', async () => {
  const { own, foreign, server } = world;
  const theirs = await server.look<{ id: string }>(`select id from member where account_id = $1`, [foreign.accountId]);
  // What an invitation names lies deeper: computer-invitation.test.ts.
  const named = operations.filter((one) => one.id !== 'invitation.send');
  for (const operation of named.filter((one) => one.bulk && one.refusals.includes('not-found'))) {
    const { input } = await sampleOf(operation);
    const [item = {}] = (input.body?.['items'] ?? []) as Record<string, unknown>[];
    const name = Object.keys(item).find((key) => key.endsWith('_id')) ?? 'member_id';
    const send = async (id: string) => {
      const params = { account_id: own.accountId };
      return own.holder.call(operation, { params, body: { items: [{ ...item, [name]: id }] } });
    };
    const traces = await tracesOf(server);
    const unknown = await send(uuidv7(new Date()));
    assert.deepEqual(unknown.body, { results: [{ index: 0, refusal: { code: 'not-found' } }] }, operation.id);
    for (const { id } of theirs) assert.deepEqual((await send(id)).body, unknown.body, operation.id);
    await assertNoTrace(server, traces, operation.id);
  }
});

type Caller = { name: string; email?: string; role?: Role; operator?: true };
type Place = 'own' | 'foreign' | 'unknown' | 'closed' | 'malformed' | 'nonsense';

const callers: readonly Caller[] = [
  { name: 'nobody signed in' },
  { name: 'a person without profile', email: 'stan@example.test' },
  { name: 'a removed admin', email: 'ned@example.test' },
  { name: 'a suspended admin', email: 'rob@example.test' },
  { name: 'a member', email: 'max@example.test', role: 'member' },
  { name: 'an admin', email: 'amy@example.test', role: 'admin' },
  { name: 'a super admin', email: 'sam@example.test', role: 'super_admin' },
  { name: 'the holder', email: 'zoe@example.test', role: 'holder' },
  { name: 'the operator', email: 'ola@example.test', operator: true },
];

const REFUSED_FOR_RIGHTS = ['not-signed-in', 'not-permitted', 'not-found', 'wrong-origin', 'wrong-host'];

function audienceOf({ scope, permission }: Operation): string {
  if (scope === 'public') return 'everybody, signed in or not';
  if (scope === 'person') return 'everybody who is signed in; nobody else leaves a trace';
  if (scope === 'operator') return 'the operator; anybody else is refused and leaves no trace';
  const whom = permission === undefined ? 'active members of the account' : `members with ${permission}`;
  return `${whom}; anybody else is refused and leaves no trace`;
}

function placesOf({ scope }: Operation): readonly Place[] {
  return scope === 'account' ? ['own', 'foreign', 'unknown', 'closed', 'malformed', 'nonsense'] : ['own'];
}

/** What the contract says about a caller, before any rule of the operation itself. */
function refusalOf({ scope, permission }: Operation, caller: Caller, place: Place): RefusalCode | undefined {
  if (scope === 'public') return undefined;
  if (place === 'malformed' || place === 'nonsense') return 'not-found';
  if (caller.email === undefined) return 'not-signed-in';
  if (scope === 'person') return undefined;
  if (scope === 'operator') return caller.operator ? undefined : 'not-permitted';
  if (caller.role === undefined || place !== 'own') return 'not-found';
  return permission === undefined || hasPermission(caller.role, permission) ? undefined : 'not-permitted';
}

async function sampleOf(operation: Operation): Promise<Sample> {
  const sample = samples[operation.id] ?? assert.fail(`no sample for ${operation.id}`);
  return sample(world);
}

/** Calls wherever the contract says no, and gives how often that was. */
async function refuse(operation: Operation, caller: Caller, input: Input): Promise<number> {
  const browser = await browserOf(caller);
  const answers = new Map<Place, Answer>();
  for (const place of placesOf(operation)) {
    const code = refusalOf(operation, caller, place);
    if (code === undefined) continue;
    const answer = await browser.call(operation, at(place, input));
    assert.equal(answer.body['code'], code, `${caller.name}, ${place}: ${JSON.stringify(answer.body)}`);
    assert.equal(answer.status, refusalStatus[code], `${caller.name}, ${place}`);
    answers.set(place, answer);
  }
  sameAnswer(caller, answers);
  return answers.size;
}

/** What an operation's own rules answer with a code that every call can meet, and why. */
const ownRules: Readonly<Record<string, RefusalCode>> = {
  // Tokens of the account are for who manages tokens; one's own are everybody's.
  'token.create': 'not-permitted',
  'token.list': 'not-permitted',
  // A computer is there for who manages computers or reaches it.
  'computer.read': 'not-found',
  'member.why-reach': 'not-found',
  'computer.list-reachers': 'not-found',
  'computer.make-code': 'not-permitted',
  // A computer that one does not reach is no more seen than one that does not exist; a session that comes back is its starter's.
  'session.open': 'not-found',
  'session.rejoin': 'not-found',
  // What a job asks for follows its act.
  'batch.preview': 'not-permitted',
  'batch.start': 'not-permitted',
  // A job is its starter's.
  'batch.read': 'not-found',
  'batch.stop': 'not-found',
};

/** Calls where the contract says nothing against it; what the operation's own rules say is another matter. */
async function admit(operation: Operation, caller: Caller, input: Input): Promise<void> {
  if (refusalOf(operation, caller, 'own') !== undefined) return;
  const answer = await (await browserOf(caller)).call(operation, at('own', input));
  const code = String(answer.body['code']);
  // Who has no such thing of their own is told so.
  const isOwnRule = operation.refusals.some((one) => one === code) || ownRules[operation.id] === code;
  assert.ok(isOwnRule || !REFUSED_FOR_RIGHTS.includes(code), `${caller.name}: ${JSON.stringify(answer.body)}`);
  assert.ok(answer.status < 500, `${caller.name}: ${JSON.stringify(answer.body)}`);
}

/** Who left the account by the operation itself is in it again for the next one. */
async function rejoin(): Promise<void> {
  for (const { email, role } of callers.filter((caller) => caller.role !== undefined))
    await world.server.look(
      `update member set status = 'active', role = $3, removed_at = null where account_id = $1 and email = $2 and status = 'removed'`,
      [world.own.accountId, email, role],
    );
}

const browsers = new Map<string, { browser: TestBrowser; token: string | undefined }>();

/** The caller's browser, signed in anew where a call ended its sign-in or changed who it is. */
async function browserOf({ name, email }: Caller): Promise<TestBrowser> {
  const known = browsers.get(name);
  if (known && known.browser.signInToken === known.token) return known.browser;
  const browser = email === undefined ? new TestBrowser(world.server) : await signedIn(world.server, email);
  browsers.set(name, { browser, token: browser.signInToken });
  return browser;
}

function at(place: Place, input: Input): Input {
  if (input.params?.['account_id'] === undefined) return input;
  const ids: Record<Place, string> = {
    own: world.own.accountId,
    foreign: world.foreign.accountId,
    unknown: uuidv7(new Date()),
    closed,
    malformed: world.own.accountId.slice(0, -1),
    nonsense: `${world.own.accountId}%00`,
  };
  return { ...input, params: { ...input.params, account_id: ids[place] } };
}

/** A foreign account answers like one that does not exist: the same status, body and headers. */
function sameAnswer(caller: Caller, answers: Map<Place, Answer>): void {
  const [unknown, ...others] = [answers.get('unknown'), answers.get('foreign'), answers.get('closed')];
  for (const other of others) {
    if (unknown === undefined || other === undefined) continue;
    assert.deepEqual(other.body, unknown.body, caller.name);
    assert.deepEqual(headersOf(other), headersOf(unknown), caller.name);
  }
}

function headersOf(answer: Answer): [string, string][] {
  return [...answer.headers].filter(([name]) => name !== 'date');
}

/** An account that the same people were in until it was closed. */
async function closedAccountOf(own: Company): Promise<string> {
  const id = uuidv7(new Date());
  await own.server.look(
    `insert into account (id, company_name, language, made_at, closed_at) values ($1, 'Gone Ltd', 'en', now(), now())`,
    [id],
  );
  await own.server.look(
    `insert into member (account_id, id, person_id, email, name, status, role, made_at)
     select $1, gen_random_uuid(), person_id, email, name, status, role, now() from member where account_id = $2 and status = 'active'`,
    [id, own.accountId],
  );
  return id;
}
