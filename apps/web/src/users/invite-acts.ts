import { resendInvitation } from '@latchkey/contract/invitation';
import { reinstateMembers } from '@latchkey/contract/member';
import type { PastedInvitee } from '@latchkey/domain/invitees';
import type { Refusal } from '@latchkey/domain/refusal';
import { useState } from 'react';
import { RefusedError } from '../kit/call.ts';
import { useAct } from '../kit/query.ts';
import { useErrorSentence } from '../kit/sentence.ts';
import { toastFailed } from '../kit/toast.ts';
import { callsOf, outcomeOf, type BulkAnswer, type RefusedLine } from '../kit/bulk-lines.ts';
import { memberIn } from './invite-result.ts';

type Line = RefusedLine<PastedInvitee>;
type Perform = (given: { body: { items: { member_id: string }[] } }) => Promise<BulkAnswer<unknown>>;

/** What became of a line that was refused: something is being done about it, was done, or was refused again. */
export type Fate = 'acting' | 'done' | Refusal;
export type Fates = ReadonlyMap<number, Fate>;

/** What can be done at once about people who need no invitation: their earlier one goes out again, or they are reinstated. */
export function useLeftActs() {
  const sentence = useErrorSentence();
  const [fates, setFates] = useState<Fates>(new Map());
  const changes = ['member', 'account'];
  const resend = useAct(resendInvitation, { changes }).actAndWait;
  const reinstate = useAct(reinstateMembers, { changes }).actAndWait;

  const note = (entries: readonly (readonly [number, Fate | undefined])[]) =>
    setFates(
      (before) => new Map([...before, ...entries].filter((entry): entry is [number, Fate] => entry[1] !== undefined)),
    );
  const act = async (perform: Perform, lines: readonly Line[]) => {
    note(lines.map(({ item }) => [item.line, 'acting']));
    try {
      for (const some of callsOf(lines)) note(await fatesOf(perform, some));
    } catch (error) {
      note(lines.map(({ item }) => [item.line, undefined]));
      toastFailed(sentence(error));
    }
  };
  return {
    fates,
    resend: (lines: readonly Line[]) => act(resend, lines),
    reinstate: (lines: readonly Line[]) => act(reinstate, lines),
  };
}

async function fatesOf(perform: Perform, lines: readonly Line[]): Promise<[number, Fate][]> {
  const known = lines.map((line) => ({ ...line, member_id: memberIn(line.refusal) }));
  const there = known.flatMap(({ member_id, ...line }) => (member_id === undefined ? [] : [{ ...line, member_id }]));
  // Who came in at the very same moment is not named: what was said of them stands.
  const unknown = known.filter(({ member_id }) => member_id === undefined);
  const fates = unknown.map(({ item, refusal }): [number, Fate] => [item.line, refusal]);
  if (there.length === 0) return fates;
  try {
    const answer = await perform({ body: { items: there.map(({ member_id }) => ({ member_id })) } });
    const { done, refused } = outcomeOf(there, answer);
    return [
      ...fates,
      ...done.map(({ item: { item } }): [number, Fate] => [item.line, 'done']),
      ...refused.map(({ item: { item }, refusal }): [number, Fate] => [item.line, refusal]),
    ];
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return [...fates, ...there.map(({ item }): [number, Fate] => [item.line, error.refusal])];
  }
}
