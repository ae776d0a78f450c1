import { resendInvitation } from '@latchkey/contract/invitation';
import { listMembers, reinstateMembers } from '@latchkey/contract/member';
import type { PastedInvitee } from '@latchkey/domain/invitees';
import type { Refusal } from '@latchkey/domain/refusal';
import { useState } from 'react';
import { call, RefusedError } from '../kit/call.ts';
import { useAct, useAccountId } from '../kit/query.ts';
import { useErrorSentence } from '../kit/sentence.ts';
import { toastFailed } from '../kit/toast.ts';
import { callsOf, outcomeOf, type BulkAnswer, type RefusedLine } from '../kit/bulk-lines.ts';

type Line = RefusedLine<PastedInvitee>;
type Perform = (given: { body: { items: { member_id: string }[] } }) => Promise<BulkAnswer<unknown>>;

/** What became of a line that was refused: something is being done about it, was done, or was refused again. */
export type Fate = 'acting' | 'done' | Refusal;
export type Fates = ReadonlyMap<number, Fate>;

/** What can be done at once about people who need no invitation: their earlier one goes out again, or they are reinstated. */
export function useLeftActs() {
  const accountId = useAccountId() ?? '';
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
      for (const some of callsOf(lines)) note(await fatesOf(perform, await identified(accountId, some)));
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

type Identified = { line: number; member_id: string | undefined };

/** How many are looked for at once. */
const AT_ONCE = 6;

/** Who they are in the account: said with the refusal, or found by their address. */
async function identified(accountId: string, lines: readonly Line[]): Promise<Identified[]> {
  const found: Identified[] = [];
  for (let from = 0; from < lines.length; from += AT_ONCE) {
    const some = lines.slice(from, from + AT_ONCE).map(async ({ item, refusal }) => {
      const known = refusal.code === 'suspended-here' ? refusal.member_id : undefined;
      return { line: item.line, member_id: known ?? (await invitedAt(accountId, item.email ?? '')) };
    });
    found.push(...(await Promise.all(some)));
  }
  return found;
}

/** Who is invited at an address; nobody any more if it has been accepted, declined or taken back meanwhile. */
async function invitedAt(accountId: string, email: string): Promise<string | undefined> {
  const query = { search: email, status: 'invited', limit: 200 } as const;
  const { items } = await call(listMembers, { accountId, query });
  return items.find((member) => member.email === email)?.id;
}

async function fatesOf(perform: Perform, lines: readonly Identified[]): Promise<[number, Fate][]> {
  const there = lines.flatMap(({ line, member_id }) => (member_id === undefined ? [] : [{ line, member_id }]));
  const gone = lines.filter(({ member_id }) => member_id === undefined);
  const fates = gone.map(({ line }): [number, Fate] => [line, { code: 'no-open-invitation' }]);
  if (there.length === 0) return fates;
  try {
    const { done, refused } = outcomeOf(
      there,
      await perform({ body: { items: there.map(({ member_id }) => ({ member_id })) } }),
    );
    return [
      ...fates,
      ...done.map(({ item }): [number, Fate] => [item.line, 'done']),
      ...refused.map(({ item, refusal }): [number, Fate] => [item.line, refusal]),
    ];
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return [...fates, ...there.map(({ line }): [number, Fate] => [line, error.refusal])];
  }
}
