import { mayBeLimited } from '@latchkey/domain/limited';
import type { Grantable } from '../kit/permission-areas.ts';
import { PermissionChecklist } from '../kit/PermissionChecklist.tsx';
import { limitedBy, type Limits, type Side } from '../kit/role-limits.ts';
import { LimitsFields } from './LimitsFields.tsx';
import { useExtent } from '../kit/role-extent.ts';

type FieldsProps = {
  chosen: readonly Grantable[];
  start?: readonly Grantable[];
  limits: Limits;
  missing: readonly Side[];
  onChoose: (chosen: Grantable[]) => void;
  onLimit: (limits: Limits) => void;
};

const nothing: readonly Grantable[] = [];

/** For whom a role counts and what it holds; of each permission it is said where it counts, or why it is not in a role limited so (G5). */
export function RoleFields({ chosen, start = nothing, limits, missing, onChoose, onLimit }: FieldsProps) {
  const by = limitedBy(limits);
  const { ofPermission } = useExtent(limits);
  // What has no groups yet counts nowhere; that is said where they are chosen.
  const isWhole = by.every((side) => limits[side]?.length !== 0);
  return (
    <>
      <LimitsFields limits={limits} missing={missing} onChoose={onLimit} />
      <PermissionChecklist
        chosen={chosen}
        start={start}
        limits={{
          isLimitable: (permission) => mayBeLimited(permission, by),
          countsFor: (permission) => (isWhole ? ofPermission(permission) : undefined),
        }}
        onChoose={onChoose}
      />
    </>
  );
}
