import { setGroupPermissions } from '@latchkey/contract/role';
import { grantablePermissions } from '@latchkey/domain/role';
import { useState } from 'react';
import { Text } from '../kit/Layout.tsx';
import { OneActDialog } from '../kit/OneActDialog.tsx';
import { isSame, type Grantable } from '../kit/permission-areas.ts';
import { PermissionChecklist } from '../kit/PermissionChecklist.tsx';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { CHANGED } from './acts.ts';
import type { GroupRead } from './GroupPage.tsx';

/** Sets what a group lets those in it and below it do, with who gains or loses what first (G2, P9). */
export function GroupPermissionsDialog({ group, onClose }: { group: GroupRead; onClose: () => void }) {
  const say = useSay();
  const [chosen, setChosen] = useState<readonly Grantable[]>(group.permissions);
  const inherited = new Map(
    grantablePermissions.map((permission) => {
      const above = group.inherited_permissions.filter(({ permissions }) => permissions.includes(permission));
      return [
        permission,
        above.map((one) => (one.group ? say('roles.source.group', { group: one.group.name }) : say('groups.unseen'))),
      ];
    }),
  );
  return (
    <OneActDialog
      perform={useAct(setGroupPermissions, { changes: CHANGED }).actAndWait}
      item={isSame(chosen, group.permissions) ? undefined : { group_id: group.id, permissions: [...chosen] }}
      wide
      title={say('roles.group.title', { name: group.name })}
      confirm={say('roles.save')}
      nothing={say('roles.nothing-changes')}
      done={say('roles.own.saved')}
      onClose={onClose}
    >
      <Text>{say('roles.group.text')}</Text>
      <PermissionChecklist chosen={chosen} start={group.permissions} inherited={inherited} onChoose={setChosen} />
    </OneActDialog>
  );
}
