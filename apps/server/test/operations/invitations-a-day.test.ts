import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendInvitation } from '@latchkey/contract/invitation';
import { company } from '../people.ts';
import { type Answer, testServer } from '../server.ts';
import { freshName } from './samples.ts';

type Line = { index: number; result?: object; refusal?: { code: string } };

test('I1: what is left of the day’s invitations goes to the first lines, and the others say how many a day are allowed', async () => {
  const small = await testServer({ limits: { invitationsPerDay: 10 } });
  try {
    // Three of the ten invite the staff.
    const { holder, accountId } = await company(small);
    const items = Array.from({ length: 9 }, () => invitee(addressOf(freshName())));
    const known = invitee('adam@example.test');
    const answer = await holder.call(sendInvitation, {
      params: { account_id: accountId },
      // The last is there twice: nobody of that address was invited by the first of the two either.
      body: { items: [...items.slice(0, 5), known, ...items.slice(5), items.at(-1)] },
    });
    const said = linesOf(answer).map(({ refusal }) => refusal?.code ?? 'invited');
    const none = { code: 'too-many-invitations', per_day: 10 };
    assert.deepEqual(said, [
      ...Array.from({ length: 5 }, () => 'invited'),
      'already-a-member',
      ...Array.from({ length: 2 }, () => 'invited'),
      ...Array.from({ length: 3 }, () => none.code),
    ]);
    assert.deepEqual(linesOf(answer).at(-1)?.refusal, none);
    small.moveClock(86_400_000);
    const [tomorrow] = linesOf(
      await holder.call(sendInvitation, { params: { account_id: accountId }, body: { items: items.slice(-1) } }),
    );
    assert.ok(tomorrow?.result);
  } finally {
    await small.stop();
  }
});

function invitee(email: string) {
  return { email, language: 'en' };
}

function addressOf(name: string): string {
  return `${name.toLowerCase()}@example.test`;
}

function linesOf({ body }: Answer): Line[] {
  return body['results'] as Line[];
}
