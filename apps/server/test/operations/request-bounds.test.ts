import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { removeComputers } from '@latchkey/contract/computer';
import { setAccess } from '@latchkey/contract/computer-access';
import { addGroupMembers } from '@latchkey/contract/group';
import { deleteMembers, suspendMembers } from '@latchkey/contract/member';
import { deleteMe, exportMe } from '@latchkey/contract/person';
import { listRequests } from '@latchkey/contract/request';
import { REQUESTS_A_DAY } from '@latchkey/domain/request';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { managerOf } from '../groups/manager-hands.ts';
import { permissionHandsIn } from '../groups/permission-hands.ts';
import { type Company, company, secondCompany } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { freshComputer } from './computer-samples.ts';
import { handsIn } from './computer-hands.ts';
import { freshUserGroup } from './group-samples.ts';
import { outcomeOf } from './crowd.ts';
import { requestHandsIn } from './request-hands.ts';
import { forgetAttempts } from './samples.ts';
import { settled } from './traces.ts';

let server: TestServer;
let acme: Company;
let beta: Company;
const { act, fresh, ok, seenBy } = handsIn(() => acme);
const { own } = permissionHandsIn(() => acme);
const { answer, asked, inside, make, openTo, ownOf } = requestHandsIn(() => acme);

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('G11: a computer that is not there, of another account or unseen is asked for with the same answer, and nobody hears of it', async () => {
  const asker = await fresh();
  const [seen, foreign, removed] = [await freshComputer(acme), await freshComputer(beta), await freshComputer(acme)];
  await ok(act(removeComputers, [{ computer_id: removed }]));
  const before = server.mailbox.mails.length;
  const shapes = [];
  for (const computer_id of [seen, foreign, removed, uuidv7(new Date())]) {
    const { status, body } = await make(asker.browser, { computer_id });
    const [row] = await ownOf(asker.browser);
    shapes.push({
      status,
      keys: Object.keys(body),
      asked_before: body['asked_before'],
      state: row?.state,
      name: row?.computer?.name,
    });
  }
  for (const shape of shapes) assert.deepEqual(shape, { ...shapes[0], name: null });
  const heard = (await openTo(acme.holder)).filter(({ member }) => member.id === asker.id);
  assert.equal(heard.length, 1);
  await settled(server);
  const written = server.mailbox.mails.slice(before).filter(({ subject }) => subject.includes('asks for access'));
  assert.equal(written.length, 3, 'a mail each to three people, about the one that is there');
  const acts = await server.look(`select from audit where act = 'request.make' and actor_id = $1`, [asker.id]);
  assert.equal(acts.length, 1);
  const [unseen] = (await ownOf(asker.browser)).slice(0, 1);
  assert.equal(outcomeOf(await answer(acme.holder, { request_id: unseen?.id, answer: 'granted' })), 'not-found');
});

test('G10: nobody answers for what they can’t give, for themselves, or for who is stronger', async () => {
  const [giver, manager, stronger] = [await fresh(), await fresh(), await fresh()];
  await own(giver.id, ['users.view', 'access.grant']);
  await own(manager.id, ['users.view', 'users.manage', 'audit.view']);
  await own(stronger.id, ['account.manage']);
  const computer_id = await freshComputer(acme);
  const plain = await fresh();
  const access = await asked(plain.browser, { computer_id });
  const audit = await asked(plain.browser, { permission: 'audit.view' });
  const tokens = await asked(plain.browser, { permission: 'tokens.manage' });
  const itself = await asked(giver.browser, { computer_id });
  const above = await asked(stronger.browser, { computer_id });
  const ofAdmin = await asked(acme.admin, { computer_id });
  const cases: [TestBrowser, string, string][] = [
    [giver.browser, audit, 'not-permitted'],
    [manager.browser, access, 'not-permitted'],
    [manager.browser, tokens, 'not-permitted'],
    [giver.browser, itself, 'not-yourself'],
    [giver.browser, above, 'stronger-member'],
    [giver.browser, ofAdmin, 'stronger-member'],
    [plain.browser, access, 'not-permitted'],
  ];
  for (const [by, request_id, code] of cases)
    for (const said of ['granted', 'declined'])
      assert.equal(outcomeOf(await answer(by, { request_id, answer: said })), code, `${code} ${said}`);
  const shown = async (by: TestBrowser) => (await openTo(by)).map(({ id }) => id);
  const among = [access, audit, tokens, itself, above, ofAdmin];
  assert.deepEqual(
    (await shown(giver.browser)).filter((id) => among.includes(id)),
    [access],
  );
  assert.deepEqual(
    (await shown(manager.browser)).filter((id) => among.includes(id)),
    [audit],
  );
  assert.equal((await acme.member.call(listRequests, inside())).body['code'], 'not-permitted');
  await ok(answer(giver.browser, { request_id: access, answer: 'granted' }));
  await ok(answer(manager.browser, { request_id: audit, answer: 'granted' }));
});

test('G11: a manager of some groups is not asked, sees no requests and answers none; who may do it everywhere is', async () => {
  const top = await freshUserGroup(acme);
  const manager = await managerOf(acme, [top]);
  const asker = await fresh();
  await ok(act(addGroupMembers, [{ group_id: top, member_id: asker.id }]));
  const request_id = await asked(asker.browser, { computer_id: await freshComputer(acme) });
  assert.equal((await manager.browser.call(listRequests, inside())).body['code'], 'not-permitted');
  assert.equal(outcomeOf(await answer(manager.browser, { request_id, answer: 'granted' })), 'not-permitted');
  await settled(server);
  const mails = server.mailbox.mails.filter(({ subject }) => subject.startsWith(`${asker.name} asks`));
  assert.ok(mails.length > 0 && !mails.some(({ to }) => to[0]?.startsWith(manager.name.toLowerCase())));
  // What they hold inside their groups they may well ask for everywhere.
  await asked(manager.browser, { permission: 'users.view' });
});

test('G11: what one has can’t be asked for, nor two things at once', async () => {
  assert.equal(outcomeOf(await make(acme.holder, { permission: 'audit.view' })), 'have-already');
  const wish = { permission: 'audit.view', computer_id: uuidv7(new Date()) };
  assert.equal(outcomeOf(await make(acme.member, wish)), 'invalid');
  assert.equal(outcomeOf(await make(acme.member, { permission: 'roles.manage' })), 'invalid');
});

test('G4: with “only this list” the computer comes onto the list; who has all computers already gets none by name', async () => {
  const asker = await fresh();
  const computer = await freshComputer(acme);
  await ok(act(setAccess, [{ member_id: asker.id, kind: 'none', only_own: true }]));
  await ok(
    answer(acme.holder, { request_id: await asked(asker.browser, { computer_id: computer }), answer: 'granted' }),
  );
  assert.deepEqual(await seenBy(asker.browser), [computer]);
  const other = await freshComputer(acme);
  const late = await asked(asker.browser, { computer_id: other });
  await ok(act(setAccess, [{ member_id: asker.id, kind: 'all' }]));
  await ok(answer(acme.holder, { request_id: late, answer: 'granted' }));
  const kinds = await server.look<{ kind: string }>('select kind from member_access where member_id = $1', [asker.id]);
  assert.deepEqual(kinds, [{ kind: 'all' }]);
});

test('P6, P7: requests of who is suspended wait, and those of who is removed end', async () => {
  const asker = await fresh();
  const id = await asked(asker.browser, { permission: 'audit.view' });
  await ok(act(suspendMembers, [{ member_id: asker.id }]));
  assert.ok(!(await openTo(acme.holder)).some((row) => row.id === id));
  assert.equal(outcomeOf(await answer(acme.holder, { request_id: id, answer: 'granted' })), 'not-active');
  await ok(act(deleteMembers, [{ member_id: asker.id }]));
  const [row] = await server.look<{ state: string }>('select state from access_request where id = $1', [id]);
  assert.equal(row?.state, 'ended');
});

test('G11: nobody asks without end', async () => {
  await forgetAttempts(server);
  const asker = await fresh();
  for (let n = 0; n < REQUESTS_A_DAY; n += 1) await asked(asker.browser, { computer_id: uuidv7(new Date()) });
  const last = await make(asker.browser, { computer_id: await freshComputer(acme) });
  assert.equal(outcomeOf(last), 'too-many-attempts');
  assert.equal((await ownOf(asker.browser)).length, REQUESTS_A_DAY);
});

test('P13: a person’s requests are in what they download, and nothing they wrote is left when they are deleted', async () => {
  const asker = await fresh();
  const id = await asked(asker.browser, { permission: 'audit.view', note: 'Because of the flood' });
  await ok(answer(acme.admin, { request_id: id, answer: 'declined', note: 'Ask the flood team' }));
  const { body } = await asker.browser.call(exportMe);
  const kept = body['requests'] as { note: string; answer: string }[];
  assert.deepEqual(
    kept.map(({ note, answer: said }) => [note, said]),
    [['Because of the flood', 'Ask the flood team']],
  );
  assert.equal(outcomeOf(await asker.browser.call(deleteMe, { body: { email: asker.email } })), 'ok');
  const left = await server.look('select from access_request where id = $1 and (note <> $2 or answer <> $2)', [id, '']);
  assert.equal(left.length, 0);
});
