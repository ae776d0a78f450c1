import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  acceptAsNewPerson,
  acceptInvitation,
  declineInvitation,
  openInvitation,
  resendInvitation,
  withdrawInvitation,
} from '@latchkey/contract/invitation';
import type { Operation } from '@latchkey/contract/operation';
import { askReset, openReset, resetPassword } from '@latchkey/contract/person';
import { type Company, company, linkMailedBy, PASSWORD, personWithoutProfile } from '../people.ts';
import { sweepInvitations } from '../../src/invitation/sweeping.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite, type Invited, join, outcomeOf, rowOf } from './crowd.ts';
import { assertNoTrace, tracesOf } from './traces.ts';

const DAY_MS = 86_400_000;

let server: TestServer;
let acme: Company;
/** A browser of somebody who is signed in: accepting asks for that. */
let otto: TestBrowser;

before(async () => {
  server = await testServer();
  acme = await company(server);
  otto = await personWithoutProfile(server, 'Otto');
});
after(() => server.stop());

test('I6: a used link says so on opening, accepting and declining, and does nothing', async () => {
  const invited = await invite(acme, 'used@example.test');
  await join(acme, invited.link);
  await isDead(invited.link, 'link-used');
});

test('I6: a declined link says so, and nobody stays behind', async () => {
  const invited = await invite(acme, 'declined@example.test');
  const decline = () => new TestBrowser(server).call(declineInvitation, { body: { link: invited.link } });
  assert.equal(outcomeOf(await decline()), 'ok');
  await isDead(invited.link, 'link-declined');
  assert.equal(await rowOf(acme, invited.email), undefined);
});

test('I6: a withdrawn link says so, for who is signed in too', async () => {
  const invited = await invite(acme, 'withdrawn@example.test');
  await act(withdrawInvitation, invited);
  await isDead(invited.link, 'link-withdrawn');
});

test('I6: resending makes a new link; the old one says that there is a newer one', async () => {
  const invited = await invite(acme, 'superseded@example.test');
  const second = await linkMailedBy(server, invited.email, () => act(resendInvitation, invited));
  const third = await linkMailedBy(server, invited.email, () => act(resendInvitation, invited));
  assert.equal(new Set([invited.link, second, third]).size, 3);
  await isDead(invited.link, 'link-superseded');
  await isDead(second, 'link-superseded');
  assert.equal(outcomeOf(await join(acme, third)), 'ok');
  await isDead(invited.link, 'link-used');
});

test('I6: every link of a withdrawn invitation says withdrawn, the superseded ones too', async () => {
  const invited = await invite(acme, 'both@example.test');
  const second = await linkMailedBy(server, invited.email, () => act(resendInvitation, invited));
  await act(withdrawInvitation, invited);
  await isDead(invited.link, 'link-withdrawn');
  await isDead(second, 'link-withdrawn');
});

test('I6: a link expires after 14 days, to the minute', async () => {
  const invited = await invite(acme, 'expired@example.test');
  await atTime(14 * DAY_MS - 60_000, async () => assert.equal(await openOutcome(invited.link), 'ok'));
  await atTime(14 * DAY_MS + 60_000, () => isDead(invited.link, 'link-expired'));
});

test('I6: resending makes the time begin anew', async () => {
  const invited = await invite(acme, 'renewed@example.test');
  await atTime(10 * DAY_MS, async () => {
    const second = await linkMailedBy(server, invited.email, () => act(resendInvitation, invited));
    await atTime(10 * DAY_MS, async () => assert.equal(await openOutcome(second), 'ok'));
    await act(withdrawInvitation, invited);
  });
});

test('I6, I8: what was swept as expired stays expired, though the clock goes back', async () => {
  await server.look('update account set invitation_days = 7 where id = $1', [acme.accountId]);
  const invited = await invite(acme, 'swept@example.test');
  await server.look('update account set invitation_days = 14 where id = $1', [acme.accountId]);
  await atTime(8 * DAY_MS, () => sweepInvitations(server.serving.kit));
  await isDead(invited.link, 'link-expired');
  assert.equal(await rowOf(acme, invited.email), undefined);
  const again = await invite(acme, invited.email);
  assert.equal(outcomeOf(await join(acme, again.link)), 'ok', 'the address can be invited anew');
  await isDead(invited.link, 'link-expired');
});

test('I6: inviting an address whose invitation has expired needs no sweeper', async () => {
  const invited = await invite(acme, 'tidy@example.test');
  await atTime(15 * DAY_MS, async () => {
    const again = await invite(acme, invited.email);
    await isDead(invited.link, 'link-expired');
    await act(withdrawInvitation, again);
  });
});

test('R-1, R-11: any change of any byte of a link makes it unknown', async () => {
  const { link } = await invite(acme, 'bytes@example.test');
  const [id = '', , token = ''] = link.split('.');
  assert.equal(token.length, 43, '256 bits');
  const before = await tracesOf(server);
  const changed = Array.from(link, (byte, at) => link.slice(0, at) + otherThan(byte) + link.slice(at + 1));
  const moved = [`${id}.2.${token}`, `${id}.0.${token}`, `${id}.999999.${token}`, `${id}.1.${'A'.repeat(43)}`];
  for (const [n, forged] of [...changed, ...moved].entries()) {
    const [operation, body] = n % 2 === 0 ? ([openInvitation, {}] as const) : asNew;
    const outcome = outcomeOf(await new TestBrowser(server).call(operation, { body: { ...body, link: forged } }));
    assert.ok(outcome === 'link-unknown' || outcome === 'invalid', `${forged}: ${outcome}`);
  }
  await assertNoTrace(server, before, 'a forged link');
  assert.equal(await openOutcome(link), 'ok');
});

test('R-1: a link of one kind opens nothing of another', async () => {
  const invited = await invite(acme, 'kinds@example.test');
  const reset = await askedReset('Kit');
  await isDead(reset, 'link-unknown');
  await isDeadReset(invited.link, 'link-unknown');
});

test('P8: a reset link expires after two hours, and stays so though the clock goes back', async () => {
  const link = await askedReset('Ruth');
  await atTime(7_190_000, async () => assert.equal(await resetOutcome(link), 'ok'));
  await atTime(7_210_000, async () => {
    assert.equal(await resetOutcome(link), 'link-expired');
    await isDeadReset(link, 'link-expired');
  });
  await isDeadReset(link, 'link-expired');
});

test('P8, P10: a reset link dies when a newer one is asked for and when the password is changed', async () => {
  const first = await askedReset('Hugo');
  const second = await linkMailedBy(server, 'hugo@example.test', () => ask('hugo@example.test'));
  await isDeadReset(first, 'link-superseded');
  const weak = await new TestBrowser(server).call(resetPassword, { body: { link: second, password: 'password1' } });
  assert.equal(outcomeOf(weak), 'password-breached');
  const body = { link: second, password: 'a better one 2' };
  assert.equal(
    outcomeOf(await new TestBrowser(server).call(resetPassword, { body })),
    'ok',
    'a weak try uses nothing up',
  );
  await isDeadReset(second, 'link-used');
  await isDeadReset(first, 'link-superseded');
});

test('I7, R-10: a GET of a mailed link, as a scanner does it, changes nothing; opening it in a browser neither', async () => {
  const { link } = await invite(acme, 'scanned@example.test');
  const reset = await askedReset('Gil');
  const before = await tracesOf(server);
  for (const page of ['/invitation', '/reset']) {
    await new TestBrowser(server).send('GET', page);
    for (const secret of [link, reset]) {
      await new TestBrowser(server).send('GET', `${page}?link=${secret}`);
      await new TestBrowser(server).send('GET', `${page}/${secret}`);
      for (const path of ['invitations/accept', 'invitations/decline', 'invitations/open', 'password-resets/use'])
        assert.equal((await otto.send('GET', `/api/v1/${path}?link=${secret}`)).status, 404);
    }
  }
  assert.equal(await openOutcome(link), 'ok');
  assert.equal(await resetOutcome(reset), 'ok');
  await assertNoTrace(server, before, 'looking at a link');
  assert.equal(outcomeOf(await join(acme, link)), 'ok');
});

test('A6, R-8: the link in a mail comes from the public address, whatever the inviter’s request says', async () => {
  const lies = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
  const { member_id, email } = await invite(acme, 'lied@example.test');
  await acme.holder.call(resendInvitation, {
    params: { account_id: acme.accountId },
    body: { items: [{ member_id }] },
    headers: lies,
  });
  await server.mailbox.waitFor((mail) => mail.to.includes(email) && mail.links[0]?.split('.')[1] === '2');
  for (const mail of server.mailbox.mails) {
    assert.doesNotMatch(mail.raw, /evil/);
    for (const address of mail.links) assert.ok(address.startsWith(`${server.url}/`), address);
  }
});

const asNew = [acceptAsNewPerson, { name: 'Somebody', password: PASSWORD, language: 'en' }] as const;

/** A dead link says what became of it whoever comes and whatever they press, and nothing is written. */
async function isDead(link: string, why: string): Promise<void> {
  const before = await tracesOf(server);
  const calls: [TestBrowser, Operation, object][] = [
    [new TestBrowser(server), openInvitation, {}],
    [otto, openInvitation, {}],
    [new TestBrowser(server), ...asNew],
    [otto, acceptInvitation, {}],
    [new TestBrowser(server), declineInvitation, {}],
  ];
  for (const [browser, operation, body] of calls)
    assert.equal(outcomeOf(await browser.call(operation, { body: { ...body, link } })), why, operation.id);
  await assertNoTrace(server, before, why);
}

async function isDeadReset(link: string, why: string): Promise<void> {
  const before = await tracesOf(server);
  assert.equal(await resetOutcome(link), why);
  const body = { link, password: 'never to be set 1' };
  assert.equal(outcomeOf(await new TestBrowser(server).call(resetPassword, { body })), why);
  await assertNoTrace(server, before, why);
}

async function openOutcome(link: string): Promise<string> {
  return outcomeOf(await new TestBrowser(server).call(openInvitation, { body: { link } }));
}

async function resetOutcome(link: string): Promise<string> {
  return outcomeOf(await new TestBrowser(server).call(openReset, { body: { link } }));
}

async function askedReset(name: string): Promise<string> {
  await personWithoutProfile(server, name);
  const email = `${name.toLowerCase()}@example.test`;
  return linkMailedBy(server, email, () => ask(email));
}

function ask(email: string) {
  return new TestBrowser(server).call(askReset, { body: { email, language: 'en' } });
}

function act(operation: Operation, { member_id }: Invited) {
  return acme.holder.call(operation, { params: { account_id: acme.accountId }, body: { items: [{ member_id }] } });
}

/** Does something with the server's clock so far ahead, and puts it back. */
async function atTime(aheadMs: number, work: () => Promise<void>): Promise<void> {
  server.moveClock(aheadMs);
  await work().finally(() => server.moveClock(-aheadMs));
}

function otherThan(byte: string): string {
  if (byte === '.') return '-';
  return byte === 'a' ? 'b' : /[0-9]/.test(byte) ? String((Number(byte) + 1) % 10) : 'a';
}
