import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openAccountOffer, signUp } from '@latchkey/contract/account';
import { openInvitation, sendInvitation } from '@latchkey/contract/invitation';
import type { Operation } from '@latchkey/contract/operation';
import { addAddress, askReset, changeAddress, me, resetPassword, signIn } from '@latchkey/contract/person';
import { type Company, company, linkMailedBy, PASSWORD, personWithoutProfile, signedIn } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite, join, outcomeOf } from './crowd.ts';
import { accept, addMailbox, moveTo, statesOf } from './mailboxes.ts';
import { forgetAttempts, freshOffer } from './samples.ts';
import { settled } from './traces.ts';

const MAILBOX = 'kim.oslo@example.test';
/** Other spellings of that mailbox, as people and programs write it. */
const SPELLINGS = [
  'KIM.OSLO@EXAMPLE.TEST',
  'Kim.Oslo@Example.Test',
  '  kim.oslo@example.test  ',
  '\tkim.oslo@EXAMPLE.test\n',
];
/** Addresses that look like it to a person and are none: another script, another width, an invisible sign, a dotless or dotted i. */
const LOOK_ALIKES = [
  'kіm.oslo@example.test',
  'kim.оslo@example.test',
  'ｋｉｍ.oslo@example.test',
  'kim.oslo＠example.test',
  'kim.oslo@exаmple.test',
  'kim.oslo@example。test',
  'kım.oslo@example.test',
  'kİm.oslo@example.test',
  'KİM.OSLO@EXAMPLE.TEST',
  'kim.oslo\u200b@example.test',
  'kim\u00ad.oslo@example.test',
  'kim.oslo@example.test\u200d',
  'ki\u0307m.oslo@example.test',
  '\u212aim.oslo@example.test',
  'kim.o\u017flo@example.test',
];
/** Other mailboxes that differ by signs which some providers fold; we can't know, so they are other people. */
const NEIGHBOURS = [
  'kimoslo@example.test',
  'kim.oslo+news@example.test',
  'kim.osl0@example.test',
  'kim.oslo@xn--exmple-qxe.test',
];

let server: TestServer;
let acme: Company;
let kim: TestBrowser;

before(async () => {
  server = await testServer({ signUp: true });
  acme = await company(server);
  const { link } = await invite(acme, MAILBOX);
  kim = new TestBrowser(server);
  assert.equal(outcomeOf(await join(acme, link, kim)), 'ok');
});
after(() => server.stop());
beforeEach(() => forgetAttempts(server));

test('P1: one signs in with any spelling of a mailbox, and with no look-alike of it', async () => {
  for (const email of SPELLINGS)
    assert.equal((await (await signedIn(server, email)).call(me)).body['id'], (await kim.call(me)).body['id']);
  for (const email of LOOK_ALIKES)
    assert.equal(outcomeOf(await anybody(signIn, { email, password: PASSWORD })), 'invalid', escape(email));
  for (const email of NEIGHBOURS)
    assert.equal(outcomeOf(await anybody(signIn, { email, password: PASSWORD })), 'wrong-sign-in', email);
});

test('P1: an invitation to any spelling is to the same mailbox, and to a look-alike to none', async () => {
  for (const email of SPELLINGS) assert.equal(await inviteOutcome(email), 'already-a-member', email);
  for (const email of LOOK_ALIKES) assert.equal(await inviteOutcome(email), 'invalid', escape(email));
  const [, neighbour = ''] = NEIGHBOURS;
  const { link } = await invite(acme, neighbour);
  const opened = await anybody(openInvitation, { link });
  assert.deepEqual([opened.body['has_person'], outcomeOf(await accept(kim, link))], [false, 'wrong-person']);
  assert.equal(outcomeOf(await join(acme, link)), 'ok', 'somebody else');
});

test('P1: adding or changing to a spelling of one’s own address is refused as one’s own, to a look-alike as no address', async () => {
  for (const operation of [addAddress, changeAddress]) {
    for (const email of SPELLINGS)
      assert.equal(outcomeOf(await kim.call(operation, { body: { email } })), 'address-is-yours', email);
    for (const email of LOOK_ALIKES)
      assert.equal(outcomeOf(await kim.call(operation, { body: { email } })), 'invalid', escape(email));
  }
});

test('P1: a mailbox of one person never becomes another’s, however it is spelled', async () => {
  const lee = await personWithoutProfile(server, 'Lee');
  for (const email of SPELLINGS) {
    await forgetAttempts(server);
    for (const operation of [addAddress, changeAddress])
      assert.equal(outcomeOf(await lee.call(operation, { body: { email } })), 'ok', 'the answer is always the same');
  }
  await settled(server);
  const links = server.mailbox.mails.filter((mail) => mail.to.includes(MAILBOX) && /address/.test(mail.links.join()));
  assert.deepEqual(links, [], 'nobody gets a link to take it');
  assert.equal((await statesOf(kim))[MAILBOX], 'sign-in');
});

test('P1: a further mailbox is the same person, by any way in', async () => {
  const further = 'kim@further.example';
  await addMailbox(kim, further);
  const { id } = (await kim.call(me)).body;
  assert.equal((await (await signedIn(server, 'KIM@Further.Example')).call(me)).body['id'], id);
  const invited = await invite(acme, 'Kim@FURTHER.example'.toLowerCase());
  assert.equal((await anybody(openInvitation, { link: invited.link })).body['has_person'], true);
  assert.equal(outcomeOf(await join(acme, invited.link)), 'sign-in-instead');
  const link = await freshOffer(server, further);
  const offered = await kim.call(openAccountOffer, { body: { link } });
  assert.deepEqual([offered.body['has_person'], offered.body['signed_in_as']], [true, 'offered']);
  await settled(server);
  const before = server.mailbox.mails.length;
  const asked = { email: further, name: 'Kim', company_name: 'Kim & Co', language: 'en' };
  assert.equal(outcomeOf(await anybody(signUp, asked)), 'ok');
  await settled(server);
  const told = server.mailbox.mails.slice(before).filter((mail) => mail.to.includes(further));
  assert.ok(
    told.length === 1 && !told[0]?.links.some((one) => one.includes('account-offer')),
    'no second person is offered',
  );
  assert.equal((await server.look('select from person where email = $1', [further])).length, 0);
});

test('P7: a recycled address is somebody new, who revives and reads nothing of who had it before', async () => {
  const old = await personWithoutProfile(server, 'Rio');
  await accept(old, (await invite(acme, 'rio@example.test')).link);
  const reset = await linkMailedBy(server, 'rio@example.test', () =>
    anybody(askReset, { email: 'rio@example.test', language: 'en' }),
  );
  await forgetAttempts(server);
  await moveTo(old, 'rio@moved.example');
  const again = await invite(acme, 'rio@example.test');
  const second = new TestBrowser(server);
  assert.equal(outcomeOf(await join(acme, again.link, second)), 'ok');
  const [one, other] = [(await old.call(me)).body, (await second.call(me)).body];
  assert.notEqual(one['id'], other['id']);
  const profiles = [one, other].map((body) =>
    (body['profiles'] as { member_id: string }[]).map(({ member_id }) => member_id),
  );
  assert.deepEqual([profiles[0]?.length, profiles[1]], [1, [again.member_id]]);
  assert.equal(outcomeOf(await anybody(resetPassword, { link: reset, password: 'never to be 1' })), 'link-withdrawn');
});

test('P1: there is one person a mailbox and one mailbox a row, whatever was tried', async () => {
  const twice = await server.look(
    `select email from person_address group by email having count(*) > 1 union all select email from person group by email having count(*) > 1`,
  );
  assert.deepEqual(twice, []);
  const odd = await server.look(
    `select email from person_address where email !~ '^[ -~]+$' or email <> lower(trim(email)) union all
     select email from member where email !~ '^[ -~]*$' or email <> lower(trim(email))`,
  );
  assert.deepEqual(odd, []);
});

function anybody(operation: Operation, body: object): Promise<Answer> {
  return new TestBrowser(server).call(operation, { body });
}

async function inviteOutcome(email: string): Promise<string> {
  const body = { items: [{ email, language: 'en' }] };
  return outcomeOf(await acme.holder.call(sendInvitation, { params: { account_id: acme.accountId }, body }));
}

function escape(text: string): string {
  return JSON.stringify(text).replaceAll(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`);
}
