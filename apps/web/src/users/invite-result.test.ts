import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupsOf, leftOf, memberIn, problemIn, sentOf, textLeft } from './invite-result.ts';

const TEXT = [
  'Ada <ada@example.com>',
  'nobody',
  'Grace <grace@example.com>',
  'ada@example.com',
  'hedy@example.com',
  'ida@example.com',
  'joan@example.com',
].join('\n');

/** What the API said of the five good lines. */
const answer = {
  results: [
    { index: 0, result: { member_id: 'm-ada', invitation_id: 'i' } },
    { index: 1, refusal: { code: 'too-many-invitations', per_day: 1 } },
    { index: 2, refusal: { code: 'already-invited' } },
    { index: 3, refusal: { code: 'suspended-here', member_id: 'm-ida' } },
    { index: 4, refusal: { code: 'already-a-member' } },
  ],
};

test('who is invited or suspended already is named by the refusal, so nobody has to be looked for by address (I1)', () => {
  assert.equal(memberIn({ code: 'already-invited', member_id: 'm' }), 'm');
  assert.equal(memberIn({ code: 'suspended-here', member_id: 'm' }), 'm');
  assert.equal(memberIn({ code: 'already-invited' }), undefined);
  assert.equal(memberIn({ code: 'already-a-member', member_id: 'm' }), undefined);
});

test('every line is told what came of it (I1)', () => {
  const sent = sentOf({ text: TEXT }, answer);
  assert.deepEqual(sent.invited, [{ member_id: 'm-ada', email: 'ada@example.com' }]);
  assert.deepEqual(
    sent.look.map(({ text }) => text),
    ['nobody'],
  );
  assert.deepEqual(
    sent.refused.map(({ item, refusal }) => [item.email, refusal.code]),
    [
      ['grace@example.com', 'too-many-invitations'],
      ['hedy@example.com', 'already-invited'],
      ['ida@example.com', 'suspended-here'],
      ['joan@example.com', 'already-a-member'],
    ],
  );
});

test('what can still be invited stays in the form with its names, in the order it was typed', () => {
  const sent = sentOf({ text: TEXT }, answer);
  assert.equal(textLeft(sent), 'nobody\nGrace <grace@example.com>');
  assert.deepEqual(
    leftOf(sent).map(({ line }) => line),
    [2, 3],
  );
});

test('what one act does not take stays for the next', () => {
  const emails = Array.from({ length: 501 }, (_, at) => `user-${at}@example.com`);
  const results = emails.slice(0, 500).map((_, index) => ({ index, result: { member_id: String(index) } }));
  const sent = sentOf({ text: emails.join('\n') }, { results });
  assert.equal(sent.invited.length, 500);
  assert.equal(textLeft(sent), 'user-500@example.com');
});

test('refused lines stand together by what can be done about them', () => {
  const groups = groupsOf(sentOf({ text: TEXT }, answer));
  assert.deepEqual(
    Object.entries(groups).map(([name, lines]) => [name, lines.map(({ item }) => item.email)]),
    [
      ['already-invited', ['hedy@example.com']],
      ['suspended-here', ['ida@example.com']],
      ['already-a-member', ['joan@example.com']],
      ['other', ['grace@example.com']],
    ],
  );
});

test('a line that the API can’t read says what is wrong with it', () => {
  assert.equal(problemIn({ code: 'invalid', problems: [{ path: 'name', problem: 'too-long' }] }), 'too-long');
  assert.equal(problemIn({ code: 'too-many-invitations', per_day: 1 }), undefined);
});
