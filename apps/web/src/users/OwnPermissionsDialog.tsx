import { setPermissions } from '@latchkey/contract/role';
import { grantablePermissions } from '@latchkey/domain/role';
import { useState } from 'react';
import { Text } from '../kit/Layout.tsx';
import { OneActDialog } from '../kit/OneActDialog.tsx';
import { isSame, type Grantable } from '../kit/permission-areas.ts';
import { PermissionChecklist } from '../kit/PermissionChecklist.tsx';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { sourcesOf, type Held, type Source } from './held.ts';
import { nameOf, type User } from './list.ts';
import { useRoleName } from './use-custom-roles.ts';

const CHANGES = ['invitation', 'token', 'account', 'audit'];

/** Sets what somebody may do besides what comes from their role and groups, with who gains or loses what first (G2, P9). */
export function OwnPermissionsDialog({ user, held, onClose }: { user: User; held: Held; onClose: () => void }) {
  const say = useSay();
  const role = useRoleName()({ ...user, ...held });
  const [chosen, setChosen] = useState<readonly Grantable[]>(held.own);
  const nameOfSource = (source: Source) => {
    if (source.by !== 'group') return say('roles.source.role', { role });
    return source.group ? say('roles.source.group', { group: source.group.name }) : say('groups.unseen');
  };
  const inherited = new Map(
    grantablePermissions.map((permission) => {
      const others = sourcesOf(held, permission).filter(({ by }) => by !== 'own');
      return [permission, others.map(nameOfSource)];
    }),
  );
  return (
    <OneActDialog
      perform={useAct(setPermissions, { changes: CHANGES }).actAndWait}
      item={isSame(chosen, held.own) ? undefined : { member_id: user.id, permissions: [...chosen] }}
      wide
      title={say('roles.own.title', { name: nameOf(user) })}
      confirm={say('roles.save')}
      nothing={say('roles.nothing-changes')}
      done={say('roles.own.saved')}
      onClose={onClose}
    >
      <Text>{say('roles.own.text')}</Text>
      <PermissionChecklist chosen={chosen} start={held.own} inherited={inherited} onChoose={setChosen} />
    </OneActDialog>
  );
}
