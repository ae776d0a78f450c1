import { openAccount } from '@latchkey/contract/account';
import { useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Card, Row, Stack, Text } from '../kit/Layout.tsx';
import { useNavigation } from '../kit/navigation.ts';
import { useLanguage, useSay } from '../kit/sentence.ts';
import { useInstallation } from '../kit/session.ts';

/** Opens an account of one's own, where the operator lets people (P15). */
export function OpenAccount() {
  const say = useSay();
  const isOffered = useInstallation()?.sign_up === true;
  const [isOpen, setOpen] = useState(false);
  if (!isOffered) return null;
  return (
    <Card title={say('person.open')}>
      <Stack>
        <Text dim>{say('person.open.text')}</Text>
        {isOpen ? (
          <OpenForm onClose={() => setOpen(false)} />
        ) : (
          <Row>
            <Button icon="plus" onClick={() => setOpen(true)}>
              {say('person.open.start')}
            </Button>
          </Row>
        )}
      </Stack>
    </Card>
  );
}

function OpenForm({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const { language } = useLanguage();
  const { enter } = useNavigation();
  const form = useForm({
    operation: openAccount,
    start: { company_name: '' },
    toBody: ({ company_name }) => ({ company_name, language }),
    changes: ['person'],
    onDone: ({ account_id }) => enter(account_id),
  });
  return (
    <Form form={form}>
      <TextField form={form} name="company_name" label={say('person.open.company')} autoComplete="organization" first />
      <Row>
        <Submit form={form}>{say('person.open.submit')}</Submit>
        <Button onClick={onClose}>{say('kit.cancel')}</Button>
      </Row>
    </Form>
  );
}
