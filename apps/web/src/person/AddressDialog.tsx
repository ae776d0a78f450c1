import { addAddress, changeAddress } from '@latchkey/contract/person';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import type { Me } from '../kit/session.ts';

type AddressDialogProps = { purpose: 'add' | 'change'; me: Me; onClose: () => void };

/** Asks for another address; what comes of it is mailed, and the answer here is the same whoever has it (P16). */
export function AddressDialog({ purpose, me, onClose }: AddressDialogProps) {
  const say = useSay();
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({
    operation: purpose === 'add' ? addAddress : changeAddress,
    start: { email: '' },
    onDone: (_, { email }) => setSentTo(email.trim()),
  });
  return (
    <Dialog opened title={say(`person.addresses.${purpose}`)} onClose={onClose}>
      {sentTo === undefined ? (
        <Form form={form}>
          <Text dim>{say(`person.addresses.${purpose}.text`, { email: me.email })}</Text>
          <TextField
            form={form}
            name="email"
            type="email"
            label={say('person.addresses.new')}
            autoComplete="email"
            first
          />
          <Row justify="end">
            <Button onClick={onClose}>{say('kit.cancel')}</Button>
            <Submit form={form}>{say('person.addresses.send')}</Submit>
          </Row>
        </Form>
      ) : (
        <Stack>
          <Text>{say(`person.addresses.${purpose}.sent`, { email: sentTo, old: me.email })}</Text>
          <Row justify="end">
            <Button look="primary" onClick={onClose}>
              {say('kit.close')}
            </Button>
          </Row>
        </Stack>
      )}
    </Dialog>
  );
}
