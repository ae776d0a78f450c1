import { moveComputers, setOwners } from '@latchkey/contract/computer';
import { makeCode, setAccess } from '@latchkey/contract/computer-access';
import {
  addGroupMembers,
  createUserGroup,
  deleteUserGroups,
  moveUserGroups,
  removeGroupMembers,
  setGroupAccess,
} from '@latchkey/contract/group';
import { resendInvitation, sendInvitation } from '@latchkey/contract/invitation';
import {
  changeRoles,
  deleteMembers,
  reinstateMembers,
  signOutMembers,
  suspendMembers,
} from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createRole, deleteRoles, editRoles, setGroupPermissions, setPermissions } from '@latchkey/contract/role';
import { mayBeLimited } from '@latchkey/domain/limited';
import { grantablePermissions, type Permission } from '@latchkey/domain/role';
import { type Answer } from '../server.ts';
import type { Made, picking } from './crowded.ts';

/** Somebody who acts, as their token or browser lets them. */
export type Actor = {
  name: string;
  id: string;
  scopes?: readonly Permission[];
  call(operation: Operation, body: object): Promise<Answer>;
};
/** What those without a role can do at all is drawn for them more often than not. */
const FITTING: Readonly<Record<string, RegExp>> = {
  Otto: /^(group|invitation|member)\./,
  Omar: /^(group|invitation|member)\./,
  Gina: /^group\.(add|remove|move|create|set-access)/,
  Gwen: /^computer\./,
};

/** What the acts are about. */
export type Place = Made & {
  /** The user groups and computer groups that somebody looks after in this round. */
  focus: { groups: string[]; sites: string[] };
  actors: Actor[];
  holder: Actor;
  roles: string[];
  invited: number;
  pending: Map<string, string>;
};

type Drawn = { actor: Actor; operation: Operation; items?: object[]; body: object };

/** Draws who does what next. */
export function drawnCall(hands: ReturnType<typeof picking>, place: Place): Drawn {
  const { draw, one } = hands;
  // The holder may do all, and stirs the account up again and again.
  const actor = draw() < 0.2 ? place.holder : one([...place.actors, ...place.actors.slice(3)]);
  const fitting = draw() < 0.8 ? FITTING[actor.name] : undefined;
  const drawPath = () => one(pathsIn(hands, place, actor))();
  let [operation, what] = drawPath();
  for (let tries = 0; tries < 30 && fitting?.test(operation.id) === false; tries += 1) [operation, what] = drawPath();
  return Array.isArray(what) ? { actor, operation, items: what, body: {} } : { actor, operation, body: what };
}

function pathsIn({ draw, one, some }: ReturnType<typeof picking>, place: Place, me: Actor) {
  const { computers, roles } = place;
  const groups = draw() < 0.5 ? place.focus.groups : place.groups;
  const sites = draw() < 0.5 ? place.focus.sites : place.sites;
  const anybody = () => (draw() < 0.2 ? me.id : one(place.members));
  const permissions = () => (draw() < 0.2 ? [] : some(grantablePermissions, draw() < 0.5 ? 2 : 6));
  const opened = () => ({
    kind: one(['none', 'chosen', 'chosen', 'chosen', 'all']),
    group_ids: some(sites, 2),
    computer_ids: some(computers, 3),
  });
  const limits = () => {
    const [users, machines] = [draw() < 0.5, draw() < 0.3];
    const sides = [...(users ? (['users'] as const) : []), ...(machines ? (['computers'] as const) : [])];
    const held = permissions().filter((permission) => mayBeLimited(permission, sides));
    return {
      permissions:
        users && draw() < 0.6 ? [...new Set([...held, 'users.view', 'users.manage', 'groups.manage'])] : held,
      user_group_ids: users ? some(groups, 2) : null,
      computer_group_ids: machines ? some(sites, 2) : null,
    };
  };
  const memberships = () => some(groups, 2).map((group_id) => ({ group_id, member_id: anybody() }));
  const aRole = () => (roles.length === 0 || draw() < 0.3 ? null : one(roles));
  const role = (): [Operation, object] => [createRole, { name: `Role ${draw()}`, ...limits() }];
  const name = () => `invited-${(place.invited += 1)}@example.test`;
  const invitation = (): [Operation, object] => [
    sendInvitation,
    [
      {
        email: name(),
        language: 'en',
        role: one(['member', 'member', 'member', 'member', 'admin', 'super_admin']),
        custom_role_id: draw() < 0.7 ? null : aRole(),
        permissions: draw() < 0.6 ? [] : some(grantablePermissions, 2),
        user_group_ids: draw() < 0.6 ? some(groups, 2) : [],
        ...(draw() < 0.5 ? { access: opened() } : {}),
      },
    ],
  ];
  const paths: (() => [Operation, object])[] = [
    () => [setPermissions, [{ member_id: anybody(), permissions: permissions() }]],
    () => [setGroupPermissions, [{ group_id: one(groups), permissions: permissions() }]],
    () => [
      changeRoles,
      [
        {
          member_id: anybody(),
          role: one(['member', 'member', 'member', 'admin', 'super_admin']),
          custom_role_id: aRole(),
        },
      ],
    ],
    role,
    () =>
      aRole() === null
        ? role()
        : [
            editRoles,
            [{ role_id: one(roles), version: 1 + Math.floor(draw() * 2), name: `Role ${draw()}`, ...limits() }],
          ],
    () => [
      moveUserGroups,
      some(groups, 2).map((id) => ({ group_id: id, parent_id: draw() < 0.3 ? null : one(groups) })),
    ],
    () => [setGroupAccess, [{ group_id: one(groups), ...opened() }]],
    () => [addGroupMembers, memberships()],
    () => [removeGroupMembers, memberships()],
    () => [
      moveComputers,
      some(computers, 2).map((id) => ({ computer_id: id, group_id: draw() < 0.2 ? null : one(sites) })),
    ],
    () => [setOwners, [{ computer_id: one(computers), owner_id: draw() < 0.3 ? null : anybody() }]],
    () => [setAccess, [{ member_id: anybody(), ...opened(), only_own: draw() < 0.3 }]],
    invitation,
    invitation,
    () => [
      resendInvitation,
      [{ member_id: draw() < 0.5 ? one(place.members) : one([...place.pending.keys(), me.id]) }],
    ],
    () => [suspendMembers, [{ member_id: anybody() }]],
    () => [reinstateMembers, some(place.members, 4).map((member_id) => ({ member_id }))],
    () => [signOutMembers, [{ member_id: one(place.members.slice(0, 16)) }]],
    () => [makeCode, { kind: 'enrolment', owner_id: anybody(), ...(draw() < 0.5 ? { group_id: one(sites) } : {}) }],
    () => [createUserGroup, { name: `Group ${draw()}`, parent_id: draw() < 0.5 ? null : one(groups) }],
  ];
  // Rarely, so that something is left.
  if (draw() < 0.02) return [() => [deleteUserGroups, [{ group_id: one(groups) }]] as [Operation, object]];
  if (draw() < 0.02 && roles.length > 0) return [() => [deleteRoles, [{ role_id: one(roles) }]] as [Operation, object]];
  if (draw() < 0.02)
    return [() => [deleteMembers, [{ member_id: one(place.members.slice(0, 16)) }]] as [Operation, object]];
  return paths;
}
