import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { leaveAccount, suspendMembers } from '@latchkey/contract/member';
import { addAddress, changePassword, deleteMe, edit, me } from '@latchkey/contract/person';
import { transferAccount } from '../../src/handover/transfer.ts';
import { closeDb, inTransaction, openDb } from '../../src/kit/db.ts';
import {
  type Company,
  company,
  memberIdOf,
  PASSWORD,
  personNamed,
  personWithoutProfile,
  secondCompany,
  signedIn,
} from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, invite, MANY, outcomeOf, tally } from './crowd.ts';
import { accept, addMailbox, askToMove, confirm } from './mailboxes.ts';
import { forgetAttempts } from './samples.ts';
import { settled } from './traces.ts';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());
beforeEach(() => forgetAttempts(server));

test('P13: of many deletions at once one is done, and the others find nobody', async () => {
  const flo = await personNamed(acme, 'Florestan');
  await accept(flo, (await invite(beta, 'florestan@example.test')).link);
  const answers = await atOnce(MANY, () => remove(flo, 'florestan@example.test'));
  assert.deepEqual(tally(answers), { ok: 1, 'not-signed-in': MANY - 1 });
  await isGone('florestan');
  const acts = await server.look<{ account_id: string }>(
    `select a.account_id from audit a join member m on m.account_id = a.account_id and m.id = a.actor_id
      where a.act = 'person.delete' and m.email = '' order by 1`,
  );
  assert.equal(new Set(acts.map((row) => row.account_id)).size, acts.length, 'once in each account');
});

test('P13: deleting oneself against accepting invitations leaves nobody behind', async () => {
  for (let round = 0; round < 3; round += 1) {
    await forgetAttempts(server);
    const name = `Ashworth${round}`;
    const email = `${name.toLowerCase()}@example.test`;
    const ash = await personWithoutProfile(server, name);
    const links = [(await invite(acme, email)).link, (await invite(beta, email)).link];
    const answers = await atOnce(MANY, (n) => (n === 7 ? remove(ash, email) : accept(ash, links[n % 2] ?? '')));
    assert.equal(outcomeOf(answers[7]!), 'ok');
    for (const answer of answers) assert.ok(answer.status < 500, JSON.stringify(answer.body));
    await isGone(name.toLowerCase());
  }
});

test('P13: deleting oneself against everything else a person can do at once leaves nobody behind', async () => {
  for (let round = 0; round < 3; round += 1) {
    await forgetAttempts(server);
    const name = `Elmwood${round}`;
    const email = `${name.toLowerCase()}@example.test`;
    const elm = await personNamed(acme, name);
    await addMailbox(elm, `${name.toLowerCase()}@club.example`);
    const { old, fresh } = await askToMove(elm, `${name.toLowerCase()}@new.example`);
    await confirm(elm, old);
    const member_id = await memberIdOf(elm, acme.accountId);
    const params = { account_id: acme.accountId };
    const others: (() => Promise<Answer>)[] = [
      () => elm.call(edit, { body: { name: 'Another' } }),
      () => elm.call(addAddress, { body: { email: `${name.toLowerCase()}@late.example` } }),
      () => confirm(elm, fresh),
      () => elm.call(leaveAccount, { params }),
      () => acme.holder.call(suspendMembers, { params, body: { items: [{ member_id }] } }),
      () => signedInBy(email),
      () => elm.call(changePassword, { body: { current_password: PASSWORD, password: 'another one 77' } }),
    ];
    const answers = await atOnce(MANY, (n) =>
      n === 9 ? remove(elm, email) : (others[n % others.length] ?? assert.fail())(),
    );
    for (const answer of answers) assert.ok(answer.status < 500, JSON.stringify(answer.body));
    // A change of address or password that came first ends the sign-in, or the address that was typed is no longer theirs.
    if (outcomeOf(answers[9]!) === 'ok') await isGone(name.toLowerCase());
    else assert.match(outcomeOf(answers[9]!), /not-signed-in|wrong-person/);
  }
});

test('P11, P13: deleting oneself against being made the holder: the account has one holder, and nobody who holds it is gone', async () => {
  const db = openDb(server.database.owner, 4);
  for (let round = 0; round < 4; round += 1) {
    const name = `Oakfield${round}`;
    const email = `${name.toLowerCase()}@example.test`;
    const oak = await personNamed(beta, name);
    const wanted = { accountId: beta.accountId, email, oldHolderRole: 'member', operatorName: 'root' } as const;
    const outcomes = await atOnce(MANY, async (n) => {
      if (n % 2 === 0) return outcomeOf(await remove(oak, email));
      const done = await inTransaction(db, { accountId: beta.accountId }, (began) => transferAccount(began, wanted));
      return 'code' in done ? done.code : 'transferred';
    });
    const holders = await server.look<{ name: string; person_id: string | null }>(
      `select name, person_id from member where account_id = $1 and role = 'holder' and status = 'active'`,
      [beta.accountId],
    );
    assert.equal(holders.length, 1);
    const holds = holders[0]?.name === name;
    assert.equal(holds, outcomes.includes('transferred'), outcomes.join());
    assert.equal(holds, !outcomes.includes('ok'), outcomes.join());
    if (holds) assert.ok(outcomes.includes('holds-accounts') && (await oak.call(me)).status === 200);
    else await isGone(name.toLowerCase());
    const back = { ...wanted, email: 'zoe@example.test' };
    if (holds) await inTransaction(db, { accountId: beta.accountId }, (began) => transferAccount(began, back));
  }
  await closeDb(db);
});

function remove(browser: TestBrowser, email: string): Promise<Answer> {
  return browser.call(deleteMe, { body: { email } });
}

async function signedInBy(email: string): Promise<Answer> {
  const browser = await signedIn(server, email).catch(() => new TestBrowser(server));
  return browser.call(me);
}

/** Nothing with this word in it stands in any row. */
async function isGone(word: string): Promise<void> {
  await settled(server);
  const tables = await server.look<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'jobs', 'graphile_worker')`);
  for (const { name } of tables) {
    const found = await server.look(`select t::text from ${name} t where t::text ilike $1`, [`%${word}%`]);
    assert.deepEqual(found, [], name);
  }
}
