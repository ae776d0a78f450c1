import assert from 'node:assert/strict';
import { addGroupMembers, createUserGroup } from '@latchkey/contract/group';
import { type Company, memberIdOf, personNamed } from '../people.ts';
import { freshComputer, freshGroup as freshComputerGroup, nextName } from './computer-samples.ts';
import type { Input, Sample, World } from './samples.ts';

/** How the operations about user groups are called rightly. What they need is made first, anew each time. */
export const groupSamples: Readonly<Record<string, (world: World) => Promise<Sample>>> = {
  'group.list': async ({ own }) => ofHolder(own),
  'group.read': async ({ own }) => ofHolder(own, { params: { group_id: await freshUserGroup(own) } }),
  'group.list-members': async ({ own }) => {
    const { group_id } = await freshMembership(own);
    return ofHolder(own, { params: { group_id }, query: { limit: '10', search: 'grouped' } });
  },
  'group.create': async ({ own }) =>
    ofHolder(own, { body: { name: nextName('Team '), parent_id: await freshUserGroup(own) } }),
  'group.edit': async ({ own }) =>
    ofHolder(own, { params: { group_id: await freshUserGroup(own) }, body: { version: 1, name: nextName('Team ') } }),
  'group.move': async ({ own }) => {
    const [group_id, parent_id] = [await freshUserGroup(own), await freshUserGroup(own)];
    return onItem(own, { group_id, parent_id });
  },
  'group.delete': async ({ own }) => onItem(own, { group_id: (await freshMembership(own)).group_id }),
  'group.set-access': async ({ own }) => {
    const [group_ids, computer_ids] = [[await freshComputerGroup(own)], [await freshComputer(own)]];
    return onItem(own, { group_id: await freshUserGroup(own), kind: 'chosen', group_ids, computer_ids });
  },
  'group.add-members': async ({ own }) => {
    const [group_id, member_id] = [await freshUserGroup(own), await freshMember(own)];
    return onItem(own, { group_id, member_id });
  },
  'group.remove-members': async ({ own }) => onItem(own, await freshMembership(own)),
  'member.why-reach': async ({ own }) =>
    ofHolder(own, {
      params: { member_id: await memberIdOf(own.member, own.accountId), computer_id: await freshComputer(own) },
    }),
};

/** A new user group, at the top or below another, made by the holder. */
export async function freshUserGroup(
  into: Company,
  { name = nextName('Team '), parent_id = null }: { name?: string; parent_id?: string | null } = {},
): Promise<string> {
  const params = { account_id: into.accountId };
  const answer = await into.holder.call(createUserGroup, { params, body: { name, parent_id } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body['group_id']);
}

/** Somebody new in an account. */
export async function freshMember(own: Company): Promise<string> {
  return memberIdOf(await personNamed(own, nextName('Grouped')), own.accountId);
}

async function freshMembership(own: Company): Promise<{ group_id: string; member_id: string }> {
  const item = { group_id: await freshUserGroup(own), member_id: await freshMember(own) };
  const answer = await own.holder.call(addGroupMembers, inside(own, { body: { items: [item] } }));
  assert.match(JSON.stringify(answer.body), /"result":/);
  return item;
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
