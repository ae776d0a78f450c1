import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type pg from 'pg';
import { testDatabase, type TestDatabase } from '../database.ts';
import { callAs, confusionsOf, guessesAt, honestCalls, routinesFor, wrongAnswers } from './calls.ts';
import { wrongChanges } from './changes.ts';
import { fillTwoAccounts, type Filled, type Side } from './fill.ts';
import { sidesIn } from './marks.ts';
import { wrongReads, wrongWrites } from './rows.ts';
import { as, undone } from './session.ts';

let database: TestDatabase;
let filled: Filled;

before(async () => {
  database = await testDatabase();
  filled = await as(database.owner, fillTwoAccounts);
});

after(async () => database?.drop());

/** The ways in which a connection comes to a query, and whose account it then stands for. */
const STANDINGS: { name: string; earlier: (app: pg.Client) => Promise<void>; side: Side | 'nobody' }[] = [
  { name: 'with another account set', earlier: async () => {}, side: 'ours' },
  { name: 'with no account set', earlier: async () => {}, side: 'nobody' },
  { name: 'on a connection whose last transaction was aborted', earlier: aborted, side: 'nobody' },
  { name: 'with another account set after an aborted transaction', earlier: aborted, side: 'ours' },
  { name: 'on a connection that served the account before', earlier: served, side: 'nobody' },
];

describe('one account is hidden from another', () => {
  for (const { name, earlier, side } of STANDINGS) {
    test(`no table and no view shows a foreign row ${name}`, async () => {
      const wrong = await as(database.app, async (app) => {
        await earlier(app);
        return wrongReads(app, filled, accountOf(side));
      });
      assert.deepEqual(wrong, []);
    });

    test(`no function gives a foreign row for a wrong proof ${name}`, async () => {
      const wrong = await as(database.app, async (app) => {
        await earlier(app);
        return wrongAnswers(app, filled, guessesAt(filled), accountOf(side));
      });
      assert.deepEqual(wrong, []);
    });
  }

  test('no function gives a foreign row for a right proof of another account', async () => {
    const wrong = await as(database.app, (app) => wrongAnswers(app, filled, confusionsOf(filled), accountOf('ours')));
    assert.deepEqual(wrong, []);
  });

  test('functions do give what a right proof opens, so that their silence means something', async () => {
    const wanted = ['claim_mail', 'invitation_by_link', 'profiles_of', 'reset_by_link', 'sign_in_of', 'standing_of'];
    assert.deepEqual(
      (await as(database.app, talkative)).filter((call) => wanted.includes(call)),
      wanted,
    );
  });
});

describe('one account can not touch another', () => {
  test('no function changes a foreign row for a wrong proof, or for the right proof of another account', async () => {
    const guesses = [...guessesAt(filled), ...confusionsOf(filled)];
    assert.deepEqual(await as(database.superuser, (superuser) => wrongChanges(superuser, filled, guesses)), []);
  });

  for (const { name, earlier, side } of STANDINGS) {
    test(`no foreign row is written, changed or removed ${name}`, async () => {
      const wrong = await as(database.app, async (app) => {
        await earlier(app);
        return wrongWrites(app, filled, accountOf(side));
      });
      assert.deepEqual(wrong, []);
    });
  }
});

describe('a planted leak is found', () => {
  test('a view with its owner’s rights leaks', async () => {
    await planted(
      'create view leaky as select * from member; grant select on leaky to latchkey_app',
      async ({ app }, filled) => {
        await as(app, async (client) => {
          assert.deepEqual(await wrongReads(client, filled, undefined), ['leaky shows ours,theirs']);
          assert.deepEqual(await wrongReads(client, filled, accountOf('ours')), ['leaky shows ours,theirs']);
        });
      },
    );
  });

  test('a table without row-level security leaks and is written to', async () => {
    await planted(
      'alter table invitation_link disable row level security; alter table mail disable row level security',
      async ({ app }, filled) => {
        await as(app, async (client) => {
          const leaks = ['invitation_link shows ours,theirs', 'mail shows ours,theirs'];
          assert.deepEqual(await wrongReads(client, filled, undefined), leaks);
          const writes = await wrongWrites(client, filled, accountOf('ours'));
          assert.ok(writes.includes('update of mail touches 2'), writes.join());
          assert.ok(writes.includes('insert into invitation_link ends with 23505'), writes.join());
        });
      },
    );
  });

  test('a function that trusts a bare id leaks', async () => {
    const plant = `create function bare(wanted uuid) returns setof member language sql security definer as 'select * from member where id = wanted'`;
    await planted(plant, async ({ app }, filled) => {
      const wrong = await as(app, (client) => wrongAnswers(client, filled, guessesAt(filled)));
      assert.deepEqual(wrong, [`bare(uuid) gives theirs for the id ${String(filled.theirs['member']?.['id'])}`]);
    });
  });

  test('a function that changes whatever an id names is found', async () => {
    const plant = `create function take(wanted uuid) returns void language sql security definer as 'update member set name = $$x$$ where id = wanted'`;
    await planted(plant, async ({ superuser }, filled) => {
      const wrong = await as(superuser, (client) => wrongChanges(client, filled, guessesAt(filled)));
      assert.deepEqual(wrong, [`take(uuid) changes theirs for the id ${String(filled.theirs['member']?.['id'])}`]);
    });
  });
});

function accountOf(side: Side | 'nobody'): string | undefined {
  return side === 'nobody' ? undefined : String(filled[side]['account']?.['id']);
}

async function aborted(app: pg.Client): Promise<void> {
  await assert.rejects(
    undone(app, accountOf('theirs'), () => app.query('select 1 / 0')),
    { code: '22012' },
  );
}

async function served(app: pg.Client): Promise<void> {
  await app.query('begin');
  await app.query(`select set_config('app.account_id', $1, true)`, [accountOf('theirs')]);
  assert.equal((await app.query('select from member')).rowCount, 1);
  await app.query('commit');
}

/** The functions that give something of ours for one of our proofs. */
async function talkative(app: pg.Client): Promise<string[]> {
  const talking = new Set<string>();
  for (const routine of await routinesFor(app)) {
    for (const call of honestCalls(filled)) {
      const answer = await undone(app, accountOf('ours'), () => callAs(app, routine, call));
      if ('rows' in answer && sidesIn(answer.rows, filled).includes('ours')) talking.add(routine.call);
    }
  }
  return [...talking].toSorted();
}

/** A filled database of its own in which a superuser did something wrong. */
async function planted(plant: string, look: (broken: TestDatabase, filled: Filled) => Promise<void>): Promise<void> {
  const broken = await testDatabase();
  try {
    const rows = await as(broken.owner, fillTwoAccounts);
    await as(broken.superuser, (superuser) => superuser.query(plant));
    await look(broken, rows);
  } finally {
    await broken.drop();
  }
}
