import { answerRequests, listOwnRequests, listRequests, makeRequest } from '@latchkey/contract/request';
import assert from 'node:assert/strict';
import type { Company } from '../people.ts';
import type { Answer, TestBrowser } from '../server.ts';
import { outcomeOf } from './crowd.ts';

type Own = {
  id: string;
  state: string;
  computer: { id: string; name: string | null } | null;
  unlock: boolean;
  answer: string;
};
export type Open = {
  id: string;
  member: { id: string; name: string };
  computer: { name: string } | null;
  unlock: boolean;
  note: string;
};
type Named = { kind: string; change: string; total: number };

/** What tests about requests do again and again in one account. */
export function requestHandsIn(company: () => Company) {
  const inside = () => ({ params: { account_id: company().accountId } });

  function make(by: TestBrowser, body: object): Promise<Answer> {
    return by.call(makeRequest, { ...inside(), body });
  }

  async function asked(by: TestBrowser, body: object): Promise<string> {
    const made = await make(by, body);
    assert.equal(outcomeOf(made), 'ok', JSON.stringify(made.body));
    return String(made.body['request_id']);
  }

  function answer(by: TestBrowser, item: object, isDry = false): Promise<Answer> {
    const query: Record<string, string> = isDry ? { dry_run: 'true' } : {};
    return by.call(answerRequests, { ...inside(), body: { items: [item] }, query });
  }

  async function ownOf(by: TestBrowser): Promise<Own[]> {
    return (await by.call(listOwnRequests, { ...inside(), query: { limit: '200' } })).body['items'] as Own[];
  }

  async function openTo(by: TestBrowser): Promise<Open[]> {
    return (await by.call(listRequests, { ...inside(), query: { limit: '200' } })).body['items'] as Open[];
  }

  /** What a dry run says would change. */
  function named({ body }: Answer): [string, string, number][] {
    return (body['consequences'] as Named[]).map(({ kind, change, total }) => [kind, change, total]);
  }

  return { inside, make, asked, answer, ownOf, openTo, named };
}
