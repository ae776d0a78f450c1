import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  acceptAccountOfferAsNew,
  openAccount,
  openAccountOffer,
  readAccount,
  signUp,
} from '@latchkey/contract/account';
import { me } from '@latchkey/contract/person';
import { linkMailedBy, PASSWORD, personWithoutProfile } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { forgetAttempts } from './samples.ts';

let server: TestServer;

before(async () => {
  server = await testServer({ signUp: true });
});
after(() => server.stop());

test('P15: where sign-up is open, an account of one’s own opens with a mailed link', async () => {
  const browser = new TestBrowser(server);
  const link = await linkMailedBy(server, 'nora@example.test', () => browser.call(signUp, wanted('nora@example.test')));
  assert.equal((await server.look(`select from person where email = 'nora@example.test'`)).length, 0);
  const offer = await browser.call(openAccountOffer, { body: { link } });
  assert.equal(offer.body['company_name'], 'Nora & Co');
  const body = { link, name: 'Nora', password: PASSWORD, language: 'de' };
  const opened = await browser.call(acceptAccountOfferAsNew, { body });
  assert.equal(opened.status, 200, JSON.stringify(opened.body));
  const account = await browser.call(readAccount, { params: { account_id: String(opened.body['account_id']) } });
  assert.equal((account.body['my'] as { role: string }).role, 'holder');
});

test('P16: signing up answers and writes the same for an address with a person; only its mailbox learns more', async () => {
  await personWithoutProfile(server, 'Olga');
  await forgetAttempts(server);
  const answers = [];
  for (const email of ['olga@example.test', 'nobody@example.test']) {
    const answer = await new TestBrowser(server).call(signUp, wanted(email));
    answers.push([answer.status, answer.body]);
    await server.mailbox.waitFor((mail) => mail.to.includes(email));
  }
  assert.deepEqual(answers[0], answers[1]);
  const mail = server.mailbox.mails.find((one) => one.to.includes('olga@example.test'));
  assert.ok(mail !== undefined && mail.subject.includes('already'), mail?.subject);
  assert.ok(mail.links.every((link) => !link.includes('#')));
  const offers = await server.look(`select from account_offer where email = 'olga@example.test'`);
  assert.equal(offers.length, 0);
  assert.equal((await server.look('select from sign_up_request')).length, 0);
});

test('P15: who is signed in opens an account at once and is its holder', async () => {
  const paul = await personWithoutProfile(server, 'Paul');
  const { status, body } = await paul.call(openAccount, { body: { company_name: 'Paul Ltd', language: 'en' } });
  assert.equal(status, 200, JSON.stringify(body));
  const profiles = (await paul.call(me)).body['profiles'] as { company_name: string; role: string }[];
  assert.deepEqual(
    profiles.map(({ company_name, role }) => [company_name, role]),
    [['Paul Ltd', 'holder']],
  );
  const again = Array.from({ length: 20 }, (_, at) =>
    paul.call(openAccount, { body: { company_name: `Paul ${at}`, language: 'en' } }),
  );
  const opened = (await Promise.all(again)).filter((answer) => answer.status === 200);
  assert.equal(opened.length, 4, 'five a day');
});

test('P15: where sign-up is closed nobody opens an account, and no mail goes out', async () => {
  const closed = await testServer();
  const pia = await personWithoutProfile(closed, 'Pia');
  const before = closed.mailbox.mails.length;
  const codes = [
    await pia.call(openAccount, { body: { company_name: 'Pia Ltd', language: 'en' } }),
    await new TestBrowser(closed).call(signUp, wanted('new@example.test')),
  ].map((answer) => answer.body['code']);
  assert.deepEqual(codes, ['sign-up-closed', 'sign-up-closed']);
  assert.equal((await closed.look('select from account')).length, 0);
  assert.equal(closed.mailbox.mails.length, before);
  await closed.stop();
});

function wanted(email: string) {
  return { body: { email, name: 'Nora', company_name: 'Nora & Co', language: 'en' } };
}
