import { closeAccount, previewClosing } from '@latchkey/contract/account';
import { useNavigate } from '@tanstack/react-router';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { useCall } from '../kit/query.ts';
import { useFormats, useSay } from '../kit/sentence.ts';
import { Skeleton } from '../kit/States.tsx';
import { toastDone } from '../kit/toast.ts';

/** What ends with the account, besides the profile of who closes it. */
const ending = ['members', 'invitations', 'tokens'] as const;

/** Asks before the account is closed: what ends, until when it can be reopened, and the company name typed (P14). */
export function CloseDialog({ company, onClose }: { company: string; onClose: () => void }) {
  const say = useSay();
  const { date, dateTime } = useFormats();
  const navigate = useNavigate();
  const preview = useCall(previewClosing, {}).data;
  const form = useForm({
    operation: closeAccount,
    start: { company_name: '' },
    changes: ['person', 'account'],
    onDone: async ({ erased_at }) => {
      toastDone(say('settings.closed', { company, when: dateTime(erased_at) }));
      await navigate({ to: '/me' });
    },
  });
  return (
    <Dialog opened title={say('settings.close.title', { company })} onClose={onClose}>
      <Form form={form}>
        <Stack>
          {preview === undefined ? (
            <Skeleton lines={3} />
          ) : (
            <>
              {ending
                .filter((kind) => preview[kind] > 0)
                .map((kind) => (
                  <Text key={kind}>{say(`settings.close.${kind}`, { count: preview[kind] })}</Text>
                ))}
              <Text>{say('settings.close.until', { when: date(preview.erased_at) })}</Text>
            </>
          )}
          <TextField form={form} name="company_name" label={say('settings.close.name')} hint={company} />
          <Row justify="end">
            <Button onClick={onClose}>{say('kit.cancel')}</Button>
            <Submit form={form} look="danger">
              {say('settings.close.confirm')}
            </Submit>
          </Row>
        </Stack>
      </Form>
    </Dialog>
  );
}
