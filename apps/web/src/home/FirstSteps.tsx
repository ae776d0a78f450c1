import type { ReactNode } from 'react';
import { Icon } from '../kit/Icon.tsx';
import { Hidden, Text } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import css from './Home.module.css';
import { nextStep, type Step } from './steps.ts';

/** Where the steps are taken that are taken within the account. */
const places = [
  { key: 'invite', to: '/a/$accountId/users/invite', icon: 'invite' },
  { key: 'computer', to: '/a/$accountId/computers/add', icon: 'plus' },
  { key: 'connect', to: '/a/$accountId/computers', icon: 'computer' },
] as const;

/** What a new account still has to do: one thing after the other, each with its button while it can be done. */
export function FirstSteps({ steps, company }: { steps: readonly Step[]; company: string }) {
  const say = useSay();
  const done = steps.filter(({ isDone }) => isDone).length;
  const next = nextStep(steps);
  return (
    <section className={css.steps} aria-labelledby="first-steps">
      <div className={css.stepsHead}>
        <h2 id="first-steps">{say('home.steps')}</h2>
        <Text dim small>
          {say('home.steps.lead', { done, all: steps.length })}
        </Text>
      </div>
      <ol className={css.list}>
        {steps.map((step) => (
          <StepLine key={step.key} step={step} company={company} isNext={step.key === next} />
        ))}
      </ol>
    </section>
  );
}

type StepProps = { step: Step; company: string; isNext: boolean };

function StepLine({ step, company, isNext }: StepProps) {
  const say = useSay();
  return (
    <li className={css.step} data-done={step.isDone || undefined} aria-current={isNext ? 'step' : undefined}>
      <span className={css.mark}>{step.isDone ? <Icon name="check" size={15} /> : null}</span>
      <div className={css.words}>
        <h3>
          {say(titleOf(step))}
          {step.isDone ? <Hidden> ({say('home.step.done')})</Hidden> : null}
        </h3>
        <Text dim small>
          {say(textOf(step), { company })}
        </Text>
      </div>
      <StepAct step={step} isNext={isNext} />
    </li>
  );
}

function titleOf({ key, isDone }: Step) {
  if (key === 'company') return 'home.step.company';
  return isDone ? (`home.step.${key}.done` as const) : (`home.step.${key}` as const);
}

function textOf({ key, isDone, isMine }: Step) {
  if (key === 'company') return 'home.step.company.text';
  if (isDone) return `home.step.${key}.text.done` as const;
  if (key !== 'mail') return `home.step.${key}.text` as const;
  return isMine ? 'home.step.mail.operator' : 'home.step.mail.ask';
}

function StepAct({ step, isNext }: { step: Step; isNext: boolean }): ReactNode {
  const say = useSay();
  const params = { accountId: useAccountId() ?? '' };
  const look = isNext ? 'primary' : 'plain';
  if (step.key === 'mail' && !step.isDone && step.isMine) {
    return (
      <ButtonLink to="/operator" look={look} icon="mail">
        {say('home.step.mail.go')}
      </ButtonLink>
    );
  }
  if (step.isDone || !step.isMine) return null;
  const to = places.find(({ key }) => key === step.key);
  if (to === undefined) return null;
  return (
    <ButtonLink to={to.to} params={params} look={look} icon={to.icon}>
      {say(`home.step.${to.key}.go`)}
    </ButtonLink>
  );
}
