import type { makeCode } from '@latchkey/contract/computer-access';
import type { BodyInput } from '@latchkey/contract/operation';
import { mayDo, type Mine } from '../kit/may.ts';
import type { Problem } from '../kit/problem.ts';
import { NONE } from './question.ts';

/** For whom a code is: oneself, another user, many machines, or a new machine in the place of an old one (C1). */
export const purposes = ['mine', 'other', 'many', 'replace'] as const;
export type Purpose = (typeof purposes)[number];

/** What the form holds; `owner` and `computer` are ids, empty until one is picked, `group` is an id or none. */
export type TypedCode = {
  purpose: string;
  owner: string;
  computer: string;
  group: string;
  mailed: boolean;
  uses: string;
  days: string;
  approval: boolean;
};

/** What the form holds at first; with the id of a computer it is to replace that one. Who adds into some groups only begins with one of them. */
export function emptyCode(computer: string | undefined, group = NONE): TypedCode {
  const rest = { owner: '', group, mailed: true, uses: '10', days: '30', approval: true };
  return { purpose: computer === undefined ? 'mine' : 'replace', computer: computer ?? '', ...rest };
}

/** What codes somebody may make: without permissions only one for themselves, where the account lets members (C1). */
export function purposesFor(mine: Mine): Purpose[] {
  const [enrols, manages, gives] = (['computers.enrol', 'computers.manage', 'access.grant'] as const).map((one) =>
    mayDo(mine, one),
  );
  const may: Record<Purpose, boolean> = {
    mine: true,
    // Its owner will reach it.
    other: enrols === true && manages === true && gives === true,
    many: enrols === true,
    replace: manages === true,
  };
  return purposes.filter((purpose) => may[purpose]);
}

/** What was typed, as the API takes it. */
export function bodyOf(typed: TypedCode): BodyInput<typeof makeCode> {
  const group_id = typed.group === NONE ? null : typed.group;
  if (typed.purpose === 'replace') return { kind: 'replacement', computer_id: typed.computer };
  if (typed.purpose === 'other') return { kind: 'enrolment', group_id, owner_id: typed.owner, mailed: typed.mailed };
  if (typed.purpose === 'mine') return { kind: 'enrolment', group_id };
  return {
    kind: 'deployment',
    group_id,
    uses: Number(typed.uses),
    expires_in_days: Number(typed.days),
    needs_approval: typed.approval,
  };
}

/** What is still to be picked. */
export function unpicked({ purpose, owner, computer }: TypedCode): Partial<Record<'owner' | 'computer', Problem>> {
  if (purpose === 'other' && owner === '') return { owner: { id: 'computers.add.pick-user' } };
  return purpose === 'replace' && computer === '' ? { computer: { id: 'computers.add.pick-computer' } } : {};
}
