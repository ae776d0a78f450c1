import { createRole } from '@latchkey/contract/role';
import { useRef, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Row } from '../kit/Layout.tsx';
import type { Grantable } from '../kit/permission-areas.ts';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { heldWithin, MANAGER, missingIn, noLimits, wantedLimits, type Limits } from '../kit/role-limits.ts';
import { RoleFields } from './RoleFields.tsx';
import css from './Roles.module.css';

const nothing: readonly Grantable[] = [];

/** Makes a custom role: what it holds, and for whom it counts (G5). */
export function NewRoleDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const [chosen, setChosen] = useState(nothing);
  const [limits, setLimits] = useState<Limits>(noLimits);
  const [isTried, setTried] = useState(false);
  const beforeLimits = useRef<HTMLDivElement>(null);
  const missing = missingIn(limits);
  const form = useForm({
    operation: createRole,
    start: { name: '' },
    toBody: ({ name }) => ({ name, permissions: heldWithin(chosen, limits), ...wantedLimits(limits) }),
    changes: ['audit'],
    onDone: () => {
      onClose();
      toastDone(say('roles.made'));
    },
  });
  const submit = () => {
    setTried(true);
    if (missing.length === 0) form.submit();
    // What is missing stands far above the button.
    else beforeLimits.current?.scrollIntoView({ block: 'start' });
  };
  const startAsManager = () => {
    setChosen(MANAGER);
    setLimits({ users: limits.users ?? [], computers: null });
  };
  return (
    <Dialog opened wide title={say('roles.new')} onClose={onClose}>
      <Form form={form} onSubmit={submit}>
        <TextField form={form} name="name" label={say('roles.name')} hint={say('roles.name.hint')} first />
        <div ref={beforeLimits} className={css.preset}>
          <Button small icon="users" onClick={startAsManager}>
            {say('roles.manager')}
          </Button>
          <span className={css.hint}>{say('roles.manager.hint')}</span>
        </div>
        <RoleFields {...{ chosen, limits }} missing={isTried ? missing : []} onChoose={setChosen} onLimit={setLimits} />
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.cancel')}</Button>
          <Submit form={form}>{say('roles.make')}</Submit>
        </Row>
      </Form>
    </Dialog>
  );
}
