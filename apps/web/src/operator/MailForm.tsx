import { setMail, type readMail } from '@latchkey/contract/operator';
import type { Reply } from '@latchkey/contract/operation';
import { useQueryClient } from '@tanstack/react-query';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Card, Row, Text } from '../kit/Layout.tsx';
import { MailServerFields } from '../kit/MailServerFields.tsx';
import { useSay } from '../kit/sentence.ts';
import { problemsOfMailServer, smtpUrlOf } from '../kit/smtp.ts';
import { toastDone } from '../kit/toast.ts';
import { startOf } from './mail.ts';

/** Sets the mail server; it is tried before it is kept, and what it answers is said beside its name. */
export function MailForm({ mail }: { mail: Reply<typeof readMail> }) {
  const say = useSay();
  const client = useQueryClient();
  const form = useForm({
    operation: setMail,
    start: startOf(mail),
    toBody: (typed) => ({ smtp_url: smtpUrlOf(typed), mail_from: typed.sender }),
    renamed: { smtp_url: 'host', mail_from: 'sender' },
    check: problemsOfMailServer,
    onDone: async () => {
      toastDone(say('operator.mail.saved'));
      form.set('smtp_password', '');
      // Whatever showed that there is no mail server, in any account, is out of date.
      await client.invalidateQueries();
    },
  });
  return (
    <Card title={say(mail.server === null ? 'operator.mail.set' : 'operator.mail.change')}>
      <Form form={form}>
        <MailServerFields form={form} />
        <Row>
          <Submit form={form}>{say('operator.mail.try')}</Submit>
          <Text dim small>
            {say('operator.mail.try.hint')}
          </Text>
        </Row>
      </Form>
    </Card>
  );
}
