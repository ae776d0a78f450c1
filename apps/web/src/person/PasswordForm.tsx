import { changePassword } from '@latchkey/contract/person';
import { PasswordField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Card, Row, Text } from '../kit/Layout.tsx';
import { NewPasswordField } from '../kit/NewPasswordField.tsx';
import { problemsOfPassword } from '../kit/password-strength.ts';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { UserName } from '../kit/UserName.tsx';
import { useState } from 'react';

/** A new password with the present one; everywhere else the person is signed out (P10). */
export function PasswordForm({ email }: { email: string }) {
  const [turn, setTurn] = useState(0);
  return <Fields key={turn} email={email} onDone={() => setTurn(turn + 1)} />;
}

function Fields({ email, onDone }: { email: string; onDone: () => void }) {
  const say = useSay();
  const form = useForm({
    operation: changePassword,
    start: { current_password: '', password: '' },
    check: ({ password }) => problemsOfPassword(password),
    onDone: () => {
      toastDone(say('person.password.changed'));
      onDone();
    },
  });
  return (
    <Card title={say('person.password')}>
      <Form form={form}>
        <Text dim>{say('person.password.text')}</Text>
        <UserName email={email} />
        <PasswordField
          form={form}
          name="current_password"
          label={say('person.password.current')}
          autoComplete="current-password"
        />
        <NewPasswordField form={form} name="password" label={say('person.password.new')} />
        <Row>
          <Submit form={form}>{say('person.password.change')}</Submit>
        </Row>
      </Form>
    </Card>
  );
}
