import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import type { FormState } from '../kit/form.ts';
import { Row } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';

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
