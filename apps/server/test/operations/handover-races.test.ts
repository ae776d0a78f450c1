import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { closeAccount } from '@latchkey/contract/account';
import { acceptHandover, cancelHandover, offerHandover } from '@latchkey/contract/handover';
import { changeRoles, deleteMembers, leaveAccount, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { sweepHandovers } from '../../src/handover/effect.ts';
import { transferAccount } from '../../src/handover/transfer.ts';
import { closeDb, inTransaction, openDb } from '../../src/kit/db.ts';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { company, memberIdOf, personNamed, personWithoutProfile } from '../people.ts';
import { type Answer, type TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, MANY, outcomeOf, tally } from './crowd.ts';
import { settled } from './traces.ts';

/** Enough for either to come first in some. */
const ROUNDS = 3;

let server: TestServer;
let made = 0;

before(async () => {
  server = await testServer();
  await company(server);
});
after(() => server.stop());

test('G6: of 24 offers to two successors at once one stands, and of 24 acceptances by both one', async () => {
  const round = await freshRound();
  const other = await personNamed(round, `Other${(made += 1)}`);
  const both = [round.successorId, await memberIdOf(other, round.accountId)];
  const offers = await atOnce(MANY, (n) => round.call(round.holder, offerHandover, { member_id: both[n % 2] }));
  assert.deepEqual(tally(offers), { ok: 1, 'handover-under-way': MANY - 1 });
  const handover_id = offers.find(({ status }) => status === 200)?.body['handover_id'];
  const successors = [round.successor, other];
  const accepted = await atOnce(MANY, (n) => round.call(successors[n % 2]!, acceptHandover, { handover_id }));
  assert.equal(tally(accepted)['ok'], 1, JSON.stringify(tally(accepted)));
  await round.makeDue();
  await atOnce(MANY, sweep);
  await assertOneHolder(round);
  const told = await server.look(`select from mail where kind = 'handover_done' and account_id = $1`, [
    round.accountId,
  ]);
  const noted = await server.look(`select from audit where act = 'handover.take-effect' and account_id = $1`, [
    round.accountId,
  ]);
  assert.deepEqual([told.length, noted.length], [2, 1], 'it took effect once, however many tried');
});

type Against = { name: string; act: (round: Round, n: number) => Promise<Answer> };

const races: Against[] = [
  { name: 'suspending the successor', act: (round) => round.onSuccessor(suspendMembers) },
  { name: 'deleting the successor', act: (round) => round.onSuccessor(deleteMembers) },
  { name: 'the successor leaving', act: (round) => round.call(round.successor, leaveAccount) },
  { name: 'giving the successor another role', act: (round) => round.onSuccessor(changeRoles, { role: 'admin' }) },
  {
    name: 'either cancelling',
    act: (round, n) =>
      round.call(n % 2 === 0 ? round.holder : round.successor, cancelHandover, { handover_id: round.handoverId }),
  },
  {
    name: 'the holder closing the account',
    act: (round) => round.call(round.holder, closeAccount, { company_name: round.companyName }),
  },
];

for (const { name, act } of races) {
  test(`G6, P11: a handover that takes effect races with ${name}: one of the two happens, and there is one active holder`, async () => {
    for (let n = 0; n < ROUNDS; n += 1) {
      const round = await dueRound();
      const answers = await atOnce(MANY, async (index) => {
        await sleep(index % 2 === 0 ? n * 4 : 6);
        return index % 2 === 0 ? act(round, index) : sweep();
      });
      const outcomes = answers.flatMap((answer) => (answer ? [outcomeOf(answer)] : []));
      assert.ok(!outcomes.includes('fault'), outcomes.join());
      await assertOneHolder(round);
      await assertToldRight(round);
    }
  });
}

test('G6, O4: the operator makes somebody else the holder while a handover takes effect: there is one active holder', async () => {
  for (let n = 0; n < ROUNDS; n += 1) {
    const round = await dueRound();
    const email = `third${(made += 1)}@example.test`;
    await personNamed(round, email.split('@')[0]!);
    const wanted = { accountId: round.accountId, email, oldHolderRole: 'super_admin', operatorName: 'root' } as const;
    const db = openDb(server.database.owner, 4);
    const transfer = () => inTransaction(db, { accountId: round.accountId }, (began) => transferAccount(began, wanted));
    await atOnce(MANY, (index) => (index % 2 === 0 ? transfer() : sweep()));
    await closeDb(db);
    await assertOneHolder(round);
    assert.equal((await holdersOf(round))[0]?.email, email);
  }
});

type Round = Awaited<ReturnType<typeof dueRound>>;

/** An account of its own, with its holder, a super admin and somebody who may become its holder. */
async function freshRound() {
  made += 1;
  const name = `Founder${made}`;
  const companyName = `Round ${made}`;
  const holder = await personWithoutProfile(server, name);
  const accountId = uuidv7(new Date());
  await server.look(
    `select make_account(p.id, p.password_hash, $1, $2, $3, 'en', now()) from person p where p.email = $4`,
    [accountId, uuidv7(new Date()), companyName, `${name.toLowerCase()}@example.test`],
  );
  const founded = { server, accountId, holder };
  const superAdmin = await personNamed(founded, `Super${made}`, 'super_admin');
  const successor = await personNamed(founded, `Successor${made}`);
  const successorId = await memberIdOf(successor, accountId);
  const call = (by: TestBrowser, operation: Operation, body: object = {}) =>
    by.call(operation, { params: { account_id: accountId }, body });
  return {
    ...founded,
    companyName,
    successor,
    successorId,
    call,
    onSuccessor: (operation: Operation, more: object = {}) =>
      call(superAdmin, operation, { items: [{ member_id: successorId, ...more }] }),
    makeDue: () =>
      server.look(`update handover set takes_effect_at = now() - interval '1 second' where account_id = $1`, [
        accountId,
      ]),
  };
}

/** A round whose handover both have confirmed, and whose day is over. */
async function dueRound() {
  const round = await freshRound();
  const offered = await round.call(round.holder, offerHandover, { member_id: round.successorId });
  const handoverId = String(offered.body['handover_id']);
  assert.equal((await round.call(round.successor, acceptHandover, { handover_id: handoverId })).status, 200);
  await round.makeDue();
  return { ...round, handoverId };
}

async function sweep(): Promise<undefined> {
  await sweepHandovers(server.serving.kit);
}

function holdersOf({ accountId }: { accountId: string }) {
  return server.look<{ id: string; email: string; status: string }>(
    `select id, email, status from member where account_id = $1 and role = 'holder'`,
    [accountId],
  );
}

async function assertOneHolder(of: { accountId: string }): Promise<void> {
  const holders = await holdersOf(of);
  assert.deepEqual(
    holders.map(({ status }) => status),
    ['active'],
  );
}

/** Whoever holds the account now is who the handover says, and both were told that. */
async function assertToldRight({ accountId, successorId }: { accountId: string; successorId: string }): Promise<void> {
  await settled(server);
  const [handover] = await server.look<{ ending: string }>('select ending from handover where account_id = $1', [
    accountId,
  ]);
  const [holder] = await holdersOf({ accountId });
  const changed = holder?.id === successorId;
  assert.equal(handover?.ending, changed ? 'done' : 'cancelled');
  const kinds = await server.look<{ kind: string }>(
    `select kind from mail where account_id = $1 and kind in ('handover_done', 'handover_cancelled')`,
    [accountId],
  );
  const closed = await server.look('select from account where id = $1 and closed_at is not null', [accountId]);
  const told = closed.length > 0 && !changed ? [] : Array(2).fill(changed ? 'handover_done' : 'handover_cancelled');
  assert.deepEqual(
    kinds.map(({ kind }) => kind),
    told,
  );
}
