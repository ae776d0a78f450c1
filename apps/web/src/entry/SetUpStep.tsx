import { Button } from '../kit/Button.tsx';
import { ChoiceField } from '../kit/ChoiceField.tsx';
import { TextField } from '../kit/Field.tsx';
import { Submit } from '../kit/Form.tsx';
import type { FormState } from '../kit/form.ts';
import { Facts } from '../kit/Layout.tsx';
import { MailServerFields } from '../kit/MailServerFields.tsx';
import { NewPasswordField } from '../kit/NewPasswordField.tsx';
import { Notice } from '../kit/Notice.tsx';
import { useSay } from '../kit/sentence.ts';
import css from './entry.module.css';
import type { SetUpValues, StepName } from './set-up-steps.ts';

type StepProps = { form: FormState<SetUpValues>; step: StepName; isBusy: boolean; onBack: () => void };

/** One step of the wizard with its buttons. */
export function SetUpStep({ form, step, isBusy, onBack }: StepProps) {
  const say = useSay();
  return (
    <>
      {step === 'code' ? <CodeStep form={form} /> : null}
      {step === 'you' ? <YouStep form={form} /> : null}
      {step === 'mail' ? <MailStep form={form} /> : null}
      {step === 'summary' ? <Summary form={form} /> : null}
      <div className={css.buttons}>
        {step === 'code' ? <span /> : <Button onClick={onBack}>{say('kit.back')}</Button>}
        <Submit form={form} busy={isBusy}>
          {say(step === 'summary' ? 'entry.set-up.submit' : 'kit.next')}
        </Submit>
      </div>
    </>
  );
}

type PartProps = { form: FormState<SetUpValues> };

function CodeStep({ form }: PartProps) {
  const say = useSay();
  return (
    <TextField
      form={form}
      name="code"
      label={say('entry.set-up.code')}
      hint={say('entry.set-up.code.hint')}
      mono
      first
    />
  );
}

function YouStep({ form }: PartProps) {
  const say = useSay();
  return (
    <>
      <TextField form={form} name="name" label={say('entry.name')} autoComplete="name" />
      <TextField
        form={form}
        name="email"
        type="email"
        label={say('entry.email')}
        hint={say('entry.set-up.email.hint')}
        autoComplete="username"
      />
      <NewPasswordField form={form} name="password" label={say('entry.password.new')} />
      <TextField
        form={form}
        name="company_name"
        label={say('entry.set-up.company')}
        hint={say('entry.set-up.company.hint')}
        autoComplete="organization"
      />
    </>
  );
}

function MailStep({ form }: PartProps) {
  const say = useSay();
  return (
    <>
      <ChoiceField
        form={form}
        name="mail"
        label={say('entry.set-up.mail')}
        options={[
          { value: 'now', label: say('entry.set-up.mail.now') },
          { value: 'later', label: say('entry.set-up.mail.later') },
        ]}
      />
      {form.values.mail === 'now' ? (
        <MailServerFields form={form} />
      ) : (
        <Notice title={say('entry.set-up.mail.later.title')}>{say('entry.set-up.mail.later.text')}</Notice>
      )}
    </>
  );
}

function Summary({ form: { values } }: PartProps) {
  const say = useSay();
  const mail =
    values.mail === 'now' ? `${values.host.trim()} (${values.sender.trim()})` : say('entry.set-up.mail.later');
  return (
    <Facts
      facts={[
        { term: say('entry.name'), is: values.name },
        { term: say('entry.email'), is: values.email },
        { term: say('entry.set-up.company'), is: values.company_name },
        { term: say('entry.set-up.mail'), is: mail },
      ]}
    />
  );
}
