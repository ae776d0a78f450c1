import { checkSetUpCode, setUp } from '@latchkey/contract/operator';
import { useState } from 'react';
import { EntryFrame } from '../kit/EntryFrame.tsx';
import { Form } from '../kit/Form.tsx';
import { useForm } from '../kit/form.ts';
import { ButtonLink } from '../kit/Link.tsx';
import { useNavigation } from '../kit/navigation.ts';
import { problemsOfPassword } from '../kit/password-strength.ts';
import { useAct } from '../kit/query.ts';
import { useLanguage, useSay } from '../kit/sentence.ts';
import { useInstallation } from '../kit/session.ts';
import { noMailServer, problemsOfMailServer } from '../kit/smtp.ts';
import { RefusedError } from '../kit/call.ts';
import { bodyOf, renamed, stepOf, steps, type SetUpValues, type StepName } from './set-up-steps.ts';
import { SetUpStep } from './SetUpStep.tsx';
import { StepMarks } from './StepMarks.tsx';

const start: SetUpValues = {
  ...noMailServer,
  code: '',
  name: '',
  email: '',
  password: '',
  company_name: '',
  mail: 'now',
};

/** The wizard that makes the first person and the first account; gone for ever once it has. */
export function SetUpPage() {
  const isSetUp = useInstallation()?.set_up === true;
  // As it was when the page opened: on the way to Home, who has just set up must not read that somebody did.
  const [wasSetUp] = useState(isSetUp);
  return wasSetUp ? <SetUpIsOver /> : <SetUpWizard />;
}

function SetUpWizard() {
  const say = useSay();
  const { language } = useLanguage();
  const { enter } = useNavigation();
  const [step, setStep] = useState<StepName>('code');
  const [isOver, setOver] = useState(false);
  const checking = useAct(checkSetUpCode);
  const form = useForm({
    operation: setUp,
    start,
    renamed,
    toBody: (values) => bodyOf(values, language),
    check: (values) => ({
      ...problemsOfPassword(values.password),
      ...(values.mail === 'now' ? problemsOfMailServer(values) : {}),
    }),
    changes: ['person'],
    onDone: ({ account_id }) => enter(account_id),
    onFaulty: (faulty, error) => {
      if (error instanceof RefusedError && error.refusal.code === 'already-set-up') setOver(true);
      setStep(stepOf(faulty));
    },
  });
  if (isOver) return <SetUpIsOver />;

  const index = steps.findIndex(({ name }) => name === step);
  const goTo = (to: number) => setStep(steps[to]?.name ?? 'summary');
  const goOn = () => {
    if (form.isSending || checking.isActing) return;
    if (step === 'summary') return form.submit();
    if (form.isFaulty(steps[index]?.fields ?? [])) return;
    if (step !== 'code') return goTo(index + 1);
    checking.actAndWait({ body: { code: form.values.code } }).then(() => goTo(1), form.blame);
  };
  return (
    <EntryFrame
      key={step}
      title={say(`entry.set-up.${step}.title`)}
      lead={say(`entry.set-up.${step}.lead`)}
      above={<StepMarks index={index} count={steps.length} />}
    >
      <Form form={form} onSubmit={goOn}>
        <SetUpStep form={form} step={step} isBusy={checking.isActing} onBack={() => goTo(index - 1)} />
      </Form>
    </EntryFrame>
  );
}

function SetUpIsOver() {
  const say = useSay();
  return (
    <EntryFrame title={say('entry.set-up.over.title')} lead={say('entry.set-up.over.lead')}>
      <ButtonLink to="/sign-in" look="primary" wide>
        {say('entry.to-sign-in')}
      </ButtonLink>
    </EntryFrame>
  );
}
