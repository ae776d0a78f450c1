import type { editComputer, editGroup } from '@latchkey/contract/computer';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm, type FormState } from '../kit/form.ts';
import { Row } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';

type NameProps = { form: FormState<{ name: string }>; title: string; submit: string; onClose: () => void };

/** Asks for a name. */
export function NameDialog({ form, title, submit, onClose }: NameProps) {
  const say = useSay();
  return (
    <Dialog opened title={title} onClose={onClose}>
      <Form form={form}>
        <TextField form={form} name="name" label={say('computers.name')} first />
        <Row justify="end">
          <Button onClick={onClose}>{say('kit.cancel')}</Button>
          <Submit form={form}>{submit}</Submit>
        </Row>
      </Form>
    </Dialog>
  );
}

type RenameProps = {
  operation: typeof editComputer | typeof editGroup;
  params: Record<string, string>;
  named: { name: string; version: number };
  onClose: () => void;
};

/** Gives something that has a version another name. */
export function RenameDialog({ operation, params, named, onClose }: RenameProps) {
  const say = useSay();
  const form = useForm({
    operation,
    start: { name: named.name },
    toBody: ({ name }) => ({ name, version: named.version }),
    params,
    changes: ['audit'],
    onDone: () => {
      onClose();
      toastDone(say('computers.renamed'));
    },
  });
  return (
    <NameDialog
      {...{ form, onClose }}
      title={say('computers.rename.title', { name: named.name })}
      submit={say('computers.rename')}
    />
  );
}
