import { signIn } from '@latchkey/contract/person';
import { Form, Submit } from '../kit/Form.tsx';
import { PasswordField, TextField } from '../kit/Field.tsx';
import { useForm } from '../kit/form.ts';
import type { Problem } from '../kit/problem.ts';
import { useSay } from '../kit/sentence.ts';

type SignInProps = { email?: string; submit: string; onDone: () => void | Promise<void> };

// An empty password is the contract's to take and ours to ask about.
function check({ password }: { password: string }): { password?: Problem } {
  return password === '' ? { password: { id: 'problem.required' } } : {};
}

/** Address and password; `email` is what the address begins as. */
export function SignInForm({ email = '', submit, onDone }: SignInProps) {
  const say = useSay();
  const form = useForm({ operation: signIn, start: { email, password: '' }, check, onDone });
  return (
    <Form form={form}>
      <TextField
        form={form}
        name="email"
        type="email"
        label={say('entry.email')}
        autoComplete="username"
        first={email === ''}
      />
      <PasswordField form={form} name="password" label={say('entry.password')} autoComplete="current-password" />
      <Submit form={form} wide>
        {submit}
      </Submit>
    </Form>
  );
}
