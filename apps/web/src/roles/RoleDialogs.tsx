import { createRole, deleteRoles, editRoles } from '@latchkey/contract/role';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Row, Text } from '../kit/Layout.tsx';
import { OneActDialog } from '../kit/OneActDialog.tsx';
import { isSame, type Grantable } from '../kit/permission-areas.ts';
import { PermissionChecklist } from '../kit/PermissionChecklist.tsx';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import type { RoleList } from './RolesPage.tsx';

export type CustomRole = RoleList['custom'][number];

/** What is asked about roles. */
export type Asked = { act: 'new' } | { act: 'edit' | 'delete'; role: CustomRole };

type Closing = { onClose: () => void };
/** What an act on roles changes besides them: those who have them, what these give, and what was done. */
const CHANGED = ['member', 'group', 'invitation', 'account', 'token', 'audit'];
const nothing: readonly Grantable[] = [];

/** The dialog of an act on roles. */
export function RoleDialogs({ asked, onClose }: { asked: Asked } & Closing) {
  if (asked.act === 'new') return <NewDialog onClose={onClose} />;
  if (asked.act === 'edit') return <EditDialog role={asked.role} onClose={onClose} />;
  return <DeleteDialog role={asked.role} onClose={onClose} />;
}

function NewDialog({ onClose }: Closing) {
  const say = useSay();
  const [chosen, setChosen] = useState(nothing);
  const form = useForm({
    operation: createRole,
    start: { name: '' },
    toBody: ({ name }) => ({ name, permissions: [...chosen] }),
    changes: ['audit'],
    onDone: () => {
      onClose();
      toastDone(say('roles.made'));
    },
  });
  return (
    <Dialog opened wide title={say('roles.new')} onClose={onClose}>
      <Form form={form}>
        <TextField form={form} name="name" label={say('roles.name')} hint={say('roles.name.hint')} first />
        <PermissionChecklist chosen={chosen} start={nothing} onChoose={setChosen} />
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.cancel')}</Button>
          <Submit form={form}>{say('roles.make')}</Submit>
        </Row>
      </Form>
    </Dialog>
  );
}

/** Changes a role's name and what it holds, with what those who have it gain or lose first (G8, P9). */
function EditDialog({ role, onClose }: { role: CustomRole } & Closing) {
  const say = useSay();
  const [chosen, setChosen] = useState<readonly Grantable[]>(role.permissions);
  const form = useForm({ operation: createRole, start: { name: role.name }, onDone: onClose });
  const name = form.values.name.trim();
  const isChanged = name !== role.name || !isSame(chosen, role.permissions);
  const itemOf = (called: string) => ({
    role_id: role.id,
    version: role.version,
    name: called,
    permissions: [...chosen],
  });
  return (
    <OneActDialog
      perform={useAct(editRoles, { changes: CHANGED }).actAndWait}
      item={name !== '' && isChanged ? itemOf(name) : undefined}
      foreseen={itemOf(role.name)}
      wide
      title={say('roles.edit.title', { name: role.name })}
      confirm={say('roles.save')}
      nothing={say('roles.nothing-changes')}
      done={say('roles.saved')}
      onClose={onClose}
    >
      <TextField form={form} name="name" label={say('roles.name')} />
      <PermissionChecklist chosen={chosen} start={role.permissions} onChoose={setChosen} />
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
