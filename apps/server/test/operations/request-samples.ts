import assert from 'node:assert/strict';
import { makeRequest } from '@latchkey/contract/request';
import { type Company, personNamed } from '../people.ts';
import type { TestBrowser } from '../server.ts';
import { freshComputer, freshGroup, nextName } from './computer-samples.ts';
import type { Input, Sample, World } from './samples.ts';

/** How the operations about asking for rights are called rightly. What they need is made first, anew each time. */
export const requestSamples: Readonly<Record<string, (world: World) => Promise<Sample>>> = {
  'request.make': async ({ own }) => {
    const by = await personNamed(own, nextName('Asker'));
    return {
      by,
      input: inside(own, {
        body: { computer_id: await freshComputer(own), unlock: false, note: 'For the night shift' },
      }),
    };
  },
  'request.list-own': async ({ own }) => ({ by: own.member, input: inside(own, { query: { limit: '10' } }) }),
  'request.withdraw': async ({ own }) => {
    const { by, request_id } = await freshRequest(own);
    return { by, input: inside(own, { body: { items: [{ request_id }] } }) };
  },
  'request.list': async ({ own }) => {
    await freshRequest(own);
    return { by: own.holder, input: inside(own, { query: { limit: '10' } }) };
  },
  'request.answer': async ({ own }) => {
    const { request_id } = await freshRequest(own);
    const [group_ids, computer_ids] = [[await freshGroup(own)], [await freshComputer(own)]];
    const item = { request_id, answer: 'granted', note: 'Welcome', group_ids, computer_ids };
    return { by: own.holder, input: inside(own, { body: { items: [item] } }) };
  },
};

/** Somebody new asks for something, for computers at all where nothing is named. */
async function freshRequest(own: Company, wish: object = {}): Promise<{ by: TestBrowser; request_id: string }> {
  const by = await personNamed(own, nextName('Asker'));
  const answer = await by.call(makeRequest, inside(own, { body: { ...wish } }));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return { by, request_id: String(answer.body['request_id']) };
}

function inside({ accountId }: Company, input: Input): Input {
  return { ...input, params: { ...input.params, account_id: accountId } };
}
