import { batchActs } from '@latchkey/contract/batch';
import type { Operation } from '@latchkey/contract/operation';
import { permissions } from '@latchkey/domain/role';
import { idOf, inside, OUTSIDE } from './two-accounts.ts';

/** One call without its account. */
export type ManagerCall = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
};

/** The operations of an account that a member with a limited role may call at all; who gets no further has not called in vain. */
export function isOpen({ scope, permission, limits, holderOnly }: Operation): boolean {
  return scope === 'account' && !holderOnly && (permission === undefined || limits !== undefined);
}

const items = (...of: readonly object[]): ManagerCall => ({ body: { items: of } });
const each = (name: string, ids: readonly string[]) => ids.map((id) => ({ params: { [name]: id } }));
const pairs = <A, B>(one: readonly A[], other: readonly B[]) => one.flatMap((a) => other.map((b) => [a, b] as const));

/**
 * How each operation that is open to limited managers is called: with all ids inside, with ids that are of something outside in one of the
 * accounts, and with one of nothing. In the order in which they are called: what takes away comes last.
 */
export function managerCalls(seed: number): Readonly<Record<string, readonly ManagerCall[]>> {
  const at = (n: number) => idOf(seed, n);
  const others = [...OUTSIDE.map(at), at(999)];
  const [groups, members] = [Object.values(inside.groups).map(at), Object.values(inside.members).map(at)];
  const computers = Object.values(inside.computers).map(at);
  const [anyGroup, anyMember, anyComputer] = [
    [...groups, at(3), at(4), ...others],
    [...members, ...others],
    [...computers, ...others],
  ];
  const ofMembers = anyMember.map((member_id) => ({ member_id }));
  const ofComputers = anyComputer.map((computer_id) => ({ computer_id }));
  const memberships = pairs(anyGroup.slice(0, 8), anyMember).map(([group_id, member_id]) => ({ group_id, member_id }));
  const invited = (name: string, user_group_ids: string[], more: object = {}) => ({
    email: `${name}-${seed}@example.test`,
    language: 'en',
    user_group_ids,
    ...more,
  });
  const anyRole = [inside.roles.keepers, inside.roles.readers, 141, 999].map(at);
  const wanted = batchActs.flatMap((act) => {
    const given = act === 'change-role' ? { role: 'member' } : act.endsWith('group') ? { group_id: groups[1] } : {};
    return [{}, { search: 'o' }, { group_id: at(110) }, ...anyRole.map((role_id) => ({ role_id }))].map((filter) => ({
      body: { act, filter, ...given },
    }));
  });
  const reads: Record<string, readonly ManagerCall[]> = {
    'account.read': [{}],
    'account.enter': [{}],
    'account.read-attention': [{}],
    'member.list': [
      ...['invited', 'active', 'suspended', 'inactive', 'active,invited'].map((status) => ({ query: { status } })),
      ...['member', 'admin', 'holder'].map((role) => ({ query: { role } })),
      ...['bounced', 'waiting', 'expired'].map((mail) => ({ query: { mail } })),
      ...['o', 'I', 'example', '%', 'zebra'].map((search) => ({ query: { search } })),
      ...anyGroup.map((group_id) => ({ query: { group_id } })),
      ...anyRole.map((role_id) => ({ query: { role_id } })),
      ...pairs(['name', 'last_activity', 'added'], ['asc', 'desc']).map(([sort, order]) => ({
        query: { sort, order, limit: '3' },
      })),
    ],
    'member.read': each('member_id', anyMember),
    'member.read-permissions': each('member_id', anyMember),
    'member.why-permission': pairs(anyMember, permissions).map(([member_id, permission]) => ({
      params: { member_id, permission },
    })),
    'member.why-reach': pairs(anyMember, anyComputer.slice(0, 9)).map(([member_id, computer_id]) => ({
      params: { member_id, computer_id },
    })),
    'group.list': [{}],
    'group.read': each('group_id', anyGroup),
    'group.list-members': each('group_id', anyGroup),
    'handover.read': [{}],
    'token.list': [{}],
    'batch.list': [{}],
    'batch.read': each('batch_id', others),
    'batch.preview': wanted,
    'computer.list': [
      {},
      { query: { search: 'e' } },
      { query: { group_id: at(130) } },
      { query: { owner_id: at(101) } },
    ],
    'computer.read': each('computer_id', anyComputer),
    'computer.list-groups': [{}],
    'computer.list-codes': [{}],
    'computer.read-access': each('member_id', anyMember),
    'computer.list-reachers': each('computer_id', anyComputer),
    'computer.list-locks': [{}],
    'request.list-own': [{}],
    'session.list': [{}, { query: { member_id: at(101) } }],
    'invitation.preview': [{ body: { email: 'new@example.test', language: 'en' } }],
  };
  return {
    ...reads,
    'handover.accept': [{ body: { handover_id: at(999), old_holder_role: 'member' } }],
    'handover.cancel': [{ body: { handover_id: at(999) } }],
    'token.create': [{ body: { name: 'Token', kind: 'personal', scopes: ['users.view'], expires_in_days: 1 } }],
    'token.end': [items(...others.map((token_id) => ({ token_id })))],
    'request.make': [
      { body: { permission: 'audit.view', note: '' } },
      ...anyComputer.map((computer_id) => ({ body: { computer_id, note: '' } })),
      ...anyComputer.slice(0, 5).map((computer_id) => ({ body: { computer_id, unlock: true, note: '' } })),
    ],
    'request.withdraw': [items(...others.map((request_id) => ({ request_id })))],
    'session.open': anyComputer.map((computer_id) => ({ params: { computer_id }, body: { control: true } })),
    'session.rejoin': others.map((session_id) => ({ params: { session_id }, body: {} })),
    'session.end': [items(...others.map((session_id) => ({ session_id })))],
    'computer.make-code': [
      { body: { kind: 'enrolment', group_id: at(inside.sites.site) } },
      { body: { kind: 'deployment', group_id: at(130) } },
    ],
    'computer.end-codes': [items(...others.map((code_id) => ({ code_id })))],
    'computer.unlock': [items(...others.map((lock_id) => ({ lock_id })))],
    'computer.forgive': [items(...ofMembers)],
    'computer.edit': anyComputer.map((computer_id) => ({
      params: { computer_id },
      body: { version: 1, name: 'Renamed' },
    })),
    'computer.move': [
      items(
        ...pairs(anyComputer, [at(inside.sites.site), at(130), null]).map(([computer_id, group_id]) => ({
          computer_id,
          group_id,
        })),
      ),
    ],
    'computer.set-owner': [
      items(
        ...pairs(anyComputer, [members[1], at(101), at(999), null]).map(([computer_id, owner_id]) => ({
          computer_id,
          owner_id,
        })),
      ),
    ],
    'computer.approve': [items(...ofComputers)],
    'computer.set-access': [
      items(
        ...pairs(anyMember, anyComputer.slice(0, 6)).map(([member_id, one]) => ({
          member_id,
          kind: 'chosen',
          computer_ids: [one],
        })),
      ),
    ],
    'group.create': [groups[0], at(3), at(4), ...others, null].map((parent_id, n) => ({
      body: { name: `New ${n}`, parent_id },
    })),
    'group.edit': pairs(anyGroup, ['Taken', 'Beside', 'low group', 'Fresh']).map(([group_id, name]) => ({
      params: { group_id },
      body: { version: 1, name },
    })),
    'group.move': [
      items(
        ...pairs(anyGroup, [groups[0], groups[1], at(3), at(110), null]).map(([group_id, parent_id]) => ({
          group_id,
          parent_id,
        })),
      ),
    ],
    'group.set-access': [
      items(...anyGroup.map((group_id) => ({ group_id, kind: 'chosen', group_ids: [at(inside.sites.site)] }))),
      items(
        ...pairs(anyGroup.slice(0, 6), anyComputer).map(([group_id, one]) => ({
          group_id,
          kind: 'chosen',
          computer_ids: [one],
        })),
      ),
      items(...anyGroup.map((group_id) => ({ group_id, kind: 'all' }))),
    ],
    'group.add-members': [items(...memberships)],
    'invitation.send': [
      items(
        invited('new', [groups[1] ?? '']),
        invited('ines', [groups[1] ?? '']),
        invited('guest', [groups[1] ?? '']),
        invited('none', []),
        invited('role', [groups[1] ?? ''], { role: 'admin' }),
        invited('custom', [groups[1] ?? ''], { custom_role_id: at(141) }),
        ...anyComputer.map((one, n) =>
          invited(`of${n}`, [groups[1] ?? ''], { access: { kind: 'chosen', computer_ids: [one] } }),
        ),
        ...anyGroup.map((one, n) => invited(`in${n}`, [one])),
      ),
    ],
    'invitation.resend': [items(...ofMembers)],
    'batch.stop': others.map((batch_id) => ({ params: { batch_id }, body: {} })),
    'member.sign-out': [items(...ofMembers)],
    'member.send-reset': [items(...ofMembers)],
    'member.suspend': [items(...ofMembers)],
    'member.reinstate': [items(...ofMembers)],
    'group.remove-members': [
      items(...memberships.filter(({ group_id }) => group_id !== groups[0] && group_id !== groups[1])),
    ],
    'invitation.withdraw': [items(...ofMembers)],
    'member.delete': [items(...ofMembers)],
    'group.delete': [items(...anyGroup.map((group_id) => ({ group_id })))],
    'computer.remove': [items(...ofComputers)],
    'batch.start': wanted,
    // What has no name yet is told apart by name only: what is made at the same moment has an order of its own each time.
    ...Object.fromEntries(
      Object.entries(reads).map(([id, calls]) => [
        `${id} again`,
        calls.filter(({ query }) => !(query && 'sort' in query)),
      ]),
    ),
    'member.leave': [{}],
  };
}
