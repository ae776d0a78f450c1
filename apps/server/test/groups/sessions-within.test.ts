import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { moveComputers } from '@latchkey/contract/computer';
import { addGroupMembers } from '@latchkey/contract/group';
import { endSessions, listSessions } from '@latchkey/contract/session';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { freshGroup } from '../operations/computer-samples.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { atOnce, MANY, outcomeOf } from '../operations/crowd.ts';
import { type Company, company, memberIdOf } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { act, groupNamed, ok } from './invited.ts';
import { asks, column, computerIn, type Keeper, keeperOf, linesOf, sessionOn } from './keeper-hands.ts';

let server: TestServer;
let acme: Company;
let [lab, beside, team, others] = ['', '', '', ''];

before(async () => {
  server = await testServer();
  acme = await company(server);
  [lab, beside] = [await freshGroup(acme), await freshGroup(acme)];
  [team, others] = [await groupNamed(acme), await groupNamed(acme)];
});
after(() => server.stop());

const { fresh } = handsIn(() => acme);
const NOT_FOUND = { code: 'not-found' };
const FURTHER = { code: 'reaches-further' };

/** Somebody new in these groups. */
async function memberIn(...groups: string[]): Promise<string> {
  const { id } = await fresh();
  for (const group_id of groups) await ok(act(acme, addGroupMembers, [{ group_id, member_id: id }]));
  return id;
}

async function seen(by: Keeper, query: Record<string, string> = {}): Promise<string[]> {
  return column(await asks(acme, by.browser, listSessions, { query: { limit: '200', ...query } }), 'id');
}

/** What came of ending these, and of none that there is. */
function ends(by: Keeper, sessions: readonly string[]): Promise<unknown[]> {
  const items = [...sessions, uuidv7(new Date())].map((session_id) => ({ session_id }));
  return linesOf(act(acme, endSessions, items, by.browser));
}

test('C11, G5: sessions are seen and ended at computers that stand inside', async () => {
  const keeper = await keeperOf(acme, { computers: [lab] }, ['sessions.view', 'sessions.end']);
  const viewer = await keeperOf(acme, { computers: [lab] }, ['sessions.view']);
  const [who, inside, outside] = [await memberIn(others), await computerIn(acme, lab), await computerIn(acme, beside)];
  const [here, there] = [await sessionOn(acme, inside, who), await sessionOn(acme, outside, who)];
  assert.deepEqual(await seen(keeper), [here]);
  assert.deepEqual(await seen(keeper, { computer_id: outside }), []);
  assert.deepEqual(await seen(keeper, { member_id: who, live: 'true' }), [here]);
  const endable = async (by: Keeper) =>
    (await asks(acme, by.browser, listSessions))['items'] as { can_end: boolean; member: { id: string } }[];
  assert.deepEqual(
    (await endable(viewer)).map((row) => [row.can_end, row.member.id]),
    [[false, who]],
  );
  assert.deepEqual(
    (await endable(keeper)).map(({ can_end }) => can_end),
    [true],
  );
  const lacking = { code: 'not-permitted', permission: 'sessions.end' };
  assert.deepEqual(await ends(viewer, [here, there]), [lacking, NOT_FOUND, NOT_FOUND]);
  assert.deepEqual(await ends(keeper, [here, there]), ['ok', NOT_FOUND, NOT_FOUND]);
});

test('C11, G11: sessions of users in their groups are seen, and ended where nobody else looks after the user', async () => {
  const keeper = await keeperOf(acme, { users: [team] }, ['sessions.view', 'sessions.end', 'users.view']);
  const computer = await computerIn(acme, beside);
  const people = [await memberIn(team), await memberIn(team, others), await memberIn(others), await memberIn()];
  const sessions: string[] = [];
  for (const who of people) sessions.push(await sessionOn(acme, computer, who));
  assert.deepEqual(await seen(keeper), sessions.slice(0, 2).toSorted());
  assert.deepEqual((await asks(acme, keeper.browser, listSessions))['total'], { count: 2, more: false });
  assert.deepEqual(await ends(keeper, sessions), ['ok', FURTHER, NOT_FOUND, NOT_FOUND, NOT_FOUND]);
  await ok(act(acme, endSessions, [{ session_id: sessions[1] }]));
  const rows = (await asks(acme, keeper.browser, listSessions))['items'] as { id: string; ended_by: object | null }[];
  const byWhom = new Map(rows.map(({ id, ended_by }) => [id, ended_by]));
  assert.equal(byWhom.get(sessions[1] ?? ''), null, 'who ended it is none of theirs to know');
  assert.deepEqual(byWhom.get(sessions[0] ?? ''), { member_id: keeper.id, name: keeper.name });
});

test('C11, G5: a role limited to user groups and groups of computers counts where both are inside', async () => {
  const keeper = await keeperOf(acme, { users: [team], computers: [lab] }, ['sessions.view', 'sessions.end']);
  const [mine, theirs] = [await memberIn(team), await memberIn(others)];
  const [inside, outside] = [await computerIn(acme, lab), await computerIn(acme, beside)];
  const both = await sessionOn(acme, inside, mine);
  const rest = [
    await sessionOn(acme, outside, mine),
    await sessionOn(acme, inside, theirs),
    await sessionOn(acme, outside, theirs),
  ];
  assert.deepEqual(await seen(keeper), [both]);
  assert.deepEqual(await ends(keeper, [both, ...rest]), ['ok', NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND]);
});

test('G11: whoever moves a computer away races who ends sessions there: what is gone is not ended', async () => {
  const keeper = await keeperOf(acme, { computers: [lab] }, ['sessions.end']);
  const who = await memberIdOf(acme.member, acme.accountId);
  const computers = await Promise.all(Array.from({ length: MANY }, () => computerIn(acme, lab)));
  const sessions: string[] = [];
  for (const computer of computers) sessions.push(await sessionOn(acme, computer, who));
  const answers = await atOnce(MANY * 2, (n) =>
    n % 2 === 0
      ? act(acme, moveComputers, [{ computer_id: computers[n / 2], group_id: beside }])
      : act(acme, endSessions, [{ session_id: sessions[(n - 1) / 2] }], keeper.browser),
  );
  for (const answer of answers) assert.ok(['ok', 'not-found'].includes(outcomeOf(answer)), JSON.stringify(answer.body));
  const later = await ends(keeper, sessions);
  assert.ok(later.every((line) => line !== 'ok'));
});
