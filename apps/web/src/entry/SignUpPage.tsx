import { signUp } from '@latchkey/contract/account';
import { useState } from 'react';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink, Link } from '../kit/Link.tsx';
import { useLanguage, useSay } from '../kit/sentence.ts';
import { useInstallation } from '../kit/session.ts';
import { Skeleton } from '../kit/States.tsx';

/** Asking for an account of one's own, where the operator lets people (P15); the answer is the same whoever asks (P16). */
export function SignUpPage() {
  const say = useSay();
  const installation = useInstallation();
  const [sentTo, setSentTo] = useState<string>();
  const below = (
    <p>
      <Link to="/sign-in">{say('entry.to-sign-in')}</Link>
    </p>
  );
  if (sentTo !== undefined) return <MailIsOut key="out" email={sentTo} />;
  if (installation?.sign_up === false)
    return (
      <EntryFrame title={say('entry.sign-up.title')} lead={say('refusal.sign-up-closed')} below={below}>
        {null}
      </EntryFrame>
    );
  return (
    <EntryFrame title={say('entry.sign-up.title')} lead={say('entry.sign-up.lead')} below={below}>
      {installation === undefined ? <Skeleton lines={4} /> : <SignUpForm onSent={setSentTo} />}
    </EntryFrame>
  );
}

function SignUpForm({ onSent }: { onSent: (email: string) => void }) {
  const say = useSay();
  const { language } = useLanguage();
  const form = useForm({
    operation: signUp,
    start: { company_name: '', name: '', email: '' },
    toBody: (typed) => ({ ...typed, language }),
    onDone: (_, { email }) => onSent(email.trim()),
  });
  return (
    <Form form={form}>
      <TextField
        form={form}
        name="company_name"
        label={say('entry.sign-up.company')}
        autoComplete="organization"
        first
      />
      <TextField form={form} name="name" label={say('entry.sign-up.name')} autoComplete="name" />
      <TextField form={form} name="email" type="email" label={say('entry.email')} autoComplete="email" />
      <Submit form={form} wide>
        {say('entry.sign-up.submit')}
      </Submit>
    </Form>
  );
}

function MailIsOut({ email }: { email: string }) {
  const say = useSay();
  return (
    <EntryFrame title={say('entry.forgot.sent.title')} lead={say('entry.sign-up.sent', { email })}>
      <Stack>
        <Text dim>{say('entry.forgot.sent.help')}</Text>
        <ButtonLink to="/sign-in" wide>
          {say('entry.to-sign-in')}
        </ButtonLink>
      </Stack>
    </EntryFrame>
  );
}
