import assert from 'node:assert/strict';
import { listComputers } from '@latchkey/contract/computer';
import type { Operation } from '@latchkey/contract/operation';
import { type Company, memberIdOf, personNamed } from '../people.ts';
import type { Answer, TestBrowser } from '../server.ts';
import { freshComputer, nextName } from './computer-samples.ts';
import { outcomeOf } from './crowd.ts';

export type Row = {
  id: string;
  name: string;
  owner: { name: string } | null;
  os_user: string | null;
  via: string[];
  reached: boolean;
};

/** What tests about computers do again and again in one account, by its holder where nobody else is named. */
export function handsIn(company: () => Company) {
  async function fresh(): Promise<{ browser: TestBrowser; id: string; name: string; email: string }> {
    const name = nextName('Reacher');
    const browser = await personNamed(company(), name);
    return {
      browser,
      name,
      id: await memberIdOf(browser, company().accountId),
      email: `${name.toLowerCase()}@example.test`,
    };
  }

  /** A computer in use that belongs to nobody. */
  async function nobodys(wanted: object = {}): Promise<string> {
    return freshComputer(company(), { kind: 'deployment', needs_approval: false, ...wanted });
  }

  function act(operation: Operation, items: object[], by = company().holder, of = company()): Promise<Answer> {
    return by.call(operation, { params: { account_id: of.accountId }, body: { items } });
  }

  async function ok(calling: Promise<Answer>): Promise<Answer> {
    const answer = await calling;
    assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
    return answer;
  }

  async function listOf(by: TestBrowser, query: Record<string, string> = {}): Promise<{ items: Row[] }> {
    const answer = await by.call(listComputers, {
      params: { account_id: company().accountId },
      query: { limit: '200', ...query },
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body as unknown as { items: Row[] };
  }

  async function seenBy(by: TestBrowser): Promise<string[]> {
    return (await listOf(by)).items.map(({ id }) => id).toSorted();
  }

  async function nameOf(computer: string): Promise<string> {
    const [row] = await company().server.look<{ name: string }>('select name from computer where id = $1', [computer]);
    return row?.name ?? assert.fail();
  }

  return { fresh, nobodys, act, ok, listOf, seenBy, nameOf };
}
