import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { acceptAccountOffer, acceptAccountOfferAsNew, openAccountOffer, readAccount } from '@latchkey/contract/account';
import { me, signIn } from '@latchkey/contract/person';
import { PASSWORD, personWithoutProfile } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { freshOffer } from './samples.ts';

let server: TestServer;

before(async () => {
  server = await testServer();
});
after(() => server.stop());

test('O4, P16: an offered account has no person until the mailed link is used, then its holder is in', async () => {
  const link = await freshOffer(server, 'nina@example.test');
  const mail = await server.mailbox.waitFor((one) => one.to.includes('nina@example.test'));
  assert.equal(mail.links[0]?.split('#')[1], link);
  assert.equal((await server.look('select from person')).length, 0);
  const nina = new TestBrowser(server);
  const offer = await nina.call(openAccountOffer, { body: { link } });
  assert.deepEqual(
    [offer.body['company_name'], offer.body['has_person'], offer.body['signed_in_as']],
    ['Gamma Ltd', false, 'nobody'],
  );
  const weak = await nina.call(acceptAccountOfferAsNew, { body: { ...asNew(link), password: 'short' } });
  assert.equal(weak.status, 422);
  const opened = await nina.call(acceptAccountOfferAsNew, { body: asNew(link) });
  assert.equal(opened.status, 200, JSON.stringify(opened.body));
  const account = await nina.call(readAccount, { params: { account_id: String(opened.body['account_id']) } });
  assert.equal((account.body['my'] as { role: string }).role, 'holder');
  const acts = await server.look<{ act: string }>('select act from audit where account_id = $1', [
    opened.body['account_id'],
  ]);
  assert.deepEqual(acts, [{ act: 'account.accept-offer-as-new' }]);
  assert.equal((await nina.call(openAccountOffer, { body: { link } })).body['code'], 'link-used');
});

test('a newer offer of the same account ends the older one', async () => {
  const older = await freshOffer(server, 'omar@example.test');
  const newer = await freshOffer(server, 'omar@example.test');
  const omar = new TestBrowser(server);
  assert.equal((await omar.call(openAccountOffer, { body: { link: older } })).body['code'], 'link-superseded');
  assert.equal((await omar.call(openAccountOffer, { body: { link: newer } })).status, 200);
});

test('an offered account is accepted by the person of that mailbox only', async () => {
  const pia = await personWithoutProfile(server, 'Pia');
  const quin = await personWithoutProfile(server, 'Quin');
  const link = await freshOffer(server, 'pia@example.test', 'Pia & Co');
  assert.equal((await quin.call(acceptAccountOffer, { body: { link } })).body['code'], 'wrong-person');
  assert.equal((await quin.call(acceptAccountOfferAsNew, { body: asNew(link) })).body['code'], 'sign-in-instead');
  assert.equal((await pia.call(acceptAccountOffer, { body: { link } })).status, 200);
  const profiles = (await pia.call(me)).body['profiles'] as { company_name: string; role: string }[];
  assert.deepEqual(
    profiles.map(({ company_name, role }) => [company_name, role]),
    [['Pia & Co', 'holder']],
  );
});

test('of twenty who use one offer at once, one account and one person come', async () => {
  const link = await freshOffer(server, 'race@example.test', 'Race Ltd');
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => new TestBrowser(server).call(acceptAccountOfferAsNew, { body: asNew(link) })),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  for (const { status, body } of answers)
    if (status !== 200) assert.match(String(body['code']), /^(link-used|sign-in-instead)$/);
  assert.equal((await server.look(`select from account where company_name = 'Race Ltd'`)).length, 1);
  const signed = await new TestBrowser(server).call(signIn, {
    body: { email: 'race@example.test', password: PASSWORD },
  });
  assert.equal(signed.status, 200);
});

test('an expired offer says so and opens nothing', async () => {
  const link = await freshOffer(server, 'late@example.test');
  server.moveClock(15 * 86_400_000);
  const answer = await new TestBrowser(server).call(acceptAccountOfferAsNew, { body: asNew(link) });
  assert.equal(answer.body['code'], 'link-expired');
  assert.equal((await server.look(`select from person where email = 'late@example.test'`)).length, 0);
});

function asNew(link: string) {
  return { link, name: 'New Holder', password: PASSWORD, language: 'en' };
}
