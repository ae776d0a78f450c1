import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { removeComputers } from '@latchkey/contract/computer';
import { setAccess } from '@latchkey/contract/computer-access';
import { unlockComputers } from '@latchkey/contract/computer-locks';
import { edit, exportMe } from '@latchkey/contract/person';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { lockOn } from '../groups/keeper-hands.ts';
import { permissionHandsIn } from '../groups/permission-hands.ts';
import { type Company, company, memberIdOf, secondCompany } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { freshComputer } from './computer-samples.ts';
import { handsIn } from './computer-hands.ts';
import { atOnce, MANY, outcomeOf, tally } from './crowd.ts';
import { requestHandsIn } from './request-hands.ts';
import { settled } from './traces.ts';

let server: TestServer;
let acme: Company;
let beta: Company;
const { act, fresh, ok, nameOf } = handsIn(() => acme);
const { own } = permissionHandsIn(() => acme);
const { answer, asked, make, named, openTo, ownOf } = requestHandsIn(() => acme);

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('S5: who finds a computer locked asks for it, who may unlock it grants that, and everybody who reaches it comes in again', async () => {
  const { who, computer, lock, causer } = await lockedOne();
  await who.browser.call(edit, { body: { name: who.name, language: 'de', time_zone: null } });
  const id = await asked(who.browser, { computer_id: computer, unlock: true, note: 'The door of the server room' });
  const name = await nameOf(computer);
  assert.deepEqual((await seen(acme.admin, id))?.slice(0, 3), [who.name, name, true]);
  await settled(server);
  const letters = server.mailbox.mails.filter(
    ({ subject }) => subject === `${who.name} asks for ${name} to be unlocked`,
  );
  assert.deepEqual(letters.flatMap(({ to }) => to).toSorted(), [
    'ada@example.test',
    'adam@example.test',
    'sue@example.test',
  ]);
  assert.match(letters[0]?.text ?? '', /server room/);

  assert.deepEqual(named(await answer(acme.admin, { request_id: id, answer: 'granted' }, true)), [['lock', 'lost', 1]]);
  assert.deepEqual(named(await answer(acme.admin, { request_id: id, answer: 'declined' }, true)), []);
  assert.equal((await lockRow(lock))?.ended_at, null, 'a dry run lifts nothing');
  await ok(answer(acme.admin, { request_id: id, answer: 'granted', note: 'Bitte sorgfältig tippen' }));
  const lifted = await lockRow(lock);
  assert.deepEqual([lifted?.ended_by, lifted?.stands], [await memberIdOf(acme.admin, acme.accountId), false]);
  const acts = await server.look<{ act: string; targets: string[]; after: { unlock: boolean } }>(
    `select act, targets, after from audit where $1 = any (targets) and act in ('computer.unlock', 'request.answer')`,
    [computer],
  );
  assert.deepEqual(
    acts.map((row) => [row.act, row.targets.includes(causer.id), row.after.unlock]),
    [['request.answer', true, true]],
  );
  assert.equal(outcomeOf(await answer(acme.holder, { request_id: id, answer: 'declined' })), 'request-over');
  assert.deepEqual(await stateOf(who.browser), ['granted', true, name]);
  await settled(server);
  const [mail] = server.mailbox.mails.filter(
    ({ to, subject }) => to.includes(who.email) && subject === `${name} ist entsperrt`,
  );
  assert.match(mail?.text ?? '', /sorgfältig/);
  const { body } = await who.browser.call(exportMe);
  const [kept] = body['requests'] as { unlock: boolean; computer_id: string }[];
  assert.deepEqual([kept?.unlock, kept?.computer_id], [true, computer], 'it is in what they download (P13)');
});

test('G11: asking to unlock what is not there, is not reached or belongs to others is answered alike, and nobody hears of it', async () => {
  const asker = await fresh();
  const [hidden, foreign, removed, open] = await Promise.all([
    lockedOne().then(({ computer }) => computer),
    freshComputer(beta),
    freshComputer(acme),
    freshComputer(acme),
  ]);
  await ok(act(removeComputers, [{ computer_id: removed }]));
  const shapes = [];
  for (const computer_id of [hidden, foreign, removed, open, uuidv7(new Date())]) {
    const { status, body } = await make(asker.browser, { computer_id, unlock: true });
    shapes.push({
      status,
      keys: Object.keys(body),
      asked_before: body['asked_before'],
      own: await stateOf(asker.browser),
    });
  }
  for (const shape of shapes) assert.deepEqual(shape, { ...shapes[0], own: ['open', true, null] });
  const heard = (await openTo(acme.holder)).filter(({ member }) => member.id === asker.id);
  assert.deepEqual(heard, []);
  for (const { id } of await ownOf(asker.browser))
    assert.equal(outcomeOf(await answer(acme.holder, { request_id: id, answer: 'granted' })), 'not-found');
  await settled(server);
  assert.ok(!server.mailbox.mails.some(({ subject }) => subject.includes(asker.name)));
  const acts = await server.look(`select from audit where act = 'request.make' and actor_id = $1`, [asker.id]);
  assert.equal(acts.length, 0);
  // Nor does what happens there show in what they asked.
  const [lock] = await server.look<{ lock_id: string }>('select lock_id from computer where id = $1', [hidden]);
  await ok(act(unlockComputers, [{ lock_id: lock?.lock_id }]));
  assert.deepEqual(new Set((await ownOf(asker.browser)).map(({ state }) => state)), new Set(['open']));
});

test('S5: what is not locked is not asked for; access and unlocking are two requests, and nobody asks for a permission with it', async () => {
  const { who, computer } = await lockedOne();
  const free = await freshComputer(acme);
  await reach(who.id, [computer, free]);
  assert.equal(outcomeOf(await make(who.browser, { computer_id: free, unlock: true })), 'have-already');
  assert.equal(outcomeOf(await make(who.browser, { computer_id: computer })), 'have-already');
  assert.equal(outcomeOf(await make(who.browser, { unlock: true })), 'invalid');
  assert.equal(
    outcomeOf(await make(who.browser, { computer_id: computer, unlock: true, permission: 'audit.view' })),
    'invalid',
  );
  const other = await fresh();
  const ids = [
    await asked(other.browser, { computer_id: computer }),
    await asked(other.browser, { computer_id: computer, unlock: true }),
  ];
  assert.equal(new Set(ids).size, 2);
  assert.ok((await seen(acme.holder, ids[0]))?.[2] === false && (await seen(acme.holder, ids[1])) === undefined);
  await ok(answer(acme.holder, { request_id: ids[0], answer: 'granted' }));
  assert.equal((await seen(acme.holder, ids[1]))?.[2], true, 'they reach it now, and it is locked');
});

test('S5: it takes seeing users and unlocking computers to answer, however strong who asks is; nobody answers for themselves', async () => {
  const [unlocker, giver, blind] = [await fresh(), await fresh(), await fresh()];
  await own(unlocker.id, ['users.view', 'computers.unlock']);
  await own(giver.id, ['users.view', 'users.manage', 'access.grant']);
  await own(blind.id, ['computers.unlock']);
  const { who, computer, lock } = await lockedOne();
  const [plain, ofAdmin] = [
    await asked(who.browser, { computer_id: computer, unlock: true }),
    await (async () => {
      await reach(await memberIdOf(acme.admin, acme.accountId), [computer]);
      return asked(acme.admin, { computer_id: computer, unlock: true });
    })(),
  ];
  await reach(unlocker.id, [computer]);
  const itself = await asked(unlocker.browser, { computer_id: computer, unlock: true });
  const cases: [TestBrowser, string, string][] = [
    [giver.browser, plain, 'not-permitted'],
    [blind.browser, plain, 'not-permitted'],
    [who.browser, plain, 'not-permitted'],
    [unlocker.browser, itself, 'not-yourself'],
  ];
  for (const [by, request_id, code] of cases)
    for (const said of ['granted', 'declined'])
      assert.equal(outcomeOf(await answer(by, { request_id, answer: said })), code, `${code} ${said}`);
  const shown = (await openTo(unlocker.browser)).map(({ id }) => id);
  assert.deepEqual(
    [plain, ofAdmin, itself].map((id) => shown.includes(id)),
    [true, true, false],
  );
  assert.equal(await seen(giver.browser, plain), undefined);
  await ok(answer(unlocker.browser, { request_id: ofAdmin, answer: 'declined' }));
  assert.equal((await lockRow(lock))?.ended_at, null);
  await ok(answer(unlocker.browser, { request_id: plain, answer: 'granted' }));
  assert.notEqual((await lockRow(lock))?.ended_at, null);
});

test('S5: who caused the lock asks too, and may not grant what others asked as long as somebody else could', async () => {
  const { who, computer } = await lockedOne(acme.admin);
  const mine = await asked(acme.admin, { computer_id: computer, unlock: true });
  const theirs = await asked(who.browser, { computer_id: computer, unlock: true });
  assert.equal(outcomeOf(await answer(acme.admin, { request_id: theirs, answer: 'granted' })), 'unlocked-by-others');
  await ok(answer(acme.holder, { request_id: mine, answer: 'granted' }));
  assert.equal((await stateOf(who.browser))[0], 'granted');
});

test('S5: unlocking by hand answers all who asked and are kept out no more, who are mailed; the next lock is another matter', async () => {
  const { who, computer, lock, causer } = await lockedOne();
  const second = await fresh();
  await reach(second.id, [computer]);
  const ids = [];
  for (const { browser } of [who, second]) ids.push(await asked(browser, { computer_id: computer, unlock: true }));
  await ok(act(unlockComputers, [{ lock_id: lock }], acme.admin));
  const rows = await server.look<{ state: string; by: string }>(
    'select state, answered_by as by from access_request where id = any ($1) order by id',
    [ids],
  );
  const admin = await memberIdOf(acme.admin, acme.accountId);
  assert.deepEqual(rows, [
    { state: 'granted', by: admin },
    { state: 'granted', by: admin },
  ]);
  await settled(server);
  const subject = `${await nameOf(computer)} is unlocked`;
  for (const { email } of [who, second])
    assert.equal(server.mailbox.mails.filter((mail) => mail.to.includes(email) && mail.subject === subject).length, 1);
  const later = await lockOn(acme, computer, causer.id);
  assert.equal(outcomeOf(await answer(acme.holder, { request_id: ids[0], answer: 'granted' })), 'request-over');
  assert.equal((await lockRow(later))?.ended_at, null);
  assert.equal((await stateOf(who.browser))[0], 'granted', 'it was; now it can be asked for anew');
  assert.notEqual(await asked(who.browser, { computer_id: computer, unlock: true }), ids[0]);
});

test('S5: a lock that keeps out one person only is asked for by them, and lifting it opens nothing to others', async () => {
  const { who, computer, lock } = await lockedOne();
  await server.look('update lockout set is_personal = true where id = $1', [lock]);
  await server.look('update computer set lock_id = null where id = $1', [computer]);
  const [row] = await server.look<{ member_id: string }>('select member_id from lockout where id = $1', [lock]);
  assert.equal(outcomeOf(await make(who.browser, { computer_id: computer, unlock: true })), 'have-already');
  await server.look('update lockout set member_id = $2 where id = $1', [lock, who.id]);
  assert.notEqual(row?.member_id, who.id);
  const id = await asked(who.browser, { computer_id: computer, unlock: true });
  await ok(answer(acme.admin, { request_id: id, answer: 'granted' }));
  assert.notEqual((await lockRow(lock))?.ended_at, null);
});

test('S5: who loses the access waits for nothing, and the request goes out of sight', async () => {
  const { who, computer } = await lockedOne();
  const id = await asked(who.browser, { computer_id: computer, unlock: true });
  await ok(act(setAccess, [{ member_id: who.id, kind: 'none' }]));
  assert.equal(await seen(acme.holder, id), undefined);
  assert.equal(outcomeOf(await answer(acme.holder, { request_id: id, answer: 'granted' })), 'not-found');
  assert.deepEqual(await stateOf(who.browser), ['open', true, null]);
});

test('S5: of many who ask, answer and unlock at once one lifts the lock, and everybody who asked has one answer', async () => {
  const { computer, lock } = await lockedOne();
  const askers = await Promise.all(Array.from({ length: 6 }, () => fresh()));
  for (const { id } of askers) await reach(id, [computer]);
  const wish = { computer_id: computer, unlock: true };
  const made = await atOnce(MANY, (n) => make(askers[n % askers.length]!.browser, wish));
  assert.deepEqual(tally(made), { ok: MANY });
  const ids = [...new Set(made.map(({ body }) => String(body['request_id'])))];
  assert.equal(ids.length, askers.length);
  const by = [acme.holder, acme.superAdmin, acme.admin];
  const done = await atOnce(MANY, (n) => {
    const who = by[n % 3] ?? acme.holder;
    return n % 4 === 0
      ? act(unlockComputers, [{ lock_id: lock }], who)
      : answer(who, { request_id: ids[n % ids.length], answer: 'granted' });
  });
  const { ok: lifted, ...rest } = tally(done);
  assert.equal(lifted, 1, JSON.stringify(rest));
  assert.deepEqual(Object.keys(rest).toSorted(), ['not-locked', 'request-over']);
  const acts = await server.look(
    `select from audit where $1 = any (targets) and act in ('computer.unlock', 'request.answer')`,
    [computer],
  );
  assert.equal(acts.length, 1, 'one audit row');
  await settled(server);
  const subject = `${await nameOf(computer)} is unlocked`;
  for (const { email, browser } of askers) {
    assert.equal((await stateOf(browser))[0], 'granted');
    assert.equal(server.mailbox.mails.filter((mail) => mail.to.includes(email) && mail.subject === subject).length, 1);
  }
});

/** A computer that somebody locked, the one named or somebody new, and somebody else who reaches it. */
async function lockedOne(by?: TestBrowser) {
  const computer = await freshComputer(acme, { kind: 'deployment', needs_approval: false });
  const who = await fresh();
  const causer = by ? { id: await memberIdOf(by, acme.accountId) } : await fresh();
  for (const { id } of [who, causer]) await reach(id, [computer]);
  return { who, causer, computer, lock: await lockOn(acme, computer, causer.id) };
}

async function reach(member_id: string, computer_ids: string[]): Promise<void> {
  await ok(act(setAccess, [{ member_id, kind: 'chosen', computer_ids }]));
}

/** Who asks, for what, and whether it is to be unlocked, as it stands on somebody's list; nothing where it does not. */
async function seen(by: TestBrowser, id: string | undefined) {
  const row = (await openTo(by)).find((one) => one.id === id);
  return row && [row.member.name, row.computer?.name, row.unlock];
}

/** How the newest request of somebody stands to them. */
async function stateOf(by: TestBrowser): Promise<unknown[]> {
  const [row] = await ownOf(by);
  return [row?.state, row?.unlock, row?.computer?.name];
}

async function lockRow(id: string) {
  const [row] = await server.look<{ ended_at: Date | null; ended_by: string | null; stands: boolean }>(
    `select l.ended_at, l.ended_by, exists (select from computer c where c.lock_id = l.id) as stands from lockout l where l.id = $1`,
    [id],
  );
  return row;
}
