import assert from 'node:assert/strict';
import { readAccount } from '@latchkey/contract/account';
import type { Operation } from '@latchkey/contract/operation';
import { createRole, setGroupPermissions, setPermissions } from '@latchkey/contract/role';
import { type Permission, permissions } from '@latchkey/domain/role';
import type { Company } from '../people.ts';
import type { Answer, TestBrowser } from '../server.ts';
import { nextName } from '../operations/computer-samples.ts';
import { outcomeOf } from '../operations/crowd.ts';
import { freshUserGroup } from '../operations/group-samples.ts';

/** What lets somebody manage users and user groups, and no more. */
export const MANAGES: Permission[] = ['users.view', 'users.manage', 'groups.manage'];

/** Permissions in the order of the catalogue. */
export function inOrder(held: readonly string[]): string[] {
  return permissions.filter((one) => held.includes(one));
}

/** What tests about permissions do again and again in one account, by its holder. */
export function permissionHandsIn(company: () => Company) {
  const params = () => ({ account_id: company().accountId });

  async function done(operation: Operation, item: object): Promise<Answer> {
    const answer = await company().holder.call(operation, { params: params(), body: { items: [item] } });
    assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
    return answer;
  }

  /** Gives a member exactly these permissions of their own. */
  function own(member_id: string, given: readonly Permission[]): Promise<Answer> {
    return done(setPermissions, { member_id, permissions: given });
  }

  async function customRole(given: readonly Permission[], name = nextName('Role ')): Promise<string> {
    const body = { name, permissions: given };
    const answer = await company().holder.call(createRole, { params: params(), body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return String(answer.body['role_id']);
  }

  /** A user group that lets those in it manage users and groups. */
  async function groupBringing(given: readonly Permission[] = MANAGES): Promise<string> {
    const group_id = await freshUserGroup(company());
    await done(setGroupPermissions, { group_id, permissions: given });
    return group_id;
  }

  /** What somebody may do, as their own page is told. */
  async function mine(browser: TestBrowser): Promise<string[]> {
    const { body } = await browser.call(readAccount, { params: params() });
    return (body['my'] as { permissions: string[] }).permissions;
  }

  async function emailOf(id: string): Promise<string> {
    const [row] = await company().server.look<{ email: string }>('select email from member where id = $1', [id]);
    return row?.email ?? assert.fail();
  }

  return { params, own, customRole, groupBringing, mine, emailOf };
}
