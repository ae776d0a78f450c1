import type { answerRequests } from '@latchkey/contract/request';
import type { BodyInput } from '@latchkey/contract/operation';
import type { RequestState } from '@latchkey/domain/request';
import type { Tone } from '../kit/Badge.tsx';
import type { OpenRequest } from '../kit/wish.ts';

/** How a state of a request looks. */
export const tones: Readonly<Record<RequestState, Tone>> = {
  open: 'info',
  granted: 'good',
  declined: 'warn',
  withdrawn: 'neutral',
  ended: 'neutral',
};

export const idOf = ({ id }: { id: string }) => id;

/** What is answered to requests: the same to all of them. */
export type Question = { answer: 'granted' | 'declined'; requests: readonly OpenRequest[] };

type Chosen = { groups: readonly { id: string }[]; computers: readonly { id: string }[] };
type Item = BodyInput<typeof answerRequests>['items'][number];

/** Whether somebody asks for computers without naming one: who grants that chooses which. */
export function isForAny({ computer, permission }: Pick<OpenRequest, 'computer' | 'permission'>): boolean {
  return computer === null && permission === null;
}

/** Those of many that can be answered together: where computers have to be chosen, each is granted by itself. */
export function answerable({ answer, requests }: Question): readonly OpenRequest[] {
  if (answer === 'declined' || requests.length === 1) return requests;
  return requests.filter((request) => !isForAny(request));
}

/** The lines of an answer; nothing as long as computers have still to be chosen. */
export function itemsOf({ answer, requests }: Question, note: string, chosen: Chosen): Item[] | undefined {
  const chooses = answer === 'granted' && requests.some(isForAny);
  if (chooses && chosen.groups.length + chosen.computers.length === 0) return undefined;
  const given = chooses
    ? { group_ids: chosen.groups.map(({ id }) => id), computer_ids: chosen.computers.map(({ id }) => id) }
    : {};
  return requests.map(({ id }) => ({ request_id: id, answer, note, ...given }));
}
