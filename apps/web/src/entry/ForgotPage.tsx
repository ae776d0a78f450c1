import { askReset } from '@latchkey/contract/person';
import { useState } from 'react';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { TextField } from '../kit/Field.tsx';
import { useForm } from '../kit/form.ts';
import { Stack, Text } from '../kit/Layout.tsx';
import { ButtonLink, Link } from '../kit/Link.tsx';
import { useLanguage, useSay } from '../kit/sentence.ts';

/** Asking for a link to a new password; the answer is the same whoever asks (P16). */
export function ForgotPage() {
  const say = useSay();
  const [sentTo, setSentTo] = useState<string>();
  if (sentTo !== undefined) return <MailIsOut key="out" email={sentTo} />;
  return (
    <EntryFrame
      title={say('entry.forgot.title')}
      lead={say('entry.forgot.lead')}
      below={
        <p>
          <Link to="/sign-in">{say('entry.to-sign-in')}</Link>
        </p>
      }
    >
      <ForgotForm onSent={setSentTo} />
    </EntryFrame>
  );
}

function ForgotForm({ onSent }: { onSent: (email: string) => void }) {
  const say = useSay();
  const { language } = useLanguage();
  const form = useForm({
    operation: askReset,
    start: { email: '' },
    toBody: ({ email }) => ({ email, language }),
    onDone: (_, { email }) => onSent(email.trim()),
  });
  return (
    <Form form={form}>
      <TextField form={form} name="email" type="email" label={say('entry.email')} autoComplete="username" first />
      <Submit form={form} wide>
        {say('entry.forgot.submit')}
      </Submit>
    </Form>
  );
}

function MailIsOut({ email }: { email: string }) {
  const say = useSay();
  return (
    <EntryFrame title={say('entry.forgot.sent.title')} lead={say('entry.forgot.sent.lead', { email })}>
      <Stack>
        <Text dim>{say('entry.forgot.sent.help')}</Text>
        <ButtonLink to="/sign-in" wide>
          {say('entry.to-sign-in')}
        </ButtonLink>
      </Stack>
    </EntryFrame>
  );
}
