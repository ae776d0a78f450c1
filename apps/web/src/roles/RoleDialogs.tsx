import { createRole, deleteRoles, editRoles } from '@latchkey/contract/role';
import { useState } from 'react';
import { TextField } from '../kit/Field.tsx';
import { useForm } from '../kit/form.ts';
import { Text } from '../kit/Layout.tsx';
import { OneActDialog } from '../kit/OneActDialog.tsx';
import { isSame, type Grantable } from '../kit/permission-areas.ts';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { heldWithin, limitsOf, missingIn, wantedLimits } from '../kit/role-limits.ts';
import { NewRoleDialog } from './NewRoleDialog.tsx';
import { RoleFields } from './RoleFields.tsx';
import type { RoleList } from './RolesPage.tsx';

export type CustomRole = RoleList['custom'][number];

/** What is asked about roles. */
export type Asked = { act: 'new' } | { act: 'edit' | 'delete'; role: CustomRole };

type Closing = { onClose: () => void };
/** What an act on roles changes besides them: those who have them, what these give, and what was done. */
const CHANGED = ['member', 'group', 'invitation', 'account', 'token', 'audit'];

/** The dialog of an act on roles. */
export function RoleDialogs({ asked, onClose }: { asked: Asked } & Closing) {
  if (asked.act === 'new') return <NewRoleDialog onClose={onClose} />;
  if (asked.act === 'edit') return <EditDialog role={asked.role} onClose={onClose} />;
  return <DeleteDialog role={asked.role} onClose={onClose} />;
}

/** Changes a role's name, what it holds and for whom, with what those who have it gain or lose first (G8, P9). */
function EditDialog({ role, onClose }: { role: CustomRole } & Closing) {
  const say = useSay();
  const [start] = useState(() => limitsOf(role));
  const [chosen, setChosen] = useState<readonly Grantable[]>(role.permissions);
  const [limits, setLimits] = useState(start);
  const form = useForm({ operation: createRole, start: { name: role.name }, onDone: onClose });
  const name = form.values.name.trim();
  const permissions = heldWithin(chosen, limits);
  const wanted = wantedLimits(limits, start);
  const missing = missingIn(limits, start);
  const isChanged = name !== role.name || !isSame(permissions, role.permissions) || Object.keys(wanted).length > 0;
  const itemOf = (called: string) => ({
    role_id: role.id,
    version: role.version,
    name: called,
    permissions,
    ...wanted,
  });
  return (
    <OneActDialog
      perform={useAct(editRoles, { changes: CHANGED }).actAndWait}
      item={name !== '' && isChanged && missing.length === 0 ? itemOf(name) : undefined}
      foreseen={itemOf(role.name)}
      wide
      title={say('roles.edit.title', { name: role.name })}
      confirm={say('roles.save')}
      nothing={say('roles.nothing-changes')}
      done={say('roles.saved')}
      onClose={onClose}
    >
      <TextField form={form} name="name" label={say('roles.name')} />
      <RoleFields {...{ chosen, limits, missing }} start={role.permissions} onChoose={setChosen} onLimit={setLimits} />
    </OneActDialog>
  );
}

/** Asks before a role is deleted, with what those who have it lose. */
function DeleteDialog({ role, onClose }: { role: CustomRole } & Closing) {
  const say = useSay();
  return (
    <OneActDialog
      perform={useAct(deleteRoles, { changes: CHANGED }).actAndWait}
      item={{ role_id: role.id }}
      danger
      title={say('roles.delete.title', { name: role.name })}
      confirm={say('roles.delete.submit')}
      nothing={say('roles.nothing-changes')}
      done={say('roles.deleted')}
      onClose={onClose}
    >
      <Text>{say('roles.delete.text', { count: role.members })}</Text>
    </OneActDialog>
  );
}
