import assert from 'node:assert/strict';
import { changeRoles } from '@latchkey/contract/member';
import { createRole, editRoles } from '@latchkey/contract/role';
import type { Operation } from '@latchkey/contract/operation';
import type { Permission } from '@latchkey/domain/role';
import { nextName } from '../operations/computer-samples.ts';
import { type Company, memberIdOf, personNamed } from '../people.ts';
import type { Answer, TestBrowser } from '../server.ts';
import { act, ok } from './invited.ts';

/** What a manager of user groups may do inside them. */
export const LOOKS_AFTER: Permission[] = ['users.view', 'users.manage', 'groups.manage', 'access.grant'];

export type Manager = { browser: TestBrowser; id: string; name: string; role_id: string };

/** Somebody new whose role holds these permissions for these user groups and those below them only. */
export async function managerOf(
  acme: Company,
  user_group_ids: string[],
  permissions: Permission[] = LOOKS_AFTER,
): Promise<Manager> {
  const name = nextName('Manager');
  const browser = await personNamed(acme, name);
  const id = await memberIdOf(browser, acme.accountId);
  const body = { name: nextName('Role '), permissions, user_group_ids };
  const made = await ok(acme.holder.call(createRole, { params: { account_id: acme.accountId }, body }));
  const role_id = String(made.body['role_id']);
  await give(acme, id, role_id);
  return { browser, id, name, role_id };
}

/** Gives a member a custom role. */
export async function give(acme: Company, member_id: string, custom_role_id: string | null): Promise<void> {
  await ok(act(acme, changeRoles, [{ member_id, role: 'member', custom_role_id }]));
}

/** Limits a manager's role to other groups, or makes it hold other permissions. */
export async function limit(
  acme: Company,
  { role_id }: Manager,
  to: { user_group_ids?: string[]; permissions?: Permission[] },
) {
  const [role] = await acme.server.look<{ name: string; version: number }>(
    'select name, version from custom_role where id = $1',
    [role_id],
  );
  await ok(act(acme, editRoles, [{ role_id, permissions: LOOKS_AFTER, ...role, ...to }]));
}

/** What came of a call: its body, or the code of why not. */
export async function told(calling: Promise<Answer>): Promise<unknown> {
  const answer = await calling;
  return answer.status === 200 ? answer.body : answer.body['code'];
}

/** What came of every line of an act, of this member if nobody else is said. */
export async function outcomes(
  acme: Company,
  by: TestBrowser,
  operation: Operation,
  items: object[],
): Promise<string[]> {
  const answer = await act(acme, operation, items, by);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const lines = answer.body['results'] as { refusal?: { code: string } }[];
  return lines.map(({ refusal }) => refusal?.code ?? 'ok');
}
