import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  approveComputers,
  editComputer,
  listComputers,
  listGroups,
  moveComputers,
  readComputer,
  removeComputers,
  setOwners,
} from '@latchkey/contract/computer';
import { endCodes, listCodes, listReachers, makeCode, readAccess, setAccess } from '@latchkey/contract/computer-access';
import { forgiveMembers, listLocks, unlockComputers } from '@latchkey/contract/computer-locks';
import { addGroupMembers } from '@latchkey/contract/group';
import type { Operation } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import { endSessions, listSessions } from '@latchkey/contract/session';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { freshCode, freshGroup, give } from '../operations/computer-samples.ts';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { picking } from './crowded.ts';
import { act, groupNamed, ok } from './invited.ts';
import { computerIn, type Keeper, keeperOf, KEEPS, lockOn, paramsOf, sessionOn, waitingIn } from './keeper-hands.ts';
import { changesOutside, type Outside } from './outside-drawn.ts';

const CHANGES = 42;
/** An id that is nobody's. */
const NOBODY = uuidv7(new Date(0));
/** What nobody is limited in, or what is not about computers and sessions. */
const ELSEWHERE =
  /^(computer\.(enrol|leave|agent-files|create-group|edit-group|delete-group|.*code-approval|.*-code)|session\.(open|rejoin))$/;

let server: TestServer;
let acme: Company;
/** One who looks after a group of computers, and one who looks after a user group and what it uses. */
let keepers: Keeper[] = [];
let place: Place;

before(async () => {
  server = await testServer();
  acme = await company(server);
  place = await furnish();
});
after(() => server.stop());

const { fresh } = handsIn(() => acme);

/** What stands inside, and things outside that are named to be refused. */
type Place = Outside & {
  lab: string;
  shop: string;
  there: string[];
  locks: string[];
  sessions: string[];
  named: Named;
};
type Named = {
  group: string;
  computer: string;
  person: string;
  partly: string;
  lock: string;
  session: string;
  code: string;
};

async function furnish(): Promise<Place> {
  const [lab, shop] = [await freshGroup(acme), await freshGroup(acme)];
  const groups = [await freshGroup(acme), await freshGroup(acme)];
  const [team, other] = [await groupNamed(acme), await groupNamed(acme)];
  keepers = [
    await keeperOf(acme, { computers: [lab, shop] }),
    await keeperOf(acme, { computers: [lab, shop], users: [team] }, [...KEEPS, 'users.view']),
  ];
  const inside = [(await fresh()).id, (await fresh()).id];
  const people = [(await fresh()).id, (await fresh()).id];
  const partly = (await fresh()).id;
  for (const member_id of [...inside, partly]) await ok(act(acme, addGroupMembers, [{ group_id: team, member_id }]));
  for (const member_id of [...people, partly]) await ok(act(acme, addGroupMembers, [{ group_id: other, member_id }]));
  const there = [await computerIn(acme, lab), await computerIn(acme, shop), await waitingIn(acme, lab)];
  const computers = [
    await computerIn(acme, groups[0]!),
    await computerIn(acme, null),
    await computerIn(acme, groups[1]!),
  ];
  await ok(act(acme, setOwners, [{ computer_id: there[0], owner_id: inside[0] }]));
  for (const member_id of [...inside, partly])
    await ok(give(acme, member_id, { kind: 'chosen', group_ids: [shop, groups[0]!], computer_ids: [there[0]!] }));
  await freshCode(acme, { kind: 'deployment', group_id: shop });
  const [group, computer] = [await freshGroup(acme), await computerIn(acme, groups[0]!)];
  const named = {
    group,
    computer,
    person: (await fresh()).id,
    partly,
    lock: await lockOn(acme, computer, people[0]!),
    session: await sessionOn(acme, computer, people[0]!),
    code: (await freshCode(acme, { kind: 'deployment', group_id: group })).code_id,
  };
  const locks = [await lockOn(acme, there[1]!, inside[0]!, 1), await lockOn(acme, there[0]!, inside[1]!, 1)];
  const sessions = [await sessionOn(acme, there[0]!, inside[0]!), await sessionOn(acme, there[1]!, partly)];
  return { lab, shop, groups, computers, people, teams: [other], codes: [], inside, there, locks, sessions, named };
}

type Asking = {
  operation: Operation;
  params?: object;
  query?: Record<string, string>;
  body?: object;
  items?: object[];
};

/** Every question about computers and sessions, and every act that leaves no trace: a dry run, or one that is refused. */
function questions(): Asking[] {
  const { lab, shop, there, inside, named, locks } = place;
  const one = (operation: Operation, field: string, ids: readonly string[]): Asking[] =>
    ids.map((id) => ({ operation, params: { [field]: id } }));
  const lists = (operation: Operation, queries: readonly Record<string, string>[]): Asking[] =>
    queries.map((query) => ({ operation, query }));
  const refused = (operation: Operation, items: object[]): Asking => ({ operation, items });
  const dry = (operation: Operation, items: object[]): Asking => ({ operation, items, query: { dry_run: 'true' } });
  const computers = [...there, named.computer, NOBODY];
  const members = [...inside, named.partly, named.person, NOBODY];
  return [
    ...lists(listComputers, [
      {},
      ...['name', 'last_seen', 'added'].flatMap((sort) => [
        { sort, limit: '1' },
        { sort, order: 'desc' },
      ]),
      ...['online', 'offline', 'waiting', 'needs_code', 'locked'].map((state) => ({ state })),
      ...[lab, shop, named.group, 'none'].map((group_id) => ({ group_id })),
      ...members.map((owner_id) => ({ owner_id })),
      ...['host', 'Other', 'user', 'e'].map((search) => ({ search })),
      { mine: 'true' },
    ]),
    ...one(readComputer, 'computer_id', computers),
    { operation: listGroups },
    ...lists(listCodes, [{}, { limit: '1' }]),
    ...lists(listLocks, [{}, { limit: '1' }, { open: 'true' }, { open: 'false' }]),
    ...lists(
      listLocks,
      computers.map((computer_id) => ({ computer_id })),
    ),
    ...lists(listSessions, [{}, { limit: '1' }, { live: 'true' }, { live: 'false' }, { mine: 'true' }]),
    ...lists(listSessions, [
      ...computers.map((computer_id) => ({ computer_id })),
      ...members.map((member_id) => ({ member_id })),
    ]),
    ...one(listReachers, 'computer_id', computers),
    ...one(readAccess, 'member_id', members),
    dry(
      moveComputers,
      computers.flatMap((computer_id) =>
        [lab, shop, named.group, NOBODY, null].map((group_id) => ({ computer_id, group_id })),
      ),
    ),
    dry(
      removeComputers,
      computers.map((computer_id) => ({ computer_id })),
    ),
    ...members.map((owner_id) =>
      dry(
        setOwners,
        computers.map((computer_id) => ({ computer_id, owner_id })),
      ),
    ),
    ...members.flatMap((member_id) => [
      dry(setAccess, [{ member_id, kind: 'none' }]),
      dry(setAccess, [{ member_id, kind: 'all' }]),
      dry(setAccess, [{ member_id, kind: 'chosen', group_ids: [lab], computer_ids: [there[1]] }]),
      dry(setAccess, [{ member_id, kind: 'chosen', group_ids: [named.group] }]),
    ]),
    ...computers.map((computer_id) => ({
      operation: editComputer,
      params: { computer_id },
      body: { version: 99, name: 'X' },
    })),
    refused(
      approveComputers,
      [there[0], named.computer, NOBODY].map((computer_id) => ({ computer_id })),
    ),
    refused(
      unlockComputers,
      [named.lock, NOBODY, locks[1]].slice(0, 2).map((lock_id) => ({ lock_id })),
    ),
    refused(
      forgiveMembers,
      [named.person, NOBODY].map((member_id) => ({ member_id })),
    ),
    refused(
      endCodes,
      [named.code, NOBODY].map((code_id) => ({ code_id })),
    ),
    refused(
      endSessions,
      [named.session, NOBODY].map((session_id) => ({ session_id })),
    ),
    ...[named.group, NOBODY, null].map((group_id) => ({ operation: makeCode, body: { kind: 'deployment', group_id } })),
    ...[named.computer, NOBODY].map((computer_id) => ({
      operation: makeCode,
      body: { kind: 'replacement', computer_id },
    })),
  ];
}

/** What every question is answered, as it is sent. */
async function answersOf({ browser }: Keeper): Promise<string[]> {
  const told: string[] = [];
  for (const { operation, params = {}, query, body, items } of questions()) {
    const input = { params: { ...paramsOf(acme), ...params }, ...(query && { query }), body: items ? { items } : body };
    const answer = await browser.call(operation, input);
    assert.ok(answer.status < 500, operation.id);
    const what = JSON.stringify({ ...params, ...query, ...body, items });
    told.push(`${operation.id} ${what}: ${answer.status} ${JSON.stringify(answer.body, withoutRest)}`);
  }
  return told;
}

/** The rest is a number (G11): how much of somebody’s lies outside. */
function withoutRest(key: string, value: unknown): unknown {
  return ['unseen', 'unseen_groups', 'reached'].includes(key) && typeof value === 'number' ? undefined : value;
}

test('every operation about computers and sessions that a keeper can use is asked', () => {
  const asked = new Set(questions().map(({ operation }) => operation.id));
  const all = operations.filter(({ id }) => /^(computer|session)\./.test(id) && !ELSEWHERE.test(id));
  assert.deepEqual(
    all.filter(({ id }) => !asked.has(id)).map(({ id }) => id),
    [],
  );
});

test('G11: whatever changes outside of their groups, a keeper is told the same, byte for byte', async () => {
  const hands = picking(11);
  const changes = changesOutside(acme, place, hands);
  const before = [await answersOf(keepers[0]!), await answersOf(keepers[1]!)];
  assert.ok(
    before[0]!.some((line) => line.includes(place.there[0]!)),
    'they see what is inside',
  );
  const names = Object.keys(changes);
  const done: string[] = [];
  for (let nth = 0; nth < CHANGES; nth += 1) {
    const name = nth < names.length ? names[nth]! : hands.one(names);
    await changes[name]?.();
    done.push(name);
    if (nth % 14 !== 13) continue;
    for (const [at, keeper] of keepers.entries()) {
      const now = await answersOf(keeper);
      for (const [index, line] of now.entries()) assert.equal(line, before[at]![index], done.slice(-14).join(', '));
    }
  }
});

test('G11: what is refused outside is refused as what does not exist', async () => {
  const { named } = place;
  for (const [at, keeper] of keepers.entries()) {
    // Who looks after computers alone may give access to anybody, there.
    const known = at === 0 ? [named.partly, named.person] : [named.partly];
    const told = await answersOf(keeper);
    const swapped = (line: string) =>
      line.replaceAll(/[0-9a-f-]{36}/g, (id) => (Object.values(named).includes(id) ? NOBODY : id));
    const answerTo = new Map(told.map((line) => line.split(': ', 2) as [string, string]));
    for (const [question, answer] of answerTo) {
      const ofNobody = answerTo.get(swapped(question));
      if (swapped(question) === question || known.some((id) => question.includes(id))) continue;
      if (ofNobody !== undefined) assert.equal(swapped(answer), ofNobody, question);
    }
  }
});
