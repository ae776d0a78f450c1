import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addGroupMembers, setGroupAccess } from '@latchkey/contract/group';
import { edit } from '@latchkey/contract/person';
import { answerRequests, listOwnRequests, listRequests, withdrawRequests } from '@latchkey/contract/request';
import { setPermissions } from '@latchkey/contract/role';
import { permissions } from '@latchkey/domain/role';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { permissionHandsIn } from '../groups/permission-hands.ts';
import { type Company, company, memberIdOf, personNamed } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { freshComputer, freshGroup, nextName } from './computer-samples.ts';
import { handsIn } from './computer-hands.ts';
import { atOnce, MANY, outcomeOf, tally } from './crowd.ts';
import { freshUserGroup } from './group-samples.ts';
import { type Open, requestHandsIn } from './request-hands.ts';
import { settled } from './traces.ts';

let server: TestServer;
let acme: Company;
const { act, fresh, ok, nameOf, seenBy } = handsIn(() => acme);
const { mine } = permissionHandsIn(() => acme);
const { answer, asked, inside, make, named, openTo, ownOf } = requestHandsIn(() => acme);

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('G11: who lacks access asks, those who could give it are mailed, and who grants it gives exactly that', async () => {
  const asker = await fresh();
  await asker.browser.call(edit, { body: { name: asker.name, language: 'de', time_zone: null } });
  const computer = await freshComputer(acme);
  const id = await asked(asker.browser, { computer_id: computer, note: 'For the night shift' });
  assert.deepEqual(
    (await ownOf(asker.browser)).map(({ state }) => state),
    ['open'],
  );
  assert.deepEqual(
    (await openTo(acme.admin))
      .filter((row) => row.id === id)
      .map(({ member, computer: of, note }) => [member.name, of?.name, note]),
    [[asker.name, await nameOf(computer), 'For the night shift']],
  );
  await settled(server);
  const letters = mailsAbout(`${asker.name} asks for access to ${await nameOf(computer)}`);
  assert.deepEqual(letters.flatMap(({ to }) => to).toSorted(), [
    'ada@example.test',
    'adam@example.test',
    'sue@example.test',
  ]);
  assert.match(letters[0]?.text ?? '', /For the night shift/);
  assert.match(letters[0]?.text ?? '', /\/requests/);

  const dry = await answer(acme.admin, { request_id: id, answer: 'granted' }, true);
  assert.deepEqual(named(dry), [['computer', 'gained', 1]]);
  assert.deepEqual(await seenBy(asker.browser), []);
  await ok(answer(acme.admin, { request_id: id, answer: 'granted', note: 'Bis Freitag' }));
  assert.deepEqual(await seenBy(asker.browser), [computer]);
  assert.equal(outcomeOf(await answer(acme.holder, { request_id: id, answer: 'declined' })), 'request-over');
  await settled(server);
  const [mail] = server.mailbox.mails.filter(
    ({ to, subject }) => to.includes(asker.email) && subject.startsWith('Sie haben jetzt Zugriff'),
  );
  assert.match(mail?.text ?? '', /Bis Freitag/);
  const [row] = await ownOf(asker.browser);
  assert.deepEqual([row?.state, row?.answer, row?.computer?.name], ['granted', 'Bis Freitag', await nameOf(computer)]);
});

test('G11: a permission that is asked for comes as one of their own; a declined one does not, and both are mailed', async () => {
  const asker = await fresh();
  const given = await asked(asker.browser, { permission: 'audit.view' });
  const denied = await asked(asker.browser, { permission: 'sessions.view' });
  assert.deepEqual(named(await answer(acme.holder, { request_id: given, answer: 'granted' }, true)), [
    ['permission', 'gained', 1],
  ]);
  assert.deepEqual(named(await answer(acme.holder, { request_id: denied, answer: 'declined' }, true)), []);
  const items = [
    { request_id: given, answer: 'granted' },
    { request_id: denied, answer: 'declined', note: 'Not yet' },
  ];
  await ok(act(answerRequests, items));
  assert.deepEqual(await mine(asker.browser), ['audit.view']);
  await settled(server);
  const subjects = server.mailbox.mails.filter(({ to }) => to.includes(asker.email)).map(({ subject }) => subject);
  assert.ok(
    subjects.some((one) => one.includes('You have the permission')) &&
      subjects.some((one) => one.includes('was declined')),
    subjects.join(),
  );
});

test('G11: who reaches nothing asks for computers at all, and who grants it chooses which', async () => {
  const asker = await fresh();
  const [computer, group] = [await freshComputer(acme), await freshGroup(acme)];
  const id = await asked(asker.browser, {});
  assert.equal(outcomeOf(await answer(acme.admin, { request_id: id, answer: 'granted' })), 'invalid');
  assert.equal(
    outcomeOf(await answer(acme.admin, { request_id: id, answer: 'granted', computer_ids: [uuidv7(new Date())] })),
    'not-found',
  );
  await ok(answer(acme.admin, { request_id: id, answer: 'granted', computer_ids: [computer], group_ids: [group] }));
  assert.deepEqual(await seenBy(asker.browser), [computer]);
  assert.equal(outcomeOf(await make(asker.browser, {})), 'have-already');
});

test('G11: asking again while it is open is the same request, also for many at once; withdrawn, it can be asked for anew', async () => {
  const asker = await fresh();
  const wish = { computer_id: await freshComputer(acme) };
  const answers = await atOnce(MANY, () => make(asker.browser, wish));
  assert.deepEqual(tally(answers), { ok: MANY });
  const ids = new Set(answers.map(({ body }) => body['request_id']));
  assert.equal(ids.size, 1);
  assert.equal(answers.filter(({ body }) => body['asked_before'] === false).length, 1);
  const [id = ''] = ids as Set<string>;
  assert.equal(outcomeOf(await act(withdrawRequests, [{ request_id: id }])), 'not-found', 'nobody else takes it back');
  await ok(act(withdrawRequests, [{ request_id: id }], asker.browser));
  assert.equal(outcomeOf(await act(withdrawRequests, [{ request_id: id }], asker.browser)), 'request-over');
  assert.equal(outcomeOf(await answer(acme.holder, { request_id: id, answer: 'granted' })), 'request-over');
  assert.notEqual(await asked(asker.browser, wish), id);
});

test('G10: of many who answer at once one decides, and it is given once', async () => {
  const asker = await fresh();
  const computer = await freshComputer(acme);
  const request_id = await asked(asker.browser, { computer_id: computer });
  const by = [acme.holder, acme.superAdmin, acme.admin];
  const answers = await atOnce(MANY, (n) => answer(by[n % 3] ?? acme.holder, { request_id, answer: 'granted' }));
  assert.deepEqual(tally(answers), { ok: 1, 'request-over': MANY - 1 });
  const given = await server.look('select from member_access where member_id = $1', [asker.id]);
  assert.equal(given.length, 1);
  await settled(server);
  assert.equal(
    server.mailbox.mails.filter(({ to, subject }) => to.includes(asker.email) && subject.startsWith('You have access'))
      .length,
    1,
  );
});

test('G11: what came by another way counts as granted, and waits for nobody', async () => {
  const asker = await fresh();
  const [computer, group] = [await freshComputer(acme), await freshUserGroup(acme)];
  const id = await asked(asker.browser, { computer_id: computer });
  await ok(act(setGroupAccess, [{ group_id: group, kind: 'chosen', computer_ids: [computer] }]));
  await ok(act(addGroupMembers, [{ group_id: group, member_id: asker.id }]));
  assert.deepEqual(
    (await ownOf(asker.browser)).map(({ state }) => state),
    ['granted'],
  );
  assert.ok(!(await openTo(acme.holder)).some((row) => row.id === id));
  assert.equal(outcomeOf(await answer(acme.holder, { request_id: id, answer: 'declined' })), 'have-already');
  assert.equal(outcomeOf(await act(withdrawRequests, [{ request_id: id }], asker.browser)), 'request-over');
});

test('N3: both lists come page by page', async () => {
  const asker = await personNamed(acme, nextName('Pager'));
  const wishes = permissions.filter((one) => one !== 'roles.manage').slice(0, 5);
  for (const permission of wishes) await asked(asker, { permission });
  const me = await memberIdOf(asker, acme.accountId);
  for (const [by, operation] of [
    [asker, listOwnRequests],
    [acme.holder, listRequests],
  ] as const) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '2', ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await by.call(operation, { ...inside(), query });
      seen.push(
        ...(body['items'] as Open[])
          .filter(({ member }) => member === undefined || member.id === me)
          .map(({ id }) => id),
      );
      cursor = (body['next_cursor'] as string | null) ?? undefined;
    } while (cursor !== undefined);
    assert.equal(new Set(seen).size, wishes.length);
    assert.deepEqual(seen, seen.toSorted().toReversed());
  }
  await ok(act(setPermissions, [{ member_id: me, permissions: [] }]));
});

function mailsAbout(subject: string) {
  return server.mailbox.mails.filter((mail) => mail.subject === subject);
}
