import { openReset, resetPassword } from '@latchkey/contract/person';
import { RefusedError } from '../kit/call.ts';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { Form, Submit } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { useMailedLink } from '../kit/mailed-link.ts';
import { useNavigation } from '../kit/navigation.ts';
import { NewPasswordField } from '../kit/NewPasswordField.tsx';
import { problemsOfPassword } from '../kit/password-strength.ts';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { UserName } from '../kit/UserName.tsx';
import { deadResetLink } from './dead-link.ts';
import { DeadLinkPage } from './DeadLinkPage.tsx';

const unknown = deadResetLink({ code: 'link-unknown' });

/** A new password with a mailed link. Opening it changes nothing. */
export function ResetPage() {
  const link = useMailedLink();
  if (link === undefined) return unknown === undefined ? null : <DeadLinkPage dead={unknown} />;
  return <OpenedReset key={link} link={link} />;
}

function OpenedReset({ link }: { link: string }) {
  const say = useSay();
  const opened = useCall(openReset, { body: { link } });
  const dead = opened.error instanceof RefusedError ? deadResetLink(opened.error.refusal) : undefined;
  if (dead !== undefined) return <DeadLinkPage key="dead" dead={dead} />;
  if (opened.data === undefined) {
    return (
      <EntryFrame title={say('entry.reset.title')}>
        {opened.error ? <FailedState error={opened.error} onRetry={() => void opened.refetch()} /> : <Skeleton />}
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={say('entry.reset.title')} lead={say('entry.reset.lead', { email: opened.data.email })}>
      <ResetForm link={link} email={opened.data.email} onDead={() => void opened.refetch()} />
    </EntryFrame>
  );
}

function ResetForm({ link, email, onDead }: { link: string; email: string; onDead: () => void }) {
  const say = useSay();
  const { goOn } = useNavigation();
  const form = useForm({
    operation: resetPassword,
    start: { password: '' },
    toBody: ({ password }) => ({ link, password }),
    check: ({ password }) => problemsOfPassword(password),
    onDone: () => goOn(undefined),
    onFaulty: (_, error) => {
      if (error instanceof RefusedError && deadResetLink(error.refusal) !== undefined) onDead();
    },
  });
  return (
    <Form form={form}>
      <UserName email={email} />
      <NewPasswordField form={form} name="password" label={say('entry.password.new')} />
      <Submit form={form} wide>
        {say('entry.reset.submit')}
      </Submit>
    </Form>
  );
}
