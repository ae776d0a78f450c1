import { RefusedError } from '../kit/call.ts';
import { Form, Submit } from '../kit/Form.tsx';
import { TextField } from '../kit/Field.tsx';
import { useForm } from '../kit/form.ts';
import { Text } from '../kit/Layout.tsx';
import { useNavigation } from '../kit/navigation.ts';
import { NewPasswordField } from '../kit/NewPasswordField.tsx';
import { problemsOfPassword } from '../kit/password-strength.ts';
import { useLanguage, useSay } from '../kit/sentence.ts';
import { UserName } from '../kit/UserName.tsx';
import { landing } from './landing.ts';
import type { Acceptance, Opened } from './offers.ts';

type NewPersonProps = { link: string; opened: Opened; acceptance: Acceptance; onStale: () => void };

/** Name and password of somebody who has no sign-in yet (I4). */
export function NewPersonForm({ link, opened, acceptance, onStale }: NewPersonProps) {
  const say = useSay();
  const { language } = useLanguage();
  const { enter } = useNavigation();
  const form = useForm({
    operation: acceptance.acceptAsNew,
    start: { name: opened.name, password: '' },
    toBody: ({ name, password }) => ({ link, name, password, language }),
    check: ({ password }) => problemsOfPassword(password),
    changes: ['person'],
    onDone: (accepted) => enter(landing(accepted)),
    onFaulty: (_, error) => {
      // The link died or the address got a person meanwhile: the page shows what is true now.
      if (error instanceof RefusedError && /^(link-|sign-in-instead)/.test(error.refusal.code)) onStale();
    },
  });
  return (
    <Form form={form}>
      <Text dim>{say('entry.new.lead', { email: opened.email })}</Text>
      <UserName email={opened.email} />
      <TextField form={form} name="name" label={say('entry.name')} autoComplete="name" />
      <NewPasswordField form={form} name="password" label={say('entry.password.new')} />
      <Submit form={form} wide>
        {say(acceptance.submit)}
      </Submit>
    </Form>
  );
}
