import assert from 'node:assert/strict';
import { changeRoles } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createRole, editRoles } from '@latchkey/contract/role';
import type { Permission } from '@latchkey/domain/role';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { freshComputer, grantOf, nextName } from '../operations/computer-samples.ts';
import { type Company, memberIdOf, personNamed } from '../people.ts';
import type { Answer, TestBrowser } from '../server.ts';
import { act, ok } from './invited.ts';

/** What a keeper of groups of computers may do there. */
export const KEEPS: Permission[] = [
  'access.grant',
  'computers.enrol',
  'computers.manage',
  'computers.unlock',
  'sessions.view',
  'sessions.end',
];

export type Keeper = { browser: TestBrowser; id: string; name: string; role_id: string };
type Inside = { computers?: string[]; users?: string[] };

/** Somebody new whose role holds these permissions for these groups of computers, or users, only. */
export async function keeperOf(acme: Company, inside: Inside, permissions = KEEPS): Promise<Keeper> {
  const name = nextName('Keeper');
  const browser = await personNamed(acme, name);
  const id = await memberIdOf(browser, acme.accountId);
  const made = await ok(acme.holder.call(createRole, { params: paramsOf(acme), body: roleOf(inside, permissions) }));
  const role_id = String(made.body['role_id']);
  await ok(act(acme, changeRoles, [{ member_id: id, role: 'member', custom_role_id: role_id }]));
  return { browser, id, name, role_id };
}

function roleOf({ computers, users }: Inside, permissions: Permission[]) {
  const limits = { user_group_ids: users ?? null, computer_group_ids: computers ?? null };
  return { name: nextName('Role '), permissions, ...limits };
}

/** Limits a keeper’s role to other groups, or makes it hold something else. */
export async function limitTo(acme: Company, { role_id }: Keeper, inside: Inside, permissions = KEEPS): Promise<void> {
  const [row] = await acme.server.look<{ version: number }>('select version from custom_role where id = $1', [role_id]);
  await ok(act(acme, editRoles, [{ role_id, version: row?.version, ...roleOf(inside, permissions) }]));
}

export function paramsOf(acme: Company) {
  return { account_id: acme.accountId };
}

/** A computer in use that belongs to nobody, in a group or none. */
export function computerIn(acme: Company, group_id: string | null, said: object = {}): Promise<string> {
  return freshComputer(acme, { kind: 'deployment', needs_approval: false, group_id }, said);
}

/** A computer that waits for approval. */
export function waitingIn(acme: Company, group_id: string | null): Promise<string> {
  return freshComputer(acme, { kind: 'deployment', group_id });
}

/** A session that somebody asked a computer for just now. */
export async function sessionOn(acme: Company, computerId: string, memberId: string): Promise<string> {
  const id = uuidv7(new Date());
  const [known] = await acme.server.look<{ id: string }>(
    'select id from computer_grant where computer_id = $1 and member_id = $2 and ended_at is null',
    [computerId, memberId],
  );
  const grant = known?.id ?? (await grantOf(acme, memberId, computerId));
  await acme.server.look(
    `insert into session (account_id, id, computer_id, member_id, person_id, sign_in_id, grant_id, state, control, address, made_at)
     select account_id, $1, $2, id, person_id, gen_random_uuid(), $3, 'asked', true, '192.0.2.7', now() from member where id = $4`,
    [id, computerId, grant, memberId],
  );
  return id;
}

/** A lock that somebody caused on a computer so many hours ago, in the place of any before. */
export async function lockOn(acme: Company, computerId: string, memberId: string, hoursAgo = 0): Promise<string> {
  const [id, sessionId] = [uuidv7(new Date()), await sessionOn(acme, computerId, memberId)];
  await acme.server.look('update lockout set ended_at = now() where computer_id = $1 and ended_at is null', [
    computerId,
  ]);
  await acme.server.look(
    `insert into lockout (account_id, id, computer_id, member_id, session_id, address, at)
     select account_id, $1, computer_id, member_id, id, address, now() - make_interval(hours => $3) from session where id = $2`,
    [id, sessionId, hoursAgo],
  );
  await acme.server.look('update computer set lock_id = $1 where id = $2', [id, computerId]);
  return id;
}

/** The answer to a read, or its refusal. */
export async function asks(
  acme: Company,
  by: TestBrowser,
  operation: Operation,
  { query, ...params }: { query?: Record<string, string> } & Record<string, unknown> = {},
): Promise<Answer['body']> {
  const of = { ...paramsOf(acme), ...(params as Record<string, string>) };
  return (await by.call(operation, { params: of, ...(query ? { query } : {}) })).body;
}

/** What came of every line of an act: `ok`, or the refusal as it is told. */
export async function linesOf(calling: Promise<Answer>): Promise<unknown[]> {
  const answer = await calling;
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const lines = answer.body['results'] as { refusal?: object }[];
  return lines.map(({ refusal }) => refusal ?? 'ok');
}

/** The names or ids of a list, by a field. */
export function column(body: Answer['body'], field: string): string[] {
  return (body['items'] as Record<string, string>[]).map((row) => String(row[field])).toSorted();
}
