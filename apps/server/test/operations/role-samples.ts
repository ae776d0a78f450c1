import assert from 'node:assert/strict';
import { createRole } from '@latchkey/contract/role';
import { type Company, memberIdOf } from '../people.ts';
import { freshGroup, nextName } from './computer-samples.ts';
import { freshMember, freshUserGroup } from './group-samples.ts';
import type { Input, Sample, World } from './samples.ts';

/** How the operations about roles and permissions are called rightly. What they need is made first, anew each time. */
export const roleSamples: Readonly<Record<string, (world: World) => Promise<Sample>>> = {
  'role.list': async ({ own }) => ofHolder(own),
  'role.create': async ({ own }) =>
    ofHolder(own, { body: { name: nextName('Role '), permissions: ['users.view'], ...(await limitsIn(own)) } }),
  'role.edit': async ({ own }) =>
    onItem(own, {
      role_id: await freshRole(own),
      version: 1,
      name: nextName('Role '),
      permissions: ['users.view'],
      ...(await limitsIn(own)),
    }),
  'role.delete': async ({ own }) => onItem(own, { role_id: await freshRole(own) }),
  'member.read-permissions': async ({ own }) =>
    ofHolder(own, { params: { member_id: await memberIdOf(own.member, own.accountId) } }),
  'member.set-permissions': async ({ own }) =>
    onItem(own, { member_id: await freshMember(own), permissions: ['users.view'] }),
  'member.why-permission': async ({ own }) =>
    ofHolder(own, {
      params: { member_id: await memberIdOf(own.member, own.accountId), permission: 'users.view' },
    }),
  'group.set-permissions': async ({ own }) =>
    onItem(own, { group_id: await freshUserGroup(own), permissions: ['users.view'] }),
};

/** What a role may be limited to. */
async function limitsIn(own: Company) {
  return { user_group_ids: [await freshUserGroup(own)], computer_group_ids: [await freshGroup(own)] };
}

/** A new custom role that lets somebody see users, made by the holder. */
export async function freshRole(into: Company): Promise<string> {
  const body = { name: nextName('Role '), permissions: ['users.view'] };
  const answer = await into.holder.call(createRole, inside(into, { body }));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body['role_id']);
}

function onItem(own: Company, item: object): Sample {
  return ofHolder(own, { body: { items: [item] } });
}

function ofHolder(own: Company, input: Input = {}): Sample {
  return { by: own.holder, input: inside(own, input) };
}

function inside({ accountId }: Company, input: Input): Input {
  return { ...input, params: { ...input.params, account_id: accountId } };
}
