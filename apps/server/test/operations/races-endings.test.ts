import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { declineInvitation, resendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import { deleteMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { me } from '@latchkey/contract/person';
import { type Company, company, memberIdOf, personNamed } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, endingOf, invite, type Invited, inviteMany, join, MANY, outcomeOf, rowOf } from './crowd.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('G10: once an inviter is deleted, nobody arrives by their invitations: each was accepted before or ends withdrawn', async () => {
  const ivan = await personNamed(acme, 'Ivan', 'admin');
  const invited = await inviteMany(acme, 'of-ivan', { by: ivan });
  const ivanId = await memberIdOf(ivan, acme.accountId);
  const [deleted, ...accepted] = await Promise.all([
    sleep(30).then(() => act(deleteMembers, ivanId)),
    ...invited.map((one, n) => sleep(n * 3).then(() => join(acme, one.link))),
  ]);
  assert.equal(outcomeOf(deleted), 'ok');
  for (const [n, one] of invited.entries()) {
    const outcome = outcomeOf(accepted[n]!);
    assert.ok(outcome === 'ok' || outcome === 'link-withdrawn', outcome);
    assert.equal(await endingOf(acme, one), outcome === 'ok' ? 'accepted' : 'withdrawn');
    assert.equal((await rowOf(acme, one.email))?.status, outcome === 'ok' ? 'active' : undefined);
  }
  const late = await Promise.all(invited.map(({ link }) => join(acme, link)));
  assert.deepEqual(new Set(late.map(outcomeOf)).difference(new Set(['link-used', 'link-withdrawn'])), new Set());
  const strangers = await server.look(`
    select email from person p where email like 'of-ivan-%'
       and not exists (select from member m where m.person_id = p.id and m.status = 'active')`);
  assert.deepEqual(strangers, [], 'who was refused is no person either (P16)');
});

test('I6: withdrawing races with accepting: one of the two happens, the other is told', async () => {
  const pairs = await raceEach('withdrawn', (one) => act(withdrawInvitation, one.member_id));
  for (const { one, raced, accepted } of pairs) {
    const arrived = accepted === 'ok';
    assert.deepEqual([raced, accepted], arrived ? ['no-open-invitation', 'ok'] : ['ok', 'link-withdrawn']);
    assert.equal(await endingOf(acme, one), arrived ? 'accepted' : 'withdrawn');
    assert.equal((await rowOf(acme, one.email))?.status, arrived ? 'active' : undefined);
  }
});

test('I6: resending races with accepting: the old link brings somebody in or is superseded, never both', async () => {
  const pairs = await raceEach('resent', (one) => act(resendInvitation, one.member_id));
  for (const { one, raced: resent, accepted } of pairs) {
    const arrived = accepted === 'ok';
    assert.deepEqual([resent, accepted], arrived ? ['no-open-invitation', 'ok'] : ['ok', 'link-superseded']);
    assert.equal(await endingOf(acme, one), arrived ? 'accepted' : null);
    assert.equal((await rowOf(acme, one.email))?.status, arrived ? 'active' : 'invited');
  }
});

test('I6: declining races with accepting: one of the two happens, the other is told', async () => {
  const pairs = await raceEach('declined', ({ link }) =>
    new TestBrowser(server).call(declineInvitation, { body: { link } }),
  );
  for (const { one, raced: declined, accepted } of pairs) {
    const arrived = accepted === 'ok';
    assert.deepEqual([declined, accepted], arrived ? ['link-used', 'ok'] : ['ok', 'link-declined']);
    assert.equal(await endingOf(acme, one), arrived ? 'accepted' : 'declined');
  }
});

test('P7, I11: deleting races with accepting: whoever arrives first, nobody stays, and the line says which it was', async () => {
  const pairs = await raceEach('doomed', (one) => act(deleteMembers, one.member_id));
  for (const { one, raced: deleted, accepted, answer, browser } of pairs) {
    assert.equal(deleted, 'ok');
    const [line] = answer.body['results'] as { result: { was: string } }[];
    const arrived = accepted === 'ok';
    if (!arrived) assert.equal(accepted, 'link-withdrawn');
    assert.equal(line?.result.was, arrived ? 'deleted' : 'withdrawn');
    assert.equal(await endingOf(acme, one), arrived ? 'accepted' : 'withdrawn');
    assert.equal(await rowOf(acme, one.email), undefined);
    // The person lives on without the profile; who never became one is not signed in.
    const mine = await browser.call(me);
    assert.deepEqual([mine.status, mine.body['profiles']], arrived ? [200, []] : [401, undefined]);
  }
});

test('I6: of accepting, declining, withdrawing and resending one invitation at once exactly one ending comes out', async () => {
  const one = await invite(acme, 'everything@example.test');
  const acts = [
    () => join(acme, one.link),
    () => new TestBrowser(server).call(declineInvitation, { body: { link: one.link } }),
    () => act(withdrawInvitation, one.member_id),
    () => act(deleteMembers, one.member_id),
  ];
  const answers = await atOnce(MANY, (n) => acts[n % acts.length]!());
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200, 410]), 'no fault');
  const [written] = await server.look<{ n: number }>(
    `select count(*)::integer as n from audit where $1 = any(targets) and act in
      ('invitation.accept-as-new', 'invitation.decline', 'invitation.withdraw', 'member.delete') and after->>'status' is not null`,
    [one.member_id],
  );
  const deletedAfterwards = (await endingOf(acme, one)) === 'accepted' ? 1 : 0;
  assert.ok(written!.n >= 1 && written!.n <= 1 + deletedAfterwards, `${written!.n} endings in the audit log`);
});

type Pair = {
  one: Invited;
  browser: TestBrowser;
  /** What became of the act that raced, and of the acceptance. */
  raced: string;
  accepted: string;
  answer: Answer;
};

/** Invites many and lets each acceptance race with an act on the same invitation; a few milliseconds decide, either way. */
async function raceEach(stem: string, against: (one: Invited) => Promise<Answer>): Promise<Pair[]> {
  const invited = await inviteMany(acme, stem);
  return Promise.all(
    invited.map(async (one, n) => {
      const browser = new TestBrowser(server);
      const [answer, accepted] = await Promise.all([
        sleep(n * 15).then(() => against(one)),
        join(acme, one.link, browser),
      ]);
      return { one, browser, raced: outcomeOf(answer), accepted: outcomeOf(accepted), answer };
    }),
  );
}

function act(operation: Operation, memberId: string): Promise<Answer> {
  const body = { items: [{ member_id: memberId }] };
  return acme.holder.call(operation, { params: { account_id: acme.accountId }, body });
}
