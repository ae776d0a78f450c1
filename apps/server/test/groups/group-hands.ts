import assert from 'node:assert/strict';
import { addGroupMembers, createUserGroup, readUserGroup, setGroupAccess } from '@latchkey/contract/group';
import type { Operation } from '@latchkey/contract/operation';
import { type Company, memberIdOf, personNamed } from '../people.ts';
import type { Answer, TestBrowser } from '../server.ts';
import { nextName } from '../operations/computer-samples.ts';
import { outcomeOf } from '../operations/crowd.ts';

export type Consequence = { kind: string; change: string; total: number; first50: { id: string; label: string }[] };
export type Access = { kind: string; group_ids?: string[]; computer_ids?: string[] };
type Wanted = { name?: string; parent?: string | null; by?: TestBrowser };

/** What tests about user groups do again and again in one account, by its holder where nobody else is named. */
export function groupHandsIn(company: () => Company) {
  const params = () => ({ account_id: company().accountId });

  /** Makes a group and gives what came of it. */
  function making({ name = nextName('Team '), parent = null, by = company().holder }: Wanted = {}): Promise<Answer> {
    return by.call(createUserGroup, { params: params(), body: { name, parent_id: parent } });
  }

  async function group(wanted: Wanted = {}): Promise<string> {
    const answer = await making(wanted);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return String(answer.body['group_id']);
  }

  /** Groups each below the one before it. */
  async function chain(levels: number): Promise<string[]> {
    const ids: string[] = [];
    for (let level = 0; level < levels; level += 1) ids.push(await group({ parent: ids.at(-1) ?? null }));
    return ids;
  }

  function act(operation: Operation, items: object[], by = company().holder): Promise<Answer> {
    return by.call(operation, { params: params(), body: { items } });
  }

  async function ok(calling: Promise<Answer>): Promise<Answer> {
    const answer = await calling;
    assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
    return answer;
  }

  /** What came of every line of an act. */
  async function outcomes(calling: Promise<Answer>): Promise<string[]> {
    const lines = (await calling).body['results'] as { refusal?: { code: string } }[];
    return lines.map(({ refusal }) => refusal?.code ?? 'ok');
  }

  async function dry(operation: Operation, items: object[], by = company().holder): Promise<Consequence[]> {
    const answer = await by.call(operation, { params: params(), query: { dry_run: 'true' }, body: { items } });
    assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
    return answer.body['consequences'] as Consequence[];
  }

  const put = (groupId: string, member: string, by?: TestBrowser) =>
    ok(act(addGroupMembers, [{ group_id: groupId, member_id: member }], by));
  const open = (groupId: string, access: Access, by?: TestBrowser) =>
    ok(act(setGroupAccess, [{ group_id: groupId, ...access }], by));

  /** Somebody new who is in these groups. */
  async function somebodyIn(...groups: string[]): Promise<{ browser: TestBrowser; id: string; name: string }> {
    const name = nextName('Grouper');
    const browser = await personNamed(company(), name);
    const id = await memberIdOf(browser, company().accountId);
    for (const one of groups) await put(one, id);
    return { browser, id, name };
  }

  async function read(groupId: string): Promise<Answer['body']> {
    const answer = await company().holder.call(readUserGroup, { params: { ...params(), group_id: groupId } });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }

  return { making, group, chain, act, ok, outcomes, dry, put, open, somebodyIn, read };
}
