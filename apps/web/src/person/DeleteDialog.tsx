import { deleteMe, previewDeletion } from '@latchkey/contract/person';
import type { Reply } from '@latchkey/contract/operation';
import { foldEmail } from '@latchkey/domain/email';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { TextField } from '../kit/Field.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { Row, Stack, Text } from '../kit/Layout.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { forgetTyped } from '../kit/storage.ts';
import { EndingComputers } from './EndingComputers.tsx';

type Preview = Reply<typeof previewDeletion>;

/** Asks before a person erases themselves: what ends, and what has to be done first (P13). */
export function DeleteDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const say = useSay();
  const preview = useCall(previewDeletion, {});
  return (
    <Dialog opened title={say('person.delete.title')} onClose={onClose}>
      {preview.data === undefined ? (
        preview.error === null ? (
          <Skeleton lines={4} />
        ) : (
          <FailedState error={preview.error} onRetry={() => void preview.refetch()} />
        )
      ) : preview.data.holds.length > 0 ? (
        <Held preview={preview.data} onClose={onClose} />
      ) : (
        <DeleteForm preview={preview.data} email={email} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Held({ preview, onClose }: { preview: Preview; onClose: () => void }) {
  const say = useSay();
  const companies = preview.holds.map(({ company_name }) => company_name).join(', ');
  return (
    <Stack>
      <Notice tone="warn">{say('refusal.holds-accounts', { companies })}</Notice>
      <Row justify="end">
        <Button onClick={onClose}>{say('kit.close')}</Button>
      </Row>
    </Stack>
  );
}

function DeleteForm({ preview, email, onClose }: { preview: Preview; email: string; onClose: () => void }) {
  const say = useSay();
  const { memberships, tokens, invitations } = preview;
  const form = useForm({
    operation: deleteMe,
    start: { email: '' },
    check: (typed) =>
      typed.email === '' || foldEmail(typed.email) === email
        ? {}
        : { email: { id: 'person.delete.differs', facts: { email } } },
    // Nothing of what this page remembers is anybody's any more.
    onDone: () => {
      forgetTyped();
      location.assign('/sign-in');
    },
  });
  return (
    <Form form={form}>
      <Text>{say('person.delete.what')}</Text>
      {memberships.length > 0 ? (
        <div>
          <Text>{say('person.delete.profiles', { count: memberships.length })}</Text>
          <ul>
            {memberships.slice(0, 50).map((each, at) => (
              <li key={`${each.company_name} ${at}`}>
                {each.company_name}
                <EndingComputers of={each} />
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <Text>{say('person.delete.others', { tokens, invitations })}</Text>
      <TextField form={form} name="email" type="email" label={say('person.delete.email')} hint={email} />
      <Row justify="end">
        <Button onClick={onClose}>{say('kit.cancel')}</Button>
        <Submit form={form} look="danger">
          {say('person.delete.confirm')}
        </Submit>
      </Row>
    </Form>
  );
}
