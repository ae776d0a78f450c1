import assert from 'node:assert/strict';
import { listComputers } from '@latchkey/contract/computer';
import { addGroupMembers, createUserGroup, setGroupAccess } from '@latchkey/contract/group';
import { resendInvitation, sendInvitation } from '@latchkey/contract/invitation';
import { deleteMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { setPermissions } from '@latchkey/contract/role';
import { createToken } from '@latchkey/contract/token';
import type { Permission } from '@latchkey/domain/role';
import { nextName } from '../operations/computer-samples.ts';
import { outcomeOf } from '../operations/crowd.ts';
import { type Company, linkMailedBy, memberIdOf, personNamed } from '../people.ts';
import type { Answer, TestBrowser } from '../server.ts';

type Invitee = ReturnType<typeof invitee>;
type Sent = { email: string; member_id: string; link: string };

/** How somebody is invited into user groups. */
export function invitee(user_group_ids: string[], name = nextName('Guest')) {
  return { email: `${name.toLowerCase()}@example.test`, name, role: 'member', language: 'en', user_group_ids };
}

/** Invites somebody new into groups and gives what the mail brings. */
export async function inviteInto(
  acme: Company,
  groups: string[],
  { by = acme.holder, name }: { by?: TestBrowser; name?: string } = {},
) {
  const item: Invitee = invitee(groups, name);
  let member_id = '';
  const link = await linkMailedBy(acme.server, item.email, async () => {
    const answer = await ok(act(acme, sendInvitation, [item], by));
    member_id = (answer.body['results'] as { result: { member_id: string } }[])[0]?.result.member_id ?? '';
    return answer;
  });
  return { email: item.email, member_id, link };
}

/** The link of the invitation when it is sent again. */
export function resent(acme: Company, { email, member_id }: Sent, by: TestBrowser): Promise<string> {
  return linkMailedBy(acme.server, email, () => ok(act(acme, resendInvitation, [{ member_id }], by)));
}

/** Somebody who was a member, in these groups, and is not any more. */
export async function left(
  acme: Company,
  groups: string[],
): Promise<{ name: string; browser: TestBrowser; member_id: string }> {
  const name = nextName('Back');
  const browser = await personNamed(acme, name);
  const member_id = await memberIdOf(browser, acme.accountId);
  for (const group_id of groups) await ok(act(acme, addGroupMembers, [{ group_id, member_id }]));
  await ok(act(acme, deleteMembers, [{ member_id }]));
  return { name, browser, member_id };
}

/** A new admin. */
export async function adminNamed(acme: Company, stem: string): Promise<{ browser: TestBrowser; member_id: string }> {
  const browser = await personNamed(acme, nextName(stem), 'admin');
  return { browser, member_id: await memberIdOf(browser, acme.accountId) };
}

/** What who invites into groups that open nothing needs. */
export const MANAGES = ['users.view', 'users.manage', 'groups.manage'] as const;

/** A member who may invite and manage groups, and no more than that and what is said. */
export async function manager(
  acme: Company,
  ...more: Permission[]
): Promise<{ browser: TestBrowser; member_id: string }> {
  const browser = await personNamed(acme, nextName('Manager'));
  const member_id = await memberIdOf(browser, acme.accountId);
  await permit(acme, member_id, [...MANAGES, ...more]);
  return { browser, member_id };
}

/** Sets the own permissions of a member. */
export function permit(acme: Company, member_id: string, permissions: Permission[]): Promise<Answer> {
  return ok(act(acme, setPermissions, [{ member_id, permissions }]));
}

/** What a call by a token of the holder with these scopes is sent with. */
export async function tokenFor(acme: Company, scopes: Permission[]): Promise<Record<string, string>> {
  const body = { name: nextName('Token'), kind: 'personal', scopes, expires_in_days: 1 };
  const { token } = (await acme.holder.call(createToken, { params: { account_id: acme.accountId }, body })).body;
  return { authorization: `Bearer ${String(token)}` };
}

/** A new user group. */
export async function groupNamed(acme: Company, parent_id: string | null = null): Promise<string> {
  const body = { name: nextName('Group '), parent_id };
  const answer = await ok(acme.holder.call(createUserGroup, { params: { account_id: acme.accountId }, body }));
  return String(answer.body['group_id']);
}

/** Opens these computers to a user group. */
export function opens(acme: Company, group_id: string, computer_ids: string[]): Promise<Answer> {
  return ok(act(acme, setGroupAccess, [{ group_id, kind: 'chosen', computer_ids }]));
}

/** Performs an operation on items, as the holder if nobody else is said. */
export function act(acme: Company, operation: Operation, items: object[], by = acme.holder): Promise<Answer> {
  return by.call(operation, { params: { account_id: acme.accountId }, body: { items } });
}

/** The answer, if the first of its lines was not refused. */
export async function ok(calling: Promise<Answer>): Promise<Answer> {
  const answer = await calling;
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  return answer;
}

/** What an acceptance says that it could not bring. */
export async function notBrought(accepting: Promise<Answer>): Promise<unknown> {
  return (await ok(accepting)).body['not_brought'];
}

/** The groups a member is in, as the database has it. */
export async function groupsOf(acme: Company, member_id: string): Promise<string[]> {
  const rows = await acme.server.look<{ group_id: string }>(
    'select group_id from user_group_member where member_id = $1 order by made_at, group_id',
    [member_id],
  );
  return rows.map(({ group_id }) => group_id);
}

/** The computers somebody sees. */
export async function seenBy(acme: Company, by: TestBrowser): Promise<string[]> {
  const answer = await by.call(listComputers, { params: { account_id: acme.accountId }, query: { limit: '200' } });
  return (answer.body['items'] as { id: string }[]).map(({ id }) => id);
}
