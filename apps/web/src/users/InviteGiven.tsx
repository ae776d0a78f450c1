import type { GrantableRole } from '@latchkey/domain/role';
import { lazy, Suspense } from 'react';
import type { AccessDraft } from '../kit/access.ts';
import type { FormState } from '../kit/form.ts';
import type { Grantable } from '../kit/permission-areas.ts';
import { useMay } from '../kit/session.ts';
import { Skeleton } from '../kit/States.tsx';
import { AsMember } from './AsMember.tsx';
import type { GroupPick } from './invite-groups.ts';
import type { Typed } from './invite.ts';

const AccessChoice = lazy(async () => ({ default: (await import('../kit/AccessChoice.tsx')).AccessChoice }));
const InviteGroups = lazy(async () => ({ default: (await import('./InviteGroups.tsx')).InviteGroups }));
const InvitePowers = lazy(async () => ({ default: (await import('./InvitePowers.tsx')).InvitePowers }));
const InvitePermissions = lazy(async () => ({ default: (await import('./InvitePermissions.tsx')).InvitePermissions }));

/** What was chosen beside the fields. */
export type Given = { access: AccessDraft; groups: readonly GroupPick[]; permissions: readonly Grantable[] };

type GivenProps = {
  form: FormState<Typed>;
  roles: readonly GrantableRole[];
  given: Given;
  /** The groups that the inviter looks after, where they invite into these only. */
  own: readonly { id: string }[] | undefined;
  isGroupMissing: boolean;
  onAccess: (access: AccessDraft) => void;
  onGroups: (groups: readonly GroupPick[]) => void;
  onPermissions: (permissions: readonly Grantable[]) => void;
};

/** What everybody invited in this act is given, as far as the inviter may (I2, G10): role and permissions, access, user groups. */
export function InviteGiven({ form, roles, given, own, isGroupMissing, ...on }: GivenProps) {
  const mayGrant = useMay('access.grant');
  const mayGroup = useMay('groups.manage') || own !== undefined;
  const { all, role } = form.values;
  return (
    <>
      {own === undefined ? (
        <Suspense fallback={<Skeleton lines={3} />}>
          <InvitePowers form={form} roles={roles} />
        </Suspense>
      ) : (
        <AsMember />
      )}
      {all || own !== undefined ? null : (
        <Suspense fallback={<Skeleton lines={1} />}>
          <InvitePermissions role={role} chosen={given.permissions} onChoose={on.onPermissions} />
        </Suspense>
      )}
      {mayGrant && !all ? (
        <Suspense fallback={<Skeleton lines={3} />}>
          <AccessChoice access={given.access} onChoose={on.onAccess} />
        </Suspense>
      ) : null}
      {mayGroup ? (
        <Suspense fallback={<Skeleton lines={3} />}>
          <InviteGroups
            {...{ chosen: given.groups, own, mayGrant }}
            isMissing={isGroupMissing}
            onChoose={on.onGroups}
          />
        </Suspense>
      ) : null}
    </>
  );
}
