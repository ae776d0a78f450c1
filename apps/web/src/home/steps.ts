import type { Account } from '../kit/session.ts';

/** A first step of a new account (N2), and whether it is done. */
export type Step = {
  key: 'company' | 'mail' | 'invite' | 'computer' | 'connect';
  isDone: boolean;
  /** Whether whoever looks at it can do it: a mail server is the operator's. */
  isMine: boolean;
};

/** The first steps of an account, in their order; nothing for who may not take them. */
export function stepsOf(account: Pick<Account, 'first_steps'>, isOperator: boolean): Step[] {
  const steps = account.first_steps;
  if (steps === null) return [];
  return [
    // The name was given when the account was made.
    { key: 'company', isDone: true, isMine: true },
    { key: 'mail', isDone: steps.mail, isMine: isOperator },
    { key: 'invite', isDone: steps.invite, isMine: true },
    { key: 'computer', isDone: steps.computer, isMine: true },
    // There is nothing to connect to before.
    { key: 'connect', isDone: steps.connect, isMine: steps.computer },
  ];
}

/** The step to take now: the first one open that is one's own. */
export function nextStep(steps: readonly Step[]): Step['key'] | undefined {
  return steps.find(({ isDone, isMine }) => !isDone && isMine)?.key;
}

/** Whether the list of first steps has served its purpose. */
export function isSettled(steps: readonly Step[]): boolean {
  return steps.every(({ isDone }) => isDone);
}
